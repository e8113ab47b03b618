"""C05: amounts that are round, end alike or repeat more often than at other units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.county import County, evidence
from publisher.supervision.flagged import CENTS, cases, fence, netted, number, percent, yuan
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
from publisher.supervision.probability import chi_squared_tail

CASE = ["org_id"]
ENDINGS = 100
"""There are so many endings of two digits."""


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag units whose amounts are unlike those of the other units in one of three ways."""
    payments = netted(county.tables["payments"]).filter(pl.col(CENTS) > 0)
    units = payments.group_by(CASE).agg(pl.len().alias("_count")).sort(CASE)
    enough = units.filter(pl.col("_count") >= values["least_payments"])
    few = units.height - enough.height
    alone = enough.height < number(values["least_peers"])
    judged = payments.join(enough, on=CASE, how="semi", maintain_order="left")
    reasons = [NotEvaluated(message("too few payments"), few)]
    flags = list(_endings(judged, values))
    if alone:
        reasons.append(NotEvaluated(message("too few units to compare with"), enough.height))
    else:
        flags = [*_round(judged, values), *_repeated(judged, values), *flags]
    return Outcome(
        population=0 if alone else enough.height,
        not_evaluated=tuple(reason for reason in reasons if reason.rows),
        flags=tuple(flags),
    )


def _round(payments: pl.DataFrame, values: Mapping[str, Value]) -> Iterator[Flag]:
    """Shares of whole thousands, and of whole ten thousands, beyond the fence of all units."""
    steps = [_step(values, name) for name in ("round_yuan", "rounder_yuan")]
    shares = payments.group_by(CASE).agg(
        pl.len().alias("_count"),
        *((pl.col(CENTS) % step == 0).mean().alias(f"_{place}") for place, step in
          enumerate(steps)),
        *((pl.col(CENTS) % step == 0).sum().alias(f"_hits{place}") for place, step in
          enumerate(steps)),
    ).sort(CASE)  # fmt: skip
    compared = shares.with_columns(
        (fence(f"_{place}", number(values["reach"])).alias(f"_fence{place}") for place in (0, 1)),
    ).with_columns(
        ((pl.col(f"_{place}") > pl.col(f"_fence{place}"))
         & (pl.col(f"_{place}") >= values["least_share"])).alias(f"_far{place}")
        for place in (0, 1)
    )  # fmt: skip
    usual = compared["_0"].median()
    flagged = compared.filter(pl.col("_far0") | pl.col("_far1"))
    rows = cases(payments.filter(pl.col(CENTS) % steps[0] == 0), flagged, CASE)
    for row in flagged.iter_rows(named=True):
        text = message(
            "{count} of {all} payments ({share}) are whole multiples of {step} yuan; at other "
            "units {usual} are usual. This asks for an explanation.", count=row["_hits0"],
            all=row["_count"], share=percent(row["_0"]), step=f"{steps[0] // 100:,}",
            usual=percent(usual if isinstance(usual, float) else 0.0),
        )  # fmt: skip
        yield _flag("round", row, text, rows[(row["org_id"],)], (
            (message("Payments"), row["_count"]),
            (message("Share of whole thousands"), round(row["_0"], 4)),
            (message("Share of whole ten thousands"), round(row["_1"], 4)),
            (message("Upper fence of all units"), round(row["_fence0"], 4)),
        ))  # fmt: skip


def _step(values: Mapping[str, Value], name: str) -> int:
    """The cents of which round amounts are multiples, at least one."""
    return max(1, int(number(values[name]) * 100))


def _repeated(payments: pl.DataFrame, values: Mapping[str, Value]) -> Iterator[Flag]:
    """The most frequent amount that is not round, where it is too frequent."""
    step = _step(values, "round_yuan")
    counts = payments.group_by(*CASE, CENTS).agg(pl.len().alias("_times"))
    tops = (
        counts.filter(pl.col(CENTS) % step != 0)
        .sort("_times", CENTS, descending=True)
        .unique(CASE, keep="first", maintain_order=True)
        .join(payments.group_by(CASE).agg(pl.len().alias("_count")), on=CASE)
        .with_columns((pl.col("_times") / pl.col("_count")).alias("_share"))
        .with_columns(fence("_share", number(values["reach"])).alias("_fence"))
        .sort(CASE)
    )
    flagged = tops.filter(
        (pl.col("_share") > pl.col("_fence"))
        & (pl.col("_share") >= values["least_share"])
        & (pl.col("_times") >= values["least_repeats"])
    )
    rows = cases(payments, flagged, [*CASE, CENTS])
    for row in flagged.iter_rows(named=True):
        text = message(
            "The amount {amount} yuan was paid {count} times, {share} of all payments. At other "
            "units no amount repeats as often; this asks for an explanation.",
            amount=yuan(row[CENTS] / 100), count=row["_times"], share=percent(row["_share"]),
        )  # fmt: skip
        yield _flag("repeated", row, text, rows[(row["org_id"], row[CENTS])], (
            (message("Payments"), row["_count"]),
            (message("Payments of the amount"), row["_times"]),
            (message("Upper fence of all units"), round(row["_fence"], 4)),
        ))  # fmt: skip


def _endings(payments: pl.DataFrame, values: Mapping[str, Value]) -> Iterator[Flag]:
    """The last two digits of whole yuan, which are all as frequent where nobody chooses them.

    Whole thousands are left out: they show above. So are amounts without two free digits.
    """
    step = _step(values, "round_yuan")
    free = payments.filter(
        (pl.col(CENTS) >= number(values["digits_from"]) * 100) & (pl.col(CENTS) % step != 0)
    ).with_columns((pl.col(CENTS) // 100 % ENDINGS).alias("_ending"))
    counts = free.group_by(*CASE, "_ending").agg(pl.len().alias("_times"))
    total = pl.col("_times").sum()
    expected = total / ENDINGS
    units = counts.group_by(CASE).agg(
        total.alias("_count"),
        # Σ(o−e)²/e over all endings is Σo²/e − n, so that endings never seen need no row.
        ((pl.col("_times").cast(pl.Float64) ** 2).sum() / expected - total).alias("_chi"),
        pl.col("_ending").sort_by("_times", "_ending", descending=True).first().alias("_ending"),
    ).sort(CASE)  # fmt: skip
    judged = units.filter(pl.col("_count") >= values["least_endings"])
    chance = [chi_squared_tail(chi, ENDINGS - 1) for chi in judged["_chi"]]
    flagged = judged.with_columns(pl.Series("_chance", chance, dtype=pl.Float64)).filter(
        pl.col("_chance") < values["chance"]
    )
    rows = cases(free, flagged, [*CASE, "_ending"])
    for row in flagged.iter_rows(named=True):
        ending = f"{row['_ending']:02d}"
        text = message(
            "The last two digits of whole yuan are not equally frequent, as they usually are: "
            "most often they are {ending}. This asks for an explanation.", ending=ending,
        )  # fmt: skip
        yield _flag("endings", row, text, rows[(row["org_id"], row["_ending"])], (
            (message("Payments"), row["_count"]),
            (message("Chi-squared of the last two digits"), round(row["_chi"], 1)),
            (message("Chance of this by accident"), float(f"{row['_chance']:.2g}")),
        ))  # fmt: skip


def _flag(
    test: str, row: Mapping[str, Any], text: Message, rows: pl.DataFrame,
    figures: tuple[tuple[Message, Value], ...],
) -> Flag:  # fmt: skip
    return Flag(
        check=CHECK.id, subject=(row["org_id"], test), unit=row["org_id"], weight=Weight.LOW,
        day=None, text=text, evidence=evidence("payments", rows), rows=rows.height,
        figures=figures,
    )  # fmt: skip


CHECK = Check(
    id="C05",
    name=message("Round and repeated numbers"),
    about=message("Amounts on real invoices are seldom round, end in any two digits, and repeat "
                  "little. Many round, alike or repeated amounts can mean estimates or advances "
                  "in place of invoices. Each unit is compared with all units; reversed payments "
                  "do not count."),
    cases=message("units with enough payments"),
    basis="Number duplication and last-two-digits tests, Nigrini, Forensic Analytics [P]",
    parameters=(
        Parameter("least_payments", 50, message("Least number of payments of a unit"),
                  "Local setting", Source.LOCAL),
        Parameter("least_peers", 8, message("Least number of units to compare with"),
                  "Local setting", Source.LOCAL),
        Parameter("round_yuan", 1_000, message("Yuan of which round amounts are multiples"),
                  "Local setting", Source.LOCAL),
        Parameter("rounder_yuan", 10_000, message("Yuan of which very round amounts are "
                                                  "multiples"),
                  "Local setting", Source.LOCAL),
        Parameter("reach", 1.5, message("Reach of the upper fence above the third quartile, in "
                                        "interquartile ranges"), "Tukey 1977", Source.VERIFIED),
        Parameter("least_share", 0.05, message("Least share of round or repeated amounts"),
                  "Local setting", Source.LOCAL),
        Parameter("least_repeats", 20, message("Least times that one amount repeats"),
                  "Local setting", Source.LOCAL),
        Parameter("digits_from", 1_000, message("Yuan from which the last two digits are free"),
                  "Nigrini, Forensic Analytics", Source.LOCAL),
        Parameter("least_endings", 500, message("Least number of payments for the last two "
                                                "digits: five for each ending"),
                  "Rule of five for chi-squared tests", Source.LOCAL),
        Parameter("chance", 0.01, message("Chance under which an accident is not assumed"),
                  "Local setting", Source.LOCAL),
    ),
    needs=("payments",),
    run=run,
)  # fmt: skip
