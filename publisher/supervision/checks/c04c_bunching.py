"""C04c: a buyer's contracts crowd below the threshold, and few lie above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import message
from publisher.supervision import thresholds
from publisher.supervision.county import County, evidence
from publisher.supervision.flagged import CENTS, cases, cents, number, of, parties, percent
from publisher.supervision.model import (
    Check,
    Flag,
    NotEvaluated,
    Outcome,
    Parameter,
    Party,
    Source,
    Value,
    Weight,
)
from publisher.supervision.probability import binomial_tail
from publisher.supervision.thresholds import LIMIT

CASE = ["org_id"]


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag buyers with more contracts just below the threshold than chance gives."""
    contracts = thresholds.with_limit(county, county.tables["contracts"], values, day="notice_on")
    near, limit = number(values["near"]), pl.col(LIMIT) * 100
    known = contracts.with_columns(cents("amount").alias(CENTS)).drop_nulls(
        ["org_id", CENTS, LIMIT]
    )
    around = known.filter(
        (pl.col(CENTS) >= limit * (1 - near)) & (pl.col(CENTS) < limit * (1 + near))
    ).with_columns((pl.col(CENTS) < limit).alias("_below"))
    buyers = around.group_by(CASE).agg(
        pl.col("_below").sum(), pl.len().alias("_count"),
        pl.col("notice_on").filter("_below").max().alias("_day"),
    ).sort(CASE)  # fmt: skip
    judged = buyers.filter(pl.col("_count") >= values["least_contracts"])
    chance = [binomial_tail(*pair) for pair in judged.select("_below", "_count").iter_rows()]
    flagged = judged.with_columns(pl.Series("_chance", chance, dtype=pl.Float64)).filter(
        pl.col("_chance") < values["chance"]
    )
    few = buyers.height - judged.height
    return Outcome(
        population=judged.height,
        not_evaluated=(
            *thresholds.unknown(contracts.height - known.height),
            *(
                [NotEvaluated(message("too few contracts around the threshold"), few)]
                if few
                else []
            ),
        ),
        flags=tuple(_flags(county, around.filter("_below"), flagged, near)),
    )


def _flags(
    county: County, below: pl.DataFrame, flagged: pl.DataFrame, near: float
) -> Iterator[Flag]:
    rows = cases(below, flagged, CASE)
    winners = parties(county, [key for group in rows.values() for key in group["supplier_id"]])
    for row in flagged.iter_rows(named=True):
        yield _flag(row, rows[(row["org_id"],)], winners, near)


def _flag(
    row: Mapping[str, Any], rows: pl.DataFrame, winners: Mapping[str, Party], near: float
) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["org_id"],), unit=row["org_id"], weight=Weight.MEDIUM,
        day=row["_day"],
        text=message(
            "Of {count} contracts of this buyer within {near} of the open-tender threshold, "
            "{below} lie below it. Usually about half lie on either side; this asks for an "
            "explanation.", count=row["_count"], near=percent(near), below=row["_below"],
        ),
        evidence=evidence("contracts", rows), rows=rows.height,
        figures=((message("Contracts just below"), row["_below"]),
                 (message("Contracts just above"), row["_count"] - row["_below"]),
                 (message("Chance of this by accident"), float(f"{row['_chance']:.2g}"))),
        parties=of(winners, rows["supplier_id"]),
    )  # fmt: skip


CHECK = Check(
    id="C04c",
    name=message("Bunching below the threshold"),
    about=message("Amounts of contracts do not know of thresholds: of those close to one, about "
                  "half should lie above it. The check counts a buyer's contracts just below and "
                  "just above the amount from which an open tender is due."),
    cases=message("buyers with enough contracts around the threshold"),
    basis="OCP R002",
    parameters=(
        Parameter("near", 0.05, message("Share of the threshold within which contracts count"),
                  "OCP R002", Source.LOCAL),
        Parameter("least_contracts", 20, message("Least number of contracts around the "
                                                 "threshold"), "Local setting", Source.LOCAL),
        Parameter("chance", 0.01, message("Chance under which an accident is not assumed "
                                          "(one-sided binomial test)"),
                  "Local setting", Source.LOCAL),
        *thresholds.PARAMETERS,
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
