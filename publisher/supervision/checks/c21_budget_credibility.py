"""C21: final accounts that are far from the first budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.county import County, evidence
from publisher.supervision.flagged import CENTS, cases, cents, number, percent, yuan
from publisher.supervision.model import (
    Check,
    Flag,
    NotEvaluated,
    Outcome,
    Parameter,
    Source,
    Value,
    Weight,
)

CASE = ["org_id", "year"]
LINE = [*CASE, "func_code"]
TOTAL_TABLE, TOTAL = "T3", "ZC"
LINE_TABLE, DIGITS = "T5", 7
GRADES = ("A", "B", "C", "D")


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag units whose final accounts differ from the first budget, in total or in a line."""
    table = county.tables["budget_lines"].with_columns(cents("total").alias(CENTS))
    totals = _pairs(table.filter(
        (pl.col("table_code") == TOTAL_TABLE) & (pl.col("func_code") == TOTAL)
    ))  # fmt: skip
    lines = _pairs(table.filter(
        (pl.col("table_code") == LINE_TABLE) & (pl.col("func_code").str.len_chars() == DIGITS)
    ))  # fmt: skip
    judged = totals.filter(_comparable())
    far_lines = lines.filter(
        _comparable() & (_gap() > values["line"])
        & ((pl.col("_final") - pl.col("_budget")).abs() >= number(values["least_gap"]) * 100)
    )  # fmt: skip
    counted = judged.join(
        far_lines.group_by(CASE).agg(pl.len().alias("_lines")), on=CASE, how="left"
    ).with_columns(pl.col("_lines").fill_null(0), _grade(values), _gap().alias("_gap"))
    flagged = counted.filter((pl.col("_grade") == GRADES[-1]) | (pl.col("_lines") > 0)).sort(CASE)
    one_only = totals.filter(pl.col("_final").is_not_null() & ~_comparable()).height
    no_final = totals.height - judged.height - one_only
    reasons = (
        NotEvaluated(message("no budget is published for the year"), one_only),
        NotEvaluated(message("the final accounts of the year are not published"), no_final),
    )
    return Outcome(
        population=judged.height,
        not_evaluated=tuple(reason for reason in reasons if reason.rows),
        flags=tuple(_flags(table, far_lines, flagged)),
    )


def _pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """The first budget and the final figure of each line."""
    return rows.group_by(LINE).agg(
        pl.col(CENTS).filter(pl.col("stage") == stage).first().alias(f"_{stage}")
        for stage in ("budget", "final")
    )


def _comparable() -> pl.Expr:
    return pl.col("_final").is_not_null() & (pl.col("_budget").fill_null(0) > 0)


def _gap() -> pl.Expr:
    return (pl.col("_final") - pl.col("_budget")).abs() / pl.col("_budget")


def _grade(values: Mapping[str, Value]) -> pl.Expr:
    found = pl.lit(GRADES[-1])
    for name, grade in reversed(list(zip(("grade_a", "grade_b", "grade_c"), GRADES, strict=False))):
        found = pl.when(_gap() <= values[name]).then(pl.lit(grade)).otherwise(found)
    return found.alias("_grade")


def _flags(table: pl.DataFrame, far_lines: pl.DataFrame, flagged: pl.DataFrame) -> Iterator[Flag]:
    compared = table.filter(pl.col("stage").is_in(["budget", "final"]))
    totals = cases(compared.filter((pl.col("table_code") == TOTAL_TABLE)
                                   & (pl.col("func_code") == TOTAL)), flagged, CASE)  # fmt: skip
    lines = cases(
        compared.filter(pl.col("table_code") == LINE_TABLE)
        .join(far_lines.select(LINE), on=LINE, how="semi", maintain_order="left"), flagged, CASE,
    )  # fmt: skip
    for row in flagged.iter_rows(named=True):
        key = row["org_id"], row["year"]
        parts = [part for part in (totals[key], lines.get(key)) if part is not None]
        yield _flag(row, pl.concat(parts))


def _flag(row: Mapping[str, Any], rows: pl.DataFrame) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["org_id"], str(row["year"])), unit=row["org_id"],
        weight=Weight.LOW, day=rows["published_on"].max(),  # type: ignore[arg-type]  # a column of dates
        text=_text(row), evidence=evidence("budget_lines", rows), rows=rows.height,
        figures=(
            (message("Budget, 10,000 yuan"), row["_budget"] / 100),
            (message("Final accounts, 10,000 yuan"), row["_final"] / 100),
            (message("Deviation of the total"), round(row["_gap"], 4)),
            (message("Grade of the total"), row["_grade"]),
            (message("Lines that deviate"), row["_lines"]),
        ),
    )  # fmt: skip


def _text(row: Mapping[str, Any]) -> Message:
    said = {
        "year": row["year"], "budget": yuan(row["_budget"] / 100),
        "final": yuan(row["_final"] / 100), "gap": percent(row["_gap"]), "lines": row["_lines"],
    }  # fmt: skip
    if row["_grade"] == GRADES[-1]:
        return message("The final accounts of {year} are {final} (10,000 yuan), {gap} away from "
                       "the first budget, {budget}. Usually they are close to it; this asks for "
                       "an explanation.", **said)  # fmt: skip
    return message("The final accounts of {year} are close to the first budget in total, but not "
                   "in {lines} of its lines. Usually lines are close to it as well; this asks for "
                   "an explanation.", **said)  # fmt: skip


CHECK = Check(
    id="C21",
    name=message("Budget credibility"),
    about=message("A budget that is far from what is spent in the end says little. The check "
                  "compares the final accounts with the first budget, in total, with the grades A "
                  "to D, and line by line."),
    cases=message("years of units with a budget and final accounts"),
    basis="PEFA PI-1, PI-2 [M]",
    parameters=(
        Parameter("grade_a", 0.05, message("Largest deviation of a total for grade A"),
                  "PEFA PI-1", Source.LOCAL),
        Parameter("grade_b", 0.10, message("Largest deviation of a total for grade B"),
                  "PEFA PI-1", Source.LOCAL),
        Parameter("grade_c", 0.15, message("Largest deviation of a total for grade C; beyond it "
                                           "the unit is flagged"), "PEFA PI-1", Source.LOCAL),
        Parameter("line", 0.15, message("Largest deviation of a line"), "PEFA PI-2",
                  Source.LOCAL),
        Parameter("least_gap", 10, message("Least deviation of a line in 10,000 yuan"),
                  "Local setting", Source.LOCAL),
    ),
    needs=("budget_lines",),
    run=run,
)  # fmt: skip
