"""The demonstration's disclosures: every planted late one is found, every flag is explained."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from publisher import workdays
from publisher.processes import Processes
from publisher.source.memory import Store
from publisher.source.read import read
from publisher.supervision.checks import CHECKS
from publisher.supervision.county import County, Tables
from publisher.supervision.county_obligations import of_county
from publisher.supervision.duties import Status, score
from publisher.supervision.evaluation import evaluate
from publisher.supervision.first_days import FirstDays
from publisher.supervision.model import Flag
from publisher.supervision.run import values_of
from tests.demonstration import three_public, villages
from tests.demonstration.rows import Planted

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "flags" / "duties.md"
TODAY = dt.date(2026, 3, 31)
LINE = re.compile(r"\| (C\d\d) \| (.+?) \| (.+?) \|")

pytestmark = pytest.mark.checkout


@pytest.fixture(scope="module")
def county() -> County:
    """The demonstration county with its duties."""
    with Processes() as processes:
        source = read([ROOT], Store(None, "test"), processes)
    tables, articles = Tables(source.packages), tuple(source.articles.values())
    found = evaluate(of_county(tables), tables, articles, days=FirstDays(TODAY),
                     calendar=workdays.shipped())  # fmt: skip
    return County(tables, TODAY, workdays.shipped(), found.duties, (), articles)


@pytest.fixture(scope="module")
def flags(county: County) -> list[Flag]:
    """The flags of the three checks."""
    outcomes = (CHECKS[name].run(county, values_of(CHECKS[name], {}))
                for name in ("C08", "C24", "C26"))  # fmt: skip
    return [flag for outcome in outcomes for flag in outcome.flags]


def planted() -> list[Planted]:
    return [entry for entry in (*three_public.planted(), *villages.planted())
            if entry.check == "C08"]  # fmt: skip


def test_every_planted_disclosure_is_found(county: County, flags: list[Flag]) -> None:
    keys = {evidence.key for flag in flags for evidence in flag.evidence}
    for entry in planted():
        for record in entry.keys:
            frame = county.tables[entry.resource]
            row = frame.filter(frame["record_id"] == record).row(0, named=True)
            if entry.resource == "three_public":
                key = f"{row['org_id']} / {row['year']} / {row['stage']}"
            else:
                key = f"{row['org_id']} / {row['period']} / {row['line_code']}"
            assert key in keys, record
    missing = {flag.subject for flag in flags if not flag.evidence}
    assert ("three-public-budget", "QY-FL", "2026") in missing


def test_every_flag_is_explained(flags: list[Flag]) -> None:
    explained = [(check, subject) for check, subject, reason in
                 LINE.findall(LIST.read_text(encoding="utf-8")) if reason]  # fmt: skip
    assert explained == sorted((flag.check, " / ".join(flag.subject)) for flag in flags)


def test_scores_of_the_county(county: County) -> None:
    found = score(county.duties.all)
    assert (found.late, found.missing, found.exempt) == (5, 2, 0)
    assert found.due == 1097
    assert {duty.unit for duty in county.duties.all if duty.status is Status.MISSING} == {"QY-FL"}
    assert county.duties.not_evaluated == ()
