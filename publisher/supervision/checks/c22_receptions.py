"""C22: receptions with many companions, without a letter, or dear by head."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import (
    HALF_CENT,
    ROUNDING,
    Row,
    money,
    not_evaluated,
    row_evidence,
)
from publisher.supervision.county import County
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag receptions with too many companions, without a letter, or above the cap by head."""
    receptions = county.tables["receptions"]
    guests, companions = pl.col("guests"), pl.col("companions")
    most = (
        pl.when(guests <= values["small_party"])
        .then(pl.lit(values["small_companions"]))
        .otherwise((guests * float(values["companions"]) + ROUNDING).floor())
        .cast(pl.Int64)
    )
    persons = guests + companions
    known = receptions.with_columns(
        most.alias("_most"),
        pl.when(persons > 0).then(pl.col("amount") / persons).alias("_head"),
    )
    crowded = known.filter(companions > pl.col("_most"))
    unasked = known.filter(~pl.col("official_letter"))
    dear = known.filter(pl.col("_head") > float(values["per_head"]) + HALF_CENT)
    return Outcome(
        population=known.height,
        not_evaluated=not_evaluated(
            (message("a number of persons is missing"),
             known.filter(guests.is_null() | companions.is_null()).height),
            (message("it is not said whether there was a letter"),
             known["official_letter"].null_count()),
            (message("the amount by head is not known"), known["_head"].null_count()),
        ),
        flags=(
            *(_crowded(row) for row in crowded.iter_rows(named=True)),
            *(_unasked(row) for row in unasked.iter_rows(named=True)),
            *(_dear(row, values) for row in dear.iter_rows(named=True)),
        ),
    )  # fmt: skip


def _crowded(row: Row) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["event_id"], "companions"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["date"],
        text=message("{companions} companions came with {guests} guests; at most {most} are usual.",
                     companions=row["companions"], guests=row["guests"], most=row["_most"]),
        evidence=(row_evidence("receptions", row),), rows=1,
        figures=((message("Guests"), row["guests"]), (message("Companions"), row["companions"])),
    )  # fmt: skip


def _unasked(row: Row) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["event_id"], "letter"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["date"],
        text=message("The reception has no official letter that announced the guests."),
        evidence=(row_evidence("receptions", row),), rows=1,
    )  # fmt: skip


def _dear(row: Row, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["event_id"], "head"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["date"],
        text=message("The reception cost {head} yuan by head; the local cap is {cap} yuan.",
                     head=money(row["_head"]), cap=money(float(values["per_head"]))),
        evidence=(row_evidence("receptions", row),), rows=1,
        figures=((message("Amount"), row["amount"]),
                 (message("Amount by head"), row["_head"])),
    )  # fmt: skip


CHECK = Check(
    id="C22",
    name=message("Reception norms"),
    about=message("Official receptions answer a letter, with few companions and within a cap. The "
                  "norms are local settings; the check compares each reception with them."),
    cases=message("receptions"),
    basis="党政机关国内公务接待管理规定 [M]",
    parameters=(
        Parameter("small_party", 10, message("Guests of a small party at most"),
                  "党政机关国内公务接待管理规定", Source.LOCAL),
        Parameter("small_companions", 3, message("Companions of a small party at most"),
                  "党政机关国内公务接待管理规定", Source.LOCAL),
        Parameter("companions", 1 / 3, message("Companions of a larger party by guest"),
                  "党政机关国内公务接待管理规定", Source.LOCAL),
        Parameter("per_head", 120, message("Yuan by head at most"), "local setting",
                  Source.LOCAL),
    ),
    needs=("receptions",),
    run=run,
)  # fmt: skip
