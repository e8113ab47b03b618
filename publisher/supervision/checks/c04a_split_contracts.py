"""C04a: one budget item bought in parts, each below the open-tender threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import message
from publisher.supervision import thresholds
from publisher.supervision.county import County, evidence
from publisher.supervision.flagged import CENTS, cases, cents, of, parties, yuan
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

CASE = ["org_id", "_item", "category_code", "_year"]


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag items of a fiscal year whose contracts are below the threshold, but not together."""
    table = county.tables["contracts"]
    other = table.filter((pl.col("method") != "open") & pl.col("approval_no").is_null())
    contracts = thresholds.with_limit(county, other, values, day="notice_on").with_columns(
        pl.col("budget_item").str.strip_chars().alias("_item"),
        pl.col("notice_on").dt.year().alias("_year"),
        cents("amount").alias(CENTS),
    )
    known = contracts.drop_nulls([*CASE, CENTS, LIMIT])
    below = known.filter(pl.col(CENTS) < pl.col(LIMIT) * 100)
    items = below.group_by(CASE).agg(
        pl.len().alias("_count"), pl.col(CENTS).sum(), pl.col(LIMIT).max(),
        pl.col("notice_on").max().alias("_day"),
    ).sort(CASE)  # fmt: skip
    flagged = items.filter(
        (pl.col("_count") >= values["least_contracts"]) & (pl.col(CENTS) >= pl.col(LIMIT) * 100)
    )
    return Outcome(
        population=items.height,
        not_evaluated=thresholds.unknown(contracts.height - known.height),
        flags=tuple(_flags(county, below, flagged)),
    )  # fmt: skip


def _flags(county: County, below: pl.DataFrame, flagged: pl.DataFrame) -> Iterator[Flag]:
    rows = cases(below, flagged, CASE)
    winners = parties(county, [key for group in rows.values() for key in group["supplier_id"]])
    for row in flagged.iter_rows(named=True):
        yield _flag(row, rows[tuple(row[name] for name in CASE)], winners)


def _flag(row: Mapping[str, Any], rows: pl.DataFrame, winners: Mapping[str, Party]) -> Flag:
    return Flag(
        check=CHECK.id,
        subject=(row["org_id"], row["_item"], row["category_code"], str(row["_year"])),
        unit=row["org_id"], weight=Weight.HIGH, day=row["_day"],
        text=message(
            "In {year}, {count} contracts of one budget item ({item}) were awarded without an "
            "open tender, each below the threshold of {limit} yuan and together {sum} yuan. "
            "Needs of one item are usually bought together; this asks for an explanation.",
            year=row["_year"], count=row["_count"], item=row["_item"],
            limit=yuan(row[LIMIT]), sum=yuan(row[CENTS] / 100),
        ),
        evidence=evidence("contracts", rows), rows=rows.height,
        figures=((message("Contracts"), row["_count"]),
                 (message("Yuan together"), row[CENTS] / 100),
                 (message("Threshold in yuan"), row[LIMIT])),
        parties=of(winners, rows["supplier_id"]),
    )  # fmt: skip


CHECK = Check(
    id="C04a",
    name=message("Split contracts"),
    about=message("From a certain amount on, what a unit buys needs an open tender. Where one "
                  "budget item is bought several times in a year in other ways, each time below "
                  "that amount and together above it, the unit should say why. Purchases with an "
                  "approval of the other method do not count."),
    cases=message("budget items of a buyer, category and year bought without an open tender"),
    basis="政府采购法实施条例 art.28 [V]; OCP R011, R055",
    parameters=(
        Parameter("least_contracts", 2, message("Least number of contracts"),
                  "政府采购法实施条例 art.28", Source.VERIFIED),
        *thresholds.PARAMETERS,
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
