"""C07: the same supplier and amount again within days, or one voucher booked twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.county import County, evidence
from publisher.supervision.flagged import CENTS, PAYMENT, cases, netted, number, of, parties, yuan
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

PAYEE = ["org_id", "supplier_id", CENTS]
VOUCHER = ["org_id", "voucher_no", "_year", CENTS]
CASE = ["org_id", "_case"]


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag payments that look like one payment made twice; reversed payments do not count."""
    standing = netted(
        county.tables["payments"], "payee_kind", "supplier_id", "payee_name", "voucher_no"
    )
    person = pl.col("payee_kind") == "individual"
    judged = standing.filter(~person & (pl.col(CENTS) >= number(values["least_amount"]) * 100))
    persons = int(standing.select((person & (pl.col(CENTS) > 0)).sum()).item())
    payments = judged.with_columns(pl.col("paid_on").dt.year().alias("_year"))
    soon = _soon(payments, values)
    booked = _booked(payments, soon)
    found = pl.concat([soon, booked], how="diagonal")
    return Outcome(
        population=payments.height,
        not_evaluated=(
            (NotEvaluated(message("payments to persons, whose names are not published"), persons),)
            if persons else ()
        ),
        flags=tuple(_flags(county, found)),
    )  # fmt: skip


def _soon(payments: pl.DataFrame, values: Mapping[str, Value]) -> pl.DataFrame:
    """Payments of one supplier and amount that follow each other within the days.

    A regular series (rent by the month) is none: enough payments, none sooner than a month's
    length after another.
    """
    known = payments.drop_nulls("supplier_id")
    repeated = known.filter(pl.len().over(PAYEE) > 1).sort(*PAYEE, "paid_on", "payment_id")
    gap = (pl.col("paid_on") - pl.col("paid_on").shift(1).over(PAYEE)).dt.total_days()
    regular = (pl.len().over(PAYEE) >= values["series"]) & (pl.col("_gap") >= values["series_days"])
    linked = ((pl.col("_gap") <= values["days"]) & ~regular).fill_null(False)
    runs = (~pl.col("_linked")).cast(pl.Int64).cum_sum().over(PAYEE)
    return (
        repeated.with_columns(gap.alias("_gap"))
        .with_columns(linked.alias("_linked"))
        .with_columns(runs.alias("_run"))
        .filter(pl.len().over(*PAYEE, "_run") > 1)
        .with_columns(
            pl.col("payment_id").first().over(*PAYEE, "_run").alias("_case"),
            (pl.col("voucher_no").n_unique().over(*PAYEE, "_run") == 1).alias("_same_voucher"),
        )
    )


def _booked(payments: pl.DataFrame, soon: pl.DataFrame) -> pl.DataFrame:
    """Payments of one amount under one voucher number on several days of a year."""
    return (
        payments.join(soon.select(PAYMENT), on=PAYMENT, how="anti", maintain_order="left")
        .drop_nulls("voucher_no")
        .filter(pl.len().over(VOUCHER) > 1)
        .filter(pl.col("paid_on").n_unique().over(VOUCHER) > 1)
        .sort(*VOUCHER, "paid_on", "payment_id")
        .with_columns(
            pl.col("payment_id").first().over(VOUCHER).alias("_case"),
            pl.lit(True).alias("_same_voucher"),
        )
    )


def _flags(county: County, found: pl.DataFrame) -> Iterator[Flag]:
    rows = cases(found, found.unique(CASE), CASE)
    payees = parties(county, found["supplier_id"])
    for key in sorted(rows, key=str):
        yield _flag(rows[key], payees)


def _flag(rows: pl.DataFrame, payees: Mapping[str, Party]) -> Flag:
    first, last = rows.row(0, named=True), rows.row(-1, named=True)
    days = (last["paid_on"] - first["paid_on"]).days
    return Flag(
        check=CHECK.id, subject=(first["org_id"], first["_case"]), unit=first["org_id"],
        weight=Weight.HIGH, day=last["paid_on"],
        text=_text(rows, first, days),
        evidence=evidence("payments", rows), rows=rows.height,
        figures=((message("Payments"), rows.height),
                 (message("Yuan each"), first[CENTS] / 100),
                 (message("Days from the first to the last"), days)),
        parties=of(payees, rows["supplier_id"]),
    )  # fmt: skip


def _text(rows: pl.DataFrame, first: Mapping[str, Any], days: int) -> Message:
    said = {"count": rows.height, "amount": yuan(first[CENTS] / 100), "days": days}
    if rows["payee_name"].n_unique() > 1:
        return message("{count} payments of {amount} yuan stand under one voucher number "
                       "({voucher}), {days} days apart. A voucher is usually paid once; this asks "
                       "for an explanation.", voucher=first["voucher_no"], **said)  # fmt: skip
    if rows["_same_voucher"].all():
        return message("{payee} was paid {amount} yuan {count} times within {days} days under one "
                       "voucher number ({voucher}), and no payment was reversed. A voucher is "
                       "usually paid once; this asks for an explanation.",
                       payee=first["payee_name"], voucher=first["voucher_no"],
                       **said)  # fmt: skip
    return message("{payee} was paid {amount} yuan {count} times within {days} days, and no "
                   "payment was reversed. The same amount is usually paid once; this asks for an "
                   "explanation.", payee=first["payee_name"], **said)  # fmt: skip


CHECK = Check(
    id="C07",
    name=message("Duplicate payment"),
    about=message("Now and then an invoice is paid twice. The check looks for payments of the "
                  "same amount to the same supplier within days, and for amounts paid on several "
                  "days under one voucher number; payees without a credit code are compared by "
                  "their vouchers only. Reversed payments do not count, nor do regular series "
                  "such as a rent by the month, nor payments to persons."),
    cases=message("payments to firms and institutions"),
    basis="Same-same-same test [M]",
    parameters=(
        Parameter("days", 30, message("Days within which payments are compared"),
                  "Local setting", Source.LOCAL),
        Parameter("least_amount", 100, message("Least amount in yuan; fees are below it"),
                  "Local setting", Source.LOCAL),
        Parameter("series", 4, message("Payments from which on a series can be regular"),
                  "Local setting", Source.LOCAL),
        Parameter("series_days", 25, message("Least days between payments of a regular series"),
                  "Local setting", Source.LOCAL),
    ),
    needs=("payments",),
    run=run,
)  # fmt: skip
