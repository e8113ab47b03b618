"""The committed numbers hold together: totals, parts, orders of dates."""

from collections import defaultdict
from itertools import pairwise
from statistics import median

import pytest

from tests.demonstration import workdays
from tests.demonstration.committed import Cells, by_key, money, table, when
from tests.demonstration.procurement import market
from tests.demonstration.units import ABOLISHED, BUDGET_UNITS, VILLAGES


def three_public() -> list[Cells]:
    """The rows of the three public expenses."""
    return table("three-public", "three_public")


def test_three_public_identities() -> None:
    for row in three_public():
        parts = {name: money(row[name]) for name in row if row[name].replace(".", "").isdigit()}
        total = parts["overseas"] + parts["vehicle_total"] + parts["reception"]
        assert parts["total"] == total
        assert parts["vehicle_total"] == parts["vehicle_purchase"] + parts["vehicle_operation"]
        assert (parts["vehicle_purchase"] == 0) == (row["vehicles_purchased"] == "0")
        assert (parts["overseas"] == 0) == (row["overseas_groups"] == "0")
        assert (parts["reception"] == 0) == (row["reception_batches"] == "0")
        assert any(parts[name] % 100 for name in ("overseas", "vehicle_total", "reception"))


def test_three_public_has_the_real_shape() -> None:
    rows = three_public()
    totals = [money(row["total"]) for row in rows]
    assert 1700 <= median(totals) <= 2150

    def share(name: str) -> float:
        return sum(money(row[name]) for row in rows) / sum(totals)

    assert share("vehicle_total") == pytest.approx(0.74, abs=0.03)
    assert share("overseas") == pytest.approx(0.16, abs=0.03)
    assert share("reception") == pytest.approx(0.09, abs=0.02)


def test_final_above_budget_carries_a_note() -> None:
    rows = by_key(three_public(), "org_id", "year", "stage")
    for (org_id, year, stage), row in rows.items():
        if stage == "final":
            planned = rows[org_id, year, "budget"]
            columns = ("overseas", "vehicle_total", "reception")
            over = any(money(row[name]) > money(planned[name]) for name in columns)
            assert over == bool(row["change_note"])


def test_every_budget_unit_publishes_every_year() -> None:
    found = set(by_key(three_public(), "org_id", "year", "stage"))
    wanted = {(o, str(y), "budget") for o in BUDGET_UNITS for y in range(2021, 2027)}
    wanted |= {(o, str(y), "final") for o in BUDGET_UNITS for y in range(2021, 2025)}
    assert wanted - found == {("QY-FL", "2026", "budget")}
    assert found <= wanted


def budget_tables() -> dict[tuple[str, ...], list[Cells]]:
    """Budget lines by (unit, year, stage)."""
    found: dict[tuple[str, ...], list[Cells]] = defaultdict(list)
    for row in table("budget", "budget_lines"):
        found[row["org_id"], row["year"], row["stage"]].append(row)
    return found


def amounts(rows: list[Cells], table_code: str, column: str = "total") -> dict[str, int]:
    """One published table as amounts by code."""
    return {
        row["func_code"] if row["func_code"] != "-" else row["econ_code"]: money(row[column])
        for row in rows
        if row["table_code"] == table_code
    }


def test_budget_tables_agree() -> None:
    for key, rows in budget_tables().items():
        t1, t3, t5 = amounts(rows, "T1"), amounts(rows, "T3"), amounts(rows, "T5")
        assert t1["SR"] == t1["ZC"] == amounts(rows, "T2")["SR"] == t3["ZC"], key
        assert amounts(rows, "T4")["ZC"] == t1["ZC"]
        assert sum(v for code, v in t5.items() if len(code) == 3) == t3["ZC"]
        assert {c: v for c, v in t3.items() if c != "ZC"} == {
            code: v for code, v in t5.items() if len(code) == 3
        }
        t8 = amounts(rows, "T8")
        basic = amounts(rows, "T3", "basic")["ZC"]
        assert sum(v for code, v in t8.items() if len(code) == 3) == basic
        for row in rows:
            if not row["empty_statement"]:
                assert money(row["basic"]) + money(row["project"]) == money(row["total"])
            assert bool(row["empty_statement"]) == (row["table_code"] in ("T6", "T7"))


def test_parent_codes_are_the_sums_of_their_children() -> None:
    for key, rows in budget_tables().items():
        for found in (amounts(rows, "T5"), amounts(rows, "T8")):
            for code, value in found.items():
                children = [v for c, v in found.items() if c[:-2] == code]
                assert not children or sum(children) == value, (key, code)
                assert children or len(code) in (5, 7)


def test_three_public_lines_of_the_budget_agree_with_the_table() -> None:
    published = by_key(three_public(), "org_id", "year", "stage")
    columns = {
        "30212": "overseas",
        "30217": "reception",
        "30231": "vehicle_operation",
        "31013": "vehicle_purchase",
    }
    for (org_id, year, stage), rows in budget_tables().items():
        row = published[org_id, year, "final" if stage == "final" else "budget"]
        t8, t9 = amounts(rows, "T8"), amounts(rows, "T9")
        for code, column in columns.items():
            assert t9[code] == money(row[column])
            assert t8.get(code, 0) <= t9[code]
        assert t9["ZC"] == money(row["total"])


def payments() -> list[Cells]:
    """The rows of the payments."""
    return table("payments", "payments")


def test_payments_stay_within_the_lines_of_their_codes() -> None:
    stages = budget_tables()
    paid: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in payments():
        paid[row["org_id"], row["paid_on"][:4], row["func_code"]] += money(row["amount"])
    for (org_id, year, code), total in paid.items():
        stage = "final" if year == "2024" else "budget"
        line = amounts(stages[org_id, year, stage], "T5")[code] * 10_000
        assert total <= line, (org_id, year, code)


def test_three_public_payments_of_2024_are_the_final_figures() -> None:
    published = by_key(three_public(), "org_id", "year", "stage")
    paid: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in payments():
        paid[row["org_id"], row["paid_on"][:4], row["econ_code"]] += money(row["amount"])
    for org_id in BUDGET_UNITS:
        final = published[org_id, "2024", "final"]
        planned = published[org_id, "2025", "budget"]
        for code, column in (("30217", "reception"), ("30231", "vehicle_operation")):
            assert paid[org_id, "2024", code] == money(final[column]) * 10_000
            over = paid[org_id, "2025", code] > money(planned[column]) * 10_000
            assert over == ((org_id, code) == ("QY-ZJJ", "30231"))


def test_payments_are_twenty_thousand_and_on_working_days() -> None:
    rows = payments()
    assert len(rows) == 20_000
    assert {row["paid_on"][:4] for row in rows} == {"2024", "2025"}
    assert all(workdays.works(when(row["paid_on"])) for row in rows)
    assert all(money(row["amount"]) != 0 for row in rows)


def test_persons_are_never_named() -> None:
    for row in payments():
        assert (row["payee_kind"] == "individual") == (row["payee_name"] == "个人")
        if row["payee_kind"] == "individual":
            assert "（批次" in row["summary"]


def test_reversals_mirror_an_earlier_payment() -> None:
    rows = by_key(payments(), "payment_id")
    reversals = [row for row in rows.values() if row["reverses_id"]]
    assert len(reversals) == 30
    assert {r["payment_id"] for r in rows.values() if money(r["amount"]) < 0} == {
        r["payment_id"] for r in reversals
    }
    for row in reversals:
        original = rows[(row["reverses_id"],)]
        assert money(row["amount"]) == -money(original["amount"])
        assert row["paid_on"] > original["paid_on"]
        assert row["org_id"] == original["org_id"]


def test_contract_payments_stay_within_the_contract() -> None:
    contracts = by_key(table("procurement", "contracts"), "contract_id")
    paid: dict[str, int] = defaultdict(int)
    for row in payments():
        if row["contract_id"]:
            contract = contracts[(row["contract_id"],)]
            assert row["supplier_id"] == contract["supplier_id"]
            assert row["org_id"] == contract["org_id"]
            assert row["paid_on"] > contract["signed_on"]
            paid[row["contract_id"]] += money(row["amount"])
    over = {
        key
        for key, total in paid.items()
        if total
        > money(contracts[(key,)]["amount"]) + money(contracts[(key,)]["amendments_amount"])
    }
    assert over == market().overpaid
    assert len(over) == 1


def test_contract_dates_are_in_order() -> None:
    names = ("notice_on", "docs_from", "bid_deadline", "bid_open_on", "result_on", "signed_on")
    for row in table("procurement", "contracts"):
        steps = [row[name] for name in (*names, "contract_published_on") if row[name]]
        assert steps == sorted(steps), row["contract_id"]
        assert not row["acceptance_on"] or row["acceptance_on"] > row["signed_on"]


def test_bids_agree_with_their_contract() -> None:
    found: dict[str, list[Cells]] = defaultdict(list)
    for bid in table("procurement", "bids"):
        found[bid["contract_id"]].append(bid)
    for row in table("procurement", "contracts"):
        bids = found[row["contract_id"]]
        assert len(bids) == int(row["bidders_count"])
        winner = next(b for b in bids if b["rank"] == "1")
        assert winner["supplier_id"] == row["supplier_id"]
        assert winner["price"] == row["amount"]
        assert all(money(b["price"]) >= money(row["amount"]) for b in bids)
        assert money(row["amount"]) <= money(row["budget_amount"])


def test_votes_and_members_agree_with_their_decision() -> None:
    members: dict[str, list[Cells]] = defaultdict(list)
    for row in table("decisions", "decision_positions"):
        members[row["decision_id"]].append(row)
    for row in table("decisions", "decisions"):
        rows = members[row["decision_id"]]
        present = [r for r in rows if r["attended"] == "true"]
        assert len(rows) == int(row["due_count"])
        assert len(present) == int(row["present_count"])
        assert sum(r["recused"] == "true" for r in rows) == int(row["recused_count"])
        for position in ("agree", "oppose", "abstain", "postpone"):
            count = sum(r["position"] == position for r in rows)
            assert count == int(row[f"{position}_count"])
        assert sorted(int(r["speaking_order"]) for r in present) == [*range(1, len(present) + 1)]
        assert row["meeting_on"] < row["reported_on"] <= row["published_on"]


def test_village_balances_run_on() -> None:
    quarters: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in table("villages", "village_accounts"):
        quarters[row["org_id"], row["period"]][row["income_or_expense"]] += money(row["amount"])
    assert len(quarters) == len(VILLAGES) * 8
    for sums in quarters.values():
        assert sums["opening"] + sums["income"] - sums["expense"] == sums["closing"]
        assert sums["closing"] > 0
    for org_id in VILLAGES:
        mine = [sums for (owner, _), sums in sorted(quarters.items()) if owner == org_id]
        assert all(before["closing"] == after["opening"] for before, after in pairwise(mine))


def test_one_head_at_a_time() -> None:
    posts = table("organisations", "posts")
    heads = [row for row in posts if row["is_top_leader"] == "true"]
    current = [row["org_id"] for row in heads if not row["end_on"]]
    assert len(current) == len(set(current))
    for row in heads:
        later = [
            r for r in heads if r["org_id"] == row["org_id"] and r["start_on"] > row["start_on"]
        ]
        assert all(row["end_on"] and row["end_on"] < r["start_on"] for r in later)
        assert "财务" not in row["duties"]
    names = [row["holder_name"] for row in posts]
    names += [row["candidate_name"] for row in table("appointments", "appointments")]
    assert len(names) == len(set(names))
    assert all(name[1] == "示" for name in names)


def test_units_form_one_tree_and_abolished_ones_are_silent() -> None:
    rows = by_key(table("organisations", "organisations"), "org_id")
    assert [row["org_id"] for row in rows.values() if not row["parent_id"]] == ["QY-COUNTY"]
    for row in rows.values():
        steps, at = 0, row
        while at["parent_id"]:
            at, steps = rows[(at["parent_id"],)], steps + 1
            assert steps < 5
    assert all(row["parent_id"] not in ABOLISHED for row in rows.values())
    assert all(row["org_id"] not in ABOLISHED for row in table("organisations", "posts"))


def test_dues_are_aggregates() -> None:
    for row in table("party-affairs", "party_dues"):
        assert 5 <= int(row["members_paid"]) <= int(row["members_due"])
