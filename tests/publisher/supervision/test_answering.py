"""Answers and notices against the flags that are known, as `check` and `publish` judge them."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import publish as road
from publisher.findings import Finding
from publisher.source.answers import FOLDER
from tests.supervised import SHORT, Supervised, answer, flag_id, noon, notices


def judged(county: Supervised, day: str = "2026-03-10") -> list[tuple[str, str, int | None]]:
    """What `check` says on a day of the answers: code, severity, line."""
    with road.checked(county.place, now=lambda: noon(day)) as (_, report, _processes):
        return [_short(finding) for finding in report.findings if finding.file.startswith(FOLDER)]


def _short(finding: Finding) -> tuple[str, str, int | None]:
    return finding.code, finding.severity.value, finding.line


@pytest.fixture
def county(tmp_path: Path) -> Supervised:
    return Supervised(tmp_path, SHORT)


def test_nothing_is_wrong_with_an_answer_of_the_unit(county: Supervised) -> None:
    county.put(answer("HT-0001", "2026-03-10") | notices(HT_0001="2026-03-10"))
    assert judged(county) == []


@pytest.mark.parametrize(("files", "found"), [
    (answer("HT-0009", "2026-03-09"), ("unknown-flag", "error", 1)),
    (answer("HT-0001", "2026-03-11"), ("date-in-future", "error", 2)),
    (answer("HT-0001", "2026-03-09", party="TX-CZJ"), ("unknown-party", "error", 1)),
    (answer("HT-0001", "2026-03-09", lang="fr"), ("unknown-language", "error", 1)),
    (answer("HT-0001", "2026-03-09", body="[x](../news/no.zh.md)"), ("broken-link", "error", 4)),
    (notices(HT_0001="2026-03-11"), ("date-in-future", "warning", 1)),
    (notices(HT_0009="2026-03-09"), ("unknown-flag", "warning", 1)),
    ({f"{FOLDER}letter.png.txt": "x"}, ("stray-file", "warning", None)),
])  # fmt: skip
def test_each_mistake_is_a_finding(
    county: Supervised, files: dict[str, str], found: tuple[str, str, int | None]
) -> None:
    county.put(files)
    assert judged(county) == [found]
    done = county.publish("2026-03-10")
    assert found in [_short(finding) for finding in done.report.findings], "publish says it too"
    assert bool(done.held_back) == (found[1] == "error")


def test_nearby_ids_are_suggested(county: Supervised) -> None:
    name = flag_id("HT-0001")
    county.put({f"{FOLDER}{name[:-1].lower()}0.TX-JYJ.zh.md": "---\ndate: 2026-03-09\n---\nx\n"})
    with road.checked(county.place, now=lambda: noon("2026-03-10")) as (_, report, _processes):
        hints = [finding.hint for finding in report.findings if finding.hint]
    assert [hint.text("en") for hint in hints] == [f"Did you mean “{name}”?"]


def test_flags_known_from_before_may_still_be_answered(county: Supervised) -> None:
    county.on("2026-02-02")
    county.on("2026-03-02")
    county.rows({})
    county.put(answer("HT-0001", "2026-03-09"))
    assert judged(county) == []


def test_flags_of_data_that_are_held_back_are_not_called_unknown(county: Supervised) -> None:
    county.put(answer("HT-0001", "2026-03-09"))
    county.rows({"amount": "many"})
    assert judged(county) == []


def test_an_answer_is_foreseen_like_an_article(county: Supervised) -> None:
    files = answer("HT-0001", "2026-03-09")
    county.put(files)
    seen = road.foresee(county.place, now=lambda: noon("2026-03-10"))
    assert set(files) <= set(seen.new)
    county.on("2026-03-10")
    county.put(answer("HT-0001", "2026-03-09", body="改。"))
    seen = road.foresee(county.place, now=lambda: noon("2026-03-10"))
    assert seen.changed == tuple(files)
