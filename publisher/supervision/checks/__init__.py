"""The integrity checks, by id."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from publisher.supervision.checks import (
    c01_holiday_spike,
    c02_over_budget,
    c03_table_identities,
    c04a_split_contracts,
    c04b_just_below,
    c04c_bunching,
    c05_round_numbers,
    c06_benford,
    c07_duplicate_payment,
    c08_late_disclosure,
    c09_short_tender,
    c10_few_bidders,
    c11_repeated_winner,
    c12_no_competition,
    c13_growth,
    c14_timing,
    c15_quorum,
    c16_leader_last,
    c17_appointment_notice,
    c18_overdue_replies,
    c19_audit_gaps,
    c20_year_end_rush,
    c21_budget_credibility,
    c22_receptions,
    c23_late_reports,
    c24_silent_revision,
    c25_bid_patterns,
    c26_stale_columns,
)
from publisher.supervision.model import Check

MODULES: tuple[ModuleType, ...] = (
    c01_holiday_spike,
    c02_over_budget,
    c03_table_identities,
    c04a_split_contracts,
    c04b_just_below,
    c04c_bunching,
    c05_round_numbers,
    c06_benford,
    c07_duplicate_payment,
    c08_late_disclosure,
    c09_short_tender,
    c10_few_bidders,
    c11_repeated_winner,
    c12_no_competition,
    c13_growth,
    c14_timing,
    c15_quorum,
    c16_leader_last,
    c17_appointment_notice,
    c18_overdue_replies,
    c19_audit_gaps,
    c20_year_end_rush,
    c21_budget_credibility,
    c22_receptions,
    c23_late_reports,
    c24_silent_revision,
    c25_bid_patterns,
    c26_stale_columns,
)
CHECKS: Mapping[str, Check] = {module.CHECK.id: module.CHECK for module in MODULES}
