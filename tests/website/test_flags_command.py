"""`lightwell flags`: what staff see of every flag, and how they note whom they asked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.source.answers import NOTICES, file_name
from tests.supervised import FILLED, SHORT, Supervised, answer, flag_id
from website.cli import main

ONE, TWO = flag_id("HT-0001"), flag_id("HT-0002")


@pytest.fixture
def county(tmp_path: Path) -> Supervised:
    """Two flags, of tenders of two units."""
    return Supervised(
        tmp_path, SHORT, SHORT | {"org_id": "TX-CZJ", "bid_deadline": "2025-03-20",
                                  "bid_open_on": "2025-03-20"}, files=FILLED,
    )  # fmt: skip


def run(county: Supervised, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["--source", str(county.folder), "--var", str(county.place.var), *arguments]
    )


def test_every_flag_has_its_date_and_its_file(county: Supervised) -> None:
    result = run(county, "flags", "--as-of", "2026-03-02")
    assert result.exit_code == 0
    assert f"{ONE}  Short tender  not answered, answer by 2026-03-16, public on 2026-03-17" in (
        result.stdout
    )
    assert f"TX-JYJ answers in {file_name(ONE, 'TX-JYJ', 'zh')}" in result.stdout
    assert result.stdout.index("TX-CZJ") < result.stdout.index("TX-JYJ")
    assert "public since" not in result.stdout


def test_programs_get_json(county: Supervised) -> None:
    found = json.loads(run(county, "flags", "--as-of", "2026-03-02", "--format", "json",
                           "--unit", "TX-JYJ").stdout)  # fmt: skip
    assert found == {"flags": [{
        "id": ONE, "check": "C09", "unit": "TX-JYJ", "text":
        "Bidders had 13 days from the documents to the deadline; at least 20 are required.",
        "state": "new", "public": False, "first_seen": "2026-03-02", "asked_on": None,
        "answer_by": "2026-03-16", "public_since": "2026-03-17", "no_longer_raised_since": None,
        "files": {"TX-JYJ": [file_name(ONE, "TX-JYJ", lang) for lang in ("zh", "en")]},
    }]}  # fmt: skip


def test_answered_flags_are_shown_if_asked_for(county: Supervised) -> None:
    county.put(answer("HT-0001", "2026-03-02"))
    assert ONE not in run(county, "flags", "--as-of", "2026-03-02").stdout
    shown = run(county, "flags", "--as-of", "2026-03-02", "--all").stdout
    assert f"{ONE}  Short tender  answered, public since 2026-03-02" in shown
    only = run(county, "flags", "--as-of", "2026-03-02", "--unit", "TX-JYJ")
    assert only.stdout == ""
    assert only.stderr == "No flag is waiting for an answer.\n"


def test_listing_publishes_nothing(county: Supervised) -> None:
    run(county, "flags", "--as-of", "2026-03-02")
    assert not (county.place.var / "current").exists()
    assert "answer by 2026-03-19" in run(county, "flags", "--as-of", "2026-03-05").stdout


def test_notices_are_noted_once(county: Supervised) -> None:
    options = ("--as-of", "2026-03-31", "--check", "C09", "--before-first-sight")
    result = run(county, "flags", "notify", "--day", "2026-03-09", *options)
    assert result.stdout == f"{TWO}  TX-CZJ\n{ONE}  TX-JYJ\n"
    assert "2 flags noted in" in result.stderr
    text = (county.folder / NOTICES).read_text(encoding="utf-8")
    assert f"{ONE}: 2026-03-09  # TX-JYJ\n" in text
    again = run(county, "flags", "notify", "--day", "2026-03-10", *options)
    assert again.stdout == ""
    assert (county.folder / NOTICES).read_text(encoding="utf-8") == text
    listed = run(county, "flags", "--as-of", "2026-03-31").stdout
    assert listed.count("public since 2026-03-24") == 2


def test_a_flag_about_the_site_is_answered_by_its_publisher(county: Supervised) -> None:
    for file in county.folder.glob("content/rules/*"):
        file.unlink()
    result = run(county, "flags", "notify", "--as-of", "2026-03-02", "--check", "C26")
    name, party = result.stdout.split()
    assert party == "site"
    county.put({f"content/answers/{name.lower()}.site.en.md":
                "---\ndate: 2026-03-02\n---\nOur rules follow in April.\n"})  # fmt: skip
    assert run(county, "check").exit_code == 0
    listed = run(county, "flags", "--as-of", "2026-03-02", "--all").stdout
    assert f"{name}  Stale columns  answered" in listed
    assert "site answers in" in listed


def test_notices_can_be_narrowed(county: Supervised) -> None:
    options = ("flags", "notify", "--before-first-sight", "--as-of", "2026-03-31", "--day")
    assert run(county, *options, "2026-03-09", "--check", "C10").stdout == ""
    assert run(county, *options, "2025-03-22").stdout == f"{TWO}  TX-CZJ\n", "the other is later"
    assert run(county, *options, "2026-03-09", "--unit", "TX-CZJ").stdout == ""
    site = run(county, *options, "2026-03-09", "--unit", "site").stdout
    assert re.fullmatch(r"C26-\w+  site\n", site), "news is empty"
    assert run(county, *options, "2026-03-09", "--check", "C09").stdout == f"{ONE}  TX-JYJ\n"


def test_nobody_loses_time_by_an_early_day(county: Supervised) -> None:
    run(county, "publish", "--as-of", "2026-03-02")
    for day in ("2025-04-01", "2026-03-01"):
        result = run(county, "flags", "notify", "--as-of", "2026-03-06", "--day", day)
        assert result.exit_code == 2
        assert f"2 of these flags were first seen later than {day}" in result.stderr
    assert not (county.folder / NOTICES).exists()
    result = run(county, "flags", "notify", "--as-of", "2026-03-06", "--day", "2026-03-02")
    assert result.stdout == f"{TWO}  TX-CZJ\n{ONE}  TX-JYJ\n"


@pytest.mark.parametrize(("day", "as_of"), [
    ("2026-03-03", "2026-03-02"), ("2999-01-04", "2999-01-04"), (None, "2999-01-04"),
])  # fmt: skip
def test_nobody_was_asked_on_a_day_to_come(
    county: Supervised, day: str | None, as_of: str
) -> None:
    result = run(county, "flags", "notify", "--as-of", as_of, *(("--day", day) if day else ()))
    assert result.exit_code == 2
    assert f"{day or as_of} is still to come." in result.stderr
    assert not (county.folder / NOTICES).exists()


@pytest.mark.parametrize(("arguments", "said"), [
    (("notify", "--unit", "TX-JYX"), "There is no unit “TX-JYX”. Did you mean “TX-JYJ”?"),
    (("--unit", "TX-JYX"), "There is no unit “TX-JYX”. Did you mean “TX-JYJ”?"),
    (("notify", "--unit", ""), "There is no unit “”."),
    (("notify", "--check", "C09", "--check", "C99"), "There is no check “C99”."),
    (("notify", "--check", "c09"), "There is no check “c09”. Did you mean “C09”?"),
])  # fmt: skip
def test_unknown_units_and_checks_are_refused(
    county: Supervised, arguments: tuple[str, ...], said: str
) -> None:
    result = run(county, "flags", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (county.folder / NOTICES).exists()


@pytest.mark.parametrize("arguments", [
    ("flags", "--as-of", "soon"), ("flags", "notify", "--day", "tomorrow"),
])  # fmt: skip
def test_a_day_that_is_none(county: Supervised, arguments: tuple[str, ...]) -> None:
    result = run(county, *arguments)
    assert result.exit_code == 2
    assert "is not a date" in result.stderr


def test_a_publication_says_how_many_flags_are_new(county: Supervised) -> None:
    first = run(county, "publish", "--as-of", "2026-03-02").stdout
    assert "2 new flags, 0 of them public at once." in first
    assert "2 will be public on 2026-03-17 unless they are answered before." in first
    assert "new flags" not in run(county, "publish", "--as-of", "2026-03-03").stdout


def test_check_judges_answers(county: Supervised) -> None:
    county.put(answer("HT-0009", "2026-03-02"))
    result = run(county, "check")
    assert result.exit_code == 1
    assert "[unknown-flag]" in result.stdout
