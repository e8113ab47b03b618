"""Days that have not come yet: a warning that goes when the day comes, and holds nothing back."""

from __future__ import annotations

from pathlib import Path

from publisher import publish as road
from publisher.checking.future import PAST
from publisher.findings import Finding
from publisher.source import schemas
from tests.supervised import Supervised, noon


def future(found: tuple[Finding, ...]) -> list[tuple[str | None, int | None]]:
    """Columns and rows of the warnings."""
    return [(f.field, f.row) for f in found if f.code == "future-date"]


def test_what_has_not_happened_is_told_on_the_day(tmp_path: Path) -> None:
    county = Supervised(tmp_path, {}, {"published_on": "2026-03-20", "acceptance_on": "2027-01-01"})
    done = county.publish("2026-03-18")
    assert future(done.report.findings) == [("published_on", 3)]
    assert done.held_back == ()
    assert future(county.publish("2026-03-19").report.findings) == [("published_on", 3)]
    assert future(county.publish("2026-03-20").report.findings) == []


def test_a_check_by_hand_tells_it_as_well(tmp_path: Path) -> None:
    county = Supervised(tmp_path, {"published_on": "2036-03-31"})
    with road.checked(county.place, now=lambda: noon("2026-03-18")) as (_, report, _processes):
        assert future(report.findings) == [("published_on", 2)]
        [finding] = [f for f in report.findings if f.code == "future-date"]
        assert finding.severity.value == "warning"
        assert "2036-03-31" in finding.message.text("en")
    with road.checked(county.place) as (_, report, _processes):
        assert future(report.findings) == [], "nobody said which day it is"


def test_columns_of_what_happened_exist() -> None:
    known = set()
    for name in schemas.shipped_names():
        document = schemas.shipped(name)
        assert document is not None
        known |= {f["name"] for f in document.value["fields"] if f.get("type") == "date"}
    assert known >= PAST
    assert not PAST & {"acceptance_on", "contract_to", "effective_to", "due_on", "planned_finish"}


def test_pages_say_it_beside_the_dataset(tmp_path: Path) -> None:
    county = Supervised(tmp_path, {"published_on": "2036-03-31"})
    with road.composed(county.place, now=lambda: noon("2026-03-18")) as (_, made):
        assert future(made.edition.findings["datasets/procurement"]) == [("published_on", 2)]
