"""The cells of one column, read as frictionless reads them, each distinct text once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from publisher.source.prefilters import prefilter
from publisher.source.records import Unsupported

if TYPE_CHECKING:
    import polars as pl

KEPT = 50_000
"""So many distinct cells of a column are remembered."""
FEW = 0.2
"""Below this share of distinct cells in a block, all distinct ones are looked up."""
SAMPLE = 2_000


class Reading(NamedTuple):
    """What frictionless reads in a cell: its value, and notes by what is wrong ("type" first)."""

    value: Any
    notes: tuple[tuple[str, str], ...]

    @property
    def mistyped(self) -> bool:
        """Whether the cell is not of its field's type at all."""
        return bool(self.notes) and self.notes[0][0] == "type"


class Cells:
    """Reads the cells of one field; `field` is frictionless' own."""

    def __init__(self, field: Any, *, few: float | None = None) -> None:
        self.field, self.few = field, FEW if few is None else few
        self.reader = field.create_cell_reader()
        self.missing = tuple(missing_values(field))
        self.accept = prefilter(field, self.missing)
        self._known: dict[str | None, Reading] = {}
        self._good: set[str] = set()
        self._varied: bool | None = None

    def read(self, cell: str | None) -> Reading:
        """The reading of a cell; None is a cell that is not there."""
        known = self._known.get(cell)
        if known is None:
            value, notes = self._reading(cell)
            # A stable sort: frictionless writes the note on the type first, the others in order.
            known = Reading(value, tuple(sorted(notes.items(), key=_after_type)) if notes else ())
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[cell] = known
        return known

    def _reading(self, cell: str | None) -> tuple[Any, dict[str, str] | None]:
        try:
            found: tuple[Any, dict[str, str] | None] = self.reader(cell)
        except Exception as failure:  # a bound of another type, say: frictionless fails as well
            raise Unsupported(f"{self.field.name}: {failure}") from failure
        return found

    def bad(self, cells: pl.Series) -> dict[str, Reading]:
        """The distinct texts of a column that have notes, as they are read."""
        wrong: dict[str, Reading] = {}
        for text in self.unsure(cells):
            reading = self.read(text)
            if reading.notes:
                wrong[text] = reading
            elif len(self._good) < KEPT:
                self._good.add(text)
        return wrong

    def unsure(self, cells: pl.Series) -> list[str]:
        """The distinct texts that are neither accepted at a glance nor read before."""
        if self.accept is not None:
            if self._varied is None:
                first = cells.head(SAMPLE)
                self._varied = first.n_unique() > self.few * len(first)
            if self._varied:
                accepted = self.accept(cells)
                if accepted.all():
                    return []
                cells = cells.filter(~accepted)
        distinct: list[str] = cells.unique().to_list()
        return [text for text in distinct if text not in self._good]

    def absent(self, cells: pl.Series) -> pl.Series:
        """Where a missing value stands."""
        import polars as pl

        found = pl.repeat(False, len(cells), dtype=pl.Boolean, eager=True)
        for text in self.missing:
            found = found | (cells == text)
        return found


def missing_values(field: Any) -> list[str]:
    """The texts that stand for a missing value in a frictionless field."""
    own = field.missing_values
    if not field.has_defined("missing_values") and field.schema:
        own = field.schema.missing_values
    return list(own)


def _after_type(note: tuple[str, str]) -> bool:
    return note[0] != "type"
