"""Regular expressions of schemas: whether they are any, what they may cost, who may decide them.

frictionless compiles a pattern `p` as `^p$` and asks `re.match`. `re` tries one way after the
other, which takes for ever where a repetition repeats repetitions: `(a+)+`. Here an upper bound of
its steps is computed from the expression alone, and google-re2, which has no bad cases, decides
where it must agree: on printable text, for expressions that are translated node by node from what
`re` itself has understood. `\\d`, `\\w` and `\\s` mean the same to both on ASCII only.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

LONGEST = 1_000
"""Characters of an expression that a person can still read."""

INFINITE = float("inf")

_parser: Any = importlib.import_module("re._parser")
"""The standard library's own parser: nothing else knows for sure how `re` reads a text."""
_ops: Any = importlib.import_module("re._constants")

_ONE = frozenset({_ops.LITERAL, _ops.NOT_LITERAL, _ops.ANY, _ops.IN, _ops.AT, _ops.CATEGORY})
_REPEATS = frozenset({_ops.MAX_REPEAT, _ops.MIN_REPEAT, _ops.POSSESSIVE_REPEAT})
_CATEGORIES = {
    _ops.CATEGORY_DIGIT: r"\d", _ops.CATEGORY_NOT_DIGIT: r"\D", _ops.CATEGORY_SPACE: r"\s",
    _ops.CATEGORY_NOT_SPACE: r"\S", _ops.CATEGORY_WORD: r"\w", _ops.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


class PatternError(Exception):
    """The text is no regular expression that can be used."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A pattern as frictionless uses it; `linear` is its twin in RE2, where there is one.

    `everywhere` says that the twin agrees on all printable text, not only on ASCII.
    """

    pattern: str
    compiled: re.Pattern[str]
    linear: Any
    everywhere: bool

    def steps(self, length: int) -> float:
        """An upper bound of the steps that `re` takes for a text of so many characters."""
        return _weigh(_parse(self.pattern), length)[1]

    def agrees(self, text: str) -> bool:
        """Whether RE2 says of `text` what `re` says."""
        return (
            self.linear is not None and text.isprintable() and (self.everywhere or text.isascii())
        )

    def matches(self, text: str) -> bool:
        """What `re` says of `text`, from RE2 where both agree; else it may take for ever."""
        return bool((self.linear if self.agrees(text) else self.compiled).match(text))


@lru_cache(maxsize=1024)
def expression(pattern: str) -> Expression:
    """The expression of a `pattern` constraint. Raises PatternError."""
    if len(pattern) > LONGEST:
        raise PatternError(f"longer than {LONGEST} characters")
    try:
        compiled, parsed = _compile(pattern), _parse(pattern)
    except (re.error, RecursionError, OverflowError) as failure:
        raise PatternError(str(failure)[:100]) from failure
    twin = _Twin()
    linear = None
    if compiled.flags == re.UNICODE and (text := twin.sequence(parsed)) is not None:
        options = re2.Options()
        options.log_errors = False
        try:
            linear = re2.compile(text, options)
        except re2.error:  # too large for RE2: `re` decides
            linear = None
    return Expression(pattern, compiled, linear, not twin.categories)


def _compile(pattern: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on what `re` may read differently some day
        return re.compile(f"^{pattern}$")


@lru_cache(maxsize=1024)
def _parse(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _parser.parse(f"^{pattern}$")


def _weigh(items: Any, length: int) -> tuple[float, float]:
    """Upper bounds: in how many ways the sequence may match from one place, and the steps."""
    ways, steps = 1.0, 0.0
    for operator, argument in items:
        own_ways, own_steps = _weigh_one(operator, argument, length)
        steps += ways * own_steps
        ways *= own_ways
    return ways, max(steps, 1.0)


def _weigh_one(operator: Any, argument: Any, length: int) -> tuple[float, float]:
    if operator in _ONE:
        return 1.0, 1.0
    if operator is _ops.BRANCH:
        return _either([_weigh(branch, length) for branch in argument[1]])
    if operator is _ops.SUBPATTERN:
        return _weigh(argument[3], length)
    if operator in _REPEATS:
        low, high, body = argument
        ways, steps = _repeat(int(low), int(high), body, length)
        return (1.0 if operator is _ops.POSSESSIVE_REPEAT else ways), steps
    if operator is _ops.ATOMIC_GROUP:
        return 1.0, _weigh(argument, length)[1]
    if operator in (_ops.ASSERT, _ops.ASSERT_NOT):
        return 1.0, _weigh(argument[1], length)[1]
    if operator is _ops.GROUPREF:
        return 1.0, float(length + 1)
    if operator is _ops.GROUPREF_EXISTS:
        return _either([_weigh(branch or (), length) for branch in argument[1:]])
    return INFINITE, INFINITE


def _either(branches: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(ways for ways, _ in branches), sum(steps for _, steps in branches)


def _repeat(low: int, high: int, body: Any, length: int) -> tuple[float, float]:
    ways, steps = _weigh(body, length)
    most = min(high, length // max(body.getwidth()[0], 1) + 1)
    if ways == 1.0:
        return float(most - min(low, most) + 1), most * steps + 1
    try:
        total = (ways ** (most + 1) - 1) / (ways - 1)  # 1 + ways + … + ways^most
    except OverflowError:
        return INFINITE, INFINITE
    return total, total * steps


class _Twin:
    """Writes what `re` has understood in RE2's notation; None for what RE2 lacks."""

    def __init__(self) -> None:
        self.categories = False

    def sequence(self, items: Any) -> str | None:
        parts = [self.one(operator, argument) for operator, argument in items]
        return None if None in parts else "".join(part for part in parts if part is not None)

    def one(self, operator: Any, argument: Any) -> str | None:
        if operator is _ops.LITERAL:
            return _character(argument)
        if operator is _ops.NOT_LITERAL:
            return f"[^{_character(argument)}]"
        if operator is _ops.ANY:
            return r"[^\n]"
        if operator is _ops.AT:
            return {_ops.AT_BEGINNING: r"\A", _ops.AT_BEGINNING_STRING: r"\A",
                    _ops.AT_END: r"\z", _ops.AT_END_STRING: r"\z"}.get(argument)  # fmt: skip
        if operator is _ops.IN:
            return self.characters(argument)
        if operator is _ops.BRANCH:
            branches = [self.sequence(branch) for branch in argument[1]]
            return None if None in branches else f"(?:{'|'.join(map(str, branches))})"
        if operator is _ops.SUBPATTERN:
            _, added, dropped, body = argument
            inner = self.sequence(body)
            return None if inner is None or added or dropped else f"(?:{inner})"
        if operator is _ops.MAX_REPEAT or operator is _ops.MIN_REPEAT:
            return self.repeat(*argument)
        return None

    def repeat(self, low: int, high: Any, body: Any) -> str | None:
        """A repetition; those of what may be empty are left to `re`, whose rules are its own."""
        inner = self.sequence(body) if body.getwidth()[0] else None
        most = "" if high is _ops.MAXREPEAT else int(high)
        return None if inner is None else f"(?:{inner}){{{int(low)},{most}}}"

    def characters(self, items: Any) -> str | None:
        text = ""
        for operator, argument in items:
            if operator is _ops.NEGATE:
                text += "^"
            elif operator is _ops.LITERAL:
                text += _character(argument)
            elif operator is _ops.RANGE:
                text += f"{_character(argument[0])}-{_character(argument[1])}"
            elif operator is _ops.CATEGORY and argument in _CATEGORIES:
                self.categories = True
                text += _CATEGORIES[argument]
            else:
                return None
        return f"[{text}]"


def _character(code: int) -> str:
    return f"\\x{{{code:x}}}"
