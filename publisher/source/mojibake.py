"""Text that was decoded wrongly once and saved so: 锟斤拷, Ã©, 鐨勪汉, lost characters."""

from __future__ import annotations

import re
from typing import NamedTuple

GONE = tuple(text.encode() for text in ("\ufffd", "锟斤拷", "烫烫烫烫", "屯屯屯屯"))
LOST = re.compile("\ufffd+|锟斤拷|[\x80-\x84\x86-\x9f]+|烫{4,}|屯{4,}")
"""Replacement characters, what GB18030 makes of them, and controls that no text holds: whatever
stood there is gone. (Memory that was never written reads 烫烫烫烫 or 屯屯屯屯 as GB18030.)"""

TAILS = "".join(
    dict.fromkeys(
        [bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0)]
        + [chr(byte) for byte in range(0x80, 0xC0)]
    )
)
"""What cp1252 and Latin-1 make of UTF-8's later bytes."""

TWICE = re.compile(
    f"(?:[\u00e0-\u00ef][{re.escape(TAILS)}]{{2}}|[\u00c2-\u00df][{re.escape(TAILS)}])+"
)
MARKERS = tuple(text.encode() for text in "鐨涓鏄鍦鍏銆锛鏈浜閲鏀璐")
"""What GB18030 makes of the first two bytes of 的 中 是 在 公 。 ， 有 人 金 支 财 in UTF-8."""

HANZI = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\ue000-\uffef€]+")
SHORTEST = 6
"""Bytes of two Chinese characters in UTF-8: no shorter run proves anything."""


class Garbled(NamedTuple):
    """A piece of garbled text, where it starts, and what it was (None where that is lost)."""

    start: int
    text: str
    original: str | None


def first(text: str) -> Garbled | None:
    """The first garbled piece of a text."""
    if text.isascii():
        return None
    found: list[Garbled | None] = []
    raw = text.encode("utf-8", "surrogatepass")  # bytes are found much faster than characters
    latin = b"\xc2" in raw or b"\xc3" in raw  # the first bytes of U+0080 to U+00FF
    if latin or any(mark in raw for mark in GONE):
        found.append(_lost(text))
    if latin:
        found.append(_twice(text))
    if any(marker in raw for marker in MARKERS):
        found.append(_as_chinese(text))
    return min((piece for piece in found if piece), default=None, key=lambda piece: piece.start)


def _lost(text: str) -> Garbled | None:
    match = LOST.search(text)
    return Garbled(match.start(), match[0], None) if match else None


def _twice(text: str) -> Garbled | None:
    """UTF-8 that was read as cp1252 or Latin-1."""
    for match in TWICE.finditer(text):
        original = _again(match[0])
        if original is not None:
            return Garbled(match.start(), match[0], original)
    return None


def _again(text: str) -> str | None:
    """What `text` was before it was read wrongly, if that makes a text."""
    raw = bytearray()
    for character in text:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return None
            raw.append(ord(character))
    try:
        original = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return original if original.isprintable() else None


def _as_chinese(text: str) -> Garbled | None:
    """UTF-8 that was read as GB18030: rare characters whose bytes happen to be common ones."""
    for match in HANZI.finditer(text):
        raw = match[0].encode("gb18030")
        if len(raw) < SHORTEST:
            continue
        try:
            original = raw.decode("utf-8")
        except UnicodeDecodeError as failure:
            if failure.start < SHORTEST or failure.start < 0.8 * len(raw):
                continue
            original = raw[: failure.start].decode("utf-8")
        return Garbled(match.start(), match[0], original)
    return None
