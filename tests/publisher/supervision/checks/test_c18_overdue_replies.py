from typing import Any

import pytest

from publisher.supervision.checks.c18_overdue_replies import CHECK
from publisher.supervision.model import Weight
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects

REPLY = "您反映的人行道破损问题已经安排施工队伍现场查看，计划本月底前完成修复，感谢您的关心与监督。"


def note(key: str = "LY-1", **cells: Any) -> dict[str, Any]:
    """Submitted on the Monday 2025-03-03, answered nine working days after assignment."""
    return {
        "message_id": key, "submitted_on": "2025-03-03", "reviewed_on": "2025-03-04",
        "assigned_org": "QY-JTJ", "assigned_on": "2025-03-05", "state": "replied",
        "replied_on": "2025-03-18", "publisher": "QY-ZFB", **cells,
    }  # fmt: skip


OPEN: dict[str, Any] = {"state": "accepted", "replied_on": None}


def test_a_first_notice_within_fifteen_days(make_county: MakeCounty) -> None:
    """15 days after 2025-03-03 is 2025-03-18, a Tuesday."""
    late: dict[str, Any] = {"assigned_on": None, "replied_on": "2025-03-20"}
    rows = [note(**late, reviewed_on="2025-03-18"), note("LY-2", **late, reviewed_on="2025-03-19")]
    assert subjects(CHECK, make_county(messages=rows), reply_days=99) == [("LY-2", "notice")]
    waiting = [note(**OPEN, reviewed_on=None, assigned_on=None, assigned_org=None)]
    county = make_county(today="2025-03-18", messages=waiting)
    assert subjects(CHECK, county, reply_days=99) == []
    county = make_county(today="2025-03-19", messages=waiting)
    flag = only(CHECK, county, reply_days=99)
    assert (flag.unit, flag.subject) == ("QY-ZFB", ("LY-1", "notice"))


@pytest.mark.parametrize(
    ("extended", "last", "too_late"),
    [
        (None, "2025-05-06", "2025-05-07"),
        ("2025-05-20", "2025-05-20", "2025-05-21"),
        ("2025-07-31", "2025-06-03", "2025-06-04"),
        ("2025-03-31", "2025-05-06", "2025-05-07"),
    ],
)
def test_a_reply_within_sixty_days_or_the_extension(
    make_county: MakeCounty, extended: str | None, last: str, too_late: str
) -> None:
    """60 days after 2025-03-03 is 2025-05-02, a rest day until the 5th; 90 days 2025-06-01, too."""
    for replied in (True, False):
        for day, flagged in ((last, False), (too_late, True)):
            cells = {"replied_on": day} if replied else OPEN
            rows = [note(extended_to=extended, **cells)]
            county = make_county(today="2026-03-31" if replied else day, messages=rows)
            found = subjects(CHECK, county, reply_days=999)
            assert found == ([("LY-1", "reply")] if flagged else [])


def test_the_sites_own_time_is_counted_by_unit_and_month(make_county: MakeCounty) -> None:
    """Ten working days after 2025-03-05 are up on 2025-03-19."""
    rows = [
        note("LY-1", replied_on="2025-03-19"),
        note("LY-2", replied_on="2025-03-20"),
        note("LY-3", replied_on="2025-03-24"),
        note("LY-4", replied_on="2025-03-24", assigned_org="QY-JYJ"),
    ]
    found = judge(CHECK, make_county(messages=rows)).flags
    assert [(flag.subject, flag.rows) for flag in found] == [
        (("QY-JTJ", "2025-03", "board"), 2),
        (("QY-JYJ", "2025-03", "board"), 1),
    ]
    assert {flag.weight for flag in found} == {Weight.LOW}


def test_messages_set_aside_wait_for_nothing(make_county: MakeCounty) -> None:
    rows = [
        note("LY-1", **{**OPEN, "state": "diverted"}),
        note("LY-2", **{**OPEN, "state": "closed"}),
    ]
    found = judge(CHECK, make_county(messages=rows))
    assert (found.population, found.flags) == (2, ())
    assert skipped(found) == {"answered, but without the day of the reply": 1}


def test_overdue_petitions_of_a_month(make_county: MakeCounty) -> None:
    row = {"org_id": "QY-XFJ", "month": "2025-03", "published_on": "2025-04-02"}
    rows = [
        {**row, "channel": "letter", "overdue": 1},
        {**row, "channel": "visit", "overdue": 2},
        {**row, "channel": "call", "overdue": 0},
        {**row, "channel": "online", "overdue": None},
    ]
    county = make_county(messages=[], petition_stats=rows)
    flag = only(CHECK, county)
    assert (flag.subject, flag.rows) == (("QY-XFJ", "2025-03", "petitions"), 2)
    assert flag.figures[0][1] == 3
    assert skipped(judge(CHECK, county)) == {"the number of overdue petitions is not shown": 1}


def replies(count: int, **cells: Any) -> list[dict[str, Any]]:
    return [note(f"LY-{n}", reply_md=f"{n}号：{REPLY}", **cells) for n in range(count)]


def test_replies_like_three_others(make_county: MakeCounty) -> None:
    flag = only(CHECK, make_county(messages=replies(4)))
    assert (flag.subject, flag.rows) == (("QY-JTJ", "2025", "replies"), 4)
    assert subjects(CHECK, make_county(messages=replies(3))) == []


def test_replies_are_compared_within_a_unit_and_year(make_county: MakeCounty) -> None:
    elsewhere = note("LY-8", reply_md=REPLY, assigned_org="QY-JYJ")
    earlier = note("LY-9", reply_md=REPLY, submitted_on="2024-03-04", reviewed_on="2024-03-05",
                   assigned_on="2024-03-06", replied_on="2024-03-07")  # fmt: skip
    short = note("LY-7", reply_md="已办理。")
    county = make_county(messages=[*replies(3), elsewhere, earlier, short])
    assert subjects(CHECK, county) == []
    assert skipped(judge(CHECK, county)) == {"the reply is too short to compare": 1}


def test_flags_last(make_county: MakeCounty) -> None:
    odd = replies(4, replied_on="2025-04-24")
    other = note("LY-8", reply_md=REPLY, assigned_org="QY-JYJ", replied_on="2025-04-24")
    assert lasting(CHECK, make_county(messages=odd), make_county(messages=[other, *odd]))
