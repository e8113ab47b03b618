"""Where a row of a table is shown: in its live table, alone by its key or first of a page."""

from __future__ import annotations

from publisher import addresses
from publisher.addresses import Row
from publisher.edition import Edition
from website.data.filters import AFTER
from website.data.table import query_address


def row_address(edition: Edition, row: Row, lang: str) -> str:
    """The address of a row; that of its table if the edition has no such key."""
    base = addresses.table(lang, row.dataset, row.resource)
    if not row.key:
        return query_address(base, [(AFTER, str(row.number - 1))] if row.number > 1 else [])
    package = edition.packages.get(row.dataset)
    resource = package.resource(row.resource) if package else None
    names = resource.schema.primary_key if resource else ()
    return query_address(base, list(zip(names, row.key, strict=False)))
