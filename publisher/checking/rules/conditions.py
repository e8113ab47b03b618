"""Conditions on columns: as expressions that select rows, and as words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from publisher.checking.rules.table import Table
from publisher.languages import Message, Series, message, series


def selects(where: Mapping[str, Any], table: Table) -> pl.Expr:
    """Whether a row meets all conditions; a blank cell meets none that names a value."""
    return pl.all_horizontal(
        pl.lit(True), *(meets(name, wanted, table) for name, wanted in where.items())
    )


def chosen(table: Table, where: Mapping[str, Any] | None) -> Table:
    """The table's rows that meet the conditions."""
    return table.with_frame(table.frame.filter(selects(where, table))) if where else table


def meets(name: str, wanted: Any, table: Table) -> pl.Expr:
    """Whether a column meets its condition: a value, a list of values, or conditions by word."""
    if not isinstance(wanted, dict):
        return _one("is", name, wanted, table)
    return pl.all_horizontal(_one(word, name, value, table) for word, value in wanted.items())


def _one(word: str, name: str, value: Any, table: Table) -> pl.Expr:
    column = pl.col(name)
    if word == "present":
        present = column.is_not_null()
        if table.frame.schema[name] == pl.String:
            present &= column != ""
        return present.fill_null(False) if value else ~present.fill_null(False)
    values = value if isinstance(value, list) else [value]
    tests: Mapping[str, Callable[[], pl.Expr]] = {
        "is": lambda: pl.any_horizontal(column == one for one in values),
        "not": lambda: pl.all_horizontal(column != one for one in values),
        "above": lambda: column > value,
        "at_least": lambda: column >= value,
        "below": lambda: column < value,
        "at_most": lambda: column <= value,
        "matches": lambda: column.str.contains(f"^(?:{value})$"),
        "never": lambda: ~column.str.contains(f"(?:{value})"),
    }
    return tests[word]().fill_null(word in ("not", "never"))


MUST: Mapping[str, Message] = {
    "is": message("{column} must be {value}"),
    "not": message("{column} must not be {value}"),
    "above": message("{column} must be above {value}"),
    "at_least": message("{column} must be at least {value}"),
    "below": message("{column} must be below {value}"),
    "at_most": message("{column} must be at most {value}"),
    "matches": message("{column} must be written as the rule says"),
    "never": message("{column} must not hold such a text"),
    "filled": message("{column} must be filled in"),
    "blank": message("{column} must be blank"),
}
HAS: Mapping[str, Message] = {
    "is": message("{column} is {value}"),
    "not": message("{column} is not {value}"),
    "above": message("{column} is above {value}"),
    "at_least": message("{column} is at least {value}"),
    "below": message("{column} is below {value}"),
    "at_most": message("{column} is at most {value}"),
    "matches": message("{column} is written as the rule says"),
    "never": message("{column} does not hold such a text"),
    "filled": message("{column} is filled in"),
    "blank": message("{column} is blank"),
}


def required(where: Mapping[str, Any], table: Table) -> Series:
    """What columns must be, in words."""
    return _all_said(MUST, where, table)


def circumstances(where: Mapping[str, Any], table: Table) -> Series:
    """What holds in the rows that are selected, in words."""
    return _all_said(HAS, where, table)


def _all_said(texts: Mapping[str, Message], where: Mapping[str, Any], table: Table) -> Series:
    return series(part for name, wanted in where.items()
                  for part in _said(texts, name, wanted, table))  # fmt: skip


def _said(texts: Mapping[str, Message], name: str, wanted: Any, table: Table) -> Iterator[Message]:
    parts = wanted if isinstance(wanted, dict) else {"is": wanted}
    for word, value in parts.items():
        key = ("filled" if value else "blank") if word == "present" else word
        shown = value if isinstance(value, list) else [value]
        yield Message(
            texts[key].template,
            (("column", table.called(name)),
             ("value", series(table.value(name, part) for part in shown))),
        )  # fmt: skip
