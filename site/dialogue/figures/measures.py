"""Matters as columns: what is counted and timed of each, in working days of the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, func, select

from dialogue.matter.states import Outcome, State, Visibility
from dialogue.storage import tables

if TYPE_CHECKING:
    import polars

    from publisher.workdays import Calendar

UNDECIDED: Final = (State.SUBMITTED, State.QUEUED, State.RETURNED)
"""States that are not counted yet: an accusation leaves them without a trace in any figure. Nor is
a matter counted that its writer took back before a moderator had read it."""

COLUMNS: Final = (
    "id", "board", "unit", "type", "state", "visibility", "received_on",
    "moderated_on", "assigned_on", "disputed_on", "transferred", "redacted", "reply_due_on",
    "extended_to", "replied_on", "in_time", "second_replied_on", "reopened_on", "outcome",
    "promise_kept", "promise_checked_on", "code", "satisfied", "signed_by",
)  # fmt: skip

PARTS: Final[Mapping[str, str]] = {
    "declined": "decided", "withdrawn": "decided", "merged": "decided", "assigned": "decided",
    "hidden": "decided", "redacted": "decided", "disputed": "assigned",
    "transferred": "assigned", "extended": "assigned", "due": "assigned", "replied": "due",
    "overdue": "due", "on_time": "replied", "signed_by_own_leader": "replied",
    "resolved": "replied", "promises_open": "replied", "promises_missed": "replied",
    "promises_kept": "resolved", "rated": "replied", "satisfied": "rated", "reopened": "rated",
    "second_replies": "reopened",
}  # fmt: skip
"""Of which count another is a part, its denominator; wholes stand before their parts.

Where two cannot both be shown it is the first: so rates people look for stand before others.
"""

SHARES: Final[Mapping[str, str]] = {**PARTS, "on_time": "due"}
"""What a count is shown as a share of: of replies in time, also those that are overdue count."""

COUNTS: Final = ("decided", *PARTS)
"""What is counted of matters; each is a column of zeros and ones."""

FAMILIES: Final = (
    ("declined", "withdrawn", "merged", "assigned"),
    ("replied", "overdue"),
    ("resolved", "promises_open", "promises_missed"),
)
"""Parts of one whole that never overlap, so that what is left of it can be computed."""

TIMED: Final[Mapping[str, str]] = {
    "to_moderation": "decided", "to_reply": "replied", "to_resolution": "resolved",
}  # fmt: skip
"""What is timed, in working days (empty where it has not happened), and what counts it."""


def measures(connection: Connection, calendar: Calendar, today: dt.date) -> polars.DataFrame:
    """A row for each matter that was decided on, with COUNTS, TIMED and what groups it.

    Groups are board, unit, type, month (of arrival, as 2026-03) and code (why it was declined).
    """
    import polars as pl

    frame = _frame(connection)
    day = pl.lit(today)
    replied = pl.col("replied_on").is_not_null()
    waits = pl.col("state") == State.CLARIFICATION
    overdue = ~replied & ~waits & (pl.col("reply_due_on") < day).fill_null(False)
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
        "due": replied | overdue,
        "replied": replied,
        "on_time": replied & pl.col("in_time"),
        "overdue": overdue,
        "signed_by_own_leader": replied & pl.col("own_leader"),
        "resolved": replied & resolved,
        "promises_open": replied & promised & pl.col("promise_kept").is_null(),
        "promises_kept": replied & promised & kept,
        "promises_missed": replied & promised & ~pl.col("promise_kept").fill_null(True),
        "rated": pl.col("satisfied").is_not_null(),
        "satisfied": pl.col("satisfied").fill_null(False),
        "reopened": pl.col("reopened_on").is_not_null(),
        "second_replies": pl.col("second_replied_on").is_not_null(),
        "hidden": pl.col("visibility") == Visibility.TOMBSTONE,
        "redacted": pl.col("redacted"),
    }
    answered = pl.coalesce("second_replied_on", "replied_on")
    ended = pl.when(promised).then("promise_checked_on").otherwise(answered)
    end = pl.when(resolved & replied).then(ended)
    return frame.with_columns(
        [expression.fill_null(False).alias(name) for name, expression in flags.items()]
        + [pl.col("received_on").dt.strftime("%Y-%m").alias("month"), end.alias("resolved_on")]
    ).with_columns(
        to_moderation=_between(pl.col("received_on"), pl.col("moderated_on"), calendar),
        to_reply=_between(pl.col("received_on"), pl.col("replied_on"), calendar),
        to_resolution=_between(pl.col("received_on"), pl.col("resolved_on"), calendar),
    )  # fmt: skip


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
        select(*(thread.c[name] for name in COLUMNS))
        .where(thread.c.state.not_in(UNDECIDED), thread.c.moderated_on.is_not(None))
    ).fetchall()
    dates = {name: pl.Date for name in COLUMNS if name.endswith("_on") or name == "extended_to"}
    kinds: dict[str, Any] = {
        **dict.fromkeys(COLUMNS, pl.String), **dates,
        **dict.fromkeys(
            ("transferred", "redacted", "in_time", "promise_kept", "satisfied"), pl.Boolean
        ),
    }  # fmt: skip
    columns = zip(COLUMNS, zip(*rows, strict=True), strict=True) if rows else ()
    frame = pl.DataFrame(
        {name: pl.Series(name, values, dtype=kinds[name]) for name, values in columns},
        schema=kinds,
    )
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
