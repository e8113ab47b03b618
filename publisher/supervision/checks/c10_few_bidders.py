"""C10: competitive procedures with one bidder, and tenders with too few."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import (
    Row,
    by_key,
    latest,
    not_evaluated,
    percent,
    row_evidence,
)
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.supervision.procurement import COMPETITIVE, FENCE, TENDERS, Suppliers, shares


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag contracts with too few bidders, and buyers where single bids are unusually common."""
    competitive = county.tables["contracts"].filter(pl.col("method").is_in(COMPETITIVE))
    counted = competitive.drop_nulls("bidders_count")
    least = (
        pl.when(pl.col("method").is_in(TENDERS))
        .then(pl.lit(values["tender"]))
        .otherwise(pl.lit(values["competitive"]))
    )
    few = counted.with_columns(least.alias("_least")).filter(
        pl.col("bidders_count") < pl.col("_least")
    )
    suppliers = Suppliers(county, few["supplier_id"])
    single = pl.col("bidders_count") == 1
    found = shares(counted, single, values)
    often = found.above.filter(pl.col("_hits") >= values["single_bids"])
    rows = by_key(counted.filter(single), "org_id", often["org_id"])
    return Outcome(
        population=counted.height,
        not_evaluated=not_evaluated(
            (message("the number of bidders is missing"), competitive.height - counted.height),
            (message("too few contracts to compare buyers"), found.uncompared),
        ),
        flags=(
            *(_few(row, suppliers) for row in few.iter_rows(named=True)),
            *(_often(row, rows[row["org_id"]], found.limit) for row in often.iter_rows(named=True)),
        ),
    )


def _few(row: Row, suppliers: Suppliers) -> Flag:
    if row["method"] in TENDERS:
        text = message("The tender was awarded; number of bidders: {bidders}. With fewer than "
                       "{least} a tender is to be held again.", bidders=row["bidders_count"],
                       least=row["_least"])  # fmt: skip
    else:
        text = message("The contract was awarded in a competitive procedure; number of "
                       "bidders: {bidders}. Competition needs at least {least}.",
                       bidders=row["bidders_count"], least=row["_least"])  # fmt: skip
    return Flag(
        check=CHECK.id, subject=(row["contract_id"],), unit=row["org_id"], weight=Weight.HIGH,
        day=row["result_on"], text=text, evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Bidders"), row["bidders_count"]),),
        parties=suppliers(row["supplier_id"]),
    )  # fmt: skip


def _often(row: Row, rows: pl.DataFrame, limit: float) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["org_id"], "share"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=latest(rows["result_on"]),
        text=message("In {hits} of {count} competitive procedures there was one bidder "
                     "({share}); compared with the other buyers, up to {limit} is usual.",
                     hits=row["_hits"], count=row["_count"], share=percent(row["_share"]),
                     limit=percent(limit)),
        evidence=evidence("contracts", rows), rows=rows.height,
        figures=((message("Share with one bidder"), row["_share"]),
                 (message("Usual at most"), limit)),
    )  # fmt: skip


CHECK = Check(
    id="C10",
    name=message("Single or few bidders"),
    about=message("Where few compete, prices and choice suffer. A tender with too few bidders is "
                  "to be held again; the table does not say whether it was, so the unit is asked. "
                  "Buyers are also compared by how often one bidder came alone."),
    cases=message("contracts by a competitive procedure"),
    basis="招标投标法 art.28; 招标投标法实施条例 art.44; OCP R018, R019",
    parameters=(
        Parameter("tender", 3, message("Least number of bidders in a tender"),
                  "招标投标法 art.28", Source.VERIFIED),
        Parameter("competitive", 2, message("Least number of bidders in other procedures"),
                  "OCP R018", Source.VERIFIED),
        Parameter("single_bids", 3, message("Least number of single bids of a buyer"),
                  "local setting", Source.LOCAL),
        *FENCE,
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
