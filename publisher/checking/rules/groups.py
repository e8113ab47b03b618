"""Rules on groups of rows: sums that agree, codes and their parts, rows that stand once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from publisher.checking.rules.conditions import chosen, selects
from publisher.checking.rules.sums import like, tolerance
from publisher.checking.rules.table import ROW, Broken, Row, Table, figure
from publisher.languages import Message, message
from publisher.source.rules import Rule

LEFT, RIGHT, BEFORE = "_left", "_right", "_before"


def group(by: Sequence[str], row: Row) -> str:
    """What a group of rows is called: the values they share."""
    return " / ".join(str(row[name]) for name in by)


def unique(rule: Rule, table: Table) -> Iterator[Broken]:
    """No two rows have the same values; rows with a blank among them are passed over."""
    fields = rule.parts["fields"]
    known = table.frame.drop_nulls(fields)
    first = known.group_by(fields).agg(pl.col(ROW).min().alias(BEFORE))
    rows = known.join(first, on=fields, how="left", maintain_order="left")

    def say(row: Row) -> Message:
        return message("{values} in {columns} stands in row {row} already.",
                       values=group(fields, row), columns=table.all_called(fields),
                       row=figure(row[BEFORE]))  # fmt: skip

    yield Broken(rows.filter(pl.col(ROW) > pl.col(BEFORE)), fields[-1], say)


def balance(rule: Rule, table: Table) -> Iterator[Broken]:
    """Sums over groups agree; groups where a side has no row, or a blank, are passed over."""
    by, left, right = (rule.parts[name] for name in ("by", "left", "right"))
    at_most = rule.parts.get("relation") == "at-most"
    sums = table.frame.group_by(by, maintain_order=True).agg(
        *_side(left, LEFT, table), *_side(right, RIGHT, table)
    )
    difference = pl.col(LEFT) - pl.col(RIGHT)
    wrong = (difference if at_most else difference.abs()) > tolerance(rule)

    field = next((side["sum"] for side in left if "sum" in side), by[-1])
    counts = table.frame.schema[field] == pl.Int64

    def say(row: Row) -> Message:
        values = {"group": group(by, row),
                  **{name.strip("_"): figure(like(row[name], counts)) for name in (LEFT, RIGHT)}}
        if at_most:
            return message("{group}: {left} must be at most {right}.", **values)
        return message("{group}: {left} and {right} must be equal.", **values)

    rows = sums.filter(wrong).rename({LEFT + ROW: ROW}).sort(ROW)
    yield Broken(rows, field, say)


def _side(side: Sequence[Mapping[str, Any]], name: str, table: Table) -> Iterator[pl.Expr]:
    """One side's sum, null where it has no rows or a blank, and the first row it is made of."""
    total, blanks, rows = pl.lit(0.0), pl.lit(0), pl.lit(0)
    place = pl.lit(None, dtype=pl.Int64)
    for term in side:
        if "value" in term:
            total, rows = total + float(term["value"]), rows + 1
            continue
        chosen_rows = selects(term.get("where") or {}, table)
        column = pl.col(term["sum"]).filter(chosen_rows)
        total = total + column.cast(pl.Float64).sum() * float(term.get("times", 1))
        blanks = blanks + column.is_null().sum()
        rows = rows + column.len()
        place = pl.min_horizontal(place, pl.col(ROW).filter(chosen_rows).min())
    yield pl.when((rows > 0) & (blanks == 0)).then(total).alias(name)
    yield pl.coalesce(place, pl.col(ROW).min()).alias(name + ROW)


def children(rule: Rule, table: Table) -> Iterator[Broken]:
    """A code's figures are the sums of those below it; codes without any are passed over."""
    by, field, step = (rule.parts[name] for name in ("by", "field", "step"))
    parent = pl.col(field).str.head(-step)
    for name in rule.parts["fields"]:
        known = table.frame.filter(pl.col(name).is_not_null())
        below = (
            known.filter(parent.str.len_chars() > 0)
            .group_by([*by, parent.alias(field)])
            .agg(pl.col(name).cast(pl.Float64).sum().alias(RIGHT), pl.len().alias(BEFORE))
        )
        rows = known.join(below, on=[*by, field], how="inner", maintain_order="left").filter(
            (pl.col(name) - pl.col(RIGHT)).abs() > tolerance(rule)
        )

        def say(row: Row, name: str = name) -> Message:
            return message("{column} of {code} is {said}, but the {count} codes below it add up to "
                           "{sum}.", column=table.called(name), code=row[field],
                           said=figure(row[name]), count=row[BEFORE],
                           sum=figure(row[RIGHT]))  # fmt: skip

        yield Broken(rows, name, say)


def explained(rule: Rule, table: Table) -> Iterator[Broken]:
    """A figure above its counterpart has a note."""
    by, fields, note = (rule.parts[name] for name in ("by", "fields", "note"))
    rows = chosen(table, {**rule.parts["rows"], note: {"present": False}}).frame
    against = chosen(table, rule.parts["against"]).frame.select(
        *by, *(pl.col(name).alias(LEFT + name) for name in fields)
    )
    joined = rows.join(against.unique(by, keep="first"), on=by, how="inner", maintain_order="left")
    above = pl.any_horizontal(
        (pl.col(name) > pl.col(LEFT + name) + tolerance(rule)).fill_null(False) for name in fields
    )

    def say(row: Row) -> Message:
        name = next(name for name in fields if None not in (row[name], row[LEFT + name])
                    and row[name] > row[LEFT + name] + tolerance(rule))  # fmt: skip
        return message("{column} is {said}, above {before}; {note} must say why.",
                       column=table.called(name), said=figure(row[name]),
                       before=figure(row[LEFT + name]), note=table.called(note))  # fmt: skip

    yield Broken(joined.filter(above), note, say)
