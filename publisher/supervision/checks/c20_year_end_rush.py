"""C20: a large part of a year's payments falls into its last weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.county import County, evidence
from publisher.supervision.flagged import CENTS, cases, count, netted, number, percent, yuan
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

CASE = ["org_id", "_year"]
DECEMBER = 12


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag units that pay much of a year's money in December or in its last working days."""
    dated = netted(county.tables["payments"]).with_columns(
        pl.col("paid_on").dt.year().cast(pl.Int64).alias("_year"),
        pl.col("paid_on").dt.month().cast(pl.Int64).alias("_month"),
    )
    payments = dated.join(
        _ends(county, dated, values), on="_year", maintain_order="left"
    ).with_columns((pl.col("paid_on") >= pl.col("_from")).alias("_late"))
    years = _years(payments)
    judged = years.filter(
        (pl.col("_months") >= values["least_months"])
        & pl.col("_ended")
        & (pl.col("_all") > 0)
        & (pl.col("_year") < county.today.year)
    )
    flagged = judged.with_columns(
        _rush("_december", values).alias("_by_month"), _rush("_in_last", values).alias("_by_days")
    ).filter(pl.col("_by_month") | pl.col("_by_days"))
    incomplete = years.height - judged.height
    return Outcome(
        population=judged.height,
        not_evaluated=(
            (NotEvaluated(message("the payments of the year are not complete"), incomplete),)
            if incomplete else ()
        ),
        flags=tuple(_flags(payments, flagged, values)),
    )  # fmt: skip


def _ends(county: County, dated: pl.DataFrame, values: Mapping[str, Value]) -> pl.DataFrame:
    """The first day, `_from`, of the last working days of each year."""
    days = count(values["last_days"])
    years = dated["_year"].unique().sort().to_list()
    return pl.DataFrame(
        [(year, _start(county, dt.date(year, DECEMBER, 31), days)) for year in years],
        schema={"_year": pl.Int64, "_from": pl.Date}, orient="row",
    )  # fmt: skip


def _start(county: County, day: dt.date, count: int) -> dt.date:
    """The day from which up to and including `day` so many days are working days."""
    while (left := count - county.calendar.is_open(day)) > 0:
        day, count = day - dt.timedelta(days=1), left
    return day


def _years(payments: pl.DataFrame) -> pl.DataFrame:
    """Each unit's years; a month without payments counts as one in which nothing was paid."""
    months = payments.group_by(*CASE, "_month").agg(
        pl.col(CENTS).sum(), pl.col(CENTS).filter("_late").sum().alias("_in_last")
    )
    every = (
        months.select(CASE)
        .unique()
        .join(pl.DataFrame({"_month": range(1, DECEMBER + 1)}), how="cross")
    )
    december = pl.col("_month") == DECEMBER
    return (
        every.join(months, on=[*CASE, "_month"], how="left")
        .group_by(CASE)
        .agg(
            pl.col(CENTS).count().alias("_months"),
            pl.col(CENTS).filter(december).is_not_null().any().alias("_ended"),
            pl.col(CENTS).sum().alias("_all"),
            pl.col(CENTS).filter(december).sum().alias("_december"),
            pl.col("_in_last").sum(),
            pl.col(CENTS).fill_null(0).median().alias("_median"),
        )
        .sort(CASE)
    )


def _rush(paid: str, values: Mapping[str, Value]) -> pl.Expr:
    return (pl.col(paid) >= number(values["share"]) * pl.col("_all")) & (
        pl.col(paid) >= number(values["multiple"]) * pl.col("_median")
    )


def _flags(
    payments: pl.DataFrame, flagged: pl.DataFrame, values: Mapping[str, Value]
) -> Iterator[Flag]:
    ends = payments.filter(pl.col("_late") | (pl.col("_month") == DECEMBER))
    rows = cases(ends.sort("_late", descending=True, maintain_order=True), flagged, CASE)
    for row in flagged.iter_rows(named=True):
        yield _flag(row, rows[row["org_id"], row["_year"]], values)


def _flag(row: Mapping[str, Any], rows: pl.DataFrame, values: Mapping[str, Value]) -> Flag:
    rested = rows if row["_by_month"] else rows.filter("_late")
    return Flag(
        check=CHECK.id, subject=(row["org_id"], str(row["_year"])), unit=row["org_id"],
        weight=Weight.LOW, day=rested["paid_on"].max(),  # type: ignore[arg-type]  # a column of dates
        text=_text(row, values),
        evidence=evidence("payments", rested), rows=rested.height,
        figures=(
            (message("Yuan paid in the year"), row["_all"] / 100),
            (message("Share of December"), round(row["_december"] / row["_all"], 4)),
            (message("Share of the last working days"), round(row["_in_last"] / row["_all"], 4)),
            (message("Median of the months in yuan"), round(row["_median"] / 100, 2)),
        ),
    )  # fmt: skip


def _text(row: Mapping[str, Any], values: Mapping[str, Value]) -> Message:
    paid = "_december" if row["_by_month"] else "_in_last"
    said = {
        "year": row["_year"], "sum": yuan(row[paid] / 100),
        "share": percent(row[paid] / row["_all"]), "median": yuan(row["_median"] / 100),
    }  # fmt: skip
    if row["_by_month"]:
        return message("{share} of the payments of {year}, {sum} yuan, were made in December; in "
                       "the usual month it was {median} yuan. This asks for an explanation.",
                       **said)  # fmt: skip
    return message("{share} of the payments of {year}, {sum} yuan, were made in the last {days} "
                   "working days; in the usual month it was {median} yuan. This asks for an "
                   "explanation.", days=values["last_days"], **said)  # fmt: skip


CHECK = Check(
    id="C20",
    name=message("Year-end rush"),
    about=message("Money that is left at the end of the year is sometimes spent in haste. The "
                  "check looks for units that paid a large part of a year's money in December or "
                  "in the last working days, and much more than in their usual month."),
    cases=message("years of units whose payments are complete"),
    basis="年底突击花钱; Liebman & Mahoney 2017 [M]",
    parameters=(
        Parameter("share", 0.25, message("Least share of the year's payments"),
                  "Liebman & Mahoney 2017", Source.LOCAL),
        Parameter("multiple", 2.0, message("Least multiple of the median month"),
                  "Local setting", Source.LOCAL),
        Parameter("last_days", 10, message("Last working days of the year looked at"),
                  "Local setting", Source.LOCAL),
        Parameter("least_months", 10, message("Months with payments from which on a year counts "
                                              "as complete"), "Local setting", Source.LOCAL),
    ),
    needs=("payments",),
    run=run,
)  # fmt: skip
