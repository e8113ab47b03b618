"""Numbers that only the word beside them tells from other codes: passports, old identity cards.

A passport's number has no check digit and is made like many a contract's; so it is looked for only
where the word “passport” stands right beside it, and only in the forms of China, Hong Kong and
Macao. An identity card of before 2000 has 15 digits without a check; it must hold a region and a
day, and stand near the card's name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

PASSPORT, IDENTITY = "passport", "identity"

LETTERS = "".join(rf"[{c}{c.upper()}{chr(ord(c) + 0xFEE0)}{chr(ord(c.upper()) + 0xFEE0)}]"
                  r"[^\d\p{L}]*" for c in "passport")  # fmt: skip
CANDIDATE = rf"护[^\d\p{{L}}]*照|{LETTERS}"
"""What every text with a passport's number matches, in RE2's and Rust's syntax."""

BETWEEN = r"(?:[号码证件编为是持有：:（()）\s.、，,#\"“”*_-]|(?i:no|nr|number)(?![A-Za-z])){0,8}"
LETTERED = r"[DEGHKPSdeghkps](?:[ -]?[0-9]){8}|(?i:E[A-Z]|DE|SE|PE|H[AJ]|KJ|M[AB])(?:[ -]?[0-9]){7}"
SHAPE = rf"(?:{LETTERED}|1[45][0-9]{{7}})(?![0-9A-Za-z])"
PASSPORTS = (
    re.compile(rf"(?:护照|(?i:passports?)){BETWEEN}(?<![0-9A-Za-z])(?P<number>{SHAPE})"),
    re.compile(rf"(?<![0-9A-Za-z])(?P<number>{SHAPE})[号的（() ]{{0,3}}(?:护照|(?i:passport))"),
)
OLD = r"[0-9](?:[ -]?[0-9]){14}(?![0-9A-Za-z])"
CARDS = (
    re.compile(rf"身份证[^0-9A-Za-z\n]{{0,12}}(?P<number>{OLD})"),
    re.compile(rf"(?<![0-9A-Za-z])(?P<number>{OLD})[^0-9A-Za-z\n]{{0,4}}身份证"),
)
HEADINGS = {"护照": "护照", "passport": "护照", "身份证": "身份证", "id_card": "身份证",
            "identity card": "身份证", "identity_card": "身份证"}  # fmt: skip
REGIONS = range(11, 83)


def find(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of such numbers in a text of plain characters, in any order."""
    if "护照" in text or "passport" in text.lower():
        for pattern in PASSPORTS:
            for found in pattern.finditer(text):
                yield PASSPORT, *found.span("number")
    if "身份证" in text:
        for pattern in CARDS:
            for found in pattern.finditer(text):
                if is_old_identity(re.sub("[ -]", "", found["number"])):
                    yield IDENTITY, *found.span("number")


def lead(heading: str) -> str:
    """The word that a column's heading puts before each of its cells, "" if it is none of these."""
    lower = heading.lower()
    return next((word for part, word in HEADINGS.items() if part in lower), "")


def is_old_identity(number: str) -> bool:
    """Whether 15 digits are a region, a day of the last century and three more digits."""
    try:
        dt.date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
    except ValueError:
        return False
    return len(number) == 15 and int(number[:2]) in REGIONS
