"""Yes and no, lists, places and texts as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checking.wording.columns import Column
from publisher.checking.wording.corrections.proposal import Proposal, asked, certain, told
from publisher.checking.wording.expected import truths as truths_of
from publisher.languages import message

YES = frozenset({"是", "真", "对", "yes", "y", "true", "t"})
NO = frozenset({"否", "不是", "假", "错", "no", "n", "false", "f"})
LIKE_YES = frozenset({"√", "✓", "✔", "有", "1.0", "1"})
LIKE_NO = frozenset({"×", "✗", "✘", "x", "无", "没有", "0.0", "0"})


def truths(column: Column, cell: str) -> Iterator[Proposal]:
    """What the yes or no `cell` may be."""
    yes, no = truths_of(column)
    word = cell.casefold()
    if word in YES | NO:
        yield certain(yes if word in YES else no)
    elif word in LIKE_YES | LIKE_NO:
        why = message("The cell can be understood in several ways.")
        yield asked(yes if word in LIKE_YES else no, why)


def lists(column: Column, cell: str) -> Iterator[Proposal]:
    """A list with its entries parted as the column wants."""
    sign = str(column.descriptor.get("delimiter") or ",")
    entries = [entry.strip() for entry in re.split(r"[,;、|\s]+", cell)]
    if all(entries):
        yield certain(sign.join(entries))


def places(column: Column, cell: str) -> Iterator[Proposal]:
    """A place with its two numbers, in the right order."""
    found = re.findall(r"-?\d+(?:\.\d+)?", cell)
    if len(found) != 2 or column.format != "default":
        return
    first, second = found
    yield certain(f"{first}, {second}")
    yield asked(f"{second}, {first}", message("Latitude seems to stand before longitude."))


def texts(column: Column, cell: str) -> Iterator[Proposal]:
    """A web address or the like; a text that a workbook holds as a number."""
    if column.format == "uri" and re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", cell, re.ASCII):
        yield asked(f"https://{cell}", message("The beginning https:// is missing."))
    elif column.format == "email" and " " in cell:
        yield certain(cell.replace(" ", ""))
    elif column.format == "default":
        yield told(message("Format the column as text in the spreadsheet, then enter the value "
                           "again."))  # fmt: skip


def json_texts(column: Column, cell: str) -> Iterator[Proposal]:
    """JSON with straight quotation marks."""
    straight = re.sub("[“”„]", '"', cell)
    if straight != cell:
        yield certain(straight)
