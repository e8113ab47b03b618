"""C25: bids that look as if they knew of each other, and prices close to the budget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import Message, message
from publisher.supervision import bid_patterns
from publisher.supervision.bid_patterns import Pattern
from publisher.supervision.cases import (
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
from publisher.supervision.procurement import Suppliers


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag equal and close prices, lone valid bids, late winners, budgets met, shared addresses."""
    contracts = county.tables["contracts"]
    bids = county.tables["bids"].join(
        contracts.select("contract_id", pl.col("supplier_id").alias("_winner"), "bid_deadline"),
        on="contract_id", maintain_order="left",
    )  # fmt: skip
    register = county.tables.find("suppliers")
    patterns = [
        bid_patterns.same_price(bids),
        bid_patterns.lone(bids, values),
        bid_patterns.late(bids),
        bid_patterns.near(contracts, values),
        bid_patterns.close(bids, values),
        *((bid_patterns.shared(bids, register),) if register is not None else ()),
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
