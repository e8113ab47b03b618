"""The figures of each day: made once a day, kept as they were shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from dialogue.figures.measures import TIMED, measures, sealed_by_month
from dialogue.figures.moving import brought_up_to_date
from dialogue.figures.rows import QUANTILES, Key, Row, rows
from dialogue.figures.suppression import LEAST, Figure, Table
from dialogue.rules import Office
from dialogue.storage import journal, tables

Quantiles = Mapping[str, int]
"""Working days by quantile (median, p75, p90)."""


class Figures(NamedTuple):
    """What is shown on a day.

    `times` are by row and by what is timed, and only where five matters or more stand behind them;
    they are of the same day as the count behind them. `sealed` are accusations in the whole county
    by finished month, None where there were fewer than five. `head` is the journal's newest entry
    at the time the figures were made.
    """

    day: dt.date
    table: Table
    times: Mapping[Key, Mapping[str, Quantiles]]
    sealed: Mapping[str, int | None]
    head: journal.Head


def figures_of_day(office: Office) -> Figures:
    """The figures of today: made and kept, unless they were made before."""
    today = office.today
    with office.database.reading() as connection:
        known = _kept(connection, today)
        if known is not None:
            return _read(known, today)
        made = _made(connection, office, _kept_before(connection, today), today)
    with office.database.writing() as connection:
        insert = sqlite.insert if office.database.is_sqlite else postgresql.insert
        connection.execute(  # whoever is first; nobody's figures of a day are ever replaced
            insert(tables.day_figures).values(day=today, figures=made).on_conflict_do_nothing()
        )
        known = _kept(connection, today)
    return _read(known or made, today)


def none(day: dt.date) -> Figures:
    """What is shown where there is no board."""
    return Figures(day, Table(), {}, {}, journal.Head(0, journal.START))


def days(connection: Connection, limit: int) -> list[dt.date]:
    """The days of which figures are kept, the newest first."""
    table = tables.day_figures
    query = select(table.c.day).order_by(table.c.day.desc()).limit(limit)
    return list(connection.execute(query).scalars())


def figures_of(connection: Connection, day: dt.date) -> Figures | None:
    """The figures as they were shown on a day; None where none were made."""
    known = _kept(connection, day)
    return None if known is None else _read(known, day)


def latest(connection: Connection, day: dt.date) -> Figures | None:
    """The newest figures up to and including a day."""
    table = tables.day_figures
    found = connection.execute(
        select(table).where(table.c.day <= day).order_by(table.c.day.desc()).limit(1)
    ).one_or_none()
    return None if found is None else _read(found.figures, found.day)


def _kept(connection: Connection, day: dt.date) -> Mapping[str, Any] | None:
    table = tables.day_figures
    found: Mapping[str, Any] | None = connection.execute(
        select(table.c.figures).where(table.c.day == day)
    ).scalar_one_or_none()
    return found


def _kept_before(connection: Connection, day: dt.date) -> Mapping[str, Any]:
    """What was kept last before a day; nothing at the beginning."""
    table = tables.day_figures
    found: Mapping[str, Any] | None = connection.execute(
        select(table.c.figures).where(table.c.day < day).order_by(table.c.day.desc()).limit(1)
    ).scalar_one_or_none()
    return found or _EMPTY


_EMPTY: Final[Mapping[str, Any]] = {
    "rows": [], "left": [], "times": [], "sealed": {}, "whole_first": True,
}  # fmt: skip


def _made(
    connection: Connection, office: Office, before: Mapping[str, Any], today: dt.date
) -> dict[str, Any]:
    """Today's figures as they are kept: what is shown, and what was shown before."""
    true = list(rows(measures(connection, office.rules.calendar, today)))
    old = _table(before)
    table, whole = brought_up_to_date(old, true, today, whole_first=before["whole_first"])
    head = journal.head(connection)
    return {
        "rows": [
            [*key, measure, figure.value, figure.of, figure.since.isoformat(), figure.shown,
             figure.whole]
            for key, row in table.rows.items() for measure, figure in row.items()
        ],
        "left": [[*place, [list(one) for one in found]] for place, found in table.rests.items()],
        "times": _times(table, true, today, before["times"]),
        "sealed": _sealed(sealed_by_month(connection), before["sealed"], today),
        "whole_first": not whole, "head": [head.seq, head.hash.hex()],
    }  # fmt: skip


def _times(
    table: Table, true: Iterable[Row], today: dt.date, before: Iterable[list[Any]]
) -> list[list[Any]]:
    """Times of the counts that were brought up to date today, and those that stand with others."""
    old = {(one[0], one[1], one[2]): one for one in before}
    found = []
    for row in true:
        for name, count in TIMED.items():
            figure = table.figure(row.key, count)
            if figure is None or figure.value < LEAST:
                continue
            known = old.get((*row.key, name))
            if figure.since == today:
                found.append([*row.key, name, [row.times[name][one] for one in QUANTILES]])
            elif known is not None:
                found.append(known)
    return found


def _sealed(
    counts: Mapping[str, int], before: Mapping[str, int], today: dt.date
) -> dict[str, int]:
    """Sealed accusations of months that are over; a month that is not over tells nothing."""
    month = today.strftime("%Y-%m")
    return {**{name: count for name, count in counts.items() if name < month}, **before}


def _table(value: Mapping[str, Any]) -> Table:
    table = Table(rests={
        (dimension, measure): tuple((groups, left) for groups, left in found)
        for dimension, measure, found in value["left"]
    })  # fmt: skip
    for dimension, group, measure, number, of, since, shown, whole in value["rows"]:
        row = table.rows.setdefault((dimension, group), {})
        row[measure] = Figure(number, of, dt.date.fromisoformat(since), shown, whole)
    return table


def _read(value: Mapping[str, Any], day: dt.date) -> Figures:
    """Kept figures as they may be shown."""
    times: dict[Key, dict[str, Quantiles]] = {}
    for dimension, group, name, quantiles in value["times"]:
        row = times.setdefault((dimension, group), {})
        row[name] = dict(zip(QUANTILES, quantiles, strict=True))
    sealed = {
        month: count if count >= LEAST else None for month, count in value["sealed"].items()
    }
    seq, digest = value["head"]
    return Figures(day, _table(value), times, sealed, journal.Head(seq, bytes.fromhex(digest)))
