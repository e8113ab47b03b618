"""Units: found by their names in every language, by their codes, and by what may be searched."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import pick
from publisher.release.found import weights
from publisher.release.found.entries import Entry, codes_of, joined, label, ready
from publisher.release.found.names import SHORT_NAME, safe_columns
from publisher.source.schemas import Field
from publisher.source.units import Unit
from search_index import Document

CATEGORY: Final = "units"
NAMES: Final = ("name_zh", "name_en", SHORT_NAME)
PHONE: Final = "phone"
"""Looked up whole: who was called from a number asks whose it is."""


def entries(edition: Edition) -> Iterator[Entry]:
    """Each unit in every language of the site."""
    safe = safe_columns(edition)
    for unit in edition.units.values():
        for lang in edition.settings.languages:
            yield ready(_document(unit, safe, lang))


def _document(unit: Unit, safe: Collection[Field], lang: str) -> Document:
    title = pick(unit.name, lang)
    row = dict(unit.row)
    phone = row.get(PHONE, "") if any(field.name == PHONE for field in safe) else ""
    codes = codes_of(unit.org_id, row.get("credit_code", ""), phone)
    texts = (*unit.name.values(), *_cells(row, safe, lang), *codes)
    return Document(
        id=addresses.unit(lang, unit.org_id), kind="unit", lang=lang, title=title,
        body=joined(*(text for text in texts if text != title)),
        category=CATEGORY, unit=label(unit.org_id),
        codes=codes, weight=weights.UNIT,
    )  # fmt: skip


def _cells(row: Mapping[str, str], safe: Collection[Field], lang: str) -> Iterator[str]:
    """What may be searched of a unit's row: names as they stand, the rest as 办公电话 010-12345678.
    """
    for field in safe:
        value = row.get(field.name, "")
        if value and field.name not in NAMES:
            yield f"{pick(field.title, lang)} {value}".strip()
        else:
            yield value
