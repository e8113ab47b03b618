"""C01: expenses that pile up around festivals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.county import County, evidence
from publisher.supervision.festival_windows import Window, block_days, blocks, days_of, windows
from publisher.supervision.flagged import CENTS, cases, count, netted, number, words, yuan
from publisher.supervision.model import (
    Check,
    Flag,
    NotEvaluated,
    Outcome,
    Parameter,
    Source,
    Value,
    Weight,
)

SERIES = ["org_id", "econ_code"]
CASE = [*SERIES, "_window"]
MEDIAN_SCALE = 0.6745
"""Makes the median deviation of a normal distribution one standard deviation."""
MEAN_SCALE = 1.253314
"""Does so for the mean deviation, which stands in where the median deviation is zero."""

EXPENSES = {
    "30217": message("official receptions"),
    "30231": message("the running of vehicles"),
}
FESTIVALS = {
    "new_year": message("New Year's Day"),
    "spring_festival": message("Spring Festival"),
    "tomb_sweeping": message("Tomb-Sweeping Day"),
    "labour_day": message("Labour Day"),
    "dragon_boat": message("Dragon Boat Festival"),
    "mid_autumn": message("Mid-Autumn Festival"),
    "national_day": message("National Day"),
}


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag units that spend much more a day around a festival than between festivals."""
    payments = county.tables["payments"]
    wanted = netted(payments.filter(pl.col("econ_code").is_in(words(values["codes"]))), "econ_code")
    if wanted.is_empty():
        return Outcome(population=0)
    start, end = payments.select(pl.min("paid_on"), pl.col("paid_on").max().alias("end")).row(0)
    around = windows(county.calendar, values, first=start, last=end)
    found = _rates(wanted, payments, around, values)
    enough = found.filter(pl.col("_blocks") >= values["least_blocks"])
    judged = enough.with_columns(_z())
    high = (
        (pl.col("_rate") >= number(values["factor"]) * pl.col("_usual"))
        & (pl.col(CENTS) >= number(values["least_amount"]) * 100)
        & (pl.col("_z") >= values["least_z"])
    )
    flagged = judged.filter(high)
    unfinished = judged.filter(~high & (pl.col("_until") < pl.col("_last")))
    return Outcome(
        population=judged.height - unfinished.height,
        not_evaluated=tuple(_reasons(found.height - enough.height, unfinished.height,
                                     _provisional(county, wanted))),
        flags=tuple(_flags(wanted, flagged, around)),
    )  # fmt: skip


def _rates(
    wanted: pl.DataFrame, payments: pl.DataFrame, around: Sequence[Window],
    values: Mapping[str, Value],
) -> pl.DataFrame:  # fmt: skip
    """Every unit, code and window with its rate, and the rates between festivals before it."""
    spans = payments.group_by("org_id").agg(
        pl.col("paid_on").min().alias("_since"), pl.col("paid_on").max().alias("_until")
    )
    sums = wanted.join(days_of(around, values), on="paid_on")
    inside = sums.group_by(CASE).agg(pl.col(CENTS).sum())
    between = sums.group_by(*SERIES, "_block").agg(pl.col(CENTS).sum().alias("_spent"))
    length = block_days(values)
    history = pl.col("_first").dt.offset_by(f"-{count(values['months'])}mo")
    return (
        wanted.select(SERIES).unique().join(spans, on="org_id")
        .join(pl.DataFrame([(w.number, w.first, w.last) for w in around], orient="row",
                           schema={"_window": pl.Int64, "_first": pl.Date, "_last": pl.Date}),
              how="cross")
        .filter((pl.col("_first") > pl.col("_since")) & (pl.col("_first") <= pl.col("_until")))
        .join(blocks(around, values), how="cross")
        .filter((pl.col("_block_first") >= pl.max_horizontal(history, pl.col("_since")))
                & (pl.col("_block_first") < pl.col("_first")))
        .join(between, on=[*SERIES, "_block"], how="left")
        .with_columns(pl.col("_spent").fill_null(0) / (100 * length))
        .group_by(*CASE, "_first", "_last", "_until")
        .agg(
            pl.len().alias("_blocks"), pl.col("_spent").median().alias("_usual"),
            (pl.col("_spent") - pl.col("_spent").median()).abs().median().alias("_spread"),
            (pl.col("_spent") - pl.col("_spent").median()).abs().mean().alias("_mean_spread"),
        )
        .join(inside, on=CASE, how="left")
        .with_columns(pl.col(CENTS).fill_null(0))
        .with_columns((pl.col(CENTS) / 100
                       / ((pl.col("_last") - pl.col("_first")).dt.total_days() + 1))
                      .alias("_rate"))
        .sort(CASE)
    )  # fmt: skip


def _z() -> pl.Expr:
    above = pl.col("_rate") - pl.col("_usual")
    return (
        pl.when(pl.col("_spread") > 0)
        .then(MEDIAN_SCALE * above / pl.col("_spread"))
        .when(pl.col("_mean_spread") > 0)
        .then(above / (MEAN_SCALE * pl.col("_mean_spread")))
        .when(above > 0)
        .then(float("inf"))
        .otherwise(0.0)
        .alias("_z")
    )


def _provisional(county: County, wanted: pl.DataFrame) -> int:
    """How many years of units and codes lie in years whose festivals the calendar lacks."""
    years = wanted.select(*SERIES, pl.col("paid_on").dt.year().alias("_year")).unique()
    return sum(county.calendar.is_provisional(dt.date(year, 1, 1)) for year in years["_year"])


def _reasons(short: int, unfinished: int, provisional: int) -> Iterator[NotEvaluated]:
    if short:
        yield NotEvaluated(message("too little time between festivals has been published to say "
                                   "what is usual"), short)  # fmt: skip
    if unfinished:
        yield NotEvaluated(message("the payments end within the time around the festival"),
                           unfinished)  # fmt: skip
    if provisional:
        yield NotEvaluated(message("the calendar does not know the festivals of the year"),
                           provisional)  # fmt: skip


def _flags(wanted: pl.DataFrame, flagged: pl.DataFrame, around: Sequence[Window]) -> Iterator[Flag]:
    by_number = {window.number: window for window in around}
    days = pl.DataFrame(
        [(w.number, w.first + dt.timedelta(days=n)) for w in around for n in range(w.days)],
        schema={"_window": pl.Int64, "paid_on": pl.Date}, orient="row",
    )  # fmt: skip
    rows = cases(wanted.join(days, on="paid_on", maintain_order="left"), flagged, CASE)
    for row in flagged.iter_rows(named=True):
        window = by_number[row["_window"]]
        yield _flag(row, window, rows[row["org_id"], row["econ_code"], row["_window"]])


def _flag(row: Mapping[str, Any], window: Window, rows: pl.DataFrame) -> Flag:
    code = row["econ_code"]
    return Flag(
        check=CHECK.id, subject=(row["org_id"], code, window.rest.isoformat()),
        unit=row["org_id"], weight=Weight.MEDIUM, day=window.rest,
        text=message(
            "From {first} to {last}, around {festival}, {sum} yuan were paid for {expense}, "
            "{rate} yuan a day; between festivals {usual} yuan a day were usual. This asks for "
            "an explanation.", first=window.first, last=window.last,
            festival=reduce(_joined, map(_festival, window.festivals)),
            sum=yuan(row[CENTS] / 100), rate=yuan(row["_rate"]), usual=yuan(row["_usual"]),
            expense=EXPENSES.get(code, Message("{code}", (("code", code),))),
        ),
        evidence=evidence("payments", rows), rows=rows.height,
        figures=(
            (message("Yuan paid around the festival"), row[CENTS] / 100),
            (message("Yuan a day around the festival"), round(row["_rate"], 2)),
            (message("Usual yuan a day between festivals"), round(row["_usual"], 2)),
            (message("Modified z-score"), round(row["_z"], 2)),
            (message("Stretches compared with"), row["_blocks"]),
        ),
    )  # fmt: skip


def _festival(key: str) -> Message:
    return FESTIVALS.get(key, Message("{name}", (("name", key),)))


def _joined(one: Message, other: Message) -> Message:
    return message("{one}, {other}", one=one, other=other)


CHECK = Check(
    id="C01",
    name=message("Holiday spike"),
    about=message("Before and after festivals, gifts and meals at public expense are a known "
                  "risk. The check compares what a unit paid a day around a festival with what "
                  "it paid a day in earlier stretches between festivals. Festivals whose times "
                  "overlap count as one; reversed payments do not count."),
    cases=message("festivals of units with payments of the kind"),
    basis="节日病 (pre-festival notices) [P]; Nigrini, Forensic Analytics [P]",
    parameters=(
        Parameter("codes", "30217 30231", message("Economic codes looked at, each by itself; "
                                                  "local codes of gifts may be added"),
                  "Receptions and vehicles; gifts have no national code", Source.LOCAL),
        Parameter("festivals", "new_year spring_festival mid_autumn national_day",
                  message("Festivals looked at"), "节日病", Source.PUBLIC),
        Parameter("days_before", 15, message("Days before the first rest day that count"),
                  "Disclosure practice of pre-festival notices", Source.LOCAL),
        Parameter("days_after", 7, message("Days after the last rest day that count"),
                  "Disclosure practice of pre-festival notices", Source.LOCAL),
        Parameter("block_days", 23, message("Days of a stretch between festivals"),
                  "Length of a short festival's time", Source.LOCAL),
        Parameter("months", 24, message("Months before the festival that are compared with"),
                  "Local setting", Source.LOCAL),
        Parameter("least_blocks", 6, message("Least number of stretches to compare with"),
                  "Local setting", Source.LOCAL),
        Parameter("factor", 2.0, message("Least multiple of the usual daily rate"),
                  "Local setting", Source.LOCAL),
        Parameter("least_amount", 5_000, message("Least yuan paid around the festival"),
                  "Local setting", Source.LOCAL),
        Parameter("least_z", 3.5, message("Least modified z-score"),
                  "Iglewicz & Hoaglin 1993", Source.LOCAL),
    ),
    needs=("payments",),
    run=run,
)  # fmt: skip
