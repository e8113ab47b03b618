"""C02: more spent than the budget gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.checks import c02_lines
from publisher.supervision.county import LISTED, County, evidence
from publisher.supervision.flagged import CENTS, cases, cents, netted, number, yuan
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

CASE = ["org_id", "year", "_kind"]
EXPENSES = {
    "overseas": ("30212", message("travel abroad")),
    "vehicle_purchase": ("31013", message("the purchase of vehicles")),
    "vehicle_operation": ("30231", message("the running of vehicles")),
    "reception": ("30217", message("official receptions")),
}
PRINTED = 10_000 * 100
"""Cents in the unit of the printed tables, 10,000 yuan."""


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag final figures and payments above the budget of the year."""
    table = county.tables["three_public"]
    payments = county.tables.find("payments")
    spent = netted(payments, "econ_code", "func_code") if payments is not None else None
    found = _kinds(table, spent)
    judged = found.filter(
        pl.col("_budget").is_not_null() & pl.any_horizontal(pl.col("_final", "_paid").is_not_null())
    )
    rounding = number(values["tolerance"]) * PRINTED
    allowed = pl.when(pl.col("_budget") > 0).then(rounding).otherwise(0)
    flagged = judged.filter(
        (pl.col("_final") > pl.col("_budget")).fill_null(False)
        | (pl.col("_paid") > pl.col("_budget") + allowed).fill_null(False)
    )
    no_budget = found.filter(pl.col("_budget").is_null()).height
    reasons = [
        NotEvaluated(message("no budget is published for the year"), no_budget),
        NotEvaluated(message("neither final accounts nor payments of the year are published"),
                     found.height - judged.height - no_budget),
    ]  # fmt: skip
    lines = c02_lines.run(county, spent, values) if spent is not None else Outcome(population=0)
    return Outcome(
        population=judged.height + lines.population,
        not_evaluated=tuple(r for r in reasons if r.rows) + lines.not_evaluated,
        flags=(*_flags(table, spent, flagged), *lines.flags),
    )


def _kinds(table: pl.DataFrame, spent: pl.DataFrame | None) -> pl.DataFrame:
    """Budget, final figure and payments in cents by unit, year and kind of expense."""
    figures = (
        table.unpivot(on=list(EXPENSES), index=["org_id", "year", "stage"], variable_name="_kind")
        .with_columns(cents("value") * 10_000)
        .group_by(CASE)
        .agg(
            pl.col("value").filter(pl.col("stage") == "budget").first().alias("_budget"),
            pl.col("value").filter(pl.col("stage") == "final").first().alias("_final"),
        )
    )
    if spent is None:
        return figures.with_columns(pl.lit(None, pl.Int64).alias("_paid")).sort(CASE)
    by_code = {code: kind for kind, (code, _) in EXPENSES.items()}
    paid = (
        spent.filter(pl.col("econ_code").is_in(list(by_code)))
        .group_by("org_id", pl.col("paid_on").dt.year().cast(pl.Int64).alias("year"), "econ_code")
        .agg(pl.col(CENTS).sum().alias("_paid"))
        .with_columns(pl.col("econ_code").replace_strict(by_code).alias("_kind"))
        .drop("econ_code")
    )
    return figures.join(paid, on=CASE, how="left").sort(CASE)


def _flags(
    table: pl.DataFrame, spent: pl.DataFrame | None, flagged: pl.DataFrame
) -> Iterator[Flag]:
    printed = cases(table, flagged.unique(["org_id", "year"]), ["org_id", "year"])
    paid = c02_lines.by_line(spent, flagged.with_columns(
        pl.col("_kind").replace_strict({kind: code for kind, (code, _) in EXPENSES.items()},
                                       return_dtype=pl.String).alias("econ_code")
    ), "econ_code") if spent is not None else {}  # fmt: skip
    for row in flagged.iter_rows(named=True):
        key = row["org_id"], row["year"]
        yield _flag(row, printed[key], paid.get((*key, EXPENSES[row["_kind"]][0])))


def _flag(row: Mapping[str, Any], printed: pl.DataFrame, paid: pl.DataFrame | None) -> Flag:
    above = row["_paid"] is not None and row["_paid"] > row["_budget"]
    payments = paid if paid is not None and above else None
    listed = evidence("three_public", printed)
    return Flag(
        check=CHECK.id, subject=(row["org_id"], str(row["year"]), row["_kind"]),
        unit=row["org_id"], weight=Weight.HIGH, day=printed["published_on"].max(),  # type: ignore[arg-type]  # a column of dates
        text=_text(row),
        evidence=(
            listed + (evidence("payments", payments) if payments is not None else ())
        )[:LISTED],
        rows=printed.height + (payments.height if payments is not None else 0),
        figures=tuple(
            (title, round(row[name] / PRINTED, 4))
            for title, name in (
                (message("Budget, 10,000 yuan"), "_budget"),
                (message("Final accounts, 10,000 yuan"), "_final"),
                (message("Payments, 10,000 yuan"), "_paid"),
            )
            if row[name] is not None
        ),
    )  # fmt: skip


def _text(row: Mapping[str, Any]) -> Message:
    final = row["_final"] is not None and row["_final"] > row["_budget"]
    said = {
        "expense": EXPENSES[row["_kind"]][1], "year": row["year"],
        "spent": yuan((row["_final"] if final else row["_paid"]) / PRINTED),
        "budget": yuan(row["_budget"] / PRINTED),
    }  # fmt: skip
    if not row["_budget"] and final:
        return message("The final accounts of {year} show {spent} (10,000 yuan) for {expense}, "
                       "for which there was no budget. This asks for an explanation.",
                       **said)  # fmt: skip
    if final:
        return message("The final accounts of {year} show {spent} (10,000 yuan) for {expense}; "
                       "the budget was {budget}, which is usually the most that is spent. This "
                       "asks for an explanation.", **said)  # fmt: skip
    return message("The payments of {year} for {expense} add up to {spent} (10,000 yuan); the "
                   "budget is {budget}, which is usually the most that is spent. This asks for "
                   "an explanation.", **said)  # fmt: skip


CHECK = Check(
    id="C02",
    name=message("Over budget"),
    about=message("What a unit spends stays within its budget, and final accounts above the "
                  "budget need a reason. The check compares the final accounts and the payments "
                  "of the three public expenses with their budgets, and all payments with the "
                  "lines of the budget that they are charged to."),
    cases=message("kinds of expense and budget lines, by unit and year"),
    basis="机关事务管理条例 art.12, 32(1) [V]; compare OCP R068",
    parameters=(
        Parameter("tolerance", 0.05, message("10,000 yuan by which payments may exceed a rounded "
                                             "budget figure"),
                  "Rounding of the published tables", Source.VERIFIED),
    ),
    needs=("three_public",),
    run=run,
)  # fmt: skip
