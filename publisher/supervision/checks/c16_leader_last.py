"""C16: meetings where the leader did not speak last, or the outcome left the majority."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import (
    ROUNDING,
    Row,
    by_key,
    listed,
    not_evaluated,
    row_evidence,
)
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight

LEADER = pl.col("role") == "top_leader"
SILENT = pl.col("attended") & ~pl.col("recused") & pl.col("position").is_null()
COUNTS = ("due_count", "present_count", "recused_count", "agree_count")


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag leaders who spoke early, members without a position, and departures unexplained."""
    decisions = county.tables["decisions"]
    positions = county.tables["decision_positions"]
    order = pl.col("speaking_order")
    spoken = positions.group_by("decision_id").agg(
        order.filter(LEADER).max().alias("_leader"),
        order.filter(~LEADER).max().alias("_others"),
        SILENT.sum().alias("_silent"),
    )
    known = decisions.join(spoken, on="decision_id", how="left", maintain_order="left")
    early = known.filter(pl.col("_leader") < pl.col("_others"))
    silent = known.filter(pl.col("_silent") > 0)
    departed = known.filter(_departed(values))
    leaders = by_key(positions.filter(LEADER), "decision_id", early["decision_id"])
    rows = by_key(positions.filter(SILENT), "decision_id", silent["decision_id"])
    unordered = pl.col("_leader").is_null() | pl.col("_others").is_null()
    return Outcome(
        population=known.height,
        not_evaluated=not_evaluated(
            (message("the order in which the leader and the others spoke is not known"),
             known.filter(unordered).height),
            (message("a count is missing"),
             known.filter(pl.any_horizontal(pl.col(COUNTS).is_null())).height),
        ),
        flags=(
            *(_early(row, leaders[row["decision_id"]]) for row in early.iter_rows(named=True)),
            *(_silent(row, rows[row["decision_id"]]) for row in silent.iter_rows(named=True)),
            *(_departure(row) for row in departed.iter_rows(named=True)),
        ),
    )  # fmt: skip


def _departed(values: Mapping[str, Value]) -> pl.Expr:
    """Whether the outcome differs from the majority and no reason is given.

    A matter of personnel needs more than half of the members due, so that it may fail with the
    votes of most of those present.
    """
    voters = pl.col("present_count") - pl.col("recused_count")
    needed = pl.when(pl.col("kind") == "personnel").then(pl.col("due_count")).otherwise(voters)
    share = float(values["majority"])
    passed = pl.col("outcome") == "passed"
    against = passed & (pl.col("agree_count") <= voters * share + ROUNDING)
    ignored = ~passed & (pl.col("agree_count") > needed * share + ROUNDING)
    return (against | ignored) & pl.col("majority_departure_reason").is_null()


def _early(row: Row, rows: pl.DataFrame) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["decision_id"], "order"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["meeting_on"],
        text=message("The leader spoke as number {leader}, before others who spoke up to number "
                     "{last}; the leader is to speak last.", leader=row["_leader"],
                     last=row["_others"]),
        evidence=listed((row_evidence("decisions", row),), evidence("decision_positions", rows)),
        rows=1 + rows.height,
        figures=((message("Place of the leader"), row["_leader"]),
                 (message("Last place of the others"), row["_others"])),
    )  # fmt: skip


def _silent(row: Row, rows: pl.DataFrame) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["decision_id"], "position"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["meeting_on"],
        text=message("For {members} members who were present and not recused the table names no "
                     "position; every member is to take a clear one.", members=rows.height),
        evidence=listed((row_evidence("decisions", row),), evidence("decision_positions", rows)),
        rows=1 + rows.height,
        figures=((message("Members without a position"), rows.height),),
    )  # fmt: skip


def _departure(row: Row) -> Flag:
    voters = row["present_count"] - row["recused_count"]
    if row["outcome"] == "passed":
        text = message("The matter passed with {agree} of {voters} votes, which is not a majority, "
                       "and no reason is given.", agree=row["agree_count"],
                       voters=voters)  # fmt: skip
    else:
        text = message("The matter did not pass though {agree} of {voters} votes were in favour, "
                       "and no reason is given.", agree=row["agree_count"],
                       voters=voters)  # fmt: skip
    return Flag(
        check=CHECK.id, subject=(row["decision_id"], "departure"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["meeting_on"], text=text,
        evidence=(row_evidence("decisions", row),), rows=1,
        figures=((message("Votes in favour"), row["agree_count"]),
                 (message("Members who may vote"), voters)),
    )  # fmt: skip


CHECK = Check(
    id="C16",
    name=message("Leader speaks last"),
    about=message("So that members say what they think, the leader speaks last, every member "
                  "takes a position, and a decision that leaves the majority needs a reason."),
    cases=message("collective decisions"),
    basis="重大行政决策程序暂行条例 art.30; 末位表态制",
    parameters=(
        Parameter("majority", 0.5, message("Share of votes that a majority exceeds"),
                  "重大行政决策程序暂行条例 art.30", Source.VERIFIED),
    ),
    needs=("decisions", "decision_positions"),
    run=run,
)  # fmt: skip
