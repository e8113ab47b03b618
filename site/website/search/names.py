"""What kinds and sections of hits are called: on pages, and in questions such as 栏目:公告公示."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from publisher.languages import TRANSLATIONS, Message, message
from publisher.release.found.entries import DATA
from publisher.release.found.units import CATEGORY as UNITS
from publisher.source.columns import COLUMNS
from search_index.names import Called

KINDS: Final[Mapping[str, Message]] = {
    "article": message("Articles"),
    "dataset": message("Datasets"),
    "field": message("Columns of tables"),
    "row": message("Rows of tables"),
    "unit": message("Units"),
    "board": message("Leaders' boards"),
    "finding": message("What was found wrong"),
    "flag": message("Flags"),
    "thread": message("Dialogue"),
}
TAGS: Final[Mapping[str, Message]] = {
    "article": message("Article"),
    "dataset": message("Dataset"),
    "field": message("Column"),
    "row": message("Row"),
    "unit": message("Unit"),
    "board": message("Leader's board"),
    "finding": message("Finding"),
    "flag": message("Flag"),
    "thread": message("Dialogue"),
}
"""One of a kind, as a hit is marked."""

SECTIONS: Final[Mapping[str, Message]] = {
    **{name: column.title for name, column in COLUMNS.items()},
    DATA: message("Data"),
    UNITS: message("Units"),
}


@cache
def called() -> tuple[Called, ...]:
    """All names in all languages, for whoever asks by a name instead of the code."""
    spoken = ("en", *sorted(place.name for place in TRANSLATIONS.iterdir() if place.is_dir()))
    return tuple(dict.fromkeys(
        Called(label, text.text(lang), value)
        for label, names in (("kind", KINDS), ("kind", TAGS), ("category", SECTIONS))
        for value, text in names.items() for lang in spoken
    ))  # fmt: skip
