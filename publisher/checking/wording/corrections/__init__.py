"""What a wrong cell should be, where that can be told: as an instruction if it is certain, else as
a question. Nothing is offered that the column would not accept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from publisher.checking.wording.columns import Column
from publisher.checking.wording.corrections import dates, numbers, values
from publisher.checking.wording.corrections.proposal import Proposal, question, sure, tidied
from publisher.checking.wording.expected import SPREADSHEET_ERRORS
from publisher.languages import Message, message

__all__ = ["correction", "question", "sure", "tidied", "uncertain_number"]

NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "不详", "未知", "空",
                     "n/a", "na", "none", "null", "nil", "nan", "?", "？", "…"})  # fmt: skip
"""Words that people write for “there is no value”."""

SHORTENED = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d{2,3}")

_BY_TYPE: Mapping[str, Callable[[Column, str], Iterator[Proposal]]] = {
    "number": numbers.proposals, "integer": numbers.proposals,
    "date": dates.days, "datetime": dates.instants, "time": dates.times,
    "yearmonth": dates.months, "year": dates.years,
    "boolean": values.truths, "list": values.lists, "geopoint": values.places,
    "string": values.texts, "object": values.json_texts, "array": values.json_texts,
    "geojson": values.json_texts,
}  # fmt: skip


def correction(column: Column, cell: str) -> Message | None:
    """What to do about a cell that is not of the column's type, None if nobody can tell."""
    tidy = tidied(cell)
    if cell in SPREADSHEET_ERRORS:
        return message("Mend the formula in the spreadsheet and save again.")
    if tidy.casefold() in NOTHING or cell in NOTHING:
        if column.required:
            return message("This column must be filled in every row: find out the value.")
        return message("Leave the cell blank if there is no value.")
    if tidy != cell and column.accepts(tidy):
        return sure(tidy)
    for proposal in _BY_TYPE.get(column.type, _none)(column, tidy):
        if proposal.value is None or column.accepts(proposal.value):
            return proposal.text
    return None


def _none(column: Column, cell: str) -> Iterator[Proposal]:
    return iter(())


def uncertain_number(cell: str) -> bool:
    """Whether a spreadsheet has shortened a long number (9.11E+17)."""
    return SHORTENED.fullmatch(unicodedata.normalize("NFKC", cell)) is not None
