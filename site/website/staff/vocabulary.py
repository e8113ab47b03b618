"""Words and small functions that the desk's templates use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup, escape

from dialogue.desk.casefile import Reading
from dialogue.desk.marking import Piece
from dialogue.matter.matters import CHANNELS, DECLINES, DOMAINS, HIDINGS, PARTS, TYPES
from dialogue.matter.states import OUTCOMES, ROLES, STATES
from publisher import languages
from website.editions import current_edition
from website.wording import current_language


def told(value: Any) -> str:
    """A message, words of the data or plain text, in the reader's language."""
    return languages.told(value, current_language())


def local(at: dt.datetime) -> dt.datetime:
    """An instant of the database in the site's time zone."""
    return at.replace(tzinfo=dt.UTC).astimezone(current_edition().settings.zone)


def cut(reading: Reading, piece: Piece) -> Markup:
    """A piece of a text, what is hidden in it struck through."""
    shown, place = [], 0
    for segment in reading.segments:
        start, end = max(place, piece.start), min(place + len(segment.text), piece.end)
        if start < end:
            text = escape(segment.text[start - place : end - place])
            shown.append(Markup("<s>{}</s>").format(text) if segment.reasons else text)
        place += len(segment.text)
    return Markup().join(shown)


VOCABULARY: Final[Mapping[str, Any]] = {
    "types": TYPES, "domains": DOMAINS, "channels": CHANNELS, "states": STATES, "roles": ROLES,
    "outcomes": OUTCOMES, "declines": DECLINES, "hidings": HIDINGS, "parts": PARTS,
    "told": told, "local": local, "cut": cut,
}  # fmt: skip
