"""All duties to publish as files: JSON with the obligations and their scores, CSV one row each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publisher import addresses
from publisher.edition import Edition
from publisher.jobs import Job, digest, write
from publisher.supervision.duties import Duty, Score, Status, score
from publisher.supervision.obligations import Obligation

COLUMNS = (
    "obligation", "unit", "period", "due_on", "provisional", "published_on", "stated_on",
    "backdated", "status", "days", "ground",
)  # fmt: skip


def jobs(edition: Edition) -> Iterator[Job]:
    """The two files, where anything is to be published."""
    if not edition.obligations.all:
        return
    inputs = digest(edition.software, edition.obligations, edition.today)
    for extension, maker in (("json", make_json), ("csv", make_csv)):
        path = f"public/{addresses.file_of(addresses.obligations_file(extension))}"
        yield Job(path, inputs, maker)


def make_json(edition: Edition, target: Path) -> bytes:
    """Write the JSON file."""
    duties = edition.obligations
    content = {
        "as_of": edition.today.isoformat(),
        "score": _score(score(duties.all)),
        "obligations": [
            _obligation(entry, score(duties.by_obligation.get(entry.id, ())))
            for entry in duties.obligations
        ],
        "units": {unit: _score(score(own)) for unit, own in sorted(duties.by_unit.items())},
        "not_evaluated": [
            {"obligation": name, "reason": reason.reason.text("en"), "rows": reason.rows}
            for name, reason in duties.not_evaluated
        ],
        "duties": [dict(zip(COLUMNS, _cells(duty), strict=True)) for duty in duties.all],
    }
    return write(target, json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n")


def make_csv(edition: Edition, target: Path) -> bytes:
    """Write the CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for duty in edition.obligations.all:
        cells = (str(cell).lower() if isinstance(cell, bool) else cell for cell in _cells(duty))
        writer.writerow(["" if cell is None else cell for cell in cells])
    return write(target, text.getvalue().encode())


def _cells(duty: Duty) -> tuple[Any, ...]:
    days = (day and day.isoformat() for day in (duty.due_on, duty.published_on, duty.stated_on))
    due, published, stated = days
    counted = duty.days if duty.status in (Status.LATE, Status.MISSING, Status.NOT_DUE) else None
    return (
        *duty.key, due, duty.provisional, published, stated, duty.backdated, duty.status.value,
        counted if due else None, duty.ground or None,
    )  # fmt: skip


def _score(found: Score) -> dict[str, Any]:
    share = found.share
    return {
        "due": found.due, "on_time": found.on_time, "late": found.late, "missing": found.missing,
        "exempt": found.exempt, "not_due": found.not_due,
        "share": None if share is None else round(share, 4),
    }  # fmt: skip


def _obligation(entry: Obligation, found: Score) -> dict[str, Any]:
    limit = entry.limit
    return {
        "id": entry.id, "title": entry.title, "who": entry.who, "basis": entry.basis,
        "evidence": entry.evidence, "limit_evidence": entry.limit_evidence,
        "frequency": entry.frequency, "scope": entry.scope,
        "days": limit.days if limit else None, "working_days": limit.working if limit else None,
        "after": entry.after or (entry.rows.trigger if entry.rows else "") or None,
        "fixed": entry.fixed or None, "because": entry.because, "score": _score(found),
    }  # fmt: skip
