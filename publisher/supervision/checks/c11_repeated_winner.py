"""C11: suppliers who win much of what a buyer spends, and rivals who always lose to them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import ROUNDING, Row, latest, not_evaluated, percent
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.supervision.procurement import Suppliers

PAIR = ("org_id", "supplier_id")


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag large shares of a buyer's contracts, concentrated markets, and constant rivals."""
    contracts = county.tables["contracts"]
    priced = contracts.drop_nulls([*PAIR, "amount"])
    bids = county.tables.find("bids")
    rivals = _rivals(priced, bids, values) if bids is not None else None
    unbid = (
        priced.join(bids, on="contract_id", how="anti").height
        if bids is not None
        else priced.height
    )
    return Outcome(
        population=priced.height,
        not_evaluated=not_evaluated(
            (message("supplier or amount is missing"), contracts.height - priced.height),
            (message("no bids are published, so rivals are not known"), unbid),
        ),
        flags=(
            *_share_flags(county, priced, values),
            *_market_flags(priced, values),
            *(_rival_flags(county, priced, rivals) if rivals is not None else ()),
        ),
    )


def _share_flags(
    county: County, priced: pl.DataFrame, values: Mapping[str, Value]
) -> tuple[Flag, ...]:
    found = (
        priced.group_by(PAIR)
        .agg(pl.len().cast(pl.Int64).alias("_count"), pl.col("amount").sum().alias("_value"))
        .with_columns((pl.col("_value") / pl.col("_value").sum().over("org_id")).alias("_share"))
        .filter(
            pl.col("_count") >= values["contracts"],
            pl.col("_share") >= float(values["share"]) - ROUNDING,
        )
        .sort(PAIR)
    )
    rows = priced.join(found.select(PAIR), on=PAIR, how="semi")
    parts = rows.partition_by(PAIR, as_dict=True, maintain_order=True)
    suppliers = Suppliers(county, found["supplier_id"])
    return tuple(
        Flag(
            check=CHECK.id, subject=(row["org_id"], row["supplier_id"]), unit=row["org_id"],
            weight=Weight.MEDIUM, day=latest(part["result_on"]),
            text=message("One supplier has {count} contracts of this buyer and {share} of their "
                         "value; from {least} contracts and {limit} an explanation is asked.",
                         count=row["_count"], share=percent(row["_share"]),
                         least=values["contracts"], limit=percent(float(values["share"]))),
            evidence=evidence("contracts", part), rows=part.height,
            figures=((message("Contracts"), row["_count"]),
                     (message("Value of the contracts"), row["_value"]),
                     (message("Share of the buyer's value"), row["_share"])),
            parties=suppliers(row["supplier_id"]),
        )
        for row in found.iter_rows(named=True)
        for part in (parts[row["org_id"], row["supplier_id"]],)
    )  # fmt: skip


def _market_flags(priced: pl.DataFrame, values: Mapping[str, Value]) -> tuple[Flag, ...]:
    """The buyer who spends most in a concentrated market is asked, for nobody owns a market."""
    share = pl.col("amount").sum() / pl.col("_total").first()
    found = (
        priced.with_columns(
            pl.col("amount").sum().over("category_code").alias("_total"),
            pl.len().over("category_code").cast(pl.Int64).alias("_count"),
        )
        .filter(pl.col("_count") >= values["market_contracts"], pl.col("_total") > 0)
        .group_by("category_code", "supplier_id")
        .agg(share.alias("_share"), pl.col("_count").first())
        .group_by("category_code")
        .agg((pl.col("_share") * 100).pow(2).sum().alias("_hhi"), pl.col("_count").first())
        .filter(pl.col("_hhi") >= float(values["hhi"]) - ROUNDING)
        .sort("category_code")
    )
    return tuple(
        _market(row, priced.filter(pl.col("category_code") == row["category_code"]), values)
        for row in found.iter_rows(named=True)
    )


def _market(row: Row, rows: pl.DataFrame, values: Mapping[str, Value]) -> Flag:
    buyers = rows.group_by("org_id").agg(pl.col("amount").sum())
    buyer = buyers.sort(["amount", "org_id"], descending=[True, False])["org_id"][0]
    return Flag(
        check=CHECK.id, subject=("market", row["category_code"]), unit=buyer,
        weight=Weight.MEDIUM, day=latest(rows["result_on"]),
        text=message("In category {category} few suppliers share the {count} contracts of all "
                     "buyers (Herfindahl index {hhi}; from {limit} a market counts as "
                     "concentrated). The largest buyer is asked.", category=row["category_code"],
                     count=row["_count"], hhi=f"{row['_hhi']:.0f}", limit=values["hhi"]),
        evidence=evidence("contracts", rows), rows=rows.height,
        figures=((message("Herfindahl index"), row["_hhi"]),
                 (message("Contracts"), row["_count"])),
    )  # fmt: skip


def _rivals(priced: pl.DataFrame, bids: pl.DataFrame, values: Mapping[str, Value]) -> pl.DataFrame:
    """Winners and losers (org_id, supplier_id, _loser, _wins) whose meetings end alike.

    Only winners are paired with losers, so that a tender with many bidders stays small.
    """
    lost = (
        priced.select("contract_id", *PAIR)
        .join(bids.select("contract_id", pl.col("supplier_id").alias("_loser")), on="contract_id")
        .filter(pl.col("_loser") != pl.col("supplier_id"))
        .group_by(*PAIR, "_loser")
        .agg(pl.len().cast(pl.Int64).alias("_wins"))
    )
    reverse = lost.select(
        "org_id",
        pl.col("_loser").alias("supplier_id"),
        pl.col("supplier_id").alias("_loser"),
        pl.col("_wins").alias("_losses"),
    )
    wins, losses = pl.col("_wins"), pl.col("_losses").fill_null(0)
    return (
        lost.filter(wins >= values["meetings"])
        .join(reverse, on=[*PAIR, "_loser"], how="left")
        .filter(wins >= float(values["same_winner"]) * (wins + losses) - ROUNDING)
        .sort(*PAIR, "_loser")
    )


def _rival_flags(county: County, priced: pl.DataFrame, rivals: pl.DataFrame) -> tuple[Flag, ...]:
    losers = county.tables["bids"].select("contract_id", pl.col("supplier_id").alias("_loser"))
    met = (
        priced.join(rivals.select(*PAIR, "_loser"), on=PAIR, maintain_order="left")
        .join(losers, on=["contract_id", "_loser"], how="semi", maintain_order="left")
        .unique("contract_id", maintain_order=True)
    )
    parts = met.partition_by(PAIR, as_dict=True, maintain_order=True)
    found = rivals.group_by(PAIR, maintain_order=True).agg("_loser", pl.col("_wins").max())
    suppliers = Suppliers(county, [*rivals["supplier_id"], *rivals["_loser"]])
    return tuple(
        _constant(row, parts[row["org_id"], row["supplier_id"]], suppliers)
        for row in found.iter_rows(named=True)
    )


def _constant(row: Row, rows: pl.DataFrame, suppliers: Suppliers) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["org_id"], row["supplier_id"], "rivals"),
        unit=row["org_id"], weight=Weight.MEDIUM, day=latest(rows["result_on"]),
        text=message("The same supplier won whenever it met the same rivals at this buyer: "
                     "{wins} times, {rivals} rivals. Usually winners change.", wins=row["_wins"],
                     rivals=len(row["_loser"])),
        evidence=evidence("contracts", rows), rows=rows.height,
        figures=((message("Meetings won"), row["_wins"]),
                 (message("Rivals"), len(row["_loser"]))),
        parties=suppliers(row["supplier_id"], *row["_loser"]),
    )  # fmt: skip


CHECK = Check(
    id="C11",
    name=message("Repeated winner"),
    about=message("Contracts of one buyer that go to one supplier again and again may have good "
                  "reasons, such as few firms nearby. The check looks at a supplier's share of "
                  "a buyer's contracts, at markets that few suppliers share, and at rivals who "
                  "always lose to the same winner."),
    cases=message("contracts with a supplier and an amount"),
    basis="OCP R040, R050, R051, R053, R057",
    parameters=(
        Parameter("share", 0.3, message("Share of the buyer's value"), "OCP R040; local setting",
                  Source.LOCAL),
        Parameter("contracts", 5, message("Least number of contracts"), "OCP R040; local setting",
                  Source.LOCAL),
        Parameter("hhi", 2500, message("Herfindahl index of a concentrated market"),
                  "OCP R051; local setting", Source.LOCAL),
        Parameter("market_contracts", 20, message("Least number of contracts of a market"),
                  "local setting", Source.LOCAL),
        Parameter("meetings", 5, message("Least number of meetings of winner and rival"),
                  "local setting", Source.LOCAL),
        Parameter("same_winner", 1.0, message("Share of meetings with the same winner"),
                  "OCP R053; local setting", Source.LOCAL),
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip
