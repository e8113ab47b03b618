"""From which amount an open tender is due: the county's table `thresholds`, else parameters.

The table has the columns region_code, category, kind (open or decentralised), amount in yuan,
effective_from and effective_to. A unit's own region goes before its city's and its province's.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.county import County
from publisher.supervision.flagged import number
from publisher.supervision.model import NotEvaluated, Parameter, Source, Value

LIMIT = "_limit"
CATEGORY = "category_code"
BY_CATEGORY = {"A": "open_goods", "B": "open_works", "C": "open_services"}

PARAMETERS = (
    Parameter("open_goods", 2_000_000, message("Yuan from which goods need an open tender, where "
                                               "the county has no table of thresholds"),
              "政府采购法 art.8, 27; set by the province", Source.LOCAL),
    Parameter("open_works", 4_000_000, message("Yuan from which works need an open tender, where "
                                               "the county has no table of thresholds"),
              "必须招标的工程项目规定 (发改委令16号)", Source.LOCAL),
    Parameter("open_services", 2_000_000, message("Yuan from which services need an open tender, "
                                                  "where the county has no table of thresholds"),
              "政府采购法 art.8, 27; set by the province", Source.LOCAL),
)  # fmt: skip


def with_limit(
    county: County, contracts: pl.DataFrame, values: Mapping[str, Value], *, day: str
) -> pl.DataFrame:
    """The contracts with the open-tender threshold in yuan on the day in column `day`."""
    preset = pl.col(CATEGORY).replace_strict(
        {code: number(values[name]) for code, name in BY_CATEGORY.items()},
        default=None, return_dtype=pl.Float64,
    )  # fmt: skip
    table = county.tables.find("thresholds")
    if table is None:
        return contracts.with_columns(preset.alias(LIMIT))
    limits = table.filter(pl.col("kind") == "open").select(
        pl.col("region_code").alias("_region"), pl.col("category").alias(CATEGORY),
        pl.col("effective_from").alias(day), pl.col("amount").cast(pl.Float64).alias("_amount"),
        pl.col("effective_to").alias("_until"),
    ).sort(day)  # fmt: skip
    found = _with_region(county, contracts).with_row_index("_place").sort(day)
    steps = {"_own": pl.col("_code"), "_city": pl.col("_code").str.slice(0, 4) + "00",
             "_province": pl.col("_code").str.slice(0, 2) + "0000"}  # fmt: skip
    for name, region in steps.items():
        holds = pl.col("_until").is_null() | (pl.col(day) <= pl.col("_until"))
        found = (
            found.with_columns(region.alias("_region"))
            .join_asof(limits, on=day, by=["_region", CATEGORY], check_sortedness=False)
            .with_columns(pl.when(holds).then("_amount").alias(name))
            .drop("_region", "_amount", "_until")
        )
    return (
        found.with_columns(pl.coalesce(*steps, preset).alias(LIMIT))
        .sort("_place")
        .drop("_place", "_code", *steps)
    )


def unknown(rows: int) -> tuple[NotEvaluated, ...]:
    """The contracts that cannot be compared with a threshold, if there are any."""
    reason = message("the budget item, a day, the amount or the category is missing")
    return (NotEvaluated(reason, rows),) if rows else ()


def _with_region(county: County, contracts: pl.DataFrame) -> pl.DataFrame:
    units = county.tables.find("organisations")
    if units is None:
        return contracts.with_columns(pl.lit("").alias("_code"))
    regions = units.select("org_id", pl.col("region_code").fill_null("").alias("_code"))
    return contracts.join(
        regions.unique("org_id"), on="org_id", how="left", maintain_order="left"
    ).with_columns(pl.col("_code").fill_null(""))
