from typing import Any

from publisher.supervision.checks.c19_audit_gaps import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects


def audit(key: str = "SJ-1", **cells: Any) -> dict[str, Any]:
    return {
        "audit_id": key, "org_id": "QY-JYJ", "audit_type": "special", "report_on": "2024-06-03",
        "period_from": "2023-01-01", "period_to": "2023-12-31", **cells,
    }  # fmt: skip


def found(key: str = "WT-1", **cells: Any) -> dict[str, Any]:
    return {
        "finding_id": key, "audit_id": "SJ-1", "category": "budget", "rectify_status": "open",
        "due_on": "2026-03-31", **cells,
    }  # fmt: skip


def test_findings_are_put_right_in_time(make_county: MakeCounty) -> None:
    done = {"rectify_status": "done"}
    rows = [
        found("WT-1"),
        found("WT-2", due_on="2026-03-30"),
        found("WT-3", due_on="2025-06-30", rectified_on="2025-06-30", **done),
        found("WT-4", due_on="2025-06-30", rectified_on="2025-07-01", **done),
        found("WT-5", due_on=None),
        found("WT-6", **done),
        found("WT-7", due_on="2025-06-30", audit_id="SJ-9"),
    ]
    county = make_county(audits=[audit()], audit_findings=rows, posts=[])
    outcome = judge(CHECK, county)
    assert [flag.subject for flag in outcome.flags] == [("WT-2", "due"), ("WT-4", "due")]
    assert {flag.unit for flag in outcome.flags} == {"QY-JYJ"}
    assert skipped(outcome) == {
        "the audit is not published": 1,
        "the date due or the date put right is missing": 2,
    }


def test_a_category_found_again_in_the_next_audit(make_county: MakeCounty) -> None:
    audits = [
        audit("SJ-3", report_on="2025-06-03"),
        audit("SJ-1"),
        audit("SJ-2", org_id="QY-CZJ", report_on="2024-12-02"),
        audit("SJ-4", report_on="2026-01-05"),
    ]
    rows = [
        found("WT-1"),
        found("WT-2", audit_id="SJ-2"),
        found("WT-3", audit_id="SJ-3"),
        found("WT-4", audit_id="SJ-3", category="assets"),
        found("WT-5", audit_id="SJ-4", category="procurement"),
    ]
    flag = only(CHECK, make_county(audits=audits, audit_findings=rows, posts=[]))
    assert (flag.subject, flag.unit) == (("SJ-3", "budget", "again"), "QY-JYJ")
    assert [e.key for e in flag.evidence] == ["WT-1", "WT-3"]


def post(key: str = "P-1", **cells: Any) -> dict[str, Any]:
    """180 days before 2026-03-31 is 2025-10-02."""
    return {
        "post_id": key, "org_id": "QY-JYJ", "is_top_leader": True, "start_on": "2022-01-04",
        "end_on": "2025-10-01", **cells,
    }  # fmt: skip


def test_leaders_are_audited_within_180_days_of_leaving(make_county: MakeCounty) -> None:
    leaving = {"audit_type": "leaving", "period_from": "2022-01-01", "period_to": "2025-09-30"}
    posts = [
        post("P-1"),
        post("P-2", end_on="2025-10-02"),
        post("P-3", end_on=None),
        post("P-4", is_top_leader=False),
        post("P-5"),
        post("P-6", org_id="QY-CZJ"),
        post("P-7", org_id="QY-ZFB"),
    ]
    audits = [
        audit("SJ-5", post_id="P-5", **leaving),
        audit("SJ-6", org_id="QY-CZJ", **leaving),
        audit("SJ-7", org_id="QY-ZFB", post_id="P-7"),
    ]
    county = make_county(audits=audits, audit_findings=[], posts=posts)
    assert subjects(CHECK, county) == [("P-1", "leaving"), ("P-7", "leaving")]
    assert judge(CHECK, county).population == 5


def test_posts_may_be_missing(make_county: MakeCounty) -> None:
    outcome = judge(CHECK, make_county(audits=[audit()], audit_findings=[found()]))
    assert skipped(outcome) == {"posts are not published, so leaving leaders are not known": 1}


def test_flags_last(make_county: MakeCounty) -> None:
    odd = [found(due_on="2026-03-30")]
    small = make_county(audits=[audit()], audit_findings=odd, posts=[])
    large = make_county(
        audits=[audit("SJ-0", org_id="QY-CZJ", report_on="2024-01-02"), audit()],
        audit_findings=[found("WT-0", audit_id="SJ-0"), *odd], posts=[],
    )  # fmt: skip
    assert lasting(CHECK, small, large)
