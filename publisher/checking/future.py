"""Days of what has happened that lie after the day of publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from publisher.findings import Finding, warning
from publisher.languages import message, words
from publisher.source.frames import ROW, frame
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field

LISTED = 100
"""So many findings are listed for a column; the rest is counted in one."""

PAST = frozenset({
    "actual_finish", "actual_start", "appointed_on", "approval_received_on", "assigned_on",
    "contract_on", "contract_published_on", "corrected_on", "done_on", "draft_sent_on",
    "established_on", "first_published_on", "handed_in_on", "notice_on", "paid_on", "papers_on",
    "posted_on", "premium_paid_on", "published_on", "received_on", "rectified_on",
    "registered_on", "replied_on", "reply_on", "report_on", "reported_on", "result_on",
    "result_published_on", "return_visit_on", "reviewed_on", "sanction_on", "signed_on",
    "started_on", "submitted_at", "submitted_on",
})  # fmt: skip
"""Columns of shipped schemas with days of what has happened; all others may be planned."""


class Remember(Protocol):
    """Gives the findings called `name` for `inputs`, computed if they are not known."""

    def __call__(
        self, name: str, inputs: Sequence[str], compute: Callable[[], tuple[Finding, ...]]
    ) -> tuple[Finding, ...]: ...


def findings(
    packages: Iterable[DataPackage], today: dt.date, remember: Remember
) -> tuple[Finding, ...]:
    """Warnings of valid datasets whose rows say that something happened after `today`."""
    looked = [package for package in packages if any(map(_fields, package.resources))]
    if not looked:
        return ()
    inputs = [today.isoformat(), *sorted(f"{package.folder} {package.digest}"
                                         for package in looked)]  # fmt: skip
    return remember("future days", inputs, lambda: tuple(
        finding for package in looked for resource in package.resources
        for finding in _table(resource, today)
    ))  # fmt: skip


def _fields(resource: Resource) -> list[Field]:
    if not resource.schema.name:
        return []
    fields = resource.schema.fields
    return [field for field in fields if field.type == "date" and field.name in PAST]


def _table(resource: Resource, today: dt.date) -> Iterator[Finding]:
    import polars as pl

    fields = _fields(resource)
    if not fields:
        return
    table = frame(resource, [field.name for field in fields])
    places = [field.name for field in resource.schema.fields]
    for field in fields:
        later = table.filter(pl.col(field.name) > today)
        for place, row in enumerate(later.head(LISTED + 1).iter_rows(named=True)):
            yield warning(
                "future-date", resource.file.path,
                message("The day {day} lies after {today}: it has not come yet.",
                        day=row[field.name], today=today),
                hint=message("The column says when something happened: look for a mistyped year. "
                             "The row is published as it stands."),
                row=row[ROW], column=places.index(field.name) + 1, field=field.name,
                heading=words(field.title) if field.title else None,
                count=1 if place < LISTED else later.height - LISTED,
            )  # fmt: skip
