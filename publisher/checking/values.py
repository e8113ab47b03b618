"""Values of valid tables that are well formed, and that nobody can mean or nobody can use.

Numbers that are none, amounts beyond any money, parts of a cent; characters that steer a terminal;
texts that a spreadsheet program would calculate.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from publisher.findings import Finding, error, warning
from publisher.languages import Message, message, words
from publisher.source.frames import ROW, frame, portions
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field

if TYPE_CHECKING:
    import polars

LISTED = 100
"""So many findings of a kind are listed for a column; the rest is counted in one."""

MONEY: Mapping[str, float] = {"CNY": 1e13, "10k CNY": 1e9}
"""The largest amount in each unit of money: ten million million yuan."""
DECIMALS = 2
EXACT = 3e-16
"""Share of an amount by which its binary fraction may be off."""

TEXTS = frozenset({"string", "any"})
BLOCK = 1 << 22
CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]"
FORMULA = r"\A[=+\-@][\p{L}_\"'(=+\-@]"
CONTROLS = bytes(byte for byte in [*range(32), 127] if byte not in b"\t\n\r")
SIGNS = b"=+-@"


def _without(*characters: str) -> bytes:
    """All bytes but those of these characters."""
    left_out = "".join(characters).encode("latin-1")
    return bytes(byte for byte in range(256) if byte not in left_out)


BEFORE = _without(string.digits + "." + string.ascii_letters)
AFTER = _without(string.digits + ".,; \t\r\n\xe2", *map(chr, range(128, 192)))
"""What may stand before and after the sign of a formula at the beginning of a cell."""


class _Kind(NamedTuple):
    """A kind of value: which cells are of it, and what is said of them."""

    code: str
    severity: Callable[..., Finding]
    test: polars.Expr
    text: Message
    hint: Message


def findings(package: DataPackage) -> Iterator[Finding]:
    """What is wrong with values of a valid dataset's tables, by tables and columns."""
    for resource in package.resources:
        fields = list(_fields(resource))
        for together in portions(resource, fields):
            table = frame(resource, [field.name for field in together])
            for field in together:
                yield from _column(resource, field, table.select(field.name, ROW))


def _fields(resource: Resource) -> Iterator[Field]:
    """The columns that are looked at; texts only where the file may hold any such."""
    texts = resource.format not in ("csv", "tsv") or _may_hold(Path(resource.file.place))
    for field in resource.schema.fields:
        counts = field.type == "number" or (field.type == "integer" and field.unit in MONEY)
        if counts or (field.type in TEXTS and texts):
            yield field


def _may_hold(place: Path) -> bool:
    """Whether a text file has bytes that it must have if any cell is of either kind."""
    import numpy as np

    controls, signs, before, after = (
        np.isin(np.arange(256), np.frombuffer(known, np.uint8))
        for known in (CONTROLS, SIGNS, BEFORE, AFTER)
    )
    rest = b"\n"
    with place.open("rb") as file:
        while block := file.read(BLOCK):
            found = np.frombuffer(rest + block, np.uint8)
            at = np.flatnonzero(signs[found[1:-1]]) + 1
            formulas = before[found[at - 1]] & after[found[at + 1]]
            if formulas.any() or controls[found].any():
                return True
            rest = (rest + block)[-2:]
    return False


def _column(resource: Resource, field: Field, cells: polars.DataFrame) -> Iterator[Finding]:
    kinds = _texts(field) if field.type in TEXTS else _numbers(resource, field)
    column = [entry.name for entry in resource.schema.fields].index(field.name) + 1
    for kind in kinds:
        rows = cells.lazy().filter(kind.test).select(ROW).collect()[ROW]
        for place, row in enumerate(rows.head(LISTED + 1)):
            yield kind.severity(
                kind.code, resource.file.path, kind.text, hint=kind.hint, row=row, column=column,
                field=field.name, heading=words(field.title) if field.title else None,
                count=1 if place < LISTED else len(rows) - LISTED,
            )  # fmt: skip


def _numbers(resource: Resource, field: Field) -> Iterator[_Kind]:
    import polars as pl

    cell = pl.col(field.name)
    if field.type == "number":
        yield _Kind(
            "number-extreme", error, ~cell.is_finite(),
            message("This is no number that can be calculated with: it is NaN or infinite, or has "
                    "more than 300 digits."),
            message("Write the number in digits; leave the cell blank where none is known."),
        )  # fmt: skip
    most = MONEY.get(field.unit)
    if most is None:
        return
    yield _Kind(
        "amount-extreme", error, cell.cast(pl.Float64).is_finite() & (cell.abs() > most),
        message("The amount is larger than {most} ({unit}): no county has so much.",
                most=f"{most:,.0f}", unit=field.unit),
        message("Look for digits that are typed twice, a code in the column of amounts, or "
                "another unit."),
    )  # fmt: skip
    if resource.schema.name and field.type == "number":
        hundredths = cell * 10**DECIMALS
        off = (hundredths - hundredths.round()).abs()
        yield _Kind(
            "amount-decimals", warning,
            cell.is_finite() & (cell.abs() <= most) & (off > 1e-6 + hundredths.abs() * EXACT),
            message("The amount has more than {count} decimals.", count=DECIMALS),
            message("Amounts of this table have {count} decimals: compare the cell with its "
                    "source; it is published as it stands.", count=DECIMALS),
        )  # fmt: skip


def _texts(field: Field) -> Iterator[_Kind]:
    import polars as pl

    cell = pl.col(field.name)
    yield _Kind(
        "control-character", error, cell.str.contains(CONTROL),
        message("The cell holds a control character, which nobody sees."),
        message("Delete the cell and type its text again: such characters come from damaged files "
                "or other programs, and other programs stumble over them."),
    )  # fmt: skip
    yield _Kind(
        "formula-cell", warning, cell.str.contains(FORMULA),
        message("A spreadsheet program would take this text for a formula."),
        message("If the text need not begin with = + - or @, take that away. It is published as "
                "it stands; our workbooks hold it as a text."),
    )  # fmt: skip
