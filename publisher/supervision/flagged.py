"""What flags are made from: payments without reversals, the rows of a case, suppliers, figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from publisher.source.frames import ROW
from publisher.supervision.county import DATASET, RESOURCE, County
from publisher.supervision.model import Party, Value

CENTS = "_cents"
MOST = 10_000
PAYMENT = (DATASET, RESOURCE, "payment_id")

Cases = Mapping[tuple[object, ...], pl.DataFrame]
"""Rows by the keys of the case that they belong to."""


def cents(column: str) -> pl.Expr:
    """The whole hundredths of an amount, so that sums and comparisons are exact."""
    return (pl.col(column) * 100).round().cast(pl.Int64)


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


def parties(county: County, ids: Iterable[str | None]) -> dict[str, Party]:
    """The suppliers with these ids, by id; the id is the name where the register has none."""
    wanted = sorted({key for key in ids if key})
    register = county.tables.find("suppliers")
    names: dict[str, str] = {}
    if register is not None:
        listed = register.filter(pl.col("supplier_id").is_in(wanted))
        names = dict(listed.select("supplier_id", "name").iter_rows())
    return {key: Party("supplier", key, names.get(key, key)) for key in wanted}


def of(known: Mapping[str, Party], ids: Iterable[str | None]) -> tuple[Party, ...]:
    """The parties with these ids, each once, sorted by id."""
    return tuple(known[key] for key in sorted({key for key in ids if key}))


def words(value: Value) -> list[str]:
    """The codes listed in a parameter, separated by spaces."""
    return str(value).split()


def number(value: Value) -> float:
    """A parameter that is a number."""
    if isinstance(value, str):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def count(value: Value, *, least: int = 0) -> int:
    """A parameter that counts days, months or things: whole, and within what dates can bear."""
    return min(max(least, int(number(value))), MOST)


def fence(share: str, reach: float) -> pl.Expr:
    """Tukey's upper fence of a column: the third quartile and `reach` times the middle half."""
    low, high = (pl.col(share).quantile(part, "linear") for part in (0.25, 0.75))
    return high + reach * (high - low)


def yuan(value: float) -> str:
    """An amount as text, such as 12,480.50."""
    return f"{value:,.2f}"


def percent(share: float) -> str:
    """A share of 1 as text, such as 12.5%."""
    return f"{share:.1%}"
