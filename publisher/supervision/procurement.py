"""What checks of procurement have in common: methods, thresholds, suppliers, shares of buyers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import polars as pl

from publisher.languages import message
from publisher.supervision.county import County
from publisher.supervision.model import Parameter, Party, Source, Value

TENDERS = ("open", "invited")
COMPETITIVE = (*TENDERS, "negotiation", "consultation", "inquiry")

FENCE = (
    Parameter("fence", 1.5, message("Spreads above the upper quartile"),
              "Tukey; Open Contracting, cardinal", Source.VERIFIED),
    Parameter("least_contracts", 5, message("Least number of contracts of a buyer"),
              "local setting", Source.LOCAL),
    Parameter("least_buyers", 4, message("Least number of buyers to compare"),
              "local setting", Source.LOCAL),
)  # fmt: skip
"""The parameters of a comparison of buyers."""


class Shares(NamedTuple):
    """Shares of contracts of one kind: `above` the `limit` by buyer, and what was not compared.

    `above` has the columns org_id, _count, _hits and _share.
    """

    above: pl.DataFrame
    limit: float
    uncompared: int


def shares(contracts: pl.DataFrame, hit: pl.Expr, values: Mapping[str, Value]) -> Shares:
    """The buyers whose share of contracts with `hit` lies above the fence over all buyers."""
    buyers = contracts.group_by("org_id").agg(
        pl.len().cast(pl.Int64).alias("_count"), hit.sum().cast(pl.Int64).alias("_hits")
    )
    large = buyers.filter(pl.col("_count") >= values["least_contracts"])
    small = contracts.height - int(large["_count"].sum())
    if large.height < float(values["least_buyers"]):
        return Shares(large.clear().with_columns(_share=pl.lit(0.0)), 1.0, contracts.height)
    large = large.with_columns(_share=pl.col("_hits") / pl.col("_count"))
    low, high = (large["_share"].quantile(q, "linear") or 0.0 for q in (0.25, 0.75))
    limit = high + float(values["fence"]) * (high - low)
    above = large.filter(pl.col("_share") > limit + 1e-12).sort("org_id")
    return Shares(above, limit, small)


def threshold(values: Mapping[str, Value]) -> pl.Expr:
    """The amount from which an open tender is due, by the first letter of the category."""
    letter = pl.col("category_code").str.slice(0, 1)
    return letter.replace_strict(
        ["A", "B", "C"],
        [float(values[f"open_{kind}"]) for kind in ("goods", "works", "services")],
        default=None,
        return_dtype=pl.Float64,
    )


class Suppliers:
    """Suppliers by id, for those whom flags touch; without the register the id is the name."""

    def __init__(self, county: County, ids: Iterable[str]) -> None:
        register = county.tables.find("suppliers")
        self._names: dict[str, str] = {}
        if register is not None:
            wanted = pl.Series(list(ids), dtype=pl.String).unique()
            known = register.filter(pl.col("supplier_id").is_in(wanted.implode()))
            self._names = dict(known.select("supplier_id", "name").rows())

    def __call__(self, *ids: str | None) -> tuple[Party, ...]:
        """The suppliers with these ids as parties, without the blanks."""
        return tuple(Party("supplier", key, self._names.get(key, key)) for key in ids if key)
