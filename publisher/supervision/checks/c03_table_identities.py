"""C03: published tables that contradict each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.checks.c03_quantities import (
    CASE,
    IDENTITIES,
    QUANTITIES,
    Identity,
    Quantity,
    wide,
)
from publisher.supervision.county import LISTED, County, evidence
from publisher.supervision.flagged import Cases, cases, number, yuan
from publisher.supervision.model import (
    Check,
    Evidence,
    Flag,
    NotEvaluated,
    Outcome,
    Parameter,
    Source,
    Value,
    Weight,
)

HUNDREDTHS = 100
"""Quantities count in hundredths of 10,000 yuan, the last digit that tables print."""


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag pairs of figures in two tables of a unit, year and stage that cannot both be right."""
    lines, table = county.tables["budget_lines"], county.tables["three_public"]
    found = wide(lines, table)
    population, missing = 0, 0
    wrong: list[tuple[Identity, pl.DataFrame]] = []
    for identity in IDENTITIES:
        judged = _judged(found, identity)
        population += judged.height
        missing += _comparable(found, identity).height - judged.height
        wrong.append((identity, judged.filter(_apart(identity, values))))
    rows = pl.concat([frame.select(CASE) for _, frame in wrong]).unique()
    printed = cases(lines, rows, CASE), cases(table, rows, CASE)
    return Outcome(
        population=population,
        not_evaluated=(
            (NotEvaluated(message("one of the two tables is not published"), missing),)
            if missing else ()
        ),
        flags=tuple(
            _flag(identity, row, printed, values)
            for identity, frame in wrong
            for row in frame.iter_rows(named=True)
        ),
    )  # fmt: skip


def _comparable(found: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    """The units, years and stages that the identity speaks of: one of its figures is there.

    A part that a table does not list is no part of the whole.
    """
    names = identity.left if identity.part else (*identity.left, *identity.right)
    sides = [pl.col(name).is_not_null() for name in names]
    return found.filter(pl.col("stage").is_in(identity.stages) & pl.any_horizontal(sides))


def _judged(found: pl.DataFrame, identity: Identity) -> pl.DataFrame:
    sums = [
        pl.sum_horizontal(side).alias(name)
        for side, name in ((identity.left, "_left"), (identity.right, "_right"))
    ]
    names = [*identity.left, *identity.right]
    return _comparable(found, identity).drop_nulls(names).with_columns(sums)


def _apart(identity: Identity, values: Mapping[str, Value]) -> pl.Expr:
    gap = pl.col("_left") - pl.col("_right")
    return (gap if identity.part else gap.abs()) > number(values["tolerance"]) * HUNDREDTHS


def _flag(
    identity: Identity, row: Mapping[str, Any], printed: tuple[Cases, Cases],
    values: Mapping[str, Value],
) -> Flag:  # fmt: skip
    shown, count, day = _evidence(identity, row, printed)
    left, right = row["_left"] / HUNDREDTHS, row["_right"] / HUNDREDTHS
    return Flag(
        check=CHECK.id, subject=(row["org_id"], str(row["year"]), row["stage"], identity.name),
        unit=row["org_id"], weight=Weight.HIGH, day=day,
        text=_text(identity, row, scaled=_scaled(left, right, values)),
        evidence=shown, rows=count,
        figures=((_sum(identity.left), round(left, 2)), (_sum(identity.right), round(right, 2))),
    )  # fmt: skip


def _scaled(left: float, right: float, values: Mapping[str, Value]) -> bool:
    """Whether the figures look like the same amount in two units."""
    low, high = sorted((left, right))
    scale = number(values["scale"])
    return low > 0 and abs(high / low - scale) < number(values["scale_near"]) * scale


def _text(identity: Identity, row: Mapping[str, Any], *, scaled: bool) -> Message:
    said = {
        "year": row["year"], "left": _sum(identity.left), "right": _sum(identity.right),
        "one": yuan(row["_left"] / HUNDREDTHS), "other": yuan(row["_right"] / HUNDREDTHS),
    }  # fmt: skip
    if scaled:
        return message("For {year}, {left} is {one} and {right} is {other} (10,000 yuan): the "
                       "same figure in two units, it seems. Two tables cannot both be right; "
                       "which one is not known.", **said)  # fmt: skip
    if identity.part:
        return message("For {year}, {left} is {one} (10,000 yuan), more than {right}, {other}, of "
                       "which it is a part. Two tables cannot both be right; which one is not "
                       "known.", **said)  # fmt: skip
    return message("For {year}, {left} is {one} and {right} is {other} (10,000 yuan); they should "
                   "be equal. Two tables cannot both be right; which one is not known.",
                   **said)  # fmt: skip


def _sum(names: tuple[str, ...]) -> Message:
    found = QUANTITIES[names[0]].label
    for name in names[1:]:
        found = message("{one} + {other}", one=found, other=QUANTITIES[name].label)
    return found


def _evidence(
    identity: Identity, row: Mapping[str, Any], printed: tuple[Cases, Cases]
) -> tuple[tuple[Evidence, ...], int, dt.date | None]:
    """The first rows of both tables, how many there are, and the day the last was published."""
    key = row["org_id"], row["year"], row["stage"]
    found: tuple[Evidence, ...] = ()
    count = 0
    days: list[dt.date] = []
    for schema, rows in zip(("budget_lines", "three_public"), printed, strict=True):
        used = [QUANTITIES[name] for name in (*identity.left, *identity.right)]
        chosen = _chosen([q for q in used if q.schema == schema], rows.get(key))
        if chosen is not None:
            found += evidence(schema, chosen)
            count += chosen.height
            days.extend(chosen["published_on"].drop_nulls())
    return found[:LISTED], count, max(days, default=None)


def _chosen(quantities: list[Quantity], rows: pl.DataFrame | None) -> pl.DataFrame | None:
    if rows is None or not quantities:
        return None
    return rows.filter(pl.any_horizontal([quantity.rows for quantity in quantities]))


CHECK = Check(
    id="C03",
    name=message("Table identities"),
    about=message("The published tables of a unit tell of the same money more than once. Where "
                  "two of them give different figures for the same thing, or a part that is "
                  "larger than the whole, one of them is wrong; the check cannot know which. Sums "
                  "within a table are checked before publication."),
    cases=message("pairs of figures in two tables of a unit, year and stage"),
    basis="预算法 art.14; 实施条例 art.6; cross-table rules BUD-C001–C010 and "
          "V33-CROSS-SAN-GONG-ECON [V]",
    parameters=(
        Parameter("tolerance", 0.05, message("10,000 yuan by which rounded figures may differ"),
                  "Rounding of the published tables", Source.VERIFIED),
        Parameter("scale", 10_000, message("Factor between figures that stand in different units"),
                  "Yuan and 10,000 yuan", Source.VERIFIED),
        Parameter("scale_near", 0.01, message("Share by which that factor may be missed"),
                  "Local setting", Source.LOCAL),
    ),
    needs=("budget_lines", "three_public"),
    run=run,
)  # fmt: skip
