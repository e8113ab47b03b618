"""The checks on money over the demonstration: what is planted is found, what else is explained."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl
import pytest

from publisher.supervision.checks import CHECKS
from publisher.supervision.county import LISTED, County
from publisher.supervision.model import Evidence, Flag, Outcome
from publisher.supervision.run import values_of
from tests.demonstration.committed import ROOT, planted
from tests.demonstration.rows import Planted
from tests.publisher.supervision.conftest import Written
from tests.publisher.supervision.demonstration import county

TABLE = ROOT / "docs" / "flags" / "money.md"
MONEY = ("C01", "C02", "C03", "C04a", "C04b", "C04c", "C05", "C06", "C07", "C20", "C21")
BY_UNIT = tuple(check for check in MONEY if check not in ("C05", "C06"))
"""Checks that judge each unit by itself; C05 and C06 compare units with each other."""

VERDICTS = ("违纪", "违法", "违规", "舞弊", "腐败", "犯罪", "violat", "fraud", "corrupt", "guilt",
            "illegal", "crime", "offence", "collu")  # fmt: skip

pytestmark = pytest.mark.checkout


@cache
def outcome(check: str) -> Outcome:
    """What a check gives over the demonstration."""
    return CHECKS[check].run(county(), values_of(CHECKS[check], {}))


@cache
def record(schema: str, row: int) -> str:
    """The key that the register uses for a row: its record id, where it has one."""
    rows = county().tables[schema].filter(pl.col("_row") == row)
    name = next(n for n in ("record_id", "payment_id", "contract_id") if n in rows.columns)
    return str(rows[name].item())


def keys(evidence: tuple[Evidence, ...]) -> set[str]:
    return {record(entry.resource, entry.row) for entry in evidence}


def found_by(entry: Planted) -> Flag | None:
    """The flag that rests on a planted group: on all of it, or on more than can be listed."""
    group = set(entry.keys)
    for flag in outcome(entry.check).flags:
        shown = keys(flag.evidence)
        if group <= shown:
            return flag
        if len(group) > LISTED and flag.rows >= len(group) and len(shown & group) > LISTED / 2:
            return flag
    return None


def listed() -> Iterator[tuple[str, str, str]]:
    """Check, subject and reason of each line of the committed table."""
    text = TABLE.read_text(encoding="utf-8").partition("| --- | --- | --- |\n")[2]
    for line in text.splitlines():
        check, subject, reason = (cell.strip() for cell in line.strip("|").split("|"))
        yield check, subject.strip("`"), reason


@pytest.mark.parametrize("entry", [p for p in planted() if p.check in MONEY],
                         ids=lambda entry: f"{entry.check}-{entry.keys[0]}")  # fmt: skip
def test_what_is_planted_is_found(entry: Planted) -> None:
    flag = found_by(entry)
    assert flag is not None
    assert flag.unit


def test_every_flag_is_listed_with_its_reason() -> None:
    raised = [(check, " / ".join(flag.subject)) for check in MONEY for flag in outcome(check).flags]
    assert [(check, subject) for check, subject, _ in listed()] == sorted(raised)
    assert all(len(reason) > 20 for _, _, reason in listed())


def test_the_table_says_which_flags_were_planted() -> None:
    sought = [found_by(entry) for entry in planted() if entry.check in MONEY]
    wanted = {(flag.check, " / ".join(flag.subject)) for flag in sought if flag}
    said = {(check, subject) for check, subject, reason in listed() if reason.startswith("Planted")}
    assert said == wanted


@pytest.mark.parametrize("check", MONEY)
def test_flags_speak_of_signals_in_both_languages(check: str) -> None:
    described = CHECKS[check]
    texts = [described.name, described.about, described.cases]
    texts += [parameter.about for parameter in described.parameters]
    texts += [entry.reason for entry in outcome(check).not_evaluated]
    for flag in outcome(check).flags:
        texts += [flag.text, *(title for title, _ in flag.figures)]
    for text in texts:
        for lang in ("zh", "en"):
            said = text.text(lang).lower()
            assert not [word for word in VERDICTS if word in said], said


@pytest.mark.parametrize("check", MONEY)
def test_flags_are_different_and_count_their_rows(check: str) -> None:
    flags = outcome(check).flags
    assert len({flag.id for flag in flags}) == len(flags)
    for flag in flags:
        assert len(flag.evidence) == min(flag.rows, LISTED)
        assert len(set(flag.evidence)) == len(flag.evidence)


def with_more_rows(known: County) -> County:
    """The demonstration with another unit's rows before all others."""
    tables = {}
    for name in ("payments", "contracts", "budget_lines", "three_public"):
        frame = known.tables[name]
        other = frame.filter(pl.col("org_id") == "QY-ZFB").with_columns(
            pl.lit("QY-NEW").alias("org_id"), pl.lit("other").alias("_dataset"),
            (pl.col("_row") + 1000).alias("_row"),
        )  # fmt: skip
        tables[name] = pl.concat([other, frame])
    return County(Written(tables), known.today, known.calendar)


@pytest.mark.parametrize("check", MONEY)
def test_other_rows_leave_flags_their_names(check: str) -> None:
    more = CHECKS[check].run(with_more_rows(county()), values_of(CHECKS[check], {}))
    before = {flag.id for flag in outcome(check).flags}
    assert before == {flag.id for flag in more.flags if flag.unit != "QY-NEW"}


@pytest.mark.parametrize("check", BY_UNIT)
def test_a_unit_alone_has_the_same_flags(check: str) -> None:
    known = county()
    for unit in {flag.unit for flag in outcome(check).flags}:
        tables = {
            name: known.tables[name].filter(pl.col("org_id") == unit)
            for name in ("payments", "contracts", "budget_lines", "three_public")
        }
        alone = County(Written(tables), known.today, known.calendar)
        found = CHECKS[check].run(alone, values_of(CHECKS[check], {})).flags
        own = [flag for flag in outcome(check).flags if flag.unit == unit]
        assert [flag.id for flag in found] == [flag.id for flag in own]
        assert [flag.figures for flag in found] == [flag.figures for flag in own]


@pytest.mark.parametrize("check", MONEY)
@pytest.mark.parametrize("value", [0, 0.5, 10_000_000])
def test_no_number_in_the_settings_breaks_a_check(check: str, value: float) -> None:
    few = ("QY-NYJ", "QY-JYJ")
    known = county()
    tables = {
        name: known.tables[name].filter(pl.col("org_id").is_in(few))
        for name in ("payments", "contracts", "budget_lines", "three_public")
    }
    small = County(Written(tables), known.today, known.calendar)
    values = values_of(CHECKS[check], {})
    for name, default in values.items():
        if not isinstance(default, str):
            found = CHECKS[check].run(small, {**values, name: value})
            assert found.population >= 0


@pytest.mark.parametrize("check", MONEY)
def test_tables_without_rows(check: str) -> None:
    names = ("payments", "contracts", "budget_lines", "three_public", "suppliers")
    empty = {name: county().tables[name].clear() for name in names}
    outcome = CHECKS[check].run(
        County(Written(empty), county().today, county().calendar), values_of(CHECKS[check], {})
    )
    assert (outcome.population, outcome.not_evaluated, outcome.flags) == (0, (), ())
