"""A value proposed for a wrong cell, and the sentence that proposes it."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from publisher.checking.wording.columns import shown
from publisher.languages import Message, message

QUOTES = "\"'`“”‘’"
MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "。": "."})


class Proposal(NamedTuple):
    """What to write instead (None: only something to think of), and how that is said."""

    value: str | None
    text: Message


def sure(value: str) -> Message:
    """An instruction, where there is no doubt."""
    return message("Write {value}", value=shown(value))


def question(value: str, why: Message) -> Message:
    """A question, where a person must decide."""
    return message("{why} Does it mean {value}?", why=why, value=shown(value))


def certain(value: str) -> Proposal:
    """A proposal without doubt."""
    return Proposal(value, sure(value))


def asked(value: str, why: Message) -> Proposal:
    """A proposal that a person must confirm."""
    return Proposal(value, question(value, why))


def told(why: Message) -> Proposal:
    """Something to know, without a value."""
    return Proposal(None, why)


def tidied(cell: str) -> str:
    """The cell with half-width digits and signs, without spaces and marks around it."""
    text = unicodedata.normalize("NFKC", cell)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return text.strip().strip(QUOTES).strip()
