"""Audits, petitions, cases, duties and the dialogue: rows that keep each rule or break it."""

from __future__ import annotations

from tests.publisher.checking.rules.finance import joined

EIGHT = "org_id=QY-JW, month=2025-07, category={c}, level={v}, {f}={n}"


def eight(axis: str, field: str, *, total: int) -> str:
    """Two parts of 3 and 4 along an axis, and a total."""
    rows = []
    for part, number in (("gifts", 3), ("banquets", 4), ("total", total)):
        category = part if axis == "category" else "total"
        level = {"gifts": "county", "banquets": "township"}.get(part, "total")
        shown = level if axis == "level" else "total"
        rows.append(EIGHT.format(c=category, v=shown, f=field, n=number))
    return joined(*rows)


CASES: dict[str, tuple[str, str]] = {
    **{
        f"eight-rules-{axis}-{field}": (eight(axis, field, total=7), eight(axis, field, total=8))
        for axis in ("category", "level") for field in ("cases", "persons", "sanctioned")
    },
    "eight-rules-sanctioned": ("sanctioned=3, persons=3", "sanctioned=4, persons=3"),
    "audit-period": ("period_from=2024-01-01, period_to=2024-12-31",
                     "period_from=2024-01-01, period_to=2023-12-31"),
    "audit-dates": ("notice_on=2025-01-02, draft_sent_on=2025-03-01, report_on=2025-03-20",
                    "notice_on=2025-01-02, draft_sent_on=2025-03-01, report_on=2025-02-20"),
    "audit-leader": ("audit_type=leaving, post_id=QY-XW-P01 | audit_type=special",
                     "audit_type=in_office"),
    "audit-finding-dates": ("audit_id.report_on=2025-03-20, rectified_on=2025-03-20",
                            "audit_id.report_on=2025-03-20, rectified_on=2025-03-19"),
    "audit-finding-due": ("audit_id.report_on=2025-03-20, due_on=2025-06-20",
                          "audit_id.report_on=2025-03-20, due_on=2025-03-19"),
    "audit-finding-done": ("rectify_status=done, rectified_on=2025-04-01 | rectify_status=part",
                           "rectify_status=done"),
    "audit-finding-open": ("rectify_status=open | rectify_status=done, rectified_on=2025-04-01",
                           "rectify_status=open, rectified_on=2025-04-01"),
    "audit-finding-repeats": ("finding_id=A-01 | finding_id=A-02, repeat_of=A-01",
                              "finding_id=A-01, repeat_of=A-01"),
    "petition-times": ("received=12, first_time=7, repeat=5 | received=12, repeat=5",
                       "received=12, first_time=7, repeat=6"),
    "petition-kinds": ("received=26, accusation=6, complaint=5, suggestion=7, other=8",
                       "received=26, accusation=6, complaint=5, suggestion=7, other=9"),
    "petition-closed": ("closed=12, received=10, carried_over=2",
                        "closed=13, received=10, carried_over=2"),
    "petition-satisfied": ("satisfied=9, return_visits=9", "satisfied=9, return_visits=8"),
    "petition-small-times": ("received=12, first_time=7, repeat=5 | received=12",
                             "received=12, first_time=9"),
    "petition-small-kinds": (
        "received=26, accusation=6, suggestion=7 | accusation=5, complaint=0, suggestion=6",
        "received=26, accusation=6, complaint=5, suggestion=7"),
    "petition-small": ("closed=5, overdue=0 | closed=12", "overdue=4"),
    "case-outcome": ("party_sanction=warning | org_measure=removal", "party_sanction="),
    "case-dates": ("sanction_on=2025-05-01, notice_on=2025-06-01",
                   "sanction_on=2025-06-02, notice_on=2025-06-01"),
    "case-name": ("notice_on=2025-06-01, expires_on=2026-06-01",
                  "notice_on=2025-06-01, expires_on=2025-05-31"),
    "appraisal-valid": ("ballots_valid=39, ballots_issued=40",
                        "ballots_valid=41, ballots_issued=40"),
    "appraisal-grades": ("ballots_valid=40, excellent=20, competent=15, basic=4, incompetent=1",
                         "ballots_valid=40, excellent=20, competent=15, basic=4, incompetent=2"),
    "appraisal-published": ("held_on=2025-06-01, published_on=2025-06-01",
                            "held_on=2025-06-02, published_on=2025-06-01"),
    "target-hundred": (
        "org_id=QY-A, year=2025, full_score=60 | org_id=QY-A, year=2025, full_score=40",
        "org_id=QY-A, year=2025, full_score=60 | org_id=QY-A, year=2025, full_score=39.5"),
    "score-assessed": ("assessed_score=10, target_id.full_score=10 | assessed_score=99",
                       "assessed_score=10.5, target_id.full_score=10"),
    "score-own": ("self_score=10, target_id.full_score=10",
                  "self_score=11, target_id.full_score=10"),
    "score-reason": ("deduction=1, reason=迟报 | deduction=0", "deduction=0.5"),
    "risk-level": ("level=high, likelihood=4, impact=5 | level=low, likelihood=2, impact=2",
                   "level=low, likelihood=5, impact=3"),
    "risk-scale": ("likelihood=5, impact=1", "likelihood=5, impact=6"),
    "risk-control": ("level=high, control=双人复核 | level=low", "level=high"),
    "risk-review": ("reviewed_on=2025-01-01, next_review_on=2026-01-01",
                    "reviewed_on=2025-01-01, next_review_on=2025-01-01"),
    "gift-dates": ("received_on=2025-01-01, handed_in_on=2025-01-01",
                   "received_on=2025-01-02, handed_in_on=2025-01-01"),
    "ceremony-late": ("late=5, reports_before=0, reports_after=5",
                      "late=7, reports_before=0, reports_after=6"),
    "ceremony-objections": ("objections=5, reports_before=9, reports_after=0",
                            "objections=10, reports_before=9, reports_after=0"),
    "ceremony-small": ("reports_before=5, late=0", "reports_before=5, late=1"),
    "talk-small": ("count=5 | count=0", "count=1"),
    "obligation-unit": ("deadline_n=20, deadline_unit=calendar_day",
                        "deadline_n=20"),
    "obligation-days": ("deadline_n=20, deadline_unit=working_day", "deadline_unit=working_day"),
    "obligation-trigger": ("deadline_n=20, trigger_event=批复", "deadline_n=20"),
    "publication-exempt": ("status=exempt, exempt_reason=privacy | status=late", "status=exempt"),
    "publication-day": ("status=late, first_published_on=2025-03-05 | status=missing",
                        "status=on_time"),
    "publication-missing": ("status=missing | status=late, first_published_on=2025-03-05",
                            "status=missing, first_published_on=2025-03-05"),
    "publication-on-time": (
        "status=on_time, first_published_on=2025-03-05, due_on=2025-03-05"
        " | status=late, first_published_on=2025-03-06, due_on=2025-03-05",
        "status=on_time, first_published_on=2025-03-06, due_on=2025-03-05"),
    "publication-late": (
        "status=late, first_published_on=2025-03-06, due_on=2025-03-05",
        "status=late, first_published_on=2025-03-05, due_on=2025-03-05"),
    "publication-corrected": ("first_published_on=2025-03-06, corrected_on=2025-03-06",
                              "first_published_on=2025-03-06, corrected_on=2025-03-05"),
    "rectification-due": ("assigned_on=2025-03-01, due_on=2025-03-02",
                          "assigned_on=2025-03-01, due_on=2025-03-01"),
    "rectification-done": (
        "assigned_on=2025-03-01, done_on=2025-03-01, return_visit_on=2025-04-01",
        "assigned_on=2025-03-01, done_on=2025-05-01, return_visit_on=2025-04-01"),
    "rectification-result": ("done_on=2025-05-01, result=已退还 | result=", "done_on=2025-05-01"),
    "inspection-exposed": ("exposed=true, rectification_ref=JB-001 | exposed=false",
                           "exposed=true"),
    "inspection-findings": ("findings_count=1, findings_md=- 迟到 | findings_count=0",
                            "findings_count=1"),
    "inspection-count": ("findings_count=2, findings_md=- 迟到\n- 空岗 | findings_count=0"
                         " | findings_count=1, findings_md=窗口无人",
                         "findings_count=3, findings_md=1. 迟到\n2. 空岗"),
    "hearing-dates": ("announced_on=2025-03-01, held_on=2025-04-01",
                      "announced_on=2025-03-01, papers_on=2025-04-02, held_on=2025-04-01"),
    "hearing-adopted": ("adopted_count=3, opinions_count=3", "adopted_count=4, opinions_count=3"),
    "accountability-dates": (
        "effective_on=2025-03-01, notice_on=2025-03-05, name_until=2026-03-01",
        "effective_on=2025-03-06, notice_on=2025-03-05"),
    "interference-handled": ("handled=5, records=5", "handled=6, records=5"),
    "interference-small": ("records=5, handled=0", "records=5, handled=2"),
    "plan-evidence": ("done_on=2025-03-01, evidence_ref=清政发〔2025〕3号 | evidence_ref=",
                      "done_on=2025-03-01"),
    "suggestion-reason": ("adopted=declined, reason=超出权限 | adopted=adopted", "adopted=partly"),
    "suggestion-replied": ("adopted=adopted, replied_on=2025-03-01 | replied_on=2025-03-01",
                           "adopted=adopted"),
    "suggestion-dates": ("received_on=2025-03-01, replied_on=2025-03-01",
                         "received_on=2025-03-02, replied_on=2025-03-01"),
    "message-dates": ("submitted_on=2025-03-01, replied_on=2025-03-05",
                      "submitted_on=2025-03-01, assigned_on=2025-03-06, replied_on=2025-03-05"),
    "message-reply": ("state=replied, visibility=public, reply_md=已修复, replied_on=2025-03-05,"
                      " reply_org=QY-JTJ | state=in_progress, visibility=public"
                      " | state=closed, visibility=no_text",
                      "state=closed, visibility=public, reply_md=已修复, replied_on=2025-03-05"),
    "message-diverted": ("state=diverted | state=replied, body_public=路灯不亮",
                         "state=diverted, body_public=举报某人"),
    "message-title-only": ("visibility=title_only | visibility=public, body_public=路灯不亮",
                           "visibility=title_only, body_public=路灯不亮"),
    "message-title": ("visibility=public, title=路灯 | visibility=no_text, title=",
                      "visibility=public, title="),
    "message-no-text": ("visibility=no_text, title= | visibility=public, title=路灯",
                        "visibility=no_text, title=路灯"),
    "membership-small": ("applicants=12, admitted=0", "applicants=12, admitted=3"),
}  # fmt: skip
