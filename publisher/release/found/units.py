"""Units: found by their names in every language, by their codes, and by what may be searched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import pick
from publisher.release.found import weights
from publisher.release.found.entries import Entry, codes_of, joined, label, ready
from publisher.release.found.rows import searchable_fields
from publisher.source import units
from publisher.source.units import Unit
from search_index import Document

CATEGORY: Final = "units"


def entries(edition: Edition) -> Iterator[Entry]:
    """Each unit in every language of the site."""
    found = units.directory(edition.packages.values())
    safe = searchable_fields(found[1]) if found else ()
    for unit in edition.units.values():
        for lang in edition.settings.languages:
            yield ready(_document(unit, safe, lang))


def _document(unit: Unit, safe: tuple[str, ...], lang: str) -> Document:
    title = pick(unit.name, lang)
    row = dict(unit.row)
    codes = codes_of(unit.org_id, row.get("credit_code", ""))
    texts = (*unit.name.values(), *(row.get(name, "") for name in safe), *codes)
    return Document(
        id=addresses.unit(lang, unit.org_id), kind="unit", lang=lang, title=title,
        body=joined(*(text for text in texts if text != title)),
        category=CATEGORY, unit=label(unit.org_id),
        codes=codes, weight=weights.UNIT,
    )  # fmt: skip
