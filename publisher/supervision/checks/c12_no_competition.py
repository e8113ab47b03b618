"""C12: contracts awarded without an open tender and without what the law asks for instead."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import (
    Row,
    Span,
    by_key,
    latest,
    money,
    not_evaluated,
    percent,
    row_evidence,
    working_days,
)
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.supervision.procurement import FENCE, Suppliers, shares, threshold

CLOSED = pl.col("method") != "open"


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag missing reasons and approvals, short publicity, and buyers who seldom hold tenders."""
    contracts = county.tables["contracts"].with_columns(threshold(values).alias("_threshold"))
    closed = contracts.filter(CLOSED)
    unexplained = closed.filter(pl.col("method_reason").is_null())
    above = pl.col("budget_amount") >= pl.col("_threshold")
    unapproved = closed.filter(above & pl.col("approval_no").is_null())
    single = closed.filter(pl.col("method") == "single_source")
    single = single.with_columns(
        working_days(single, Span("notice_on", "result_on"), county.calendar).alias("_days")
    )
    hasty = single.filter(pl.col("_days") < values["publicity_days"])
    found = shares(contracts, CLOSED, values)
    rows = by_key(closed, "org_id", found.above["org_id"])
    suppliers = Suppliers(
        county, pl.concat([part["supplier_id"] for part in (unexplained, unapproved, hasty)])
    )
    return Outcome(
        population=contracts.height,
        not_evaluated=not_evaluated(
            (
                message("category or budgeted amount is missing"),
                closed.filter(above.is_null()).height,
            ),
            (message("a date is missing"), single["_days"].null_count()),
            (message("too few contracts to compare buyers"), found.uncompared),
        ),
        flags=(
            *(_unexplained(row, suppliers) for row in unexplained.iter_rows(named=True)),
            *(_unapproved(row, suppliers) for row in unapproved.iter_rows(named=True)),
            *(_hasty(row, suppliers, values) for row in hasty.iter_rows(named=True)),
            *(
                _seldom(row, rows[row["org_id"]], found.limit)
                for row in found.above.iter_rows(named=True)
            ),
        ),
    )


def _unexplained(row: Row, suppliers: Suppliers) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "reason"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["result_on"],
        text=message("The contract was awarded without an open tender and the table gives no "
                     "reason for it; the reason is to be published."),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Contract amount"), row["amount"]),),
        parties=suppliers(row["supplier_id"]),
    )  # fmt: skip


def _unapproved(row: Row, suppliers: Suppliers) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "approval"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["result_on"],
        text=message("The budget of {budget} yuan reaches the amount from which an open tender "
                     "is due ({threshold} yuan); another method was used and the table names no "
                     "approval.", budget=money(row["budget_amount"]),
                     threshold=money(row["_threshold"])),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Budgeted amount"), row["budget_amount"]),
                 (message("Open tender from"), row["_threshold"])),
        parties=suppliers(row["supplier_id"]),
    )  # fmt: skip


def _hasty(row: Row, suppliers: Suppliers, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "publicity"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["result_on"],
        text=message("A purchase from a single source was public for {days} working days before "
                     "its result; at least {least} are required.", days=row["_days"],
                     least=values["publicity_days"]),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Working days of publicity"), row["_days"]),),
        parties=suppliers(row["supplier_id"]),
    )  # fmt: skip


def _seldom(row: Row, rows: pl.DataFrame, limit: float) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["org_id"], "share"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=latest(rows["result_on"]),
        text=message("{hits} of {count} contracts were awarded without an open tender ({share}); "
                     "compared with the other buyers, up to {limit} is usual.",
                     hits=row["_hits"], count=row["_count"], share=percent(row["_share"]),
                     limit=percent(limit)),
        evidence=evidence("contracts", rows), rows=rows.height,
        figures=((message("Share without open tender"), row["_share"]),
                 (message("Usual at most"), limit)),
    )  # fmt: skip


CHECK = Check(
    id="C12",
    name=message("Award without open tender"),
    about=message("Open tenders are the rule. Other methods need a reason, above a set amount an "
                  "approval, and a purchase from a single source has to be public before it is "
                  "made. Buyers are also compared by how often they do without an open tender."),
    cases=message("contracts"),
    basis="政府采购法 art.27; 政府采购法实施条例 art.38; OCP R010, R013",
    parameters=(
        Parameter("publicity_days", 5,
                  message("Least working days of publicity for a single source"),
                  "政府采购法实施条例 art.38", Source.VERIFIED),
        Parameter("open_goods", 2_000_000, message("Open tender of goods from (yuan)"),
                  "set by the province, 政府采购法 art.27", Source.LOCAL),
        Parameter("open_works", 4_000_000, message("Open tender of works from (yuan)"),
                  "set by the province, 政府采购法 art.27", Source.LOCAL),
        Parameter("open_services", 2_000_000, message("Open tender of services from (yuan)"),
                  "set by the province, 政府采购法 art.27", Source.LOCAL),
        *FENCE,
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
