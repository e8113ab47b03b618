"""The whole register of what is odd on purpose: which check finds which of its lines."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from publisher import publish as road
from publisher.supervision.checks import CHECKS
from publisher.supervision.county import LISTED
from publisher.supervision.model import Evidence, Flag
from tests.demonstration.committed import ROOT, planted, table
from tests.demonstration.rows import TODAY, Planted
from tests.publisher.supervision.demonstration import explained
from website.plan import plan

NOT_PLANTED = frozenset({"C03", "C18", "C19", "C22", "C23", "C24", "C26"})
KEYS = ("payment_id", "notice_id", "contract_id", "decision_id", "record_id")

pytestmark = pytest.mark.checkout


@pytest.fixture(scope="module")
def flags(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flag, ...]:
    """Every flag of the demonstration on its day, as a first publication raises them."""
    place = road.Workplace((ROOT,), tmp_path_factory.mktemp("var"), plan)
    day = dt.datetime.fromisoformat(f"{TODAY}T12:00:00+08:00")
    with road.composed(place, now=lambda: day) as (report, made):
        assert not report.bad_items
        return tuple(record.flag for record in made.edition.supervision.records)


@cache
def key_of(entry: Evidence) -> str:
    """The key by which the register names a row."""
    row = table(entry.dataset, entry.resource)[entry.row - 2]
    return next((row[name] for name in KEYS if name in row), entry.key)


def finds(flag: Flag, odd: Planted) -> bool:
    """Whether a flag is about a line of the register: about all its rows, or those it can list."""
    if flag.check != odd.check:
        return False
    wanted, shown = set(odd.keys), {key_of(entry) for entry in flag.evidence}
    if not wanted:  # what is missing has no row: the flag names the unit and the year
        named = flag.subject[0].startswith(odd.dataset)
        return named and not flag.rows and {flag.unit, flag.subject[-1]} <= set(odd.what.split())
    if len(wanted) <= LISTED:
        return wanted <= shown
    return flag.rows >= len(wanted) and len(wanted & shown) > LISTED / 2


def test_every_line_of_the_register_is_found_by_its_check(flags: tuple[Flag, ...]) -> None:
    lines = planted()
    missed = [odd for odd in lines if not any(finds(flag, odd) for flag in flags)]
    assert not missed
    assert {odd.check for odd in lines} == set(CHECKS) - NOT_PLANTED


def test_every_other_flag_is_in_a_list_with_its_reason(flags: tuple[Flag, ...]) -> None:
    reasons: dict[tuple[str, str], str] = {}
    for file in sorted((ROOT / "docs" / "flags").glob("*.md")):
        listed = explained(Path(file).stem)
        assert not reasons.keys() & listed.keys(), "a flag is explained once"
        reasons |= listed
    others = {
        (flag.check, " / ".join(flag.subject)) for flag in flags
        if not any(finds(flag, odd) for odd in planted())
    }  # fmt: skip
    assert others <= reasons.keys()
    raised = {(flag.check, " / ".join(flag.subject)) for flag in flags}
    assert reasons.keys() <= raised, "no list names a flag that is not there"
