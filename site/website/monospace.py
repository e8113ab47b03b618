"""Text on a terminal: Chinese characters are two columns wide, lines break where they may."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WIDE = frozenset("WF")
NEVER_FIRST = "，。、；：？！）》】”’%…"
"""Signs that must not begin a line."""


def width(text: str) -> int:
    """The columns that `text` takes."""
    return sum(
        0 if unicodedata.combining(character)
        else 2 if unicodedata.east_asian_width(character) in WIDE else 1
        for character in text
    )  # fmt: skip


def flush_right(text: str, columns: int) -> str:
    """`text` with blanks before it, so many columns wide."""
    return " " * (columns - width(text)) + text


def flush_left(text: str, columns: int) -> str:
    """`text` with blanks after it, so many columns wide."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> Iterator[str]:
    """`text` in lines of at most so many columns; a longer word stands alone."""
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip()) > columns:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """What a line cannot break within: a word with its blanks, or a Chinese character."""
    for word in re.findall(r"\S+\s*|\s+", text):
        piece = ""
        for character in word:
            wide = unicodedata.east_asian_width(character) in WIDE
            before = piece[-1:]
            opens = before != "" and unicodedata.category(before) in ("Ps", "Pi")
            breaks = wide or (before != "" and unicodedata.east_asian_width(before) in WIDE)
            if piece and breaks and not opens and character not in NEVER_FIRST + " ":
                yield piece
                piece = ""
            piece += character
        yield piece
