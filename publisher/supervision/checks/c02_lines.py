"""The part of C02 that compares payments with the lines of the budget they are charged to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import message
from publisher.supervision.county import LISTED, County, evidence
from publisher.supervision.flagged import CENTS, Cases, cases, cents, number, yuan
from publisher.supervision.model import Flag, NotEvaluated, Outcome, Value, Weight

LINE = ["org_id", "year", "func_code"]
TABLE, DIGITS = "T5", 7
STAGES = {"adjusted": 0, "budget": 1}
"""The stages of a budget; an adjusted one goes before the first one."""
PRINTED = 10_000 * 100


def run(county: County, spent: pl.DataFrame, values: Mapping[str, Value]) -> Outcome:
    """Flag lines from which more is paid than they hold; `spent` are payments without reversals."""
    table = county.tables.find("budget_lines")
    if table is None:
        return Outcome(population=0)
    lines = _newest(table)
    paid = spent.group_by(
        "org_id", pl.col("paid_on").dt.year().cast(pl.Int64).alias("year"), "func_code"
    ).agg(pl.col(CENTS).sum())  # fmt: skip
    found = paid.join(lines, on=LINE, how="left").sort(LINE)
    judged = found.drop_nulls("_budget")
    allowed = number(values["tolerance"]) * PRINTED
    flagged = judged.filter(pl.col(CENTS) > pl.col("_budget") + allowed)
    missing = found.height - judged.height
    return Outcome(
        population=judged.height,
        not_evaluated=(
            (NotEvaluated(message("no line of the published budget fits the payments"), missing),)
            if missing else ()
        ),
        flags=tuple(_flags(lines, spent, flagged)),
    )  # fmt: skip


def _newest(table: pl.DataFrame) -> pl.DataFrame:
    """The lines of functional items in the newest stage of each budget, `_budget` in cents."""
    return (
        table.filter((pl.col("table_code") == TABLE) & pl.col("stage").is_in(list(STAGES))
                     & (pl.col("func_code").str.len_chars() == DIGITS))
        .with_columns((cents("total") * 10_000).alias("_budget"),
                      pl.col("stage").replace_strict(STAGES).alias("_order"))
        .sort("_order")
        .unique(LINE, keep="first", maintain_order=True)
    )  # fmt: skip


def by_line(spent: pl.DataFrame, flagged: pl.DataFrame, code: str) -> Cases:
    """The payments of flagged units, years and codes, the last ones first.

    The last payments are those that went beyond the budget.
    """
    keys = ["org_id", "year", code]
    some = spent.filter(pl.col("org_id").is_in(flagged["org_id"].unique().implode()))
    dated = some.with_columns(pl.col("paid_on").dt.year().cast(pl.Int64).alias("year"))
    found = dated.join(flagged.select(keys).unique(), on=keys, how="semi")
    return cases(found.sort("paid_on", "payment_id", descending=True), flagged, keys)


def _flags(lines: pl.DataFrame, spent: pl.DataFrame, flagged: pl.DataFrame) -> Iterator[Flag]:
    printed = cases(lines, flagged, LINE)
    paid = by_line(spent, flagged, "func_code")
    for row in flagged.iter_rows(named=True):
        key = row["org_id"], row["year"], row["func_code"]
        yield _flag(row, printed[key], paid[key])


def _flag(row: Mapping[str, Any], printed: pl.DataFrame, paid: pl.DataFrame) -> Flag:
    over = row[CENTS], row["_budget"]
    return Flag(
        check="C02", subject=(row["org_id"], str(row["year"]), row["func_code"]),
        unit=row["org_id"], weight=Weight.HIGH, day=paid["paid_on"][0],
        text=message("The payments of {year} charged to {code} {name} add up to {paid} (10,000 "
                     "yuan); the budget holds {budget}, which is usually the most that is spent. "
                     "This asks for an explanation.", year=row["year"], code=row["func_code"],
                     name=printed["func_name"][0] or "", paid=yuan(over[0] / PRINTED),
                     budget=yuan(over[1] / PRINTED)),
        evidence=(evidence("budget_lines", printed) + evidence("payments", paid))[:LISTED],
        rows=printed.height + paid.height,
        figures=((message("Budget, 10,000 yuan"), round(over[1] / PRINTED, 4)),
                 (message("Payments, 10,000 yuan"), round(over[0] / PRINTED, 4))),
    )  # fmt: skip
