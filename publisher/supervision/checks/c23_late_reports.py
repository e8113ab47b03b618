"""C23: gifts handed in late, and ceremonies reported late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import Row, Span, latest, not_evaluated, overrun, row_evidence
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.workdays import Calendar


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag gifts that were kept too long, and quarters with ceremonies reported late."""
    gifts = county.tables["gifts"].with_columns(
        pl.col("received_on").dt.offset_by(f"{int(values['months'])}mo").alias("_limit"),
        pl.col("handed_in_on").fill_null(county.today).alias("_end"),
    )
    late = gifts.filter(
        overrun(gifts, Span("received_on", "_end"), gifts["_limit"], calendar=county.calendar)
    )
    ceremonies = county.tables.find("ceremonies")
    quarters, unknown = _late_quarters(ceremonies, values)
    return Outcome(
        population=gifts.height + (ceremonies.height if ceremonies is not None else 0),
        not_evaluated=not_evaluated(
            (message("the day of receipt is missing"), gifts["received_on"].null_count()),
            (message("the number of late reports is not shown"), unknown),
        ),
        flags=(
            *(_kept(row, county.calendar) for row in late.iter_rows(named=True)),
            *_reported(quarters),
        ),
    )


def _late_quarters(
    ceremonies: pl.DataFrame | None, values: Mapping[str, Value]
) -> tuple[pl.DataFrame | None, int]:
    """Rows with late reports, and how many rows do not show a number."""
    if ceremonies is None:
        return None, 0
    counted = ceremonies.with_columns(
        pl.col("late").alias("_late"), pl.format("{}-Q{}", "year", "quarter").alias("_quarter")
    )
    return counted.filter(pl.col("_late") > values["late_reports"]), counted["_late"].null_count()


def _kept(row: Row, calendar: Calendar) -> Flag:
    limit = calendar.add(row["_limit"], 0)
    if row["handed_in_on"] is None:
        text = message("The gift received on {received} was to be handed in by {limit}; no day on "
                       "which it was is given.", received=row["received_on"],
                       limit=limit)  # fmt: skip
    else:
        text = message("The gift received on {received} was to be handed in by {limit}; it was "
                       "on {handed}.", received=row["received_on"], limit=limit,
                       handed=row["handed_in_on"])  # fmt: skip
    return Flag(
        check=CHECK.id, subject=(row["item_id"],), unit=row["org_id"], weight=Weight.MEDIUM,
        day=row["received_on"], text=text, evidence=(row_evidence("gifts", row),), rows=1,
    )  # fmt: skip


def _reported(quarters: pl.DataFrame | None) -> Iterator[Flag]:
    """One flag for each unit and quarter."""
    if quarters is None:
        return
    parts = quarters.partition_by("org_id", "_quarter", as_dict=True, maintain_order=True)
    for key, part in parts.items():
        unit, quarter = (str(value) for value in key)
        count = int(part["_late"].sum())
        yield Flag(
            check=CHECK.id, subject=(unit, quarter, "ceremonies"), unit=unit,
            weight=Weight.MEDIUM, day=latest(part["published_on"]),
            text=message("In {quarter} {count} weddings, funerals or other celebrations were "
                         "reported late.", quarter=quarter, count=count),
            evidence=evidence("ceremonies", part), rows=part.height,
            figures=((message("Late reports"), count),),
        )  # fmt: skip


CHECK = Check(
    id="C23",
    name=message("Late gift or ceremony report"),
    about=message("A gift that could not be refused is to be handed in within a set time; "
                  "weddings, funerals and other celebrations are to be reported in time. Names are "
                  "never part of these tables. A limit that ends on a rest day ends on the next "
                  "working day."),
    cases=message("gifts and rows of ceremony reports"),
    basis="国务院令20号 (1988) art.9; local limits for ceremonies",
    parameters=(
        Parameter("months", 1, message("Months until a gift is handed in"), "国务院令20号 art.9",
                  Source.VERIFIED),
        Parameter("late_reports", 0, message("Late reports that are not asked about"),
                  "local setting", Source.LOCAL),
    ),
    needs=("gifts",),
    run=run,
)  # fmt: skip
