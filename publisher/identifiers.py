"""Personal identifiers in a text: mobile numbers, cards, passports, e-mail, number plates.

Full-width characters, digits of other scripts, invisible characters, and the usual ways of parting
long numbers are seen through. What nobody can tell from its shape (names, home addresses,
landlines) is not looked for.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from publisher import named_numbers
from publisher.languages import Message, message


class Kind(StrEnum):
    """What an identifier is."""

    MOBILE = "mobile"
    IDENTITY = "identity"
    CARD = "card"
    EMAIL = "email"
    PLATE = "plate"
    PASSPORT = "passport"


CALLED: dict[Kind, Message] = {
    Kind.MOBILE: message("a mobile number"),
    Kind.IDENTITY: message("an identity card number"),
    Kind.CARD: message("a bank card number"),
    Kind.EMAIL: message("an e-mail address"),
    Kind.PLATE: message("a number plate"),
    Kind.PASSPORT: message("a passport number"),
}


OFFICIAL = frozenset({Kind.MOBILE, Kind.EMAIL, Kind.PLATE})
"""What may be an official contact, and published as one; nothing makes the other kinds official."""


class Hit(NamedTuple):
    """An identifier in a text, from `start` to before `end`."""

    kind: Kind
    start: int
    end: int


PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
CANDIDATE = (
    rf"(?:\d[^\d\p{{L}}]*){{11}}|[@＠﹫]|[{PROVINCES}][^\d\p{{L}}]*[A-Za-zＡ-Ｚａ-ｚ]"
    rf"|{named_numbers.CANDIDATE}"
)
"""A pattern of RE2's and Rust's syntax that every text with an identifier matches: a fast sieve."""

PARTING = r"[ \-.·_()]{0,2}"
RUN = re.compile(rf"[0-9](?:{PARTING}[0-9])*[Xx]?", re.ASCII)
TOKEN = re.compile(r"[0-9]+[Xx]?", re.ASCII)
BEFORE = re.compile(r"(?:^|[^0-9A-Za-z]|(?i:tel|phone|mobile|mob|cell|wx|vx|wechat|weixin|qq))$")
EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}", re.ASCII
)
PLATE = re.compile(
    rf"[{PROVINCES}] ?[A-HJ-NP-Z][ .·-]?"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJ-NP-Z][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJ-NP-Z])"
    r"(?![0-9A-Za-z])",
)
NATURAL = frozenset([(3, 4, 4), (3, 3, 5), (4, 4, 3), (3, 8), (7, 4)])
"""How people part mobile numbers; others are parted digit by digit to hide them."""
PREFIXES = {11: "", 13: "86", 15: "0086"}
"""What stands before a mobile number, by the length of both."""
SHORTEST, LONGEST = 11, 19
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def find(text: str, lead: str = "") -> list[Hit]:
    """The identifiers in `text`, in order, none overlapping; `lead` is a word that goes before."""
    if lead:
        size = len(lead) + 1
        return [Hit(hit.kind, hit.start - size, hit.end - size)
                for hit in find(f"{lead}：{text}")]  # fmt: skip
    seen, places = plain(text)
    named = (Hit(Kind(kind), start, end) for kind, start, end in named_numbers.find(seen))
    hits = [*named, *_numbers(seen), *_others(seen)]
    return [Hit(hit.kind, places[hit.start], places[hit.end - 1] + 1) for hit in _apart(hits)]


def masked(text: str, hits: Iterable[Hit] | None = None) -> str:
    """`text` with its identifiers made unreadable: only their ends are kept."""
    parts, at = [], 0
    for hit in find(text) if hits is None else hits:
        parts += [text[at : hit.start], mask(text[hit.start : hit.end])]
        at = hit.end
    return "".join([*parts, text[at:]])


def mask(identifier: str) -> str:
    """An identifier of which only the first characters and the last are kept."""
    name, at, host = identifier.replace("＠", "@").partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    keep = 3 if len(identifier) > 9 else 2
    return identifier[:keep] + "*" * max(4, len(identifier) - keep - 2) + identifier[-2:]


def plain(text: str) -> tuple[str, range | list[int]]:
    """`text` with plain digits, letters and spaces, and where each character stands in it."""
    if text.isascii():
        return text, range(len(text))
    characters, places = [], []
    for place, character in enumerate(text):
        simple = _simple(character)
        if simple:
            characters.append(simple)
            places.append(place)
    return "".join(characters), places


def _simple(character: str) -> str:
    """The plain character that people see in `character`; "" for an invisible one."""
    if character < "\x80":
        return character
    if "！" <= character <= "～":
        return chr(ord(character) - 0xFEE0)
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs":
        return " "
    if category == "Pd" or character == "−":
        return "-"
    return "" if category in ("Cf", "Mn") else character


def _apart(hits: list[Hit]) -> Iterator[Hit]:
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            yield hit
            end = hit.end


def _others(text: str) -> Iterator[Hit]:
    if "@" in text:
        for found in EMAIL.finditer(text):
            yield Hit(Kind.EMAIL, *found.span())
    upper = text.upper() if len(text.upper()) == len(text) else text
    for found in PLATE.finditer(upper):
        if sum(character.isdigit() for character in found.group()) >= 3:
            yield Hit(Kind.PLATE, *found.span())


def _numbers(text: str) -> Iterator[Hit]:
    for run in RUN.finditer(text):
        tokens = [(found.group(), *found.span()) for found in
                  TOKEN.finditer(text, run.start(), run.end())]  # fmt: skip
        if not BEFORE.search(text[max(0, run.start() - 8) : run.start()]):
            tokens = tokens[1:]
        following = text[run.end() : run.end() + 1]
        if following.isascii() and following.isalnum():
            tokens = tokens[:-1]
        yield from _runs(tokens)


def _runs(tokens: list[tuple[str, int, int]]) -> Iterator[Hit]:
    """Identifiers among digits that stand together; one never begins or ends within a token."""
    for first in range(len(tokens)):
        number, sizes = "", []
        for token, _, end in tokens[first : first + LONGEST]:
            number += token
            sizes.append(len(token))
            if len(number) > LONGEST:
                break
            kind = _kind(number.upper(), tuple(sizes)) if len(number) >= SHORTEST else None
            if kind is not None:
                yield Hit(kind, tokens[first][1], end)


def _kind(number: str, sizes: tuple[int, ...]) -> Kind | None:
    if is_identity(number):
        return Kind.IDENTITY
    prefix = PREFIXES.get(len(number))
    if prefix is not None and number.startswith(prefix) and is_mobile(number[len(prefix) :]):
        rest = tuple(size for size in (sizes[0] - len(prefix), *sizes[1:]) if size)
        if len(rest) == 1 or rest in NATURAL or max(rest) == 1:
            return Kind.MOBILE
    return Kind.CARD if _is_grouped(sizes) and is_card(number) else None


def _is_grouped(sizes: tuple[int, ...]) -> bool:
    """Whether a card's digits are parted as on the card, or one by one."""
    if len(sizes) == 1 or max(sizes) == 1:
        return True
    return sizes[0] in (4, 6) and all(size == 4 for size in sizes[1:-1])


def is_mobile(number: str) -> bool:
    """Whether eleven digits are a mobile number of China."""
    return len(number) == 11 and number.isdigit() and number[0] == "1" and number[1] in "3456789"


def is_identity(number: str) -> bool:
    """Whether 18 characters are a number of an identity card: region, day of birth and check."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    is_possible = int(number[:2]) in named_numbers.REGIONS and 1880 <= born.year <= 2100
    return is_possible and CHECKS[total % 11] == number[17]


def is_card(number: str) -> bool:
    """Whether digits are a number of a bank card: a known beginning, its length, Luhn's check."""
    if len(number) < 13 or not number.isdigit() or not _issued(number):
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _issued(number: str) -> bool:
    size, two, four = len(number), int(number[:2]), int(number[:4])
    return (
        (two in (62, 81) and 16 <= size <= 19)
        or (number[0] == "4" and size in (13, 16, 19))
        or ((51 <= two <= 55 or 2221 <= four <= 2720 or two in (35, 60, 65)) and size == 16)
        or (four in (9558, 9559) and size in (16, 19))
        or (two in (34, 37) and size == 15)
        or (two in (36, 38) and size == 14)
    )
