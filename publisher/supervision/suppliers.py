"""Suppliers whom flags touch, who have the same right of reply as units."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from publisher.supervision.county import County
from publisher.supervision.model import Party


class Suppliers:
    """Suppliers by id, for those whom flags touch; without the register the id is the name."""

    def __init__(self, county: County, ids: Iterable[str | None]) -> None:
        register = county.tables.find("suppliers")
        self._names: dict[str, str] = {}
        if register is not None:
            wanted = pl.Series(list(ids), dtype=pl.String).unique()
            known = register.filter(pl.col("supplier_id").is_in(wanted.implode()))
            self._names = dict(known.select("supplier_id", "name").rows())

    def name(self, key: str) -> str:
        """The supplier's name, else its id."""
        return self._names.get(key, key)

    def __call__(self, *ids: str | None) -> tuple[Party, ...]:
        """The suppliers with these ids as parties, each once, by id, without the blanks."""
        wanted = sorted({key for key in ids if key})
        return tuple(Party("supplier", key, self.name(key)) for key in wanted)
