"""The same findings on a terminal, in JSON and in a code review."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click
import pytest

from publisher.checking.extent import Extent, rows
from publisher.findings import Finding, error, info, warning
from publisher.languages import message, words
from tests.publisher.checking.wording.tables import resource
from website.report import as_text, summary
from website.report_formats import as_github, as_json

FILE = "datasets/d/data/t.csv"


def wrong(row: int, count: int = 1, field: str = "amount") -> Finding:
    """A wrong amount."""
    return error(
        "type-error", FILE, message("“{cell}” is not a whole number such as 12.", cell=f"x{row}"),
        row=row, column=4, field=field,
        heading=words({"zh": "金额（amount）", "en": "Amount (amount)"}),
        count=count, rule=message("Never blank"),
    )  # fmt: skip


def plain(lines: Iterable[str]) -> list[str]:
    """The lines without colours."""
    return [click.unstyle(line) for line in lines]


MANY = [*map(wrong, range(2, 102)), wrong(102, count=1244)]


def test_a_kind_that_repeats_is_counted_with_those_that_are_not_listed() -> None:
    lines = plain(as_text(MANY, "en"))
    assert lines[1] == (
        "  error    Values of the wrong type, column Amount (amount): 1,344 [type-error]"
    )
    assert lines[2].strip() == "Rule: Never blank"
    assert lines[3] == "            row 2  “x2” is not a whole number such as 12."
    assert lines[12] == "           row 11  “x11” is not a whole number such as 12."
    assert lines[13].strip() == "… and 1,334 more"
    assert plain(summary(MANY, None, "en")) == [
        "✗ Errors: 1,344, warnings: 0, notes: 0; would be held back: 1"
    ]


def test_json_lists_all_that_is_listed_and_counts_the_rest() -> None:
    value = json.loads(as_json(MANY, Extent(1, 2, 3, 4), "zh"))
    assert len(value["findings"]) == 101
    assert value["findings"][-1]["count"] == 1244
    assert value["findings"][0]["where"] == "第2行“金额（amount）”列"
    assert value["findings"][0]["rule"] == "不得为空"
    assert value["summary"]["error"] == 1344
    assert value["summary"]["checked"] == {"articles": 1, "datasets": 2, "tables": 3, "rows": 4}


def test_a_code_review_gets_few_of_a_kind_escaped() -> None:
    odd = warning("odd", "a,b:c.md", message("100% {x}", x="a\nb"), line=3, hint=message("Do."))
    lines = list(as_github([*MANY, odd], "en", lambda file: f"source/{file}"))
    assert len(lines) == 12
    assert lines[0] == (
        "::error file=source/datasets/d/data/t.csv,line=2,col=4,title=type-error::row 2, column "
        "Amount (amount): “x2” is not a whole number such as 12."
    )
    assert lines[10].endswith(
        "line=12,col=4,title=type-error::Values of the wrong type, column Amount (amount): 1,344 "
        "… and 1,334 more"
    )
    assert lines[11] == (
        "::warning file=source/a%2Cb%3Ac.md,line=3,title=odd::line 3: 100%25 a␊b Do."
    )  # fmt: skip


def test_different_columns_are_different_kinds() -> None:
    lines = plain(as_text([wrong(2), wrong(3), wrong(2, field="other")], "en"))
    assert [line for line in lines if "[type-error]" in line] == [
        "  error    Values of the wrong type, column Amount (amount): 2 [type-error]",
        "  error    row 2, column Amount (amount): “x2” is not a whole number such as 12. "
        "[type-error]",
    ]


def test_places_are_flush_in_chinese_and_long_lines_break() -> None:
    lines = plain(as_text([wrong(9), wrong(10_000)], "zh", columns=40))
    assert lines[3].startswith("             第9行  “x9”")
    assert lines[4] == " " * 20 + "12）。"
    assert lines[5].startswith("        第10,000行  “x10000”")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_success_looks_like_success(lang: str) -> None:
    for found in ([], [info("missing-translation", "a.md", message("The row is blank."))]):
        first, *_, last = plain(summary(found, Extent(2, 1, 1, 1_234_567), lang))
        assert first.startswith("✓ ")
        assert "1,234,567" in last


@pytest.mark.parametrize(
    ("content", "count"),
    [("a\n", 0), ("a\n1\n2\n", 2), ("a\n1\n2", 2), ('a\n"x\ny"\n2\n', 2), ('a\n"x""\ny"\n', 1),
     ("", 0), ('a\r\n"x\r\ny"\r\n', 1)],
)  # fmt: skip
def test_rows_are_counted_without_reading_cells(tmp_path: Path, content: str, count: int) -> None:
    assert rows(resource(tmp_path, {"fields": [{"name": "a"}]}, content.encode())) == count
