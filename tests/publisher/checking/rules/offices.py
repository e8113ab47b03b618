"""Units, posts, decisions and lands: rows that keep each rule, and rows that break it."""

from __future__ import annotations

from tests.publisher.checking.rules.finance import GOOD, WRONG

LEADER = "org_id=QY-CZJ, is_top_leader=true, start_on={a}"
ONE = "org_id=QY-CZJ, title_zh=副局长, holder_name={who}, start_on={a}"
ABOLISHED = {
    "posts-after-abolition": "start_on", "decisions-after-abolition": "meeting_on",
    "projects-after-abolition": "actual_start", "inspections-after-abolition": "held_on",
}  # fmt: skip
CODES = {
    "organisation-credit-code": "credit_code", "land-buyer-code": "buyer_id",
    "project-design-code": "design_supplier", "project-build-code": "build_supplier",
    "project-supervision-code": "supervision_supplier",
}  # fmt: skip
VOTES = "present_count=8, agree_count=6, oppose_count=1, abstain_count=0, postpone_count=0"

CASES: dict[str, tuple[str, str]] = {
    **{
        code: (f"{field}=2025-04-01, org_id.abolished_on=2025-04-01 | {field}=2025-04-02",
               f"{field}=2025-04-02, org_id.abolished_on=2025-04-01")
        for code, field in ABOLISHED.items()
    },
    **{code: (f"{field}={GOOD}", f"{field}={WRONG}") for code, field in CODES.items()},
    "organisation-tree": (
        "org_id=QY-A | org_id=QY-B, parent_id=QY-A | org_id=QY-C, parent_id=QY-B",
        "org_id=QY-A, parent_id=QY-C | org_id=QY-B, parent_id=QY-A | org_id=QY-C, parent_id=QY-B"),
    "organisation-root": (
        "org_id=QY-A, level=county | org_id=QY-B, parent_id=QY-A, level=village",
        "org_id=QY-A, level=county | org_id=QY-B, level=county"),
    "organisation-dates": ("established_on=2000-01-01, abolished_on=2000-01-02"
                           " | established_on=2000-01-01",
                           "established_on=2000-01-01, abolished_on=2000-01-01"),
    "organisation-parent": ("established_on=2000-01-01, parent_id.abolished_on=2000-01-01",
                            "established_on=2000-01-02, parent_id.abolished_on=2000-01-01"),
    "organisation-region": ("region_code=999921 | region_code=330782", "region_code=003307"),
    "organisation-power": ("key_power=true, power_domains=money | key_power=false",
                           "key_power=true"),
    "post-dates": ("start_on=2024-01-01, end_on=2024-01-01 | start_on=2024-01-01",
                   "start_on=2024-01-02, end_on=2024-01-01"),
    "post-one-leader": (
        LEADER.format(a="2020-01-01") + ", end_on=2024-01-01 | " + LEADER.format(a="2024-01-01")
        + " | org_id=QY-CZJ, is_top_leader=false, start_on=2021-01-01",
        LEADER.format(a="2020-01-01") + ", end_on=2024-01-02 | " + LEADER.format(a="2024-01-01")),
    "post-overlap": (
        ONE.format(who="甲", a="2020-01-01") + " | " + ONE.format(who="乙", a="2021-01-01"),
        ONE.format(who="甲", a="2020-01-01") + " | " + ONE.format(who="甲", a="2021-01-01")),
    "post-vacancy": ("holder_name=甲 | vacancy_reason=退休待补", "vacancy_reason="),
    "decision-present": ("present_count=7, due_count=7", "present_count=8, due_count=7"),
    "decision-recused": ("recused_count=1, present_count=7", "recused_count=8, present_count=7"),
    "decision-votes": (f"{VOTES}, recused_count=1", f"{VOTES}, recused_count=0"),
    "decision-consultation": ("public_consult_from=2025-01-01, public_consult_to=2025-01-31",
                              "public_consult_from=2025-01-31, public_consult_to=2025-01-01"),
    "decision-reported": ("meeting_on=2025-01-03, reported_on=2025-01-03",
                          "meeting_on=2025-01-03, reported_on=2025-01-02"),
    "position-absent": ("attended=false, recused=false | attended=true, position=agree",
                        "attended=false, recused=false, position=agree"),
    "position-speaking": (
        "decision_id=A, speaking_order=1 | decision_id=A, speaking_order=2 | decision_id=A"
        " | decision_id=A | decision_id=B, speaking_order=1",
        "decision_id=A, speaking_order=1 | decision_id=A, speaking_order=1"),
    "position-leader": ("decision_id=A, role=top_leader | decision_id=A, role=deputy",
                        "decision_id=A, role=top_leader | decision_id=A, role=top_leader"),
    "appointment-notice": ("posted_on=2025-01-03, closes_on=2025-01-03",
                           "posted_on=2025-01-03, closes_on=2025-01-02"),
    "appointment-probation": ("appointed_on=2025-01-03, probation_until=2026-01-02",
                              "appointed_on=2025-01-03, probation_until=2025-01-03"),
    "appointment-outcome": ("outcome=appointed, appointed_on=2025-01-03 | outcome=withdrawn",
                            "outcome=appointed"),
    "appointment-day": ("outcome=appointed, appointed_on=2025-01-03 | outcome=withdrawn",
                        "outcome=withdrawn, appointed_on=2025-01-03"),
    "asset-contract": ("contract_from=2018-04-01, contract_to=2038-03-31",
                       "contract_from=2018-04-01, contract_to=2018-04-01"),
    "asset-paid": ("contract_from=2018-04-01, paid_to=2026-03-31",
                   "contract_from=2018-04-01, paid_to=2018-03-31"),
    "dues-paid": ("members_paid=20, members_due=20", "members_paid=21, members_due=20"),
    "project-plan": ("planned_start=2025-01-01, planned_finish=2025-01-01",
                     "planned_start=2025-01-02, planned_finish=2025-01-01"),
    "project-dates": ("actual_start=2025-01-01, actual_finish=2025-06-01 | actual_start=2025-01-01",
                      "actual_start=2025-01-02, actual_finish=2025-01-01"),
    "project-changes": ("change_orders_amount=10, change_orders_count=1 | change_orders_amount=0",
                        "change_orders_amount=10, change_orders_count=0"),
    "project-completed": ("stage=completed, actual_finish=2025-06-01 | stage=building",
                          "stage=audited"),
    "project-audited": ("stage=audited, final_account=1.00 | stage=completed", "stage=audited"),
    "land-listing": (
        "mode=listing, listing_from=2025-01-01, listing_to=2025-01-31, contract_on=2025-02-03"
        " | mode=agreement, listing_from=2025-02-01, contract_on=2025-01-01",
        "mode=listing, listing_from=2025-01-01, listing_to=2025-01-31, contract_on=2025-01-30"),
    "land-due": ("contract_on=2025-01-01, premium_due_on=2025-02-01",
                 "contract_on=2025-01-01, premium_due_on=2024-12-31"),
    "land-deal": ("contract_on=2025-01-01, deal_price=0.50 | deal_price=9",
                  "contract_on=2025-01-01"),
    "land-notice-dates": ("posted_on=2025-01-01, removed_on=2025-01-15",
                          "posted_on=2025-01-01, removed_on=2024-12-31"),
    "land-notice-approval": (
        "kind=final, approval_received_on=2025-01-01, posted_on=2025-01-08"
        " | kind=pre_notice, approval_received_on=2025-01-09, posted_on=2025-01-08",
        "kind=final, approval_received_on=2025-01-09, posted_on=2025-01-08"),
}  # fmt: skip
