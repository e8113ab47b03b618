"""What may be written: texts are cleaned of what nobody can see, and held against limits."""

from __future__ import annotations

import unicodedata
from typing import Final

from dialogue.requests import Refused
from publisher.languages import Message, message

MOST_MARKS: Final = 3
"""Combining marks in a row; more of them only paint over other lines."""
_KEPT_CONTROLS: Final = frozenset("\n\t")
_JOINERS: Final = frozenset("\u200c\u200d")
"""Zero-width joiners are part of emoji and of some scripts."""


def cleaned(text: str, *, most: int, what: Message, needed: bool = True) -> str:
    """A text in NFC, without control and direction characters, its line ends as \\n.

    `what` names the field. Raises Refused if it is empty though `needed`, or has more than `most`
    characters.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept, marks = [], 0
    for character in plain:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > MOST_MARKS or not _is_visible(character, category):
            continue
        kept.append(character)
    found = "".join(kept).strip()
    if needed and not any(unicodedata.category(one)[0] in "LNSP" for one in found):
        raise Refused(message("{what} is empty.", what=what))
    if len(found) > most:
        raise Refused(
            message("{what} is too long: {count} characters, at most {most} are possible.",
                    what=what, count=len(found), most=most)
        )  # fmt: skip
    return found


def one_line(text: str) -> str:
    """A text with its line ends and tabs as spaces, for titles."""
    return " ".join(text.split())


def _is_visible(character: str, category: str) -> bool:
    if character in _KEPT_CONTROLS or character in _JOINERS:
        return True
    return category not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
