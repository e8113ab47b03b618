"""The checks of procurement, decisions, people and time over the demonstration county."""

from __future__ import annotations

import pytest

from publisher.supervision.checks import CHECKS
from publisher.supervision.county import LISTED
from tests.publisher.supervision import demonstration

POWER = frozenset({f"C{n:02}" for n in range(9, 20)} | {"C22", "C23", "C25"})
UNPLANTED = frozenset({"C18", "C19", "C22", "C23"})
"""Their tables are not part of the demonstration."""

pytestmark = pytest.mark.checkout


@pytest.mark.parametrize("check", sorted(POWER - UNPLANTED))
def test_everything_planted_is_flagged(check: str) -> None:
    planted = demonstration.register(check)
    assert planted
    for odd in planted:
        assert any(demonstration.shows(flag, odd) for flag in demonstration.flags(check)), odd


@pytest.mark.parametrize("check", sorted(UNPLANTED))
def test_checks_without_their_tables_say_so(check: str) -> None:
    result = demonstration.results()[check]
    assert result.outcome is None
    assert set(result.missing) <= set(CHECKS[check].needs)
    assert result.missing
    assert not demonstration.register(check)


def test_every_other_flag_is_explained() -> None:
    explained = demonstration.explained("power")
    assert set(explained) == demonstration.others(POWER)
    assert all(explained.values())


@pytest.mark.parametrize("check", sorted(POWER - UNPLANTED))
def test_flags_are_complete(check: str) -> None:
    units = set(demonstration.county().tables["organisations"]["org_id"])
    flags = demonstration.flags(check)
    assert len({flag.id for flag in flags}) == len(flags)
    for flag in flags:
        assert flag.unit in units
        assert flag.day
        assert flag.day <= demonstration.county().today
        assert len(flag.evidence) == min(flag.rows, LISTED)
        assert all(party.name for party in flag.parties)
