"""Texts as they are compared: without what cannot be seen, in lower case and simplified Chinese."""

import re
import unicodedata
from functools import cache
from typing import Final

from zhconv_rs import zhconv

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls; tabs and line breaks are spaces
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff]"  # half a pair: no file and no engine can hold it
)


class _Folding(dict[int, str]):
    """Each character's folded form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(folded) == 1 and "\u3400" <= folded <= "\u9fff":
            simple = zhconv(folded, "zh-hans")
            folded = simple if len(simple) == 1 else folded
        self[code] = folded
        return folded


_FOLDING: Final = _Folding()
_COMMON: Final = (("，", ","), ("（", "("), ("）", ")"), ("；", ";"), ("：", ":"))
"""Signs that fold to others and come in every Chinese text: replaced all at once."""


@cache
def _folds() -> re.Pattern[str]:
    """One character that may fold to another; most characters of a text are folded already."""
    han = [chr(code) for code in range(0x3400, 0xA000)]
    simple = zhconv("\n".join(han), "zh-hans").split("\n")
    changing = {char for char, other in zip(han, simple, strict=True) if char != other}
    changing |= {char for char in map(chr, range(0x10000))
                 if char != unicodedata.normalize("NFKC", char).lower()}  # fmt: skip
    # Runs of neighbours as ranges: the pattern is compiled once, but each of its parts costs.
    ranges: list[list[str]] = []
    for char in sorted(changing):
        if ranges and ord(char) == ord(ranges[-1][1]) + 1:
            ranges[-1][1] = char
        else:
            ranges.append([char, char])
    inside = "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in ranges)
    return re.compile(f"[{inside}\U00010000-\U0010ffff]")


def _folded(found: re.Match[str]) -> str:
    return _FOLDING[ord(found[0])]


def clean(text: str) -> str:
    """The text without what cannot be seen: control, bidirectional and invisible characters."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def fold(text: str) -> str:
    """Lower case, NFKC and simplified Chinese, character by character.

    No character folds to nothing, so the result has the length of `text` exactly when each
    character folded to one: then both share their positions.
    """
    if text.isascii():
        return text.lower()
    for sign, plain in _COMMON:
        text = text.replace(sign, plain)
    return _folds().sub(_folded, text)


def fold_offsets(text: str) -> list[int]:
    """For each character of `fold(text)`, and for its end, the position in `text`."""
    offsets = [position for position, char in enumerate(text) for _ in _FOLDING[ord(char)]]
    offsets.append(len(text))
    return offsets
