"""C04b: direct awards to one supplier, again and again just below the threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import message
from publisher.supervision import thresholds
from publisher.supervision.county import County, evidence
from publisher.supervision.flagged import (
    CENTS,
    cases,
    cents,
    count,
    number,
    of,
    parties,
    words,
    yuan,
)
from publisher.supervision.model import (
    Check,
    Flag,
    Outcome,
    Parameter,
    Party,
    Source,
    Value,
    Weight,
)
from publisher.supervision.thresholds import LIMIT

PAIR = ["org_id", "supplier_id"]
CASE = [*PAIR, "_run"]


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag suppliers with several direct awards of one buyer just below the threshold."""
    direct = county.tables["contracts"].filter(pl.col("method").is_in(words(values["methods"])))
    contracts = thresholds.with_limit(county, direct, values, day="result_on").with_columns(
        cents("amount").alias(CENTS)
    )
    known = contracts.drop_nulls([*PAIR, "result_on", CENTS, LIMIT])
    near = (
        known.filter(
            (pl.col(CENTS) >= pl.col(LIMIT) * 100 * number(values["from_share"]))
            & (pl.col(CENTS) < pl.col(LIMIT) * 100)
        )
        .sort(*PAIR, "result_on", "contract_id")
        .with_columns(_run(values))
    )
    within = _close(near, count(values["least_awards"], least=1), count(values["months"]))
    runs = within.group_by(CASE).agg(
        pl.col("_close").any(), pl.len().alias("_count"), pl.col(CENTS).sum(),
        pl.col(LIMIT).max(), pl.col("contract_id").first().alias("_first"),
        pl.col("result_on").max().alias("_day"),
    ).sort(CASE)  # fmt: skip
    return Outcome(
        population=known.select(PAIR).unique().height,
        not_evaluated=thresholds.unknown(contracts.height - known.height),
        flags=tuple(_flags(county, within, runs.filter("_close"))),
    )


def _run(values: Mapping[str, Value]) -> pl.Expr:
    """Awards of a pair that follow each other within the months make one run."""
    earlier = pl.col("result_on").shift(1).over(PAIR)
    months = count(values["months"])
    apart = pl.col("result_on") >= earlier.dt.offset_by(f"{months}mo")
    return apart.fill_null(False).cast(pl.Int64).cum_sum().over(PAIR).alias("_run")


def _close(near: pl.DataFrame, least: int, months: int) -> pl.DataFrame:
    """Marks awards that are the last of `least` ones within the months."""
    first = pl.col("result_on").shift(least - 1).over(PAIR)
    return near.with_columns(
        (pl.col("result_on") < first.dt.offset_by(f"{months}mo")).fill_null(False).alias("_close")
    )


def _flags(county: County, near: pl.DataFrame, flagged: pl.DataFrame) -> Iterator[Flag]:
    rows = cases(near, flagged, CASE)
    winners = parties(county, flagged["supplier_id"])
    for row in flagged.iter_rows(named=True):
        yield _flag(row, rows[tuple(row[name] for name in CASE)], winners)


def _flag(row: Mapping[str, Any], rows: pl.DataFrame, winners: Mapping[str, Party]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["org_id"], row["supplier_id"], row["_first"]),
        unit=row["org_id"], weight=Weight.MEDIUM, day=row["_day"],
        text=message(
            "One supplier ({supplier}) received {count} direct awards of this buyer just below "
            "the threshold of {limit} yuan, {sum} yuan together. Amounts of direct awards usually "
            "lie anywhere below it; this asks for an explanation.",
            supplier=winners[row["supplier_id"]].name, count=row["_count"],
            limit=yuan(row[LIMIT]), sum=yuan(row[CENTS] / 100),
        ),
        evidence=evidence("contracts", rows), rows=rows.height,
        figures=((message("Awards"), row["_count"]),
                 (message("Yuan together"), row[CENTS] / 100),
                 (message("Threshold in yuan"), row[LIMIT])),
        parties=of(winners, rows["supplier_id"]),
    )  # fmt: skip


CHECK = Check(
    id="C04b",
    name=message("Just below the threshold"),
    about=message("A direct award is an exception, and from a certain amount on it is a rare one. "
                  "The check looks for suppliers that one buyer gave several direct awards within "
                  "a year, each only a little below that amount."),
    cases=message("pairs of buyer and supplier with direct awards"),
    basis="OCP R049",
    parameters=(
        Parameter("methods", "single_source", message("Methods that count as direct awards"),
                  "政府采购法 art.31", Source.LOCAL),
        Parameter("from_share", 0.9, message("Share of the threshold from which an amount counts "
                                             "as just below"), "OCP R049", Source.LOCAL),
        Parameter("least_awards", 2, message("Least number of awards"), "OCP R049",
                  Source.LOCAL),
        Parameter("months", 12, message("Months within which they lie"), "OCP R049",
                  Source.LOCAL),
        *thresholds.PARAMETERS,
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
