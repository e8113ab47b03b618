"""C15: collective decisions without enough members, enough votes, or with votes that differ."""

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

VOTES = ("agree_count", "oppose_count", "abstain_count", "postpone_count")
COUNTS = ("due_count", "present_count", "recused_count", *VOTES)


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag decisions that passed without quorum or majority, odd sums, and votes of the recused."""
    decisions = county.tables["decisions"]
    counted = _counted(decisions.drop_nulls(COUNTS), values)
    passed = counted.filter(pl.col("outcome") == "passed")
    few = passed.filter(pl.col("present_count") < pl.col("_least"))
    personnel = pl.col("kind") == "personnel"
    minority = passed.filter(personnel & (pl.col("agree_count") < pl.col("_votes")))
    uneven = counted.filter(pl.col("_cast") != pl.col("_voters"))
    positions = county.tables.find("decision_positions")
    recused, unlisted = _recused(counted, positions)
    rows = {}
    if positions is not None:
        rows = by_key(_voted(positions), "decision_id", recused["decision_id"])
    return Outcome(
        population=counted.height,
        not_evaluated=not_evaluated(
            (message("a count is missing"), decisions.height - counted.height),
            (message("the members' positions are not published"), unlisted),
        ),
        flags=(
            *(_few(row) for row in few.iter_rows(named=True)),
            *(_minority(row) for row in minority.iter_rows(named=True)),
            *(_uneven(row) for row in uneven.iter_rows(named=True)),
            *(_recusal(row, rows[row["decision_id"]]) for row in recused.iter_rows(named=True)),
        ),
    )


def _counted(decisions: pl.DataFrame, values: Mapping[str, Value]) -> pl.DataFrame:
    """With the least members (_least) and votes (_votes) needed, votes cast, and voters."""
    quorum = (
        pl.when(pl.col("kind") == "personnel")
        .then(pl.lit(float(values["personnel_quorum"])))
        .otherwise(pl.lit(float(values["quorum"])))
    )
    majority = pl.col("due_count") * float(values["personnel_majority"])
    return decisions.with_columns(
        (pl.col("due_count") * quorum - ROUNDING).ceil().cast(pl.Int64).alias("_least"),
        ((majority + ROUNDING).floor() + 1).cast(pl.Int64).alias("_votes"),
        pl.sum_horizontal(*VOTES).alias("_cast"),
        (pl.col("present_count") - pl.col("recused_count")).alias("_voters"),
    )


def _voted(positions: pl.DataFrame) -> pl.DataFrame:
    return positions.filter(pl.col("recused") & pl.col("position").is_not_null())


def _recused(decisions: pl.DataFrame, positions: pl.DataFrame | None) -> tuple[pl.DataFrame, int]:
    """Decisions in which recused members voted, and how many have no positions."""
    if positions is None:
        return decisions.clear(), decisions.height
    unlisted = decisions.join(positions, on="decision_id", how="anti").height
    return decisions.join(_voted(positions), on="decision_id", how="semi"), unlisted


def _few(row: Row) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["decision_id"], "quorum"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["meeting_on"],
        text=message("{present} of {due} members were present and the matter passed; at least "
                     "{least} are needed.", present=row["present_count"], due=row["due_count"],
                     least=row["_least"]),
        evidence=(row_evidence("decisions", row),), rows=1,
        figures=((message("Members due"), row["due_count"]),
                 (message("Members present"), row["present_count"])),
    )  # fmt: skip


def _minority(row: Row) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["decision_id"], "majority"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["meeting_on"],
        text=message("A matter of personnel passed with {agree} votes of {due} members due; at "
                     "least {least} are needed.", agree=row["agree_count"],
                     due=row["due_count"], least=row["_votes"]),
        evidence=(row_evidence("decisions", row),), rows=1,
        figures=((message("Members due"), row["due_count"]),
                 (message("Votes in favour"), row["agree_count"])),
    )  # fmt: skip


def _uneven(row: Row) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["decision_id"], "sum"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["meeting_on"],
        text=message("The votes add up to {cast}, but {voters} members were present and not "
                     "recused.", cast=row["_cast"], voters=row["_voters"]),
        evidence=(row_evidence("decisions", row),), rows=1,
        figures=((message("Votes cast"), row["_cast"]),
                 (message("Members who may vote"), row["_voters"])),
    )  # fmt: skip


def _recusal(row: Row, rows: pl.DataFrame) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["decision_id"], "recused"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["meeting_on"],
        text=message("Members who were recused took a position: {members}.",
                     members=rows.height),
        evidence=listed((row_evidence("decisions", row),), evidence("decision_positions", rows)),
        rows=1 + rows.height,
        figures=((message("Recused members with a position"), rows.height),),
    )  # fmt: skip


CHECK = Check(
    id="C15",
    name=message("Quorum and majority"),
    about=message("A collective decision needs enough members present; appointments and removals "
                  "also need the votes of more than half of all members due. The check recounts "
                  "what the table says about each decision."),
    cases=message("collective decisions"),
    basis="选拔任用条例 [P]; 党组工作条例 [M]",
    parameters=(
        Parameter("personnel_quorum", 2 / 3, message("Share present for personnel matters"),
                  "选拔任用条例", Source.PUBLIC),
        Parameter("personnel_majority", 0.5,
                  message("Share of members due that votes must exceed"), "选拔任用条例",
                  Source.PUBLIC),
        Parameter("quorum", 0.5, message("Share present for other matters"), "党组工作条例",
                  Source.LOCAL),
    ),
    needs=("decisions",),
    run=run,
)  # fmt: skip
