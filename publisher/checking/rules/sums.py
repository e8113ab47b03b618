"""Rules of arithmetic within a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from publisher.checking.rules.table import SLACK, Broken, Row, Table, figure
from publisher.languages import Message, message
from publisher.source.rules import Rule

SUM, OTHER = "_sum", "_other"


def added(terms: Sequence[str]) -> pl.Expr:
    """The sum of columns, those written -name subtracted; blank where one is blank."""
    return pl.sum_horizontal(
        *(-pl.col(t[1:]) if t.startswith("-") else pl.col(t) for t in terms),
        ignore_nulls=False,
    ).cast(pl.Float64)  # fmt: skip


def calculation(terms: Sequence[str], row: Row) -> str:
    """The sum of columns as it is calculated in a row: 3.00 + 9.00."""
    text = ""
    for term in terms:
        value = row[term.removeprefix("-")]
        minus = term.startswith("-") != (value < 0)
        text += (" − " if minus else " + ") + figure(abs(value))
    return text.removeprefix(" + ").lstrip()


def tolerance(rule: Rule) -> float:
    """How much sums may differ by."""
    return float(rule.parts.get("tolerance") or 0) + SLACK


def total(rule: Rule, table: Table) -> Iterator[Broken]:
    """A column is the sum of others; rows with a blank among them are passed over."""
    whole, parts = rule.parts["whole"], rule.parts["parts"]
    rows = table.frame.with_columns(added(parts).alias(SUM)).filter(
        (pl.col(SUM) - pl.col(whole)).abs() > tolerance(rule)
    )

    def say(row: Row) -> Message:
        return message("{column} is {said}, but {calculation} = {sum}.",
                       column=table.called(whole), said=figure(row[whole]),
                       calculation=calculation(parts, row),
                       sum=figure(like(row[SUM], isinstance(row[whole], int))))  # fmt: skip

    yield Broken(rows, whole, say)


def part(rule: Rule, table: Table) -> Iterator[Broken]:
    """A sum is at most another; rows with a blank among them are passed over."""
    parts, whole = rule.parts["parts"], rule.parts["whole"]
    rows = table.frame.with_columns(added(parts).alias(SUM), added(whole).alias(OTHER)).filter(
        pl.col(SUM) > pl.col(OTHER) + tolerance(rule)
    )

    def say(row: Row) -> Message:
        return message("{columns} is {calculation}, more than {others} with {other}.",
                       columns=table.all_called(parts), calculation=calculation(parts, row),
                       others=table.all_called(whole),
                       other=calculation(whole, row))  # fmt: skip

    yield Broken(rows, parts[0].removeprefix("-"), say)


def bands(rule: Rule, table: Table) -> Iterator[Broken]:
    """A level agrees with the product of columns; products outside all bands are passed over."""
    field, factors = rule.parts["field"], rule.parts["product"]
    levels: Mapping[str, Any] = rule.parts["bands"]
    product = pl.lit(1)
    for name in factors:
        product = product * pl.col(name)
    wanted = pl.lit(None, dtype=pl.String)
    for level, (least, most) in levels.items():
        wanted = pl.when(product.is_between(least, most)).then(pl.lit(level)).otherwise(wanted)
    rows = table.frame.with_columns(wanted.alias(OTHER)).filter(pl.col(field) != pl.col(OTHER))

    def say(row: Row) -> Message:
        return message("{column} is {said}, but {calculation} belongs to {wanted}.",
                       column=table.called(field), said=table.value(field, row[field]),
                       calculation=" × ".join(figure(row[name]) for name in factors),
                       wanted=table.value(field, row[OTHER]))  # fmt: skip

    yield Broken(rows, field, say)


def scale(rule: Rule, table: Table) -> Iterator[Broken]:
    """Figures are not the numbers of columns, nor years."""
    fields: Sequence[str] = rule.parts["fields"]
    least, most = rule.parts["years"]
    last = rule.parts["columns"]

    def whole(name: str) -> pl.Expr:
        return pl.col(name) == pl.col(name).round()

    numbers = pl.all_horizontal(whole(n) & pl.col(n).is_between(1, last) for n in fields)
    columns = table.frame.filter(numbers)
    yield Broken(columns, fields[0], lambda row: message(
        "The figures {figures} look like the numbers of the columns, not like amounts.",
        figures=", ".join(f"{row[name]:g}" for name in fields)))  # fmt: skip
    for name in fields:
        years = table.frame.filter(whole(name) & pl.col(name).is_between(least, most))
        yield Broken(years, name, partial(_a_year, table, name))


def _a_year(table: Table, name: str, row: Row) -> Message:
    return message("{column} is {figure}: that is a year, not an amount.",
                   column=table.called(name), figure=f"{row[name]:g}")  # fmt: skip


def like(value: float, counts: bool) -> float | int:
    """A sum as a whole number where it is one of counts."""
    return int(value) if counts and value.is_integer() else value
