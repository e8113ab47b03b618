"""Rules on the columns of a row: what is there, in which order."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from publisher import workdays
from publisher.checking.rules.conditions import circumstances, meets, required
from publisher.checking.rules.table import Broken, Row, Table, figure
from publisher.languages import Message, message
from publisher.source.rules import Rule

COUNT = "_count"
ENTRY = r"(?m)^\s*(?:[-*+•·]|\d+[.)、．）]|[（(]\d+[)）])"
"""How an entry of a list begins in a text."""


def when(rule: Rule, table: Table) -> Iterator[Broken]:
    """The rows that were selected meet conditions."""
    where = rule.parts.get("where") or {}
    for name, wanted in rule.parts["then"].items():
        rows = table.frame.filter(~meets(name, wanted, table))

        def say(row: Row, name: str = name) -> Message:
            wanted = required({name: rule.parts["then"][name]}, table)
            said = message("{requirement}.", requirement=wanted)
            value = row[name]
            if not isinstance(value, str | None):
                said = message("{requirement}; here it is {value}.", requirement=wanted,
                               value=table.value(name, value))  # fmt: skip
            if not where:
                return said
            return message("As {circumstances}: {requirement}",
                           circumstances=circumstances(where, table), requirement=said)  # fmt: skip

        yield Broken(rows, name, say)


def some(rule: Rule, table: Table) -> Iterator[Broken]:
    """At least one of several columns is not blank."""
    fields = rule.parts["fields"]
    blank = pl.all_horizontal(meets(name, {"present": False}, table) for name in fields)

    def say(row: Row) -> Message:
        return message("One of these must be filled in: {columns}.",
                       columns=table.all_called(fields))  # fmt: skip

    yield Broken(table.frame.filter(blank), fields[0], say)


def order(rule: Rule, table: Table) -> Iterator[Broken]:
    """Values do not fall from column to column; blanks are passed over."""
    fields = rule.parts["fields"]
    strict = bool(rule.parts.get("strict"))
    for place in range(1, len(fields)):
        name, before = fields[place], fields[place - 1 :: -1]
        last = pl.coalesce(before)
        wrong = last >= pl.col(name) if strict else last > pl.col(name)

        def say(row: Row, name: str = name, before: tuple[str, ...] = tuple(before)) -> Message:
            earlier = next(other for other in before if row[other] is not None)
            values = {"column": table.called(name), "value": figure(row[name]),
                      "other": table.called(earlier), "before": figure(row[earlier])}  # fmt: skip
            if isinstance(row[name], int | float):
                return (message("{column} {value} must be more than {other} {before}.", **values)
                        if strict else
                        message("{column} {value} must not be less than {other} {before}.",
                                **values))  # fmt: skip
            if strict:
                return message("{column} {value} must be after {other} {before}.", **values)
            return message("{column} {value} must not be before {other} {before}.", **values)

        field = name if table.resource.schema.field(name) else before[0]
        yield Broken(table.frame.filter(wrong), field, say)


def working_days(rule: Rule, table: Table) -> Iterator[Broken]:
    """So many working days lie between two days."""
    first, last = rule.parts["from"], rule.parts["to"]
    least, most = rule.parts.get("at_least"), rule.parts.get("at_most")
    known = table.frame.drop_nulls([first, last])
    calendar = workdays.shipped()
    start, end = (
        calendar.counts_at(known[name].cast(pl.Date).to_physical().to_numpy())
        for name in (first, last)
    )
    counted = known.with_columns(pl.Series(COUNT, end - start, dtype=pl.Int64))
    wrong = pl.lit(False)
    if least is not None:
        wrong |= pl.col(COUNT) < least
    if most is not None:
        wrong |= pl.col(COUNT) > most

    def say(row: Row) -> Message:
        bound = (message("at least {count}", count=least) if least is not None
                 and row[COUNT] < least else message("at most {count}", count=most))  # fmt: skip
        return message("{days} working days lie from {column} {start} to {other} {end}; there must "
                       "be {bound}.", days=row[COUNT], column=table.called(first),
                       start=figure(row[first]), other=table.called(last),
                       end=figure(row[last]), bound=bound)  # fmt: skip

    yield Broken(counted.filter(wrong), last, say)


def listed(rule: Rule, table: Table) -> Iterator[Broken]:
    """A number is that of the entries of a list in a text; a text without a list is one entry."""
    count, field = rule.parts["count"], rule.parts["field"]
    found = pl.max_horizontal(pl.col(field).str.count_matches(ENTRY).cast(pl.Int64), 1)
    rows = table.frame.with_columns(
        pl.when(meets(field, {"present": True}, table)).then(found).alias(COUNT)
    ).filter(pl.col(COUNT) != pl.col(count))

    def say(row: Row) -> Message:
        return message("{column} is {said}, but {text} lists {count}.",
                       column=table.called(count), said=figure(row[count]),
                       text=table.called(field), count=row[COUNT])  # fmt: skip

    yield Broken(rows, count, say)


def suppression(rule: Rule, table: Table) -> Iterator[Broken]:
    """Small counts are hidden, and a hidden one does not follow from the others."""
    fields, least = rule.parts["fields"], rule.parts["least"]
    whole = rule.parts.get("whole")
    for name in fields:
        small = (pl.col(name) > 0) & (pl.col(name) < least)

        def say(row: Row, name: str = name) -> Message:
            return message("{column} is a count below {least}, which could point to persons.",
                           column=table.called(name), least=least)  # fmt: skip

        yield Broken(table.frame.filter(small), name, say)
    if whole is None:
        return
    hidden = pl.sum_horizontal(pl.col(name).is_null() for name in (*fields, whole))

    def say_one(row: Row) -> Message:
        return message("Only one of {columns} is hidden: it can be calculated from the others.",
                       columns=table.all_called([*fields, whole]))  # fmt: skip

    yield Broken(table.frame.filter(hidden == 1), whole, say_one)
