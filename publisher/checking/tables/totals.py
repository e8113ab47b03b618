"""Rows of totals below or between the rows of a table: people's sheets have them, tables do not."""

from __future__ import annotations

from dataclasses import replace

from publisher.checking.tables.errors import TableError
from publisher.checking.wording import shown
from publisher.findings import Finding
from publisher.languages import message

WORDS = frozenset({"合计", "总计", "小计", "共计", "总合计", "total", "totals", "subtotal",
                   "grand total", "sum"})  # fmt: skip


def _first(error: TableError) -> str:
    cells = error.cells
    if cells is None:
        cells = (error.whole or {}).get("cells") or ()
    return next((text for cell in cells if (text := str(cell or "").strip())), "")


def is_total(error: TableError) -> bool:
    """Whether the row of an error begins like a row of totals."""
    if error.row is None:
        return False
    return "".join(_first(error).split(" ")).rstrip(":：").casefold() in _TIGHT


def total_finding(error: TableError, found: Finding) -> Finding:
    """The finding on a row of totals; `found` is the one on its first error."""
    return replace(
        found, hint=message("This looks like a row of totals (“{cell}”): take it out. Sums are "
                            "made from the rows.", cell=shown(_first(error))),
    )  # fmt: skip


_TIGHT = frozenset(word.replace(" ", "") for word in WORDS)
