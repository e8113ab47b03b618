"""The figures of each day: made once a day, kept as they were shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from dialogue import tables
from dialogue.figures.measures import measures, sealed_by_month
from dialogue.figures.rows import ALL, LEAST, Row, changed_since, rows
from dialogue.figures.suppression import Shown, refreshed, shown
from dialogue.rules import Office

SEALED: Final = "sealed"


class Figures(NamedTuple):
    """What is shown on a day: rows, since when each stands so, and sealed accusations by month."""

    day: dt.date
    rows: tuple[Shown, ...]
    since: Mapping[tuple[str, str], dt.date]
    sealed: Mapping[str, int | None]


def figures_of_day(office: Office) -> Figures:
    """Make and keep the figures of today, unless they were made before."""
    today, at = office.today, office.now()
    with office.database.writing() as connection:
        known = _kept(connection, today)
        if known is not None:
            return read(known, today)
        before = latest_kept(connection, today)
        value = _made(connection, office, before, today, at)
        connection.execute(tables.day_figures.insert().values(day=today, figures=value))
    return read(value, today)


def latest(connection: Connection, today: dt.date) -> Figures | None:
    """The newest figures up to and including a day."""
    table = tables.day_figures
    found = connection.execute(
        select(table).where(table.c.day <= today).order_by(table.c.day.desc()).limit(1)
    ).one_or_none()
    return read(found.figures, found.day) if found else None


def latest_kept(connection: Connection, before: dt.date) -> Mapping[str, Any]:
    """What was kept on the last day before a day; nothing at the beginning."""
    table = tables.day_figures
    found = connection.execute(
        select(table.c.figures).where(table.c.day < before).order_by(table.c.day.desc()).limit(1)
    ).scalar_one_or_none()
    return found or {"rows": [], "sealed": {}}


def _kept(connection: Connection, day: dt.date) -> Mapping[str, Any] | None:
    table = tables.day_figures
    found: Mapping[str, Any] | None = connection.execute(
        select(table.c.figures).where(table.c.day == day)
    ).scalar_one_or_none()
    return found


def _made(
    connection: Connection, office: Office, before: Mapping[str, Any], today: dt.date,
    at: dt.datetime,
) -> dict[str, Any]:  # fmt: skip
    """Today's figures as they are kept: true rows (never shown) and since when each stands."""
    frame = measures(connection, office.rules.calendar, today)
    old = {(row["dimension"], row["group"]): row for row in before["rows"]}
    instants = {key: dt.datetime.fromisoformat(row["at"]) for key, row in old.items()}
    whole = instants.get((ALL, ""))
    changed = changed_since(frame, instants)
    newly = changed_since(frame, dict.fromkeys(changed, whole) if whole else {})
    moving = refreshed(changed, newly)
    fresh = {row.key: row for row in rows(frame)}
    kept = [
        _value(fresh[key], today, at) if key in moving else old[key]
        for key in fresh if key in moving or key in old
    ]  # fmt: skip
    kept += [row for key, row in old.items() if key not in fresh]
    sealed = sealed_by_month(connection)
    return {"rows": kept, "sealed": _sealed(sealed, before["sealed"], today)}


def _sealed(
    counts: Mapping[str, int], before: Mapping[str, int], today: dt.date
) -> dict[str, int]:
    """Sealed accusations of months that are over; a month that is not over tells nothing."""
    month = today.strftime("%Y-%m")
    return {**{name: count for name, count in counts.items() if name < month}, **before}


def _value(row: Row, day: dt.date, at: dt.datetime) -> dict[str, Any]:
    return {
        "dimension": row.dimension, "group": row.group, "counts": dict(row.counts),
        "times": {name: dict(values) for name, values in row.times.items()},
        "day": day.isoformat(), "at": at.isoformat(),
    }  # fmt: skip


def read(value: Mapping[str, Any], day: dt.date) -> Figures:
    """Kept figures as they may be shown."""
    kept = [Row(row["dimension"], row["group"], row["counts"], row["times"])
            for row in value["rows"]]  # fmt: skip
    since = {
        (row["dimension"], row["group"]): dt.date.fromisoformat(row["day"])
        for row in value["rows"]
    }
    sealed = {
        month: count if count >= LEAST else None for month, count in value["sealed"].items()
    }
    return Figures(day, tuple(shown(kept)), since, sealed)
