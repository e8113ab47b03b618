"""C18: petitions and messages that wait too long, and replies that repeat each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import (
    Row,
    Span,
    latest,
    not_evaluated,
    overrun,
    row_evidence,
    working_days,
)
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.supervision.similarity import plain, similar
from publisher.workdays import Calendar

ASIDE = ("returned", "merged", "diverted", "withdrawn")
"""States of messages that wait for no reply."""
DONE = ("replied", "rated", "closed")


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag late notices and replies, months with overdue petitions, and replies much alike."""
    messages = _timed(county, values)
    waiting = messages.filter(~pl.col("state").is_in(ASIDE))
    undated = waiting.filter(pl.col("replied_on").is_null() & pl.col("state").is_in(DONE))
    judged = waiting.join(undated, on="message_id", how="anti")
    unnoticed = judged.filter(pl.col("_unnoticed"))
    late = judged.filter(pl.col("_late"))
    slow = judged.filter(~pl.col("_late") & (pl.col("_days") > values["reply_days"]))
    petitions = county.tables.find("petition_stats")
    months, suppressed = _petitions(petitions)
    alike, short = _alike(messages, values)
    return Outcome(
        population=messages.height + (petitions.height if petitions is not None else 0),
        not_evaluated=not_evaluated(
            (message("answered, but without the day of the reply"), undated.height),
            (message("the number of overdue petitions is not shown"), suppressed),
            (message("the reply is too short to compare"), short),
        ),
        flags=(
            *(_unnoticed(row, values) for row in unnoticed.iter_rows(named=True)),
            *(_late(row, county.calendar) for row in late.iter_rows(named=True)),
            *_slow(slow, values),
            *_overdue(months),
            *_repeated(alike, values),
        ),
    )


def _timed(county: County, values: Mapping[str, Value]) -> pl.DataFrame:
    """The messages with who answers for them and how long they waited, until today if open."""
    first = pl.min_horizontal("reviewed_on", "assigned_on", "replied_on")
    close, more = int(values["close_days"]), int(values["extension_days"])
    submitted = pl.col("submitted_on")
    longest = submitted + pl.duration(days=close + more)
    extended = pl.when(pl.col("extended_to") > longest).then(longest).otherwise("extended_to")
    rows = county.tables["messages"].with_columns(
        pl.coalesce("assigned_org", "reply_org", "publisher").alias("_unit"),
        first.fill_null(county.today).alias("_seen"),
        pl.col("replied_on").fill_null(county.today).alias("_end"),
        pl.coalesce("assigned_on", "submitted_on").alias("_start"),
        (submitted + pl.duration(days=int(values["notice_days"]))).alias("_notice"),
        pl.max_horizontal(submitted + pl.duration(days=close), extended).alias("_limit"),
    )
    calendar = county.calendar
    return rows.with_columns(
        overrun(rows, Span("submitted_on", "_seen"), rows["_notice"], calendar=calendar)
        .alias("_unnoticed"),
        overrun(rows, Span("submitted_on", "_end"), rows["_limit"], calendar=calendar)
        .alias("_late"),
        working_days(rows, Span("_start", "_end"), calendar).alias("_days"),
    )  # fmt: skip


def _petitions(petitions: pl.DataFrame | None) -> tuple[pl.DataFrame | None, int]:
    """Rows with overdue petitions, and how many rows do not show a number."""
    if petitions is None:
        return None, 0
    return petitions.filter(pl.col("overdue") > 0), petitions["overdue"].null_count()


def _alike(messages: pl.DataFrame, values: Mapping[str, Value]) -> tuple[pl.DataFrame, int]:
    """Replies that are similar to several others of their unit and year, and how many are short."""
    replies = messages.filter(pl.col("reply_md").is_not_null(), pl.col("replied_on").is_not_null())
    replies = replies.with_columns(
        plain(pl.col("reply_md")).alias("text"),
        pl.col("replied_on").dt.year().alias("_year"),
        pl.coalesce("reply_org", "_unit").alias("_author"),
    )
    group = pl.struct("_author", "_year").rank("dense")
    replies = replies.with_columns(group.alias("group")).with_row_index("key")
    long = replies.filter(pl.col("text").str.len_chars() >= values["reply_chars"])
    pairs = similar(long.select("key", "group", "text"), least=float(values["similarity"]))
    ends = pl.concat([pairs.select(key="first"), pairs.select(key="second")])
    often = ends.group_by("key").agg(pl.len().alias("_others"))
    often = often.filter(pl.col("_others") >= values["similar_replies"])
    found = long.join(often, on="key", how="semi", maintain_order="left")
    return found, replies.height - long.height


def _unnoticed(row: Row, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["message_id"], "notice"), unit=row["_unit"],
        weight=Weight.HIGH, day=row["submitted_on"],
        text=message("The message of {day} had no first answer or assignment within {limit} days.",
                     day=row["submitted_on"], limit=values["notice_days"]),
        evidence=(row_evidence("messages", row),), rows=1,
    )  # fmt: skip


def _late(row: Row, calendar: Calendar) -> Flag:
    limit = calendar.add(row["_limit"], 0)
    if row["replied_on"] is None:
        text = message("The message of {day} was to be answered by {limit} and is still open.",
                       day=row["submitted_on"], limit=limit)  # fmt: skip
    else:
        text = message("The message of {day} was to be answered by {limit}; it was on {reply}.",
                       day=row["submitted_on"], limit=limit, reply=row["replied_on"])  # fmt: skip
    return Flag(
        check=CHECK.id, subject=(row["message_id"], "reply"), unit=row["_unit"],
        weight=Weight.HIGH, day=row["submitted_on"], text=text,
        evidence=(row_evidence("messages", row),), rows=1,
    )  # fmt: skip


def _slow(slow: pl.DataFrame, values: Mapping[str, Value]) -> Iterator[Flag]:
    """One flag for each unit and month of the messages."""
    month = pl.col("_start").dt.strftime("%Y-%m").alias("_month")
    parts = slow.with_columns(month).sort("_unit", "_month", maintain_order=True)
    for key, part in parts.partition_by(
        "_unit", "_month", as_dict=True, maintain_order=True
    ).items():
        unit, when = (str(value) for value in key)
        yield Flag(
            check=CHECK.id, subject=(unit, when, "board"), unit=unit, weight=Weight.LOW,
            day=latest(part["_start"]),
            text=message("{count} messages of {month} waited more than {limit} working days for "
                         "a reply, the time this site sets itself.", count=part.height,
                         month=when, limit=values["reply_days"]),
            evidence=evidence("messages", part), rows=part.height,
            figures=((message("Messages"), part.height),),
        )  # fmt: skip


def _overdue(months: pl.DataFrame | None) -> Iterator[Flag]:
    """One flag for each unit and month."""
    if months is None:
        return
    for key, part in months.partition_by(
        "org_id", "month", as_dict=True, maintain_order=True
    ).items():
        unit, month = (str(value) for value in key)
        count = int(part["overdue"].sum())
        yield Flag(
            check=CHECK.id, subject=(unit, month, "petitions"), unit=unit, weight=Weight.HIGH,
            day=latest(part["published_on"]),
            text=message("In {month} {count} petitions were past their time limit.", month=month,
                         count=count),
            evidence=evidence("petition_stats", part), rows=part.height,
            figures=((message("Overdue petitions"), count),),
        )  # fmt: skip


def _repeated(alike: pl.DataFrame, values: Mapping[str, Value]) -> Iterator[Flag]:
    """One flag for each unit and year."""
    parts = alike.sort("_author", "_year", maintain_order=True)
    for key, part in parts.partition_by(
        "_author", "_year", as_dict=True, maintain_order=True
    ).items():
        unit, year = (str(value) for value in key)
        yield Flag(
            check=CHECK.id, subject=(unit, year, "replies"), unit=unit, weight=Weight.LOW,
            day=latest(part["replied_on"]),
            text=message("{count} replies of {year} say nearly the same as at least {others} "
                         "other replies of this unit.", count=part.height, year=year,
                         others=values["similar_replies"]),
            evidence=evidence("messages", part), rows=part.height,
            figures=((message("Similar replies"), part.height),),
        )  # fmt: skip


CHECK = Check(
    id="C18",
    name=message("Overdue petition or message"),
    about=message("Who writes to a unit is to hear from it in time, and to get an answer of their "
                  "own. The check counts the days until first notice and reply, reads the "
                  "overdue petitions of the statistics, and compares replies with each other. A "
                  "limit in days that ends on a rest day ends on the next working day."),
    cases=message("messages and rows of petition statistics"),
    basis="信访工作条例 art.22, 23, 34; inspection of government websites (P)",
    parameters=(
        Parameter("notice_days", 15, message("Days until the first notice"),
                  "信访工作条例 art.22, 23", Source.VERIFIED),
        Parameter("close_days", 60, message("Days until the reply"), "信访工作条例 art.34",
                  Source.VERIFIED),
        Parameter("extension_days", 30, message("Days of extension at most"),
                  "信访工作条例 art.34", Source.VERIFIED),
        Parameter("reply_days", 10, message("Working days for a reply on the board"),
                  "沈阳市长信箱", Source.PUBLIC),
        Parameter("similarity", 0.9, message("Share of common pieces from which replies are alike"),
                  "local setting", Source.LOCAL),
        Parameter("similar_replies", 3, message("Least number of other similar replies"),
                  "local setting", Source.LOCAL),
        Parameter("reply_chars", 20, message("Shortest reply compared, in characters"),
                  "local setting", Source.LOCAL),
    ),
    needs=("messages",),
    run=run,
)  # fmt: skip
