"""Patterns in the bids for a contract: prices, winners and addresses that ask for a look.

The frame `bids` has the columns of the table and `_winner` (the contract's supplier) and
`bid_deadline`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from publisher.supervision.cases import ROUNDING
from publisher.supervision.model import Value
from publisher.supervision.procurement import COMPETITIVE

STANDING = pl.col("status") != "withdrawn"
IDENTITY = ("address", "phone")


class Pattern(NamedTuple):
    """What was seen in a contract's bids.

    `found` has the contracts with the columns the text needs, `bids` the bids that the flag rests
    on, by contract and supplier (None: all of the contract's).
    """

    rule: str
    found: pl.DataFrame
    bids: pl.DataFrame | None


def same_price(bids: pl.DataFrame) -> Pattern:
    """Standing bids of one contract with the same price."""
    key = ["contract_id", "price"]
    priced = bids.filter(STANDING & pl.col("price").is_not_null())
    same = priced.filter(pl.len().over(key) > 1)
    found = same.group_by("contract_id").agg(
        pl.len().cast(pl.Int64).alias("_bids"), pl.col("price").min().alias("_price")
    )
    return Pattern("price", found, same)


def lone(bids: pl.DataFrame, values: Mapping[str, Value]) -> Pattern:
    """All standing bids but the winner's were disqualified."""
    lost = pl.col("status") == "disqualified"
    won = pl.col("supplier_id") == pl.col("_winner")
    found = (
        bids.filter(STANDING)
        .group_by("contract_id")
        .agg(
            pl.len().cast(pl.Int64).alias("_bids"),
            lost.sum().cast(pl.Int64).alias("_lost"),
            (won & ~lost).sum().alias("_won"),
        )
        .filter(
            pl.col("_won") == 1,
            pl.col("_lost") == pl.col("_bids") - 1,
            pl.col("_lost") >= values["disqualified"],
        )
    )
    return Pattern("lone", found, bids.filter(STANDING))


def late(bids: pl.DataFrame) -> Pattern:
    """The winner handed in after the deadline."""
    won = pl.col("supplier_id") == pl.col("_winner")
    late = bids.filter(won, pl.col("submitted_at") > pl.col("bid_deadline"))
    return Pattern("late", late.select("contract_id", "submitted_at", "bid_deadline"), late)


def near(contracts: pl.DataFrame, values: Mapping[str, Value]) -> Pattern:
    """Prices above the budget, and where there was competition also prices close to it."""
    ratio = pl.col("amount") / pl.col("budget_amount")
    competed = pl.col("method").is_in(COMPETITIVE)
    found = contracts.filter(
        pl.col("budget_amount") > 0,
        (ratio > 1 + ROUNDING) | (competed & (ratio >= float(values["near"]) - ROUNDING)),
    )
    return Pattern("budget", found.select("contract_id", ratio.alias("_ratio")), None)


def close(bids: pl.DataFrame, values: Mapping[str, Value]) -> Pattern:
    """The winner was cheapest, and the next valid bid hardly dearer (but not the same)."""
    valid = bids.filter(pl.col("status") == "valid", pl.col("price") > 0)
    won = pl.col("supplier_id") == pl.col("_winner")
    dearer = pl.col("price") > pl.col("_price")
    priced = valid.with_columns(
        pl.col("price").filter(won).first().over("contract_id").alias("_price"),
        pl.col("price").min().over("contract_id").alias("_lowest"),
    ).filter(pl.col("_price") == pl.col("_lowest"))
    second = priced.filter(dearer).with_columns(
        pl.col("price").min().over("contract_id").alias("_second")
    )
    gap = pl.col("_second") / pl.col("_price") - 1
    close = second.filter(gap <= float(values["close"]) + ROUNDING)
    found = close.group_by("contract_id").agg(
        gap.first().alias("_gap"), (pl.col("_second") - pl.col("_price")).first().alias("_more")
    )
    cheapest = priced.filter(~dearer)
    pair = close.filter(pl.col("price") == pl.col("_second"))
    return Pattern("close", found, pl.concat([cheapest, pair], how="diagonal"))


def shared(bids: pl.DataFrame, register: pl.DataFrame) -> Pattern:
    """Bidders of one contract with one address or telephone; grouped, so nothing explodes."""
    places = [pl.col(name).str.replace_all(r"\s", "").alias(f"_{name}") for name in IDENTITY]
    known = register.select("supplier_id", *places).unique("supplier_id")
    placed = bids.join(known, on="supplier_id", how="left", maintain_order="left")
    shared = [
        (pl.col(f"_{name}").str.len_chars() > 0)
        & (pl.col("supplier_id").n_unique().over("contract_id", f"_{name}") > 1)
        for name in IDENTITY
    ]
    same = placed.filter(pl.any_horizontal(shared))
    found = same.group_by("contract_id").agg(pl.len().cast(pl.Int64).alias("_bids"))
    return Pattern("identity", found, same)
