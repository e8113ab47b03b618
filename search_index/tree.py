"""A question as engines carry it out: conditions, and how they are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from . import analysis

Stream = Literal["grams", "exact"]
Where = Literal["any", "title"]


@dataclass(frozen=True, slots=True)
class Term:
    """`tokens` in a row in `stream`; with `prefix`, a word that begins so.

    `pieces` are its parts as they were written, for highlights. `pattern` replaces the tokens by
    a pattern for one word of the exact stream, in which ? stands for a character and * for any
    number.
    """

    tokens: tuple[str, ...]
    stream: Stream
    pieces: tuple[str, ...]
    prefix: bool = False
    pattern: str = ""
    where: Where = "any"

    @property
    def stemmed(self) -> bool:
        """Whether its words stand for their stems."""
        return self.stream == "grams"

    @property
    def chinese(self) -> bool:
        """Whether its tokens are pairs of characters, whose words rank in their place."""
        return self.stream == "grams" and all(map(analysis.is_cjk, self.pieces))


@dataclass(frozen=True, slots=True)
class Code:
    """A document that carries this code (`analysis.code_key`), or one that begins so."""

    key: str
    prefix: bool = False

    def fits(self, code: str) -> bool:
        """Whether a document with `code` is one."""
        own = analysis.code_key(code)
        return own.startswith(self.key) if self.prefix else own == self.key


@dataclass(frozen=True, slots=True)
class Label:
    """A document whose label has one of these values, and how much that counts for."""

    name: str
    values: tuple[str, ...]
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Between:
    """A document whose `order_key` is at least `low` and less than `high`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True)
class All:
    """All of `parts`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least `least` of `parts`; the terms after the first count for `rest` of what they would.
    """

    parts: tuple[Node, ...]
    rest: float = 1.0
    least: int = 1


@dataclass(frozen=True, slots=True)
class Not:
    """What `part` is not true of."""

    part: Node


Node = Term | Code | Label | Between | Everything | Nothing | All | Some | Not


def codes(node: Node) -> Iterator[Code]:
    """The codes that a document is found by, those that exclude left out."""
    match node:
        case Code():
            yield node
        case All(parts) | Some(parts):
            for part in parts:
                yield from codes(part)


def labels(node: Node) -> Iterator[Label]:
    """The labels that a document is found by and that count, those that exclude left out."""
    match node:
        case Label(score=score) if score:
            yield node
        case All(parts) | Some(parts):
            for part in parts:
                yield from labels(part)


def wanted(node: Node) -> Iterator[Term]:
    """The terms that a document is found by, those that exclude left out."""
    match node:
        case Term():
            yield node
        case All(parts) | Some(parts):
            for part in parts:
                yield from wanted(part)


def as_regex(pattern: str) -> str:
    """A pattern with * and ? as a regular expression for one whole word."""
    parts = re.split(r"([*?])", pattern)
    return "".join({"*": ".*", "?": "."}.get(part) or re.escape(part) for part in parts if part)


def asked_for(node: Node, carried: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes that a document carries by which it is found."""
    wished = tuple(codes(node))
    return tuple(code for code in carried if any(one.fits(code) for one in wished))
