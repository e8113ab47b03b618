"""Codes that can exist: check characters and known beginnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl
from stdnum.cn import uscc

from publisher.checking.rules.table import Broken, Row, Table
from publisher.languages import Message, message
from publisher.source.rules import Rule

PROVINCES = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51,
     52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 99)
)  # fmt: skip
"""First digits of region codes by GB/T 2260; 99 is assigned to no province: demonstrations."""


def is_region(code: str) -> bool:
    """Whether a region code has six digits and begins with a province."""
    return len(code) == 6 and code.isascii() and code.isdigit() and int(code[:2]) in PROVINCES


TESTS: Mapping[str, tuple[Callable[[str], bool], Message]] = {
    "credit-code": (
        lambda code: bool(uscc.is_valid(code)) and uscc.compact(code) == code,
        message("{column} “{code}” is not a unified credit code: its check character is wrong."),
    ),
    "region-code": (
        is_region,
        message("{column} “{code}” is not a region code: it begins with no province's code."),
    ),
}


def checksum(rule: Rule, table: Table) -> Iterator[Broken]:
    """A code can exist. Each code is tested once."""
    field = rule.parts["field"]
    test, text = TESTS[rule.parts["of"]]
    codes = table.frame[field].drop_nulls().unique()
    wrong = codes.filter(
        pl.Series([not test(str(code)) for code in codes], dtype=pl.Boolean)
    )

    def say(row: Row) -> Message:
        return Message(text.template, (("column", table.called(field)),
                                       ("code", str(row[field])[:40])))  # fmt: skip

    yield Broken(table.frame.filter(pl.col(field).is_in(wrong.implode())), field, say)
