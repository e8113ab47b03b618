"""C26: columns and tables in which nothing new appears any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from publisher.languages import Message, message
from publisher.source.columns import COLUMNS
from publisher.supervision.county import County, evidence
from publisher.supervision.model import (
    Check,
    Evidence,
    Flag,
    Outcome,
    Parameter,
    Source,
    Value,
    Weight,
)

EXPECTED = ("news", "notices", "cases", "exemplars", "rules")
"""The columns that must not be empty. Pages stand and are not renewed."""


class Rhythm(NamedTuple):
    """How long a column or table may go without anything new."""

    name: str
    parameter: str
    months: bool


ARTICLES = (Rhythm("news", "news_days", months=False), Rhythm("rules", "rules_months", months=True))
TABLES = (
    (Rhythm("messages", "reply_months", months=True), "replied_on"),
    (Rhythm("petition_stats", "statistics_months", months=True), "published_on"),
)


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag empty columns, and columns and tables whose newest entry is older than allowed."""
    tables = [(rhythm, column) for rhythm, column in TABLES if rhythm.name in county.tables]
    return Outcome(
        population=len(EXPECTED) + len(tables),
        flags=(*_columns(county, values), *_tables(county, values)),
    )


def _columns(county: County, values: Mapping[str, Value]) -> Iterator[Flag]:
    newest: dict[str, dt.date] = {}
    for article in county.articles:
        if article.date <= county.today:
            newest[article.column] = max(article.date, newest.get(article.column, article.date))
    for name in EXPECTED:
        if name not in newest:
            yield _flag(county, name, None, message("The column {column} is empty.",
                                                    column=COLUMNS[name].title))  # fmt: skip
    for rhythm in ARTICLES:
        day = newest.get(rhythm.name)
        if day is not None and _is_stale(county.today, day, rhythm, values):
            text = message("The newest entry of the column {column} is of {day}.",
                           column=COLUMNS[rhythm.name].title, day=day)  # fmt: skip
            yield _flag(county, rhythm.name, day, text)


def _tables(county: County, values: Mapping[str, Value]) -> Iterator[Flag]:
    for rhythm, column in TABLES:
        frame = county.tables.find(rhythm.name)
        if frame is None:
            continue
        shown = frame.filter(frame[column] <= county.today)
        day = shown[column].max()
        if not isinstance(day, dt.date):
            yield _flag(county, rhythm.name, None,
                        message("The table {table} is empty.", table=rhythm.name))  # fmt: skip
        elif _is_stale(county.today, day, rhythm, values):
            text = message("The newest entry of the table {table} is of {day}.",
                           table=rhythm.name, day=day)  # fmt: skip
            last = shown.filter(shown[column] == day).head(1)
            yield _flag(county, rhythm.name, day, text, evidence(rhythm.name, last))


def _is_stale(today: dt.date, day: dt.date, rhythm: Rhythm, values: Mapping[str, Value]) -> bool:
    limit = int(values[rhythm.parameter])
    latest = months_after(day, limit) if rhythm.months else day + dt.timedelta(days=limit)
    return latest < today


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a month that is too short."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (following - dt.timedelta(days=1)).day))


def _flag(
    county: County, name: str, day: dt.date | None, text: Message,
    rows: tuple[Evidence, ...] = (),
) -> Flag:  # fmt: skip
    figures = ((message("Days since"), (county.today - day).days),) if day else ()
    return Flag(check=CHECK.id, subject=(name,), unit="", weight=Weight.MEDIUM, day=day, text=text,
                evidence=rows, rows=len(rows), figures=figures)  # fmt: skip


CHECK = Check(
    id="C26",
    name=message("Stale columns"),
    about=message("A site on which nothing new appears informs nobody. The check looks at the "
                  "newest entry of each column, of replies and of statistics, and for columns that "
                  "are empty. It is about the site as a whole, not about one unit."),
    cases=message("columns and tables that should be renewed"),
    basis="国办秘函〔2019〕19号 (inspection of government websites)",
    parameters=(
        Parameter("news_days", 14, message("Days without news"), "local setting", Source.LOCAL),
        Parameter("rules_months", 6, message("Months without rules or policies"),
                  "国办秘函〔2019〕19号", Source.PUBLIC),
        Parameter("reply_months", 2, message("Months without a published reply"),
                  "国办秘函〔2019〕19号", Source.PUBLIC),
        Parameter("statistics_months", 3, message("Months without statistics of services"),
                  "国办秘函〔2019〕19号", Source.PUBLIC),
    ),
    needs=(),
    run=run,
    observes=True,
)  # fmt: skip
