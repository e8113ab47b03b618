"""First publications and revisions, through publications for real."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publisher.outputs import obligations
from publisher.publish import Outcome, Workplace, composed, publish
from publisher.release.archive import Archive, Publication
from publisher.release.first_published import Remembered
from publisher.release.observing import observe
from publisher.supervision.first_days import First
from publisher.workdays import shipped
from tests.sources import put, tree, write_source

D = dt.date.fromisoformat
PATH = "datasets/party/data/dues.csv"
DESCRIPTOR = """\
name: party
title: 党费
lightwell: {unit: U-01}
resources:
  - {name: dues, path: data/dues.csv, schema: 'lightwell:party_dues'}
"""
HEAD = (
    "record_id,org_id,year,quarter,members_due,members_paid,amount,used_by_kind,"
    "publisher,published_on,source_doc,revision\n"
)


def dues(
    unit: str, day: str, *, amount: str = "100.00", revision: int = 1, quarter: int = 4
) -> str:
    """A row of the table of dues for a quarter of 2025."""
    return (f"{unit}-2025-{quarter},{unit},2025,{quarter},5,5,{amount},学习,{unit},{day},公示,"
            f"{revision}\n")  # fmt: skip


def at(day: str) -> dt.datetime:
    """Noon in China on that day."""
    return dt.datetime.fromisoformat(f"{day}T12:00:00+08:00")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source with the dues of one unit."""
    return write_source(tmp_path / "source", {
        "datasets/party/datapackage.yaml": DESCRIPTOR,
        PATH: HEAD + dues("U-01", "2026-01-05"),
    })  # fmt: skip


def place(source: Path, var: Path | None = None) -> Workplace:
    """Where a source is published: only the files of its obligations."""
    return Workplace((source,), var or source / "var", obligations.jobs)


def publish_on(source: Path, day: str, var: Path | None = None) -> Outcome:
    """Publish a source on a day."""
    return publish(place(source, var), now=lambda: at(day))


def published(source: Path, rows: str, day: str) -> dict[str, Any]:
    """The duties for the last quarter of 2025 after a publication, by unit."""
    put(source, {PATH: HEAD + rows})
    publish_on(source, day)
    content = json.loads((source / "var/current/public/obligations.json").read_bytes())
    return {duty["unit"]: duty for duty in content["duties"] if duty["period"] == "2025Q4"}


def test_the_first_day_is_kept_and_backdating_shows(source: Path) -> None:
    one, two = dues("U-01", "2026-01-05"), dues("U-02", "2026-01-06")
    first = published(source, one, "2026-01-25")["U-01"]
    assert (first["status"], first["published_on"]) == ("on_time", "2026-01-05")
    found = published(source, one + two, "2026-01-28")
    assert found["U-01"] == first
    late = found["U-02"]
    assert (late["status"], late["days"], late["backdated"]) == ("late", 8, True)
    assert (late["published_on"], late["stated_on"]) == ("2026-01-28", "2026-01-06")
    redated = dues("U-01", "2026-01-27", revision=2)
    found = published(source, redated + two, "2026-02-02")
    assert found["U-01"]["published_on"] == "2026-01-05", "a later revision keeps the first day"
    assert found["U-01"]["stated_on"] == "2026-01-27"
    assert found["U-02"]["published_on"] == "2026-01-28"
    gone = published(source, redated, "2026-02-03")
    assert gone["U-02"]["status"] == "missing", "the archive knows that the unit owes it"
    back = published(source, redated + two, "2026-02-04")
    assert back["U-02"]["published_on"] == "2026-01-28"


def test_a_row_dated_since_the_last_publication_is_believed(source: Path) -> None:
    one = dues("U-01", "2026-01-05")
    published(source, one, "2026-01-15")
    found = published(source, one + dues("U-02", "2026-01-15"), "2026-01-18")["U-02"]
    assert (found["published_on"], found["backdated"]) == ("2026-01-15", False)


def test_another_day_changes_the_standing_of_the_same_data(source: Path) -> None:
    rows = dues("U-01", "2025-10-09", quarter=3) + dues("U-02", "2026-01-05")
    # 20 days after 31 December 2025 is Tuesday 20 January 2026.
    assert published(source, rows, "2026-01-20")["U-01"]["status"] == "not_due"
    missing = published(source, rows, "2026-01-21")["U-01"]
    assert (missing["status"], missing["days"]) == ("missing", 1)


def test_the_same_archive_gives_the_same_files(source: Path, tmp_path: Path) -> None:
    one, two = dues("U-01", "2026-01-05"), dues("U-02", "2026-01-06")
    published(source, one, "2026-01-25")
    published(source, one + two, "2026-01-28")
    again = publish_on(source, "2026-01-28")
    assert again.before == again.release
    other = tmp_path / "other"
    shutil.copytree(source / "var" / "archive", other / "archive")
    publish_on(source, "2026-01-28", other)
    assert tree(other / "current" / "public") == tree(source / "var/current/public")


def test_what_was_noted_but_never_switched_to_is_forgotten(tmp_path: Path) -> None:
    fresh = Remembered({("o", "u", "p"): First(D("2026-01-05"), D("2026-01-05"))},
                       frozenset({("o", "d")}))  # fmt: skip
    entry = Publication("a" * 64, "2026-01-25T00:00:00+08:00", "2026-01-25T04:00:00+00:00", "",
                        "publish")  # fmt: skip
    with contextlib.closing(Archive(tmp_path / "archive")) as archive:
        before = archive.first_days_stamp()
        archive.note(entry, (), (), firsts=fresh)
        assert archive.first_days(D("2026-01-26")).known == {}
        archive.settle(None)
        assert archive.first_days_stamp() == before
        other = Remembered({("o", "u", "p"): First(D("2026-01-26"), D("2026-01-26"))}, frozenset())
        archive.confirm(archive.note(entry._replace(release="b" * 64), (), (), firsts=other))
        known = archive.first_days(D("2026-01-27"))
        assert known.known == other.firsts
        assert known.watched == frozenset()
        assert known.before == D("2026-01-25")
        assert archive.first_days_stamp() != before
        later = Remembered({("o", "u", "p"): First(D("2020-01-01"), D("2020-01-01"))}, frozenset())
        archive.confirm(archive.note(entry._replace(release="c" * 64), (), (), firsts=later))
        assert archive.first_days(D("2026-01-27")).known == other.firsts, "never overwritten"


def test_history_holds_unannounced_changes(source: Path) -> None:
    def history(rows: str, day: str) -> list[tuple[str, str, list[str]]]:
        put(source, {PATH: HEAD + rows})
        with composed(place(source), now=lambda: at(day)) as (_, made):
            archive = Archive(source / "var" / "archive")
            with contextlib.closing(archive):
                found = observe(
                    archive, made.edition.packages, made.edition.articles, calendar=shipped(),
                    today=D(day), remember=lambda name, inputs, compute: compute(),
                )  # fmt: skip
        return [(entry.resource, str(entry.day), [change.key for change in entry.changes])
                for entry in found.history]  # fmt: skip

    one, two = dues("U-01", "2026-01-05"), dues("U-02", "2026-01-05")
    published(source, one + two, "2026-01-25")
    changed = one.replace("100.00", "10.00") + two
    assert history(one + two, "2026-01-26") == []
    assert history(changed, "2026-01-26") == [("dues", "2026-01-26", ["U-01 / 2025 / 4"])]
    published(source, changed, "2026-01-26")
    assert history(changed, "2026-01-27") == [("dues", "2026-01-26", ["U-01 / 2025 / 4"])]
    announced = dues("U-01", "2026-01-05", amount="10.00", revision=2) + two
    assert history(announced, "2026-01-28") == [
        ("dues", "2026-01-26", []), ("dues", "2026-01-28", []),
    ]  # fmt: skip


CALENDAR = "years: {2026: {closed: [{festival: new_year, from: 2026-01-01, to: 2026-01-20}]}}\n"


def test_a_calendar_of_the_source_moves_due_dates(source: Path) -> None:
    rows = dues("U-01", "2026-01-05")
    put(source, {"workdays.yaml": CALENDAR})
    # 20 January is a rest day now, 21 January is not.
    assert published(source, rows, "2026-01-25")["U-01"]["due_on"] == "2026-01-21"
    put(source, {"workdays.yaml": CALENDAR.replace("new_year", "new_yaer")})
    held = published(source, rows, "2026-01-26")["U-01"]
    assert held["due_on"] == "2026-01-21", "the last valid version stays"
    (source / "workdays.yaml").unlink()
    assert published(source, rows, "2026-01-27")["U-01"]["due_on"] == "2026-01-20"


def test_an_invalid_calendar_is_held_back_and_reported(source: Path) -> None:
    put(source, {"workdays.yaml": "years: {2026: {opn: []}}\n"})
    done = publish_on(source, "2026-01-25")
    assert done.held_back == ("workdays.yaml",)
    assert [finding.code for finding in done.report.findings] == ["unknown-key"]


def test_two_sources_with_a_calendar(source: Path, tmp_path: Path) -> None:
    put(source, {"workdays.yaml": CALENDAR})
    other = write_source(tmp_path / "second", {"workdays.yaml": "years: {}\n"})
    both = replace(place(source), sources=(source, other))
    with composed(both, now=lambda: at("2026-01-25")) as (report, _):
        assert [finding.code for finding in report.findings] == ["duplicate-file"]
