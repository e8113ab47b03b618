"""Matters as columns: what is counted and timed of each, in working days of the calendar."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, func, select

from dialogue import tables
from dialogue.states import Outcome, State, Visibility

if TYPE_CHECKING:
    import polars

    from publisher.workdays import Calendar

UNDECIDED: Final = (State.SUBMITTED, State.QUEUED, State.RETURNED)
"""States that are not counted yet: an accusation leaves them without a trace in any figure."""

COLUMNS: Final = (
    "id", "board", "unit", "type", "state", "visibility", "received_on", "changed_at",
    "moderated_on", "assigned_on", "disputed_on", "transferred", "redacted", "reply_due_on",
    "extended_to", "replied_on", "second_replied_on", "reopened_on", "outcome", "promised_on",
    "promise_kept", "code", "satisfied", "signed_by",
)  # fmt: skip

COUNTS: Final = (
    "decided", "declined", "withdrawn", "merged", "assigned", "disputed", "transferred",
    "extended", "due", "replied", "on_time", "overdue", "signed_by_own_leader", "resolved",
    "promised", "promises_due", "promises_kept", "promises_missed", "rated", "satisfied",
    "reopened", "second_replies", "hidden", "redacted",
)  # fmt: skip
"""What is counted of matters; each is a column of zeros and ones."""

TIMES: Final = ("to_moderation", "to_reply", "to_resolution")
"""What is timed, in working days; empty where it has not happened."""


def measures(connection: Connection, calendar: Calendar, today: dt.date) -> polars.DataFrame:
    """A row for each matter that was decided on, with COUNTS, TIMES and what groups it.

    Groups are board, unit, type, month (of arrival, as 2026-03) and code (why it was declined).
    """
    import polars as pl

    frame = _frame(connection)
    day = pl.lit(today)
    replied = pl.col("replied_on").is_not_null()
    due = pl.col("reply_due_on").is_not_null() & (replied | (pl.col("reply_due_on") < day))
    kept = pl.col("promise_kept").fill_null(False)
    promised = pl.col("outcome") == Outcome.PROMISED
    resolved = (pl.col("outcome") == Outcome.RESOLVED) | (promised & kept)
    flags = {
        "decided": pl.lit(True),
        "declined": pl.col("state") == State.DECLINED,
        "withdrawn": pl.col("state") == State.WITHDRAWN,
        "merged": pl.col("state") == State.MERGED,
        "assigned": pl.col("assigned_on").is_not_null(),
        "disputed": pl.col("disputed_on").is_not_null(),
        "transferred": pl.col("transferred"),
        "extended": pl.col("extended_to").is_not_null(),
        "due": due,
        "replied": replied,
        "on_time": replied & (pl.col("replied_on") <= pl.col("reply_due_on")),
        "overdue": ~replied & due,
        "signed_by_own_leader": replied & pl.col("own_leader"),
        "resolved": replied & resolved,
        "promised": promised & replied,
        "promises_due": promised & replied & (pl.col("promised_on") <= day),
        "promises_kept": promised & kept,
        "promises_missed": promised & ~pl.col("promise_kept").fill_null(True),
        "rated": pl.col("satisfied").is_not_null(),
        "satisfied": pl.col("satisfied").fill_null(False),
        "reopened": pl.col("reopened_on").is_not_null(),
        "second_replies": pl.col("second_replied_on").is_not_null(),
        "hidden": pl.col("visibility") == Visibility.TOMBSTONE,
        "redacted": pl.col("redacted"),
    }
    end = pl.when(resolved & replied).then(
        pl.coalesce("second_replied_on", "replied_on")
    )  # fmt: skip
    return frame.with_columns(
        [expression.fill_null(False).alias(name) for name, expression in flags.items()]
        + [pl.col("received_on").dt.strftime("%Y-%m").alias("month"), end.alias("resolved_on")]
    ).with_columns(
        _working_days(frame, "received_on", "moderated_on", calendar, "to_moderation"),
    ).with_columns(
        to_reply=_between(pl.col("received_on"), pl.col("replied_on"), calendar),
        to_resolution=_between(pl.col("received_on"), pl.col("resolved_on"), calendar),
    )  # fmt: skip


def _working_days(
    frame: polars.DataFrame, start: str, end: str, calendar: Calendar, name: str
) -> polars.Series:
    import polars as pl

    days = frame.select(_between(pl.col(start), pl.col(end), calendar).alias(name))
    return days[name]


def _between(start: polars.Expr, end: polars.Expr, calendar: Calendar) -> polars.Expr:
    """Working days after one day up to and including another, empty where the other is."""
    import polars as pl

    def counted(pair: polars.Series) -> polars.Series:
        table = pair.struct.unnest()
        there = table["end"].is_not_null()
        first = table["start"].cast(pl.Int32).fill_null(0).to_numpy()
        last = table["end"].cast(pl.Int32).fill_null(0).to_numpy()
        found = pl.Series(calendar.counts_at(last) - calendar.counts_at(first))
        return found.zip_with(there, pl.Series([None] * len(found), dtype=found.dtype))

    return pl.struct(start=start, end=end).map_batches(counted, return_dtype=pl.Int32)


def _frame(connection: Connection) -> polars.DataFrame:
    import polars as pl

    thread = tables.thread
    rows = connection.execute(
        select(*(thread.c[name] for name in COLUMNS)).where(thread.c.state.not_in(UNDECIDED))
    ).fetchall()
    dates = {name: pl.Date for name in COLUMNS if name.endswith("_on") or name == "extended_to"}
    kinds: dict[str, Any] = {
        **dict.fromkeys(COLUMNS, pl.String), **dates, "changed_at": pl.Datetime,
        **dict.fromkeys(("transferred", "redacted", "promise_kept", "satisfied"), pl.Boolean),
    }  # fmt: skip
    frame = pl.DataFrame([tuple(row) for row in rows], schema=kinds, orient="row")
    return frame.with_columns(own_leader=_own_leader(connection, frame))


def _own_leader(connection: Connection, frame: polars.DataFrame) -> polars.Series:
    """Whether who signed leads the matter's own board."""
    import polars as pl

    account = tables.account
    pairs = [
        (row.name, board)
        for row in connection.execute(select(account.c.name, account.c.boards))
        for board in row.boards
    ]
    leads = pl.DataFrame(pairs, schema={"signed_by": pl.String, "board": pl.String}, orient="row")
    leads = leads.with_columns(own_leader=True)
    joined = frame.select("signed_by", "board").join(
        leads, on=["signed_by", "board"], how="left", maintain_order="left"
    )
    return joined["own_leader"].fill_null(False)


def sealed_by_month(connection: Connection) -> dict[str, int]:
    """How many accusations were sealed in each month, in the whole county."""
    sealed = tables.sealed
    counted = connection.execute(
        select(sealed.c.month, func.count().label("count")).group_by(sealed.c.month)
    )
    return {row.month: int(row[1]) for row in counted}
