"""What of a cell is published with a finding."""

from __future__ import annotations

import pytest

from publisher.findings import error
from publisher.languages import message, series
from publisher.outputs.discretion import discreet


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("13800138000", "138…"),
        ("张三 138-0013-8000", "张三 138…"),
        ("１３８００１３８０００", "１３８…"),
        ("11010519491231002X", "110…"),
        ("6222 0212 3456 7890 128", "622…"),
        ("li.si@example.org", "l***@example.org"),
        ("鲁A12345", "鲁A****45"),
        ("E12345678", "E12…"),
        ("护照EA1234567", "护照EA1…"),
        ("1，200.00", "1，200.00"),
        ("2026-03-31 09:30:00", "2026-03-31 09:30:00"),
        ("ZF24-00219", "ZF24-00219"),
        ("一千二百元", "一千二百元"),
    ],
)
def test_numbers_and_addresses_of_persons_are_cut_short(cell: str, shown: str) -> None:
    wrong = error(
        "type-error", "x.csv", message("“{cell}” is not a whole number such as 12.", cell=cell),
        hint=message("{why} Does it mean {value}?", why=message("Write {value}", value=cell),
                     value=series([cell])), row=2,
    )  # fmt: skip
    told = discreet(wrong)
    assert told.message.text("en") == f"“{shown}” is not a whole number such as 12."
    assert told.hint is not None
    assert told.hint.text("en") == f"Write {shown} Does it mean {shown}?"
    assert told.row == 2
