"""Which encoding a text file is in: decided over the whole file, strictly, and never by luck.

In this order: a byte order mark; UTF-8; what the descriptor says; GB18030, then cp1252, where the
text they give looks like one. GB18030 accepts half of all Western files and cp1252 nearly any
bytes, so a guess must be plausible: Chinese is made of common characters, Western text has its
accents one by one.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from publisher.source import mojibake

DEFAULT = "utf-8"
BLOCK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
GUESSES = ("gb18030", "cp1252")
ASCII = bytes(range(128))

COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
    "说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机"
    "当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心"
    "反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军情者最立代想已通并提直题党程展"
    "五果料员入常文总次品式活设及管特件长求老头基资边流路级少山统接知组计别期根农指区市县镇乡村街号"
    "司局院委会支付金额名称单位编购项目预算收支元万千百甲乙丙"
)
"""Frequent characters, those of tables about public money among them."""

ENOUGH_COMMON = 0.12
"""Half of a Chinese text are such characters; of wrongly decoded text, one in twenty."""

MOSTLY = 0.9
LONE = 0.6
HIGH = re.compile(r"[^\x00-\x7f]+")
MISFIT = re.compile("[a-zß-ÿ][À-Þ]|[ß-ÿ][A-Z]|[À-ÿ][0-9@\\[\\\\\\]^_`{|}~]")
"""Letters as no Western word has them: a capital inside, or digits and brackets after an accent."""
WESTERN = frozenset(range(0xC0, 0x100)) | frozenset(map(ord, " ¡£§©«®°±²³´µ·¹º»¼½¾¿€‘’“”–—…™•Œœ"))


class Undecodable(NamedTuple):
    """Where a file is not in an encoding: line (from 1) and byte (from 0)."""

    encoding: str
    line: int
    byte: int


def encoding_of(place: Path, declared: str) -> str | None:
    """The Python name of the encoding of a file, None where no reading of it is plausible.

    Raises LookupError if `declared` (or "") is no encoding of texts.
    """
    said = codec(declared) if declared else ""
    with place.open("rb") as file:
        start = file.read(4)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name if failure(place, name) is None else None
    if said and not _extends_ascii(said) and failure(place, said) is None:
        return said
    if failure(place, DEFAULT) is None:
        if said and failure(place, "ascii") is None:
            return said
        return "gb18030" if _is_chance(place) else DEFAULT
    if said and failure(place, said) is None and (said not in GUESSES or _plausible(place, said)):
        return said
    for name in GUESSES:
        if failure(place, name) is None and _plausible(place, name):
            return name
    return None


def _is_chance(place: Path) -> bool:
    """Whether a short Chinese text in GB18030 happens to be UTF-8 too: 一 is D2 BB, as is һ."""
    return (
        all(max(text, default="") < "\u0800" for text in blocks(place, DEFAULT))
        and failure(place, "gb18030") is None
        and any(not text.isascii() for text in blocks(place, DEFAULT))
        and _plausible(place, "gb18030")
    )


def codec(name: str) -> str:
    """The Python name of an encoding. Raises LookupError if there is none for texts."""
    try:
        found = codecs.lookup(name)
    except (ValueError, UnicodeError) as failure:
        raise LookupError(name) from failure
    if not found._is_text_encoding or found.name in ("undefined", "idna", "punycode"):
        raise LookupError(name)
    return found.name


def _extends_ascii(name: str) -> bool:
    """Whether ASCII text is the same in the encoding: then it cannot hide behind UTF-8."""
    try:
        return ASCII.decode(name) == ASCII.decode("ascii")
    except UnicodeDecodeError:
        return False


def blocks(place: Path, encoding: str) -> Iterator[str]:
    """The text of a file, piece by piece. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with place.open("rb") as file:
        while block := file.read(BLOCK):
            yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def failure(place: Path, encoding: str) -> Undecodable | None:
    """The first place where the whole file is not in `encoding`, None where it is."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines, offset = 1, 0
    with place.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                start = max(0, error.start)
                line = lines + error.object[:start].count(b"\n")
                return Undecodable(encoding, line, offset + start - len(error.object) + len(block))
            except UnicodeError:  # some decoders name no place
                return Undecodable(encoding, lines, offset)
            if not block:
                return None
            lines += block.count(b"\n")
            offset += len(block)


def _plausible(place: Path, encoding: str) -> bool:
    """Whether the file, decodable as it is, reads like a text in `encoding`."""
    seen: Counter[str] = Counter()
    lone = runs = misfits = 0
    for text in blocks(place, encoding):
        if mojibake.first(text) is not None:
            return False
        for run in HIGH.findall(text):
            seen.update(run)
            runs += 1
            lone += len(run) <= 2
        misfits += len(MISFIT.findall(text))
    if not seen:
        return True
    if encoding == "gb18030":
        return _chinese(seen)
    return misfits <= (1 - MOSTLY) * seen.total() and _western(seen, lone / runs)


def _chinese(seen: Counter[str]) -> bool:
    """Mostly characters of GB2312's first level, or its marks, and many of the commonest."""
    total = hanzi = first_level = common = marks = 0
    for character, times in seen.items():
        code = character.encode("gb18030")
        total += times
        if "\u4e00" <= character <= "\u9fff":
            hanzi += times
            first_level += times * (len(code) == 2 and 0xB0 <= code[0] <= 0xD7 and code[1] > 0xA0)
            common += times * (character in COMMON)
        elif len(code) == 2 and code[0] in (0xA1, 0xA2, 0xA3) and code[1] > 0xA0:
            marks += times
    return (
        hanzi > 0 and (hanzi + marks) / total >= MOSTLY and first_level / hanzi >= 0.8
        and common / hanzi >= ENOUGH_COMMON
    )  # fmt: skip


def _western(seen: Counter[str], lone: float) -> bool:
    """Letters and marks of Western languages, mostly not side by side."""
    known = sum(times for character, times in seen.items() if ord(character) in WESTERN)
    return known / seen.total() >= MOSTLY and lone >= LONE
