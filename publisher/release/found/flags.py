"""Public flags of the integrity checks, under titles that judge nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.outputs import signals
from publisher.outputs.flag_plan import flag_state
from publisher.release.found import weights
from publisher.release.found.entries import DATA, Entry, codes_of, joined
from publisher.supervision.life import FlagRecord
from search_index import Document

PARTED: Final = " / "
"""Stands between the parts of a row's key; such a key says nothing to readers."""


def entries(edition: Edition) -> Iterator[Entry]:
    """Each public flag in every language of the site."""
    for record in edition.supervision.public:
        inputs = flag_state(edition, record)
        for lang in edition.settings.languages:
            yield Entry(addresses.flag(lang, record.flag.id), inputs, _document, (record, lang))


def _document(edition: Edition, item: tuple[FlagRecord, str]) -> Document:
    record, lang = item
    flag = record.flag
    keys = [entry.key for entry in flag.evidence if PARTED not in entry.key]
    answers = [answer.text for answer in record.answers if answer.lang == lang]
    return Document(
        id=addresses.flag(lang, flag.id), kind="flag", lang=lang,
        title=signals.title(edition, flag, lang),
        body=joined(flag.text.text(lang), *keys, *answers),
        date=record.public_since, category=DATA, unit=flag.unit, codes=codes_of(flag.id),
        weight=weights.FLAG,
    )  # fmt: skip
