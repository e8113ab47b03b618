"""C14: contracts signed or published late, and awards right after the opening of bids."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import (
    Row,
    Span,
    not_evaluated,
    overrun,
    row_evidence,
    working_days,
)
from publisher.supervision.county import County
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.supervision.procurement import Suppliers


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag late signatures and publications, missing publications, and hasty awards.

    The day of the award itself is not in the table, only that of its notice: whether the notice
    came within its two working days cannot be judged.
    """
    dated = _dated(county, values)
    hidden = pl.col("contract_published_on").is_null()
    signed = dated.filter(pl.col("_late"))
    published = dated.filter(~hidden & (pl.col("_shown") > values["publish_days"]))
    unpublished = dated.filter(hidden & (pl.col("_since") > values["publish_days"]))
    hasty = dated.filter(pl.col("_gap") <= values["hasty_days"])
    suppliers = Suppliers(county, pl.concat([signed["supplier_id"], hasty["supplier_id"]]))
    return Outcome(
        population=dated.height,
        not_evaluated=not_evaluated(
            (message("the day of result or signature is missing"), dated["_late"].null_count()),
            (message("the day of the opening of bids is missing"), dated["_gap"].null_count()),
            (message("the day of the award is not published, only that of its notice"),
             dated.height),
        ),
        flags=(
            *(_signed(row, suppliers, values) for row in signed.iter_rows(named=True)),
            *(_published(row, values) for row in published.iter_rows(named=True)),
            *(_unpublished(row, values) for row in unpublished.iter_rows(named=True)),
            *(_hasty(row, suppliers, values) for row in hasty.iter_rows(named=True)),
        ),
    )  # fmt: skip


def _dated(county: County, values: Mapping[str, Value]) -> pl.DataFrame:
    """The contracts with the days between their steps."""
    rows = county.tables["contracts"].with_columns(pl.lit(county.today).alias("_today"))
    limit = rows["result_on"] + pl.duration(days=int(values["sign_days"]))
    last = pl.select(limit.alias("limit"))["limit"] if isinstance(limit, pl.Expr) else limit
    days = county.calendar
    return rows.with_columns(
        overrun(rows, Span("result_on", "signed_on"), last, calendar=days).alias("_late"),
        (pl.col("signed_on") - pl.col("result_on")).dt.total_days().alias("_wait"),
        working_days(rows, Span("signed_on", "contract_published_on"), days).alias("_shown"),
        working_days(rows, Span("signed_on", "_today"), days).alias("_since"),
        (pl.col("result_on") - pl.col("bid_open_on")).dt.total_days().alias("_gap"),
    )


def _signed(row: Row, suppliers: Suppliers, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "signed"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["signed_on"],
        text=message("The contract was signed {days} days after the notice of the award; at most "
                     "{limit} are allowed.", days=row["_wait"], limit=values["sign_days"]),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Days from award to signature"), row["_wait"]),),
        parties=suppliers(row["supplier_id"]),
    )  # fmt: skip


def _published(row: Row, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "published"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["contract_published_on"],
        text=message("The contract was published {days} working days after signing; at most "
                     "{limit} are allowed.", days=row["_shown"], limit=values["publish_days"]),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Working days from signature to publication"), row["_shown"]),),
    )  # fmt: skip


def _unpublished(row: Row, values: Mapping[str, Value]) -> Flag:
    """The text leaves out the days since: they grow, and the flag would seem to change daily."""
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "published"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["signed_on"],
        text=message("The table names no day on which the contract was published, though more "
                     "than {limit} working days have passed since it was signed.",
                     limit=values["publish_days"]),
        evidence=(row_evidence("contracts", row),), rows=1,
    )  # fmt: skip


def _hasty(row: Row, suppliers: Suppliers, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "hasty"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["result_on"],
        text=message("The result was announced {days} days after the bids were opened; up to "
                     "{limit} is unusually fast for an evaluation.", days=row["_gap"],
                     limit=values["hasty_days"]),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Days from opening to result"), row["_gap"]),),
        parties=suppliers(row["supplier_id"]),
    )  # fmt: skip


CHECK = Check(
    id="C14",
    name=message("Contract timing"),
    about=message("After the award the contract is to be signed and published within set times, "
                  "and bids need time to be evaluated. A limit in days that ends on a rest day "
                  "ends on the next working day."),
    cases=message("contracts"),
    basis="政府采购法 art.46; 政府采购法实施条例 art.43, 50; OCP R060, R061, R063",
    parameters=(
        Parameter("sign_days", 30, message("Days from award to signature"), "政府采购法 art.46",
                  Source.VERIFIED),
        Parameter("publish_days", 2, message("Working days from signature to publication"),
                  "政府采购法实施条例 art.50", Source.VERIFIED),
        Parameter("hasty_days", 1, message("Days from opening to result that are too few"),
                  "OCP R060, R061; local setting", Source.LOCAL),
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
