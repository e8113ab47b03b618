"""Which patterns may run in a linear-time engine with an answer that Python's `re` agrees with.

Only acceptance matters: a cell that the translated pattern accepts must be one that frictionless,
which matches `^pattern$` from the start of the cell, accepts too. `\\d` and `\\w` become their
ASCII parts, `$` the very end: both accept less than `re` does. What is outside this small grammar
is left to `re`.
"""

from __future__ import annotations

import re

LITERAL = re.compile(r"[A-Za-z0-9 _,:;/@#%&=~!<>'\"\-\u3400-\u9fff]")
ESCAPED = frozenset(".-/+*?()[]{}|^$_:,@#&~% ")
SHORT = {"d": "0-9", "w": "0-9A-Za-z_"}
COUNT = re.compile(r"\{[0-9]{1,3}(?:,(?:[0-9]{1,3})?)?\}")
CLASS = re.compile(r"\[((?:[A-Za-z0-9 _.,:;/@#%=!\u3400-\u9fff]|\\[dw.\-/+*()]|-)+)\]")
RANGE = re.compile(r"(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|\\.|[^-])*-?")


def linear(pattern: str) -> str | None:
    """The pattern for Rust's regex crate, both ends anchored; None outside the grammar."""
    inner = pattern[1:] if pattern.startswith("^") else pattern
    if inner.endswith("$") and not inner.endswith("\\$"):
        inner = inner[:-1]
    translated = _Translation(inner).sequence()
    return None if translated is None else rf"\A(?:{translated})\z"


class _Translation:
    """Reads a pattern from left to right; None from any method means: outside the grammar."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.place, self.depth = pattern, 0, 0

    def sequence(self) -> str | None:
        parts: list[str] = []
        while self.place < len(self.pattern):
            rest = self.pattern[self.place :]
            if self.depth and rest[0] == ")":
                break
            if self.depth and rest[0] == "|":
                self.place += 1
                parts.append("|")
                continue
            atom = self._atom(rest)
            if atom is None:
                return None
            parts.append(atom + self._quantifier())
        return "".join(parts)

    def _atom(self, rest: str) -> str | None:
        if rest[0] == "(":
            return self._group(rest)
        if found := CLASS.match(rest):
            self.place += found.end()
            return self._class(found[1])
        if rest[0] == "\\" and len(rest) > 1:
            self.place += 2
            if rest[1] in SHORT:
                return f"[{SHORT[rest[1]]}]"
            return re.escape(rest[1]) if rest[1] in ESCAPED else None
        if rest[0] == "." or LITERAL.match(rest):
            self.place += 1
            return "." if rest[0] == "." else re.escape(rest[0])
        return None

    def _group(self, rest: str) -> str | None:
        self.place += 3 if rest.startswith("(?:") else 1
        if self.pattern[self.place : self.place + 1] in ("?", "*", "+", "{"):
            return None
        self.depth += 1
        inner = self.sequence()
        self.depth -= 1
        if inner is None or self.pattern[self.place : self.place + 1] != ")":
            return None
        self.place += 1
        return f"(?:{inner})"

    def _class(self, inner: str) -> str | None:
        if not RANGE.fullmatch(inner):
            return None
        text = inner
        for letter, members in SHORT.items():
            text = text.replace(f"\\{letter}", members)
        if text.endswith("-") and not text.endswith("\\-"):
            text = f"{text[:-1]}\\-"
        return f"[{text}]"

    def _quantifier(self) -> str:
        rest = self.pattern[self.place :]
        found = COUNT.match(rest)
        mark = found[0] if found else rest[:1] if rest[:1] in ("?", "*", "+") else ""
        self.place += len(mark)
        return mark
