"""C25: bids that look as if they knew of each other, and prices close to the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.cases import (
    ROUNDING,
    Row,
    by_key,
    listed,
    money,
    not_evaluated,
    percent,
    row_evidence,
)
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.supervision.procurement import COMPETITIVE, Suppliers

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


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag equal and close prices, lone valid bids, late winners, budgets met, shared addresses."""
    contracts = county.tables["contracts"]
    bids = county.tables["bids"].join(
        contracts.select("contract_id", pl.col("supplier_id").alias("_winner"), "bid_deadline"),
        on="contract_id", maintain_order="left",
    )  # fmt: skip
    register = county.tables.find("suppliers")
    patterns = [
        _same_price(bids),
        _lone(bids, values),
        _late(bids),
        _near(contracts, values),
        _close(bids, values),
        *((_shared(bids, register),) if register is not None else ()),
    ]
    unbid = contracts.join(bids, on="contract_id", how="anti").height
    unpriced = bids["price"].null_count()
    unknown = bids.join(register, on="supplier_id", how="anti") if register is not None else bids
    return Outcome(
        population=contracts.height - unbid,
        not_evaluated=not_evaluated(
            (message("no bids are published"), unbid),
            (message("a price is missing"), unpriced),
            (message("the bidder's address is not published"), unknown.height),
        ),
        flags=tuple(_flags(county, contracts, bids, patterns=patterns)),
    )


def _same_price(bids: pl.DataFrame) -> Pattern:
    key = ["contract_id", "price"]
    priced = bids.filter(STANDING & pl.col("price").is_not_null())
    same = priced.filter(pl.len().over(key) > 1)
    found = same.group_by("contract_id").agg(
        pl.len().cast(pl.Int64).alias("_bids"), pl.col("price").min().alias("_price")
    )
    return Pattern("price", found, same)


def _lone(bids: pl.DataFrame, values: Mapping[str, Value]) -> Pattern:
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


def _late(bids: pl.DataFrame) -> Pattern:
    won = pl.col("supplier_id") == pl.col("_winner")
    late = bids.filter(won, pl.col("submitted_at") > pl.col("bid_deadline"))
    return Pattern("late", late.select("contract_id", "submitted_at", "bid_deadline"), late)


def _near(contracts: pl.DataFrame, values: Mapping[str, Value]) -> Pattern:
    """Prices above the budget, and where there was competition also prices close to it."""
    ratio = pl.col("amount") / pl.col("budget_amount")
    competed = pl.col("method").is_in(COMPETITIVE)
    found = contracts.filter(
        pl.col("budget_amount") > 0,
        (ratio > 1 + ROUNDING) | (competed & (ratio >= float(values["near"]) - ROUNDING)),
    )
    return Pattern("budget", found.select("contract_id", ratio.alias("_ratio")), None)


def _close(bids: pl.DataFrame, values: Mapping[str, Value]) -> Pattern:
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


def _shared(bids: pl.DataFrame, register: pl.DataFrame) -> Pattern:
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


def _flags(
    county: County, contracts: pl.DataFrame, bids: pl.DataFrame, *, patterns: Iterable[Pattern]
) -> Iterator[Flag]:
    for pattern in patterns:
        found = contracts.join(
            pattern.found, on="contract_id", how="inner", suffix="_bid", maintain_order="left"
        )
        shown = bids if pattern.bids is None else pattern.bids
        rows = by_key(shown, "contract_id", found["contract_id"])
        involved = [id_ for part in rows.values() for id_ in part["supplier_id"]]
        suppliers = Suppliers(county, [*found["supplier_id"], *involved])
        for row in found.iter_rows(named=True):
            part = rows.get(row["contract_id"], shown.clear())
            yield _flag(pattern.rule, row, part, suppliers=suppliers)


def _flag(rule: str, row: Row, rows: pl.DataFrame, *, suppliers: Suppliers) -> Flag:
    text, figures = TEXTS[rule](row)
    ids = [row["supplier_id"]] if rule == "budget" else rows["supplier_id"].unique().sort()
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], rule), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["result_on"], text=text,
        evidence=listed((row_evidence("contracts", row),), evidence("bids", rows)),
        rows=1 + rows.height, figures=figures, parties=suppliers(*ids),
    )  # fmt: skip


Said = tuple[Message, tuple[tuple[Message, Any], ...]]


def _of_price(row: Row) -> Said:
    text = message("{bids} bids name a price that another bid names too ({price} yuan); prices "
                   "worked out independently seldom agree.", bids=row["_bids"],
                   price=money(row["_price"]))  # fmt: skip
    return text, ((message("Bids with the same price"), row["_bids"]),)


def _of_lone(row: Row) -> Said:
    text = message("Of {bids} bids all but the winner's were disqualified.", bids=row["_bids"])
    return text, (
        (message("Bids"), row["_bids"]),
        (message("Disqualified bids"), row["_lost"]),
    )


def _of_late(row: Row) -> Said:
    text = message("The winning bid was handed in on {day}, after the deadline of {deadline}; late "
                   "bids are to be refused.", day=row["submitted_at"],
                   deadline=row["bid_deadline"])  # fmt: skip
    days = (row["submitted_at"] - row["bid_deadline"]).days
    return text, ((message("Days after the deadline"), days),)


def _of_budget(row: Row) -> Said:
    text = message("The contract costs {share} of its budget; offers usually stay further below.",
                   share=percent(row["_ratio"]))  # fmt: skip
    return text, (
        (message("Contract amount"), row["amount"]),
        (message("Budgeted amount"), row["budget_amount"]),
        (message("Share of the budget"), row["_ratio"]),
    )


def _of_close(row: Row) -> Said:
    text = message("The second bid is only {more} yuan ({gap}) above the winning one.",
                   more=money(row["_more"]), gap=percent(row["_gap"]))  # fmt: skip
    return text, (
        (message("Difference"), row["_more"]),
        (message("Share of the winning price"), row["_gap"]),
    )


def _of_identity(row: Row) -> Said:
    text = message("{bids} bidders share their registered address or telephone with another "
                   "bidder.", bids=row["_bids"])  # fmt: skip
    return text, ((message("Bidders with a shared address or telephone"), row["_bids"]),)


TEXTS = {
    "price": _of_price, "lone": _of_lone, "late": _of_late, "budget": _of_budget,
    "close": _of_close, "identity": _of_identity,
}  # fmt: skip

CHECK = Check(
    id="C25",
    name=message("Bid patterns"),
    about=message("Bids that were worked out independently differ. The check looks for equal and "
                  "nearly equal prices, prices close to the budget, winners whose rivals were all "
                  "disqualified, late bids that won, and bidders with one address or telephone. "
                  "Each may have an ordinary explanation."),
    cases=message("contracts with published bids"),
    basis="招标投标法实施条例 art.40; OCP R024, R028, R030, R031, R035, R044",
    parameters=(
        Parameter("close", 0.005, message("Largest share by which the second bid is dearer"),
                  "OCP R024; local setting", Source.LOCAL),
        Parameter("near", 0.995, message("Share of the budget from which a price is close to it"),
                  "OCP R031; local setting", Source.LOCAL),
        Parameter("disqualified", 1, message("Least number of disqualified bids"), "OCP R035",
                  Source.LOCAL),
    ),
    needs=("contracts", "bids"),
    run=run,
)  # fmt: skip
