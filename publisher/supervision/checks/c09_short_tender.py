"""C09: tenders that were open for too short a time."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import Row, Span, not_evaluated, row_evidence, working_days
from publisher.supervision.county import County
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.supervision.procurement import TENDERS


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag open and invited tenders whose documents came too late before the deadline.

    How long documents were handed out is not in the table; they cannot have been for longer than
    until the deadline, so that tenders with too few working days until then are flagged.
    """
    tenders = county.tables["contracts"].filter(pl.col("method").is_in(TENDERS))
    dated = tenders.drop_nulls(["docs_from", "bid_deadline"])
    dated = dated.with_columns(
        (pl.col("bid_deadline") - pl.col("docs_from")).dt.total_days().alias("_days"),
        working_days(dated, Span("docs_from", "bid_deadline"), county.calendar).alias("_open"),
    )
    short = dated.filter(pl.col("_days") < values["days"])
    brief = dated.filter(pl.col("_open") < values["documents_days"])
    return Outcome(
        population=dated.height,
        not_evaluated=not_evaluated((message("a date is missing"), tenders.height - dated.height)),
        flags=(
            *(_short(row, values) for row in short.iter_rows(named=True)),
            *(_brief(row, values) for row in brief.iter_rows(named=True)),
        ),
    )


def _short(row: Row, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"],), unit=row["org_id"],
        weight=Weight.HIGH, day=row["bid_deadline"],
        text=message("Bidders had {days} days from the documents to the deadline; at least "
                     "{least} are required.", days=row["_days"], least=values["days"]),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Days to the deadline"), row["_days"]),),
    )  # fmt: skip


def _brief(row: Row, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "documents"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["bid_deadline"],
        text=message("The tender documents could be had on at most {days} working days; at least "
                     "{least} are required.", days=row["_open"],
                     least=values["documents_days"]),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Working days to the deadline"), row["_open"]),),
    )  # fmt: skip


CHECK = Check(
    id="C09",
    name=message("Short tender"),
    about=message("Between the tender documents and the deadline for bids bidders need time to "
                  "prepare. The check counts the days in tenders that must be open to all or are "
                  "by invitation."),
    cases=message("contracts by open or invited tender"),
    basis="招标投标法 art.24; 政府采购法 art.35; 政府采购法实施条例 art.31; OCP R003, R014",
    parameters=(
        Parameter("days", 20, message("Least number of days"), "招标投标法 art.24",
                  Source.VERIFIED),
        Parameter("documents_days", 5, message("Least working days for tender documents"),
                  "政府采购法实施条例 art.31", Source.VERIFIED),
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
