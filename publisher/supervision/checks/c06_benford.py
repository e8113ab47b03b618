"""C06: first digits that are far from Benford's law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.county import County, evidence
from publisher.supervision.flagged import CENTS, cases, fence, netted, number, percent, words
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

CASE = ["org_id"]


class Test(NamedTuple):
    """One of the two tests: the first digit, or the first two; `low` to `high` are its digits."""

    name: str
    low: int
    high: int
    rows: str
    band: str

    @property
    def digits(self) -> pl.Expr:
        """The first digits of the amounts, in whole numbers so that they are exact."""
        rest = pl.col("_power") - len(str(self.low)) + 1
        return pl.col(CENTS) // pl.lit(10, pl.Int64).pow(rest.clip(lower_bound=0))


TESTS = (
    Test("first", 1, 9, "first_rows", "first_mad"),
    Test("first-two", 10, 99, "two_rows", "two_mad"),
)


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag units whose first digits are far from the law, and farther than at other units."""
    payments = netted(county.tables["payments"], "econ_code").filter(
        (pl.col(CENTS) >= number(values["from_yuan"]) * 100)
        & ~pl.col("econ_code").is_in(words(values["capped_codes"]))
    ).with_columns(_power())  # fmt: skip
    tail = number(values["tail"])
    high, low = (pl.col(CENTS).quantile(part, "nearest") for part in (1 - tail, tail))
    units = payments.group_by(CASE).agg(
        pl.len().alias("_count"), (high / low).log10().alias("_orders")
    )
    wide = units.filter(pl.col("_orders") >= values["least_orders"])
    enough = wide.filter(pl.col("_count") >= values["first_rows"])
    flags: list[Flag] = []
    for test in TESTS:
        able = wide.filter(pl.col("_count") >= values[test.rows])
        rows = payments.join(able.select(CASE), on=CASE, how="semi", maintain_order="left")
        flags += _flags(test, rows.with_columns(test.digits.alias("_digit")), values)
    reasons = (
        NotEvaluated(message("too few payments"), wide.height - enough.height),
        NotEvaluated(message("the amounts are too much alike: they span too few powers of ten"),
                     units.height - wide.height),
    )  # fmt: skip
    return Outcome(
        population=enough.height,
        not_evaluated=tuple(reason for reason in reasons if reason.rows),
        flags=tuple(flags),
    )


def _power() -> pl.Expr:
    """The number of digits of an amount in cents, less one; exact, unlike a logarithm."""
    steps = [(pl.col(CENTS) >= 10**power).cast(pl.Int64) for power in range(1, 18)]
    return pl.sum_horizontal(steps).alias("_power")


def _flags(test: Test, payments: pl.DataFrame, values: Mapping[str, Value]) -> Iterator[Flag]:
    law = pl.DataFrame({"_digit": range(test.low, test.high + 1)}).with_columns(
        (1 + 1 / pl.col("_digit")).log10().alias("_law")
    )
    units = payments.group_by(CASE).agg(pl.len().alias("_count"))
    counts = payments.group_by(*CASE, "_digit").agg(pl.len().alias("_times"))
    gap = pl.col("_times").fill_null(0) / pl.col("_count") - pl.col("_law")
    shares = units.join(law, how="cross").join(counts, on=[*CASE, "_digit"], how="left")
    away = shares.with_columns(gap.alias("_gap")).group_by(CASE).agg(
        pl.col("_gap").abs().mean().alias("_mad"), pl.col("_count").first(),
        pl.col("_digit", "_law", "_gap").sort_by("_gap", descending=True).first(),
    ).with_columns(
        (fence("_mad", number(values["reach"])) if units.height >= number(values["least_peers"])
         else pl.lit(0.0)).alias("_fence"),
        pl.col("_mad").median().alias("_usual"),
    ).sort(CASE)  # fmt: skip
    flagged = away.filter(
        (pl.col("_mad") >= values[test.band]) & (pl.col("_mad") > pl.col("_fence"))
    )
    rows = cases(payments, flagged, [*CASE, "_digit"])
    for row in flagged.iter_rows(named=True):
        yield _flag(test, row, rows[(row["org_id"], row["_digit"])], values)


def _flag(
    test: Test, row: Mapping[str, Any], rows: pl.DataFrame, values: Mapping[str, Value]
) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["org_id"], test.name), unit=row["org_id"],
        weight=Weight.LOW, day=None, text=_text(row, rows),
        evidence=evidence("payments", rows), rows=rows.height,
        figures=(
            (message("Payments"), row["_count"]),
            (message("Mean absolute deviation from Benford's law"), round(row["_mad"], 4)),
            (message("From here on it does not conform"), values[test.band]),
            (message("Median of the units compared"), round(row["_usual"], 4)),
        ),
    )  # fmt: skip


def _text(row: Mapping[str, Any], rows: pl.DataFrame) -> Message:
    return message(
        "{count} of {all} payments ({share}) begin with {digit}; by Benford's law, which amounts "
        "of many sizes usually follow, it would be {law}. This asks for an explanation.",
        count=rows.height, all=row["_count"], share=percent(rows.height / row["_count"]),
        digit=row["_digit"], law=percent(row["_law"]),
    )  # fmt: skip


CHECK = Check(
    id="C06",
    name=message("First digits"),
    about=message("In lists of amounts of many sizes, 1 is the first digit in 30 of 100 cases and "
                  "9 in 5. Amounts kept below an internal limit disturb this. Lists with a cap, "
                  "such as receptions with a norm per guest, do not follow the law and are left "
                  "out; a unit is flagged only where it is also farther from the law than the "
                  "other units."),
    cases=message("units with enough payments of many sizes"),
    basis="Drake & Nigrini 2000; OCP R029 (names and bands) [V]",
    parameters=(
        Parameter("first_rows", 500, message("Least number of payments for the first digit"),
                  "Local setting; the bands assume long lists", Source.LOCAL),
        Parameter("first_mad", 0.015, message("Mean absolute deviation from which the first digit "
                                              "does not conform (bands 0.006, 0.012, 0.015)"),
                  "Drake & Nigrini 2000", Source.VERIFIED),
        Parameter("two_rows", 1_000, message("Least number of payments for the first two digits"),
                  "Local setting; the bands assume long lists", Source.LOCAL),
        Parameter("two_mad", 0.0022, message("Mean absolute deviation from which the first two "
                                             "digits do not conform (bands 0.0012, 0.0018, "
                                             "0.0022)"), "Drake & Nigrini 2000", Source.VERIFIED),
        Parameter("least_orders", 2, message("Powers of ten that the amounts must span"),
                  "Drake & Nigrini 2000", Source.PUBLIC),
        Parameter("tail", 0.01, message("Share of the amounts at either end that does not count "
                                        "for the span"), "Local setting", Source.LOCAL),
        Parameter("from_yuan", 10, message("Yuan from which an amount counts"),
                  "Nigrini, Forensic Analytics", Source.LOCAL),
        Parameter("capped_codes", "30217", message("Economic codes of lists with a cap"),
                  "公务接待规定 (norm per guest)", Source.LOCAL),
        Parameter("reach", 1.5, message("Reach of the upper fence above the third quartile, in "
                                        "interquartile ranges"), "Tukey 1977", Source.VERIFIED),
        Parameter("least_peers", 8, message("Units from which on they are compared with each "
                                            "other"), "Local setting", Source.LOCAL),
    ),
    needs=("payments",),
    run=run,
)  # fmt: skip
