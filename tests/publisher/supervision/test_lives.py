"""The life of a flag, computed by hand over several days of real publications."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher import publish as road
from publisher.languages import message
from publisher.release.archive import Archive, Publication
from publisher.source.answers import NOTICES
from publisher.supervision import checks as registry
from publisher.supervision.county import County
from publisher.supervision.life import Change, FlagRecord, State, Supervision
from publisher.supervision.model import Check, Outcome, Value
from tests.sources import SETTINGS, article
from tests.supervised import SHORT, Supervised, answer, flag_id, noon, notices, record_of

FINE: dict[str, str] = {}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def county(tmp_path: Path) -> Supervised:
    """Two contracts; the second one's tender was open for 13 days."""
    return Supervised(tmp_path, FINE, SHORT)


def test_a_unit_has_ten_working_days_and_then_the_flag_is_public(county: Supervised) -> None:
    first = record_of(county.on("2026-03-02"), "HT-0002")
    # 3, 4, 5, 6, then 9 to 13, then the 16th: the tenth working day after Monday the 2nd
    assert (first.first_seen, first.due) == (day("2026-03-02"), day("2026-03-16"))
    assert (first.public, first.public_since) == (False, day("2026-03-17"))
    last_day = county.on("2026-03-16")
    assert not record_of(last_day, "HT-0002").public
    assert not last_day.of_check("C09")
    assert last_day.waiting == sum(not record.public for record in last_day.records) >= 1
    after = county.on("2026-03-17")
    assert record_of(after, "HT-0002").public
    assert record_of(after, "HT-0002").state is State.NEW
    assert record_of(after, "HT-0002").first_seen == day("2026-03-02"), "never overwritten"
    assert [record.flag.subject for record in after.of_check("C09")] == [("HT-0002",)]


def test_the_clock_starts_on_the_day_of_the_notice(county: Supervised) -> None:
    county.put(notices(HT_0002="2026-02-27"))
    found = record_of(county.on("2026-03-09"), "HT-0002")
    # Saturday 28 February 2026 is worked for Spring Festival, then 2 to 6, then 9 to 12 March
    assert (found.notified, found.due) == (day("2026-02-27"), day("2026-03-12"))
    assert found.before_first_sight
    county.put(notices(HT_0002="2026-03-12"))
    found = record_of(county.on("2026-03-12"), "HT-0002")
    assert found.due == day("2026-03-26"), "ten working days after the unit was asked"
    assert (found.notified, found.before_first_sight) == (day("2026-03-12"), False)


def test_a_unit_that_was_asked_late_has_its_whole_time(county: Supervised) -> None:
    county.on("2026-03-02")
    county.put(notices(HT_0002="2026-03-16"))
    found = record_of(county.on("2026-03-17"), "HT-0002")
    assert (found.due, found.public) == (day("2026-03-30"), False)
    county.put(notices(HT_0002="2026-03-17"))
    found = record_of(county.on("2026-03-17"), "HT-0002")
    assert (found.due, found.public) == (day("2026-03-16"), True), "too late to put it off"


def test_a_notice_from_before_the_event_counts_for_nothing(county: Supervised) -> None:
    county.put(notices(HT_0002="2025-01-02"))
    done = county.publish("2026-03-09")
    assert [f.code for f in done.report.findings if f.file == NOTICES] == ["notice-too-early"]
    found = record_of(county.on("2026-03-09"), "HT-0002")
    assert (found.notified, found.due) == (None, day("2026-03-23"))


def test_the_first_answer_makes_it_public(county: Supervised) -> None:
    county.on("2026-03-02")
    county.put(answer("HT-0002", "2026-03-05"))
    found = record_of(county.on("2026-03-06"), "HT-0002")
    assert (found.public, found.public_since) == (True, day("2026-03-05"))
    assert found.state is State.ANSWERED
    assert [said.text for said in found.answers] == ["我们说明。"]
    assert found.updated == day("2026-03-05")


@pytest.mark.parametrize("state", [State.CORRECTED, State.REFUTED])
def test_an_answer_says_how_the_flag_stands(county: Supervised, state: State) -> None:
    county.put(answer("HT-0002", "2026-03-05") | answer("HT-0002", "2026-03-06", lang="en",
                                                        state=state.value))  # fmt: skip
    assert record_of(county.on("2026-03-09"), "HT-0002").state is state


def test_what_was_public_stays_when_the_data_are_corrected(county: Supervised) -> None:
    county.on("2026-03-02")
    county.on("2026-03-17")
    county.rows(FINE, FINE)
    found = record_of(county.on("2026-03-20"), "HT-0002")
    assert (found.state, found.public) == (State.CORRECTED, True)
    assert found.gone is not None
    assert (found.gone.since, found.gone.by_parameters) == (day("2026-03-20"), False)
    assert found.flag.text.text("en").startswith("Bidders had 13 days"), "as it was last raised"
    again = record_of(county.on("2026-04-01"), "HT-0002")
    assert again.gone is not None
    assert again.gone.since == day("2026-03-20"), "since when is never forgotten"
    county.rows(FINE, SHORT)
    back = record_of(county.on("2026-04-02"), "HT-0002")
    assert (back.gone, back.state, back.public) == (None, State.NEW, True)
    assert back.public_since == day("2026-03-17")


def _tenders(supervision: Supervision) -> list[FlagRecord]:
    """What is known of flags of C09: other checks see the column of news that is empty."""
    return [record for record in supervision.records if record.flag.check == "C09"]


def test_what_never_was_public_goes_quietly(county: Supervised) -> None:
    county.on("2026-03-02")
    county.rows(FINE, FINE)
    assert _tenders(county.on("2026-03-06")) == []
    assert _tenders(county.on("2026-04-20")) == []
    county.rows(FINE, SHORT)
    back = record_of(county.on("2026-04-21"), "HT-0002")
    assert back.first_seen == day("2026-03-02")
    assert back.public, "its time to answer began when it was first seen"


def test_a_changed_parameter_is_published_and_corrects_nothing(county: Supervised) -> None:
    county.on("2026-03-02")
    county.on("2026-03-17")
    county.settings("[checks.C09]\ndays = 10\n")
    supervision = county.on("2026-03-18")
    change = Change("C09", "days", day("2026-03-18"), 20, 10)
    assert supervision.changes == (change,)
    found = record_of(supervision, "HT-0002")
    assert found.gone is not None
    assert found.gone.by_parameters
    assert found.state is State.NEW, "nobody corrected anything"
    county.settings("")
    back = county.on("2026-03-19")
    assert back.changes == (change, Change("C09", "days", day("2026-03-19"), 10, 20))
    assert record_of(back, "HT-0002").gone is None


def test_the_time_to_answer_is_a_parameter(county: Supervised) -> None:
    county.settings("[checks]\nanswer_days = 3\n")
    assert record_of(county.on("2026-03-02"), "HT-0002").due == day("2026-03-05")
    assert record_of(county.on("2026-03-06"), "HT-0002").public
    county.settings("[checks]\nanswer_days = 30\n")
    later = county.on("2026-03-09")
    assert later.changes == (Change("", "answer_days", day("2026-03-09"), 3, 30),)
    assert record_of(later, "HT-0002").public, "what was public once stays public"


def test_parameters_come_from_the_settings_and_not_from_a_descriptor(county: Supervised) -> None:
    file = county.folder / "datasets/procurement/datapackage.yaml"
    text = file.read_text(encoding="utf-8")
    own = "lightwell: {checks: {C09: {days: 1}}}\nchecks: {C09: {days: 1}}\n"
    county.put({"datasets/procurement/datapackage.yaml": text + own})
    done = county.publish("2026-03-02")
    assert "unknown-key" in {finding.code for finding in done.report.findings}
    county.put({"datasets/procurement/datapackage.yaml": text})
    assert county.on("2026-03-02").results["C09"].values["days"] == 20


@pytest.mark.parametrize(("text", "line"), [
    ("[checks]\nanswer_days = 'x'\n", 13),
    ("[checks]\nanswer_days = -1\n", 13),
    ("[checks]\nanswer_days = 1000\n", 13),
    ("[checks.C09]\ndays = 'many'\n", 13),
    ("[checks.C09]\nday = 3\n", 13),
    ("[checks.C99]\ndays = 3\n", 12),
    ("[checks]\nC09 = 3\n", 13),
])  # fmt: skip
def test_settings_that_cannot_be_used_are_findings_and_change_nothing(
    county: Supervised, text: str, line: int
) -> None:
    county.settings("[checks]\nanswer_days = 4\n[checks.C09]\ndays = 15\n")
    county.on("2026-03-02")
    county.settings(text)
    lines = (county.folder / "lightwell.toml").read_text(encoding="utf-8").split("\n")
    done = county.publish("2026-03-03")
    found = [finding for finding in done.report.findings if finding.file == "lightwell.toml"]
    assert len(found) == 1
    assert found[0].line is not None
    assert lines[found[0].line - 1] == text.split("\n")[line - 12]


def test_a_bad_value_leaves_the_one_in_force(county: Supervised) -> None:
    county.settings("[checks]\nanswer_days = 4\n[checks.C09]\ndays = 15\n")
    county.on("2026-03-02")
    county.settings("[checks]\nanswer_days = 'x'\n[checks.C09]\ndays = 'y'\n")
    supervision = county.on("2026-03-03")
    assert supervision.answer_days == 4
    assert supervision.results["C09"].values["days"] == 15
    assert supervision.changes == ()


def test_one_changed_article_runs_no_check(county: Supervised) -> None:
    county.put({"content/news/a.zh.md": article("旧", date="2026-02-27")})
    county.publish("2026-03-02")
    county.put({"content/news/a.zh.md": article("新", date="2026-03-01")})
    code = (
        "import sys, pathlib, datetime as dt\n"
        "from tests.supervised import noon\n"
        "from tests.sources import workplace\n"
        "from publisher.publish import publish\n"
        "done = publish(workplace(pathlib.Path(sys.argv[1])), now=lambda: noon('2026-03-02'))\n"
        "print(done.changed, [m for m in ('polars', 'numpy', 'frictionless') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(county.folder)], capture_output=True, text=True,
        check=True, cwd=Path(__file__).parents[3], env=_path(),
    )  # fmt: skip
    assert told.stdout == "('content/news/a.zh.md',) []\n"


def _path() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def _broken(county: County, values: Mapping[str, Value]) -> Outcome:
    raise ZeroDivisionError("a share of nothing")


def test_a_check_that_breaks_stops_nothing(
    county: Supervised, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    county.on("2026-03-02")
    county.on("2026-03-17")
    whole = dict(registry.CHECKS)
    broken = Check(
        id="C09", name=message("Short tender"), about=message("x"), cases=message("cases"),
        basis="", parameters=whole["C09"].parameters, needs=("contracts",), run=_broken,
    )  # fmt: skip
    monkeypatch.setitem(registry.CHECKS, "C09", broken)
    done = county.publish("2026-03-18")
    found = [finding for finding in done.report.findings if finding.code == "check-failed"]
    assert [finding.severity.value for finding in found] == ["warning"]
    published = repr(done.report.findings)
    assert "ZeroDivision" not in published, "what went wrong is for the terminal"
    assert "a share of nothing" in caplog.text
    assert "its flags stay as they stood" in found[0].message.text("en")
    supervision = county.on("2026-03-18")
    assert supervision.results["C09"].outcome is None
    assert "ZeroDivisionError" in supervision.results["C09"].failure
    record = record_of(supervision, "HT-0002")
    assert (record.public, record.gone) == (True, None), "nothing is known, so nothing is said"
    monkeypatch.setitem(registry.CHECKS, "C09", whole["C09"])
    assert county.on("2026-03-18").results["C09"].outcome is not None, "a failure is not kept"


def test_without_tables_of_the_field_there_are_no_checks(tmp_path: Path) -> None:
    county = Supervised(tmp_path, FINE)
    for file in sorted((county.folder / "datasets").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    assert county.on("2026-03-02").checks == ()


def test_a_dataset_held_back_is_checked_in_its_last_valid_version(county: Supervised) -> None:
    county.on("2026-03-02")
    county.on("2026-03-17")
    county.rows(FINE, {**FINE, "amount": "many"})
    supervision = county.on("2026-03-18")
    assert record_of(supervision, "HT-0002").gone is None


def test_flags_without_their_dataset_stay(county: Supervised) -> None:
    county.on("2026-03-02")
    county.on("2026-03-17")
    for file in sorted((county.folder / "datasets").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    supervision = county.on("2026-03-18")
    assert record_of(supervision, "HT-0002").public
    assert supervision.about("c09") is not None


def test_an_answer_taken_back_leaves_a_trace(county: Supervised) -> None:
    files = answer("HT-0002", "2026-03-05")
    county.put(files)
    county.on("2026-03-06")
    (county.folder / next(iter(files))).unlink()
    found = record_of(county.on("2026-03-09"), "HT-0002")
    assert [(said.text, said.taken_back) for said in found.answers] == [("", day("2026-03-09"))]
    assert (found.state, found.public) == (State.NEW, True)


def test_an_invalid_answer_is_held_back_and_its_last_version_stays(county: Supervised) -> None:
    county.put(answer("HT-0002", "2026-03-05"))
    county.on("2026-03-06")
    county.put(answer("HT-0002", "2026-05-05", body="改了。"))
    done = county.publish("2026-03-09")
    assert [item.startswith("content/answers/c09-") for item in done.held_back] == [True]
    with road.composed(county.place, now=lambda: noon("2026-03-09")) as (_, made):
        found = record_of(made.edition.supervision, "HT-0002")
    assert [said.text for said in found.answers] == ["我们说明。"]


def test_invalid_notices_are_held_back_and_the_last_ones_count(county: Supervised) -> None:
    county.put(notices(HT_0002="2026-02-27"))
    county.on("2026-03-02")
    county.put({NOTICES: "nonsense: 2026-03-01\n"})
    done = county.publish("2026-03-03")
    assert done.held_back == (NOTICES,)
    assert record_of(county.on("2026-03-03"), "HT-0002").notified == day("2026-02-27")


def test_the_archive_only_ever_adds_rows_and_forgets_what_was_never_published(
    county: Supervised,
) -> None:
    county.on("2026-03-02")
    county.on("2026-03-17")
    archive = Archive(county.place.var / "archive")
    before = archive.kept()
    known = before.flags[flag_id("HT-0002")]
    assert (known.first_seen, known.public_since) == (day("2026-03-02"), day("2026-03-17"))
    entry = Publication("0" * 64, "2026-03-18", "2026-03-18", "", "publish")
    archive.note(entry, (), (), flags=[known._replace(first_seen=day("2027-01-01"))])
    assert archive.kept() == before, "not confirmed"
    archive.settle(None)
    rows = archive._db.execute("SELECT public_since FROM flags WHERE id = ? ORDER BY seq",
                               (flag_id("HT-0002"),)).fetchall()  # fmt: skip
    assert rows == [(None,), ("2026-03-17",)]
    archive.close()


def test_a_new_flag_is_remembered_even_if_nothing_visible_changed(county: Supervised) -> None:
    county.rows(FINE, FINE)
    county.publish("2026-03-02")
    county.rows(FINE, FINE, SHORT)
    done = county.publish("2026-03-02")
    assert [(r.flag.subject, r.public) for r in done.new_flags] == [(("HT-0003",), False)]
    assert county.publish("2026-03-03").new_flags == ()


def test_settings_without_checks_cost_nothing(tmp_path: Path) -> None:
    assert "checks" not in SETTINGS
    assert Supervised(tmp_path, FINE).on("2026-03-02").answer_days == 10


def test_results_of_past_days_do_not_pile_up(county: Supervised) -> None:
    for number in range(1, 15):
        county.publish(f"2026-03-{number:02}")
    assert len(_remembered(county)) <= road.RESULTS_KEPT + RESULTS_OF_ONE


def test_all_results_of_a_publication_are_there_for_the_next_one(
    county: Supervised, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "RESULTS_KEPT", RESULTS_OF_ONE)
    for day, amount in (("01", "480000.00"), ("02", "470000.00"), ("03", "460000.00")):
        county.rows(FINE, SHORT | {"amount": amount})
        county.publish(f"2026-03-{day}")
    before = _remembered(county)
    county.publish("2026-03-03")
    after = _remembered(county)
    assert set(after) <= set(before), "nothing was computed again"
    assert any(after[name] > before[name] for name in after), "what was of use is young again"


RESULTS_OF_ONE = 10
"""So many results a publication keeps at most, besides those of each dataset's versions."""


def _remembered(county: Supervised) -> dict[str, int]:
    """The results of the integrity checks that are kept, and when they were last of use."""
    files = (county.place.cache / "supervision").glob("*.pickle")
    return {file.name: file.stat().st_mtime_ns for file in files}
