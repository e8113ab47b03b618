"""The demonstration county as checks see it, its flags, and the list of those not planted."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path

from publisher import workdays
from publisher.processes import Processes
from publisher.source.memory import Store
from publisher.source.read import read
from publisher.supervision.checks import CHECKS
from publisher.supervision.county import County, Tables
from publisher.supervision.model import Flag, Result
from publisher.supervision.run import run
from tests.demonstration.committed import ROOT, planted
from tests.demonstration.rows import TODAY, Planted

LISTS = ROOT / "docs" / "flags"
ENTRY = re.compile(
    r"^\| (?P<check>C\d\d\w?) \| `?(?P<subject>[^`|]+?)`? \| (?P<why>[^|]+) \|$", re.MULTILINE
)


@cache
def county() -> County:
    """The repository's datasets on the day on which the demonstration stands still."""
    with Processes() as processes:
        source = read([ROOT], Store(None, ""), processes)
    return County(Tables(source.packages), dt.date.fromisoformat(str(TODAY)), workdays.shipped())


@cache
def results() -> dict[str, Result]:
    """What the checks with their default parameters find, by check."""
    return {result.check: result for result in run(county(), {})}


def flags(check: str) -> tuple[Flag, ...]:
    """A check's flags."""
    outcome = results()[check].outcome
    assert outcome is not None
    return outcome.flags


def shows(flag: Flag, odd: Planted) -> bool:
    """Whether the flag's evidence holds all the rows of a planted irregularity."""
    rows = {(e.dataset, e.resource, e.key) for e in flag.evidence}
    return all((odd.dataset, odd.resource, key) in rows for key in odd.keys)


def register(check: str) -> list[Planted]:
    """What is planted for a check."""
    return [odd for odd in planted() if odd.check == check]


def others(checks: frozenset[str]) -> set[tuple[str, str]]:
    """The flags (check, subject) that show nothing planted for their check."""
    return {
        (check, " / ".join(flag.subject))
        for check in checks & set(CHECKS)
        for flag in (flags(check) if results()[check].outcome else ())
        if not any(shows(flag, odd) for odd in register(check))
    }


def explained(name: str) -> dict[tuple[str, str], str]:
    """The flags that a list in docs/flags explains: (check, subject) and why."""
    text = Path(LISTS / f"{name}.md").read_text(encoding="utf-8")
    return {(m["check"], m["subject"]): m["why"] for m in ENTRY.finditer(text)}
