"""What is counted of searches, what never is, and what staff see."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from tests.website.county import County
from website.cli import main
from website.search.counting import (
    FILE,
    KEPT_DAYS,
    RARE,
    RARE_DAYS,
    Counts,
    counted,
    most_asked,
    write,
)
from website.serve import application

DAY = dt.date(2026, 3, 31)


def content(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Budget　２０２６ ", "budget 2026"),
        ("預算", "预算"),
        ("云纪发〔2026〕1号", "云纪发〔2026〕1号"),
        ("HT-2025-0012", "ht-2025-0012"),
        ("13800138000", ""),
        ("138 0013 8000", ""),
        ("张三 110101199003071234", ""),
        ("0571-8888 6666", ""),
        ("someone@example.org", ""),
        ("长" * 61, ""),
        ("\u202e\x00", ""),
    ],
)
def test_what_is_counted(text: str, kept: str) -> None:
    assert counted(text) == kept


def test_counts_are_written_together_and_nothing_else_is(tmp_path: Path) -> None:
    file = tmp_path / FILE
    counts = Counts(file, today=lambda: DAY, every=3600)
    for _ in range(3):
        counts.add("预算", found=True)
    counts.add("飞碟", found=False)
    counts.add("13800138000", found=False)
    assert not file.exists(), "not one by one"
    counts.flush()
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT * FROM searches ORDER BY question").fetchall()
    assert rows == [("2026-03-31", "预算", 3, 0), ("2026-03-31", "飞碟", 0, 1)]
    assert b"138" not in content(file)


def test_counts_are_written_by_themselves(tmp_path: Path) -> None:
    counts = Counts(tmp_path / FILE, today=lambda: DAY, every=0.05)
    for _ in range(RARE):
        counts.add("budget", found=True)
    until = time.monotonic() + 10
    while not most_asked(tmp_path / FILE, since=DAY):
        assert time.monotonic() < until
        time.sleep(0.02)
    counts.add("budget", found=False)
    counts.flush()
    assert most_asked(tmp_path / FILE, since=DAY) == [("budget", RARE + 1, 1)]


def test_rare_and_old_questions_are_forgotten(tmp_path: Path) -> None:
    file = tmp_path / FILE
    ages = {"today": 0, "month": RARE_DAYS + 1, "year": KEPT_DAYS + 1}
    for name, days in ages.items():
        day = (DAY - dt.timedelta(days=days)).isoformat()
        waiting = Counter({(day, f"often {name}", True): RARE, (day, f"rare {name}", True): 1})
        write(file, waiting, DAY - dt.timedelta(days=days))
    write(file, Counter(), DAY)
    with sqlite3.connect(file) as database:
        left = {question for (question,) in database.execute("SELECT question FROM searches")}
    assert left == {"often today", "rare today", "often month"}
    assert {entry.question for entry in most_asked(file, since=dt.date.min)} == {
        "often today", "often month",
    }  # fmt: skip


def test_a_file_that_cannot_be_written_stops_no_search(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).mkdir()
    counts = Counts(tmp_path / FILE, today=lambda: DAY, every=3600)
    counts.add("budget", found=True)
    counts.flush()
    assert "cannot be counted" in caplog.text


def test_searches_of_people_are_counted_and_listed(tmp_path: Path) -> None:
    county = County(tmp_path)
    county.publish()
    door = application(county.var)
    client = Client(door)
    where = {"REMOTE_ADDR": "203.0.113.77"}
    for address, times in (
        ("/en/search?q=Budget", 4), ("/en/search?q=zeppelin", 3),
        ("/en/search?q=zeppelin+budget", 3), ("/zh/search?q=once", 1),
        ("/en/search?q=narrowed&kind=row", 5), ("/en/search?q=budget&after=release.1", 5),
        ("/en/search/suggest?q=bud", 5), ("/api/v1/search?q=machine", 5),
    ):  # fmt: skip
        for _ in range(times):
            client.get(address, environ_base=where)
    counts = door.app.extensions["lightwell-searches"].counts  # type: ignore[attr-defined]
    counts.flush()
    assert b"203.0.113" not in content(county.var / FILE)
    arguments = ["--source", str(county.source), "--var", str(county.var), "searches"]
    shown = CliRunner().invoke(main, arguments)
    missing = "3\t3\tzeppelin\n3\t3\tzeppelin budget\n"
    assert (shown.exit_code, shown.stdout) == (0, f"4\t0\tbudget\n{missing}")
    missed = CliRunner().invoke(main, [*arguments, "--without-hits", "--days", "1"])
    assert missed.stdout == missing


def test_nothing_counted_yet(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["--var", str(tmp_path), "searches"])
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "No question" in shown.stderr
