"""What may be written: texts are cleaned of what nobody can see, and held against limits."""

from __future__ import annotations

import unicodedata
from typing import Final

from dialogue.life.requests import Refused
from publisher import identifiers
from publisher.languages import Message, message

MOST_MARKS: Final = 3
"""Combining marks in a row; more of them only paint over other lines."""
_KEPT_CONTROLS: Final = frozenset("\n\t")
_JOINERS: Final = frozenset("\u200c\u200d")
"""Zero-width joiners are part of emoji and of some scripts."""
_BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that leave no ink; a text of nothing else is empty."""


def cleaned(text: str, *, most: int, what: Message, needed: bool = True) -> str:
    """A text in NFC, without control and direction characters, its line ends as \\n.

    `what` names the field. Raises Refused if it is empty though `needed`, or has more than `most`
    characters.
    """
    found = unicodedata.normalize("NFC", _without_unseen(text)).strip()
    if needed and not any(_is_ink(character) for character in found):
        raise Refused(message("{what} is empty.", what=what))
    if len(found) > most:
        raise Refused(
            message("{what} is too long: {count} characters, at most {most} are possible.",
                    what=what, count=len(found), most=most)
        )  # fmt: skip
    return found


def public(text: str, *, most: int, what: Message) -> str:
    """A text, cleaned, that becomes public as it stands. Raises Refused for personal data."""
    found = cleaned(text, most=most, what=what)
    personal = identifiers.find(found)
    if personal:
        raise Refused(message("This text becomes public and holds {kind}. Leave it out.",
                              kind=identifiers.CALLED[personal[0].kind]))  # fmt: skip
    return found


def _without_unseen(text: str) -> str:
    """A text without characters that nobody sees, and with few marks on each letter.

    What is dropped does not end a run of marks, so that a text cleaned twice stays as it is.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept, marks = [], 0
    for character in plain:
        category = unicodedata.category(character)
        if not _is_visible(character, category):
            continue
        if category in {"Mn", "Me"}:
            marks += 1
        elif character not in _JOINERS:
            marks = 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _is_ink(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNSP" and character not in _BLANKS


def one_line(text: str) -> str:
    """A text with its line ends and tabs as spaces, for titles."""
    return " ".join(text.split())


def _is_visible(character: str, category: str) -> bool:
    if character in _KEPT_CONTROLS or character in _JOINERS:
        return True
    return category not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
