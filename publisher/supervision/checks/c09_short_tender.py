"""C09: tenders that were open for too short a time."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.county import County, evidence
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


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag open and invited tenders whose documents came less than `days` before the deadline."""
    tenders = county.tables["contracts"].filter(pl.col("method").is_in(["open", "invited"]))
    dated = tenders.drop_nulls(["docs_from", "bid_deadline"])
    days = (pl.col("bid_deadline") - pl.col("docs_from")).dt.total_days()
    short = dated.with_columns(days.alias("_days")).filter(pl.col("_days") < values["days"])
    undated = tenders.height - dated.height
    return Outcome(
        population=dated.height,
        not_evaluated=(
            (NotEvaluated(message("a date is missing"), undated),) if undated else ()
        ),
        flags=tuple(
            Flag(
                check=CHECK.id, subject=(row["contract_id"],), unit=row["org_id"],
                weight=Weight.HIGH, day=row["bid_deadline"],
                text=message("Bidders had {days} days from the documents to the deadline; at "
                             "least {least} are required.", days=row["_days"],
                             least=values["days"]),
                evidence=evidence("contracts", short.filter(pl.col("contract_id")
                                                            == row["contract_id"])),
                rows=1,
                figures=((message("Days to the deadline"), row["_days"]),),
            )
            for row in short.iter_rows(named=True)
        ),
    )  # fmt: skip


CHECK = Check(
    id="C09",
    name=message("Short tender"),
    about=message("Between the tender documents and the deadline for bids bidders need time to "
                  "prepare. The check counts the days in tenders that must be open to all or are "
                  "by invitation."),
    cases=message("contracts by open or invited tender"),
    basis="招标投标法 art.24; 政府采购法 art.35; OCP R003",
    parameters=(
        Parameter("days", 20, message("Least number of days"), "招标投标法 art.24",
                  Source.VERIFIED),
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
