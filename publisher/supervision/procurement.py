"""What checks of procurement have in common: methods, and shares of buyers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from publisher.languages import message
from publisher.supervision.model import Parameter, Source, Value

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
