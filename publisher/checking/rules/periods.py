"""Rules on periods: none overlap, and balances are carried from one to the next."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from publisher.checking.rules.conditions import selects
from publisher.checking.rules.groups import group
from publisher.checking.rules.sums import tolerance
from publisher.checking.rules.table import ROW, Broken, Row, Table, figure
from publisher.languages import Message, message
from publisher.source.rules import Rule

END, EARLIER, PLACE, OPENED, CLOSED = "_end", "_earlier", "_place", "_opened", "_closed"
FOREVER = pl.date(9999, 12, 31)


def no_overlap(rule: Rule, table: Table) -> Iterator[Broken]:
    """Periods of a group do not overlap; the last day of one may be the first of another."""
    by, first, last = (rule.parts[name] for name in ("by", "from", "to"))
    known = table.frame.drop_nulls([*by, first]).with_columns(
        pl.col(first).cast(pl.Date), pl.coalesce(pl.col(last).cast(pl.Date), FOREVER).alias(END)
    )
    rows = known.sort([*by, first, END, ROW]).with_columns(
        pl.col(END).cum_max().shift(1).over(by).alias(EARLIER),
        pl.col(ROW).shift(1).over(by).alias(PLACE),
    )
    rows = rows.filter(pl.col(first) < pl.col(EARLIER)).sort(ROW)

    def say(row: Row) -> Message:
        values = {"group": group(by, row), "start": row[first], "row": figure(row[PLACE])}
        if row[EARLIER].year == 9999:
            return message("{group}: this period begins on {start}, while an earlier one has no "
                           "end (see row {row}).", **values)  # fmt: skip
        return message("{group}: this period begins on {start}, before an earlier one ends on "
                       "{end} (see row {row}).", end=row[EARLIER], **values)  # fmt: skip

    yield Broken(rows, first, say)


def carry(rule: Rule, table: Table) -> Iterator[Broken]:
    """A period opens with what the one just before it closed with; gaps are passed over."""
    by, period, field = (rule.parts[name] for name in ("by", "period", "field"))
    sides = {}
    for name, column in (("opening", OPENED), ("closing", CLOSED)):
        rows = table.frame.filter(selects(rule.parts[name], table)).drop_nulls([*by, period, field])
        sides[name] = rows.group_by([*by, period], maintain_order=True).agg(
            pl.col(field).cast(pl.Float64).sum().alias(column), pl.col(ROW).first()
        )
    closing = sides["closing"].select(*by, CLOSED, (number(period) + 1).alias(PLACE))
    opening = sides["opening"].with_columns(number(period).alias(PLACE))
    rows = opening.join(closing, on=[*by, PLACE], how="inner", maintain_order="left").filter(
        (pl.col(OPENED) - pl.col(CLOSED)).abs() > tolerance(rule)
    )

    def say(row: Row) -> Message:
        return message("{group}: {period} opens with {opened}, but the period before it closed "
                       "with {closed}.", group=group(by, row), period=row[period],
                       opened=figure(row[OPENED]), closed=figure(row[CLOSED]))  # fmt: skip

    yield Broken(rows.sort(ROW), field, say)


def number(period: str) -> pl.Expr:
    """A running number of periods such as 2025, 2025Q3 and 2025-07; null for other texts."""
    text = pl.col(period).cast(pl.String)

    def part(pattern: str) -> pl.Expr:
        return text.str.extract(pattern).cast(pl.Int64)

    return pl.coalesce(
        part(r"^(\d{4})Q[1-4]$") * 4 + part(r"^\d{4}Q([1-4])$"),
        part(r"^(\d{4})-\d{2}$") * 12 + part(r"^\d{4}-(\d{2})$"),
        part(r"^(\d{4})$"),
    )
