"""C17: notices before appointments that were short, early, ignored or incomplete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from publisher.languages import Message, message
from publisher.supervision.cases import Row, Span, not_evaluated, row_evidence, working_days
from publisher.supervision.county import County
from publisher.supervision.model import (
    Check,
    Flag,
    Outcome,
    Parameter,
    Party,
    Source,
    Value,
    Weight,
)


class Signal(NamedTuple):
    """What was seen in a notice: the last part of the flag's subject, its text and figures."""

    rule: str
    text: Message
    figures: tuple[tuple[Message, Value], ...] = ()


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag notices by their length, their place before and after other steps, and blanks."""
    notices = county.tables["appointments"]
    decisions = county.tables.find("decisions")
    met = notices.with_columns(pl.lit(None, dtype=pl.Date).alias("_met"))
    if decisions is not None:
        meetings = decisions.select("decision_id", pl.col("meeting_on").alias("_met"))
        met = notices.join(meetings, on="decision_id", how="left", maintain_order="left")
    dated = met.with_columns(
        working_days(met, Span("posted_on", "closes_on"), county.calendar).alias("_days")
    )
    odd = dated.filter(
        pl.any_horizontal(
            pl.col("_days") < values["days"],
            pl.col("posted_on") < pl.col("_met"),
            pl.col("appointed_on") <= pl.col("closes_on"),
            pl.col("report_phone").is_null(),
            _unexplained(),
        )
    )
    return Outcome(
        population=notices.height,
        not_evaluated=not_evaluated(
            (message("a date is missing"), dated["_days"].null_count()),
            (message("the meeting that decided is not published"), dated["_met"].null_count()),
        ),
        flags=tuple(
            _flag(row, signal)
            for row in odd.iter_rows(named=True)
            for signal in (*_of_time(row, values), *_of_blanks(row))
        ),
    )


def _unexplained() -> pl.Expr:
    return pl.col("exceptional") & pl.col("exceptional_reason").is_null()


def _of_time(row: Row, values: Mapping[str, Value]) -> Iterator[Signal]:
    """The signals of a notice's dates."""
    posted, met, closes = row["posted_on"], row["_met"], row["closes_on"]
    appointed = row["appointed_on"]
    if row["_days"] is not None and row["_days"] < float(values["days"]):
        yield Signal(
            "days",
            message("The notice was open for {days} working days; at least {least} are needed.",
                    days=row["_days"], least=values["days"]),
            ((message("Working days open"), row["_days"]),),
        )  # fmt: skip
    if met and posted and posted < met:
        yield Signal(
            "decision",
            message("The notice was posted on {posted}, before the meeting that decided on {met}.",
                    posted=posted, met=met),
            ((message("Days before the decision"), (met - posted).days),),
        )  # fmt: skip
    if appointed and closes and appointed <= closes:
        yield Signal(
            "appointed",
            message("The appointment of {appointed} came before the notice had run until "
                    "{closes}.", appointed=appointed, closes=closes),
        )  # fmt: skip


def _of_blanks(row: Row) -> Iterator[Signal]:
    """The signals of what a notice leaves out."""
    if row["report_phone"] is None:
        yield Signal(
            "phone", message("The notice names no telephone number for comments from the public.")
        )
    if row["exceptional"] and row["exceptional_reason"] is None:
        yield Signal(
            "reason", message("The promotion is exceptional and the notice gives no reason for it.")
        )


def _flag(row: Row, signal: Signal) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["notice_id"], signal.rule), unit=row["org_id"],
        weight=Weight.HIGH, day=row["posted_on"], text=signal.text,
        evidence=(row_evidence("appointments", row),), rows=1, figures=signal.figures,
        parties=(Party("candidate", row["notice_id"], row["candidate_name"]),),
    )  # fmt: skip


CHECK = Check(
    id="C17",
    name=message("Appointment notice"),
    about=message("Before an appointment the public has some days to comment: after the decision, "
                  "before the appointment, with a telephone number, and with the reason where a "
                  "promotion is exceptional. A flag concerns the procedure, not the candidate."),
    cases=message("appointment notices"),
    basis="选拔任用条例; 公务员法 art.32, 48",
    parameters=(
        Parameter("days", 5, message("Least working days of the notice"),
                  "公务员法 art.32 (V, recruitment); 选拔任用条例 (P)", Source.PUBLIC),
    ),
    needs=("appointments",),
    run=run,
)  # fmt: skip
