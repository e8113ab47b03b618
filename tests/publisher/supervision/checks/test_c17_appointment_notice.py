from typing import Any

from publisher.supervision.checks.c17_appointment_notice import CHECK
from publisher.supervision.model import Party
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects

DECISIONS = [{"decision_id": "JC-1", "meeting_on": "2025-03-03"}]


def notice(key: str = "RQ-1", **cells: Any) -> dict[str, Any]:
    """2025-03-03 is a Monday: five working days later is the Monday after."""
    return {
        "notice_id": key, "org_id": "QY-ZZB", "candidate_name": "某某", "exceptional": False,
        "decision_id": "JC-1", "posted_on": "2025-03-03", "closes_on": "2025-03-10",
        "appointed_on": "2025-03-11", "report_phone": "0000-6600401", **cells,
    }  # fmt: skip


def test_five_working_days(make_county: MakeCounty) -> None:
    county = make_county(
        appointments=[notice(), notice("RQ-2", closes_on="2025-03-09")], decisions=DECISIONS
    )
    flag = only(CHECK, county)
    assert (flag.subject, flag.unit) == (("RQ-2", "days"), "QY-ZZB")
    assert flag.figures[0][1] == 4
    assert flag.parties == (Party("candidate", "RQ-2", "某某"),)
    assert "某某" not in flag.text.text("en")


def test_the_decision_comes_first(make_county: MakeCounty) -> None:
    rows = [notice(posted_on="2025-02-28"), notice("RQ-2", decision_id="JC-9")]
    county = make_county(appointments=rows, decisions=DECISIONS)
    assert subjects(CHECK, county) == [("RQ-1", "decision")]
    reason = "the meeting that decided is not published"
    assert skipped(judge(CHECK, county)) == {reason: 1}
    assert skipped(judge(CHECK, make_county(appointments=rows))) == {reason: 2}


def test_the_appointment_waits_for_the_end(make_county: MakeCounty) -> None:
    rows = [notice(appointed_on="2025-03-10"), notice("RQ-2", appointed_on=None)]
    county = make_county(appointments=rows, decisions=DECISIONS)
    assert subjects(CHECK, county) == [("RQ-1", "appointed")]


def test_what_is_left_out(make_county: MakeCounty) -> None:
    rows = [
        notice(report_phone=None),
        notice("RQ-2", exceptional=True),
        notice("RQ-3", exceptional=True, exceptional_reason="急难险重"),
        notice("RQ-4", closes_on=None, appointed_on=None),
    ]
    county = make_county(appointments=rows, decisions=DECISIONS)
    assert subjects(CHECK, county) == [("RQ-1", "phone"), ("RQ-2", "reason")]
    assert skipped(judge(CHECK, county)) == {"a date is missing": 1}


def test_flags_last(make_county: MakeCounty) -> None:
    odd = [notice(report_phone=None)]
    other = notice("RQ-0", org_id="QY-XW", report_phone=None)
    assert lasting(CHECK, make_county(appointments=odd), make_county(appointments=[other, *odd]))
