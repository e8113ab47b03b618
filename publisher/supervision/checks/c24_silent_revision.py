"""C24: published rows that changed or vanished without an announced revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publisher.languages import Message, message
from publisher.supervision.county import LISTED, County
from publisher.supervision.model import (
    Check,
    Evidence,
    Flag,
    NotEvaluated,
    Outcome,
    Value,
    Weight,
)
from publisher.supervision.revisions import Change, Comparison


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag unannounced changes: one flag for each table, newer version and unit."""
    judged = [entry for entry in county.history if entry.judged]
    others = sum(entry.rows for entry in county.history if not entry.judged)
    return Outcome(
        population=sum(entry.rows for entry in judged),
        not_evaluated=(
            (NotEvaluated(message("the table has no primary key or no revision numbers"), others),)
            if others else ()
        ),
        flags=tuple(flag for entry in judged for flag in _flags(entry)),
    )  # fmt: skip


def _flags(entry: Comparison) -> Iterator[Flag]:
    by_unit: dict[str, list[Change]] = {}
    for change in entry.changes:
        by_unit.setdefault(change.unit, []).append(change)
    for unit, changes in by_unit.items():
        gone = sum(change.vanished for change in changes)
        yield Flag(
            check=CHECK.id, subject=(entry.dataset, entry.resource, entry.version, unit),
            unit=unit, weight=Weight.HIGH, day=entry.day, text=_text(entry, changes[0]),
            evidence=tuple(
                Evidence(entry.dataset, entry.resource, change.key, change.row)
                for change in changes[:LISTED]
            ),
            rows=len(changes),
            figures=(
                (message("Rows changed"), len(changes) - gone),
                (message("Rows no longer there"), gone),
            ),
        )  # fmt: skip


def _text(entry: Comparison, change: Change) -> Message:
    if change.vanished:
        return message("The version of {day} no longer has rows that were published before, such "
                       "as {key}; no correction says why.",
                       day=entry.day, key=change.key)  # fmt: skip
    field, old, new = change.fields[0]
    return message("The version of {day} changed published rows without a new revision number, "
                   "such as {key}: {field} was {old} and is {new}.", day=entry.day,
                   key=change.key, field=field, old=old or "—", new=new or "—")  # fmt: skip


CHECK = Check(
    id="C24",
    name=message("Unannounced revision"),
    about=message("Published figures may be corrected, openly: the row's revision number grows, or "
                  "a correction note says what changed. The check compares each published version "
                  "of a table with the one before and lists rows that changed or vanished without "
                  "either."),
    cases=message("rows in versions that a newer one replaced"),
    basis="政府信息公开条例 art.26 (changes); OCDS amendments",
    parameters=(),
    needs=(),
    run=run,
    observes=True,
)  # fmt: skip
