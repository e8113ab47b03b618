"""What checks of amounts are made from: payments without reversals, and the rows of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from publisher.source.frames import ROW
from publisher.supervision.county import DATASET, RESOURCE

CENTS = "_cents"
PAYMENT = (DATASET, RESOURCE, "payment_id")

Cases = Mapping[tuple[object, ...], pl.DataFrame]
"""Rows by the keys of the case that they belong to."""


def cents(column: str) -> pl.Expr:
    """The whole hundredths of an amount, so that sums and comparisons are exact.

    Null for what has none: no number at all, or one beyond 64 bits.
    """
    return (pl.col(column) * 100).round().cast(pl.Int64, strict=False)


def netted(payments: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """The payments that stand, with what remains of them in the column `_cents`.

    A reversal is taken from the payment that it reverses, and both go where nothing remains. A
    reversal of a payment that is not in its table stays, as a negative amount. Only the columns
    that say which payment it is, whose and of which day are kept, and the given `columns`.
    """
    exact = payments.select(
        *PAYMENT, ROW, "org_id", "paid_on", "reverses_id", *columns, cents("amount").alias(CENTS)
    )
    back = exact.filter(pl.col("reverses_id").is_not_null())
    if back.is_empty():
        return exact
    taken = back.group_by(DATASET, RESOURCE, pl.col("reverses_id").alias("payment_id")).agg(
        pl.col(CENTS).sum().alias("_back")
    )
    reversed_ids = taken["payment_id"].unique().implode()
    touched = exact.filter(pl.col("payment_id").is_in(reversed_ids)).join(
        taken, on=PAYMENT, how="inner"
    )
    gone = pl.concat([
        touched.select(PAYMENT),
        back.join(touched.select(PAYMENT), left_on=[DATASET, RESOURCE, "reverses_id"],
                  right_on=PAYMENT, how="semi").select(PAYMENT),
    ])  # fmt: skip
    suspects = pl.col("payment_id").is_in(gone["payment_id"].unique().implode())
    kept = exact.filter(~suspects)
    others = exact.filter(suspects).join(gone, on=PAYMENT, how="anti")
    rest = touched.with_columns(pl.col(CENTS) + pl.col("_back")).drop("_back")
    return pl.concat([kept, others, rest.filter(pl.col(CENTS) != 0)])


def cases(rows: pl.DataFrame, flagged: pl.DataFrame, keys: Sequence[str]) -> Cases:
    """The rows of each flagged case, in their order; `keys` are columns of both frames."""
    found = rows.join(flagged.select(keys), on=keys, how="semi", maintain_order="left")
    return found.partition_by(keys, as_dict=True, maintain_order=True)
