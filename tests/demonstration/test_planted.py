"""What is planted is odd by the letter of each check, and what is not planted is quiet."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from math import log10
from statistics import median

from tests.demonstration import workdays
from tests.demonstration.committed import Cells, by_key, money, planted, table, when
from tests.demonstration.purchase import OPEN_THRESHOLD


def keys(check: str, resource: str) -> set[str]:
    """The keys planted for a check in a table."""
    found = [p.keys for p in planted() if p.check == check and p.resource == resource]
    return {key for group in found for key in group}


def contracts() -> list[Cells]:
    """The rows of the contracts."""
    return table("procurement", "contracts")


def bids() -> dict[str, list[Cells]]:
    """Bids by contract."""
    found: dict[str, list[Cells]] = defaultdict(list)
    for row in table("procurement", "bids"):
        found[row["contract_id"]].append(row)
    return found


def days(row: Cells, first: str, last: str) -> int:
    """Calendar days between two cells."""
    return (when(row[last]) - when(row[first])).days


def spending() -> dict[str, list[tuple[date, int]]]:
    """Reception payments (day, cents) by unit."""
    found: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for row in table("payments", "payments"):
        if row["econ_code"] == "30217":
            found[row["org_id"]].append((when(row["paid_on"]), money(row["amount"])))
    return found


def test_c01_holiday_spikes() -> None:
    windows = {
        "spring": (date(2025, 1, 13), date(2025, 2, 11)),
        "autumn": (date(2025, 9, 16), date(2025, 10, 15)),
    }
    flagged = set()
    for org_id, rows in spending().items():
        for name, (first, last) in windows.items():
            inside = sum(a for d, a in rows if first <= d <= last)
            blocks = []
            start = first - timedelta(days=23)
            while start >= date(2024, 1, 1):
                end = start + timedelta(days=22)
                blocks.append(sum(a for d, a in rows if start <= d <= end) / 23)
                start -= timedelta(days=23)
            usual = median(blocks)
            spread = median(abs(b - usual) for b in blocks)
            rate = inside / ((last - first).days + 1)
            strong = 0.6745 * (rate - usual) >= 3.5 * spread
            if inside >= 5_000_00 and rate >= 2 * usual and strong:
                flagged.add((org_id, name))
    assert flagged == {("QY-NYJ", "autumn"), ("QY-YQZ", "spring")}


def test_c04_contracts_around_the_threshold() -> None:
    groups: dict[tuple[str, ...], list[Cells]] = defaultdict(list)
    direct: dict[tuple[str, ...], list[Cells]] = defaultdict(list)
    for row in contracts():
        threshold = OPEN_THRESHOLD[row["category_code"]]
        if row["method"] != "open" and money(row["amount"]) < threshold:
            year = row["notice_on"][:4]
            groups[row["org_id"], row["budget_item"], row["category_code"], year].append(row)
        if row["method"] == "single_source" and 0.9 <= money(row["amount"]) / threshold < 1:
            direct[row["org_id"], row["supplier_id"]].append(row)
    split = {
        row["contract_id"]
        for rows in groups.values()
        if len(rows) > 1
        and sum(money(r["amount"]) for r in rows) >= OPEN_THRESHOLD[rows[0]["category_code"]]
        for row in rows
    }
    assert split == keys("C04a", "contracts")
    below = {row["contract_id"] for rows in direct.values() if len(rows) > 1 for row in rows}
    assert below == keys("C04b", "contracts")


def test_c04c_bunching() -> None:
    near: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in contracts():
        share = money(row["amount"]) / OPEN_THRESHOLD[row["category_code"]]
        if 0.95 <= share < 1.05:
            near[row["org_id"], row["category_code"]].append(row["contract_id"])
    crowded = {key for ids in near.values() if len(ids) >= 20 for key in ids}
    assert crowded == keys("C04c", "contracts")


def test_c05_round_amounts() -> None:
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for row in table("payments", "payments"):
        counts[row["org_id"]][money(row["amount"]) % 1000_00 == 0] += 1
    shares = {org_id: c[True] / c.total() for org_id, c in counts.items()}
    assert {org_id for org_id, share in shares.items() if share > 0.05} == {"QY-HLZ", "QY-SJJ"}


def test_c06_first_digits() -> None:
    digits: dict[str, Counter[str]] = defaultdict(Counter)
    for row in table("payments", "payments"):
        if money(row["amount"]) > 0:
            digits[row["org_id"]][row["amount"].lstrip("0.")[0]] += 1
    away = {}
    for org_id, found in digits.items():
        total = found.total()
        gaps = [abs(found[str(d)] / total - log10(1 + 1 / d)) for d in range(1, 10)]
        away[org_id] = sum(gaps) / 9
    assert {"QY-JCY", "QY-FY"} == set(sorted(away, key=lambda o: away[o])[-2:])
    assert min(away["QY-JCY"], away["QY-FY"]) > 0.03


def test_c07_duplicates() -> None:
    reversed_ids = {row["reverses_id"] for row in table("payments", "payments")}
    found: dict[tuple[str, ...], list[Cells]] = defaultdict(list)
    for row in table("payments", "payments"):
        if row["supplier_id"] and row["payment_id"] not in reversed_ids:
            found[row["org_id"], row["supplier_id"], row["amount"]].append(row)
    twice = set()
    for rows in found.values():
        for one, other in pairwise(rows):
            if days({"a": one["paid_on"], "b": other["paid_on"]}, "a", "b") <= 30:
                twice |= {one["payment_id"], other["payment_id"]}
    assert twice == keys("C07", "payments")
    vouchers = Counter((r["org_id"], r["voucher_no"]) for r in table("payments", "payments"))
    assert sorted(vouchers.values())[-2:] == [1, 2]


def test_c08_late_rows() -> None:
    budgets = [r for r in table("three-public", "three_public") if r["stage"] == "budget"]
    late = {r["record_id"] for r in budgets if r["published_on"][5:] > "03-31"}
    finals = [r for r in table("three-public", "three_public") if r["stage"] == "final"]
    late |= {r["record_id"] for r in finals if r["published_on"][5:] > "10-15"}
    assert late == keys("C08", "three_public")


def test_c09_short_tenders() -> None:
    short = {
        row["contract_id"]
        for row in contracts()
        if row["method"] in ("open", "invited") and days(row, "docs_from", "bid_deadline") < 20
    }
    assert short == keys("C09", "contracts")


def test_c10_few_bidders() -> None:
    least = {"open": 3, "invited": 3, "consultation": 2, "negotiation": 2, "inquiry": 2}
    few = {
        row["contract_id"]
        for row in contracts()
        if int(row["bidders_count"]) < least.get(row["method"], 1)
    }
    assert few == keys("C10", "contracts")


def test_c11_repeated_winners() -> None:
    wins: dict[tuple[str, str], list[Cells]] = defaultdict(list)
    value: Counter[str] = Counter()
    for row in contracts():
        wins[row["org_id"], row["supplier_id"]].append(row)
        value[row["org_id"]] += money(row["amount"])
    repeated = {
        row["contract_id"]
        for (org_id, _), rows in wins.items()
        if len(rows) >= 5 and sum(money(r["amount"]) for r in rows) >= 0.3 * value[org_id]
        for row in rows
    }
    assert repeated == keys("C11", "contracts")


def test_c12_awards_without_competition() -> None:
    odd = set()
    for row in contracts():
        above = money(row["budget_amount"]) >= OPEN_THRESHOLD[row["category_code"]]
        unexplained = row["method"] != "open" and not row["method_reason"]
        unapproved = row["method"] != "open" and above and not row["approval_no"]
        hasty = row["method"] == "single_source" and (
            workdays.between(when(row["notice_on"]), when(row["result_on"])) < 5
        )
        if unexplained or unapproved or hasty:
            odd.add(row["contract_id"])
    assert odd == keys("C12", "contracts")


def test_c13_growth() -> None:
    grown = {
        row["contract_id"]
        for row in contracts()
        if money(row["amendments_amount"]) > 0.1 * money(row["amount"])
    }
    planted = keys("C13", "contracts")
    assert grown < planted
    assert len(planted - grown) == 1


def test_c14_timing() -> None:
    odd = set()
    for row in contracts():
        late = days(row, "result_on", "signed_on") > 30
        shown = workdays.between(when(row["signed_on"]), when(row["contract_published_on"]))
        hasty = row["bid_open_on"] and days(row, "bid_open_on", "result_on") <= 1
        if late or shown > 2 or hasty:
            odd.add(row["contract_id"])
    assert odd == keys("C14", "contracts")


def test_c15_quorum_and_majority() -> None:
    odd = set()
    for row in table("decisions", "decisions"):
        due, present = int(row["due_count"]), int(row["present_count"])
        personnel = row["kind"] == "personnel"
        few = 3 * present < 2 * due if personnel else 2 * present < due
        if row["outcome"] == "passed" and (
            few or (personnel and 2 * int(row["agree_count"]) <= due)
        ):
            odd.add(row["decision_id"])
    assert odd == keys("C15", "decisions")


def test_c16_leader_and_majority() -> None:
    odd = set()
    last = Counter[str]()
    leader: dict[str, int] = {}
    for row in table("decisions", "decision_positions"):
        order = int(row["speaking_order"] or 0)
        last[row["decision_id"]] = max(last[row["decision_id"]], order)
        if row["role"] == "top_leader":
            leader[row["decision_id"]] = order
    for row in table("decisions", "decisions"):
        votes = int(row["present_count"]) - int(row["recused_count"])
        minority = 2 * int(row["agree_count"]) <= votes
        if minority and row["outcome"] == "passed" and not row["majority_departure_reason"]:
            odd.add(row["decision_id"])
        if leader[row["decision_id"]] < last[row["decision_id"]]:
            odd.add(row["decision_id"])
    assert odd == keys("C16", "decisions")


def test_c17_notices() -> None:
    meetings = by_key(table("decisions", "decisions"), "decision_id")
    odd = set()
    for row in table("appointments", "appointments"):
        short = workdays.between(when(row["posted_on"]), when(row["closes_on"])) < 5
        early = row["posted_on"] < meetings[(row["decision_id"],)]["meeting_on"]
        hasty = row["appointed_on"] and row["appointed_on"] <= row["closes_on"]
        silent = not row["report_phone"]
        unexplained = row["exceptional"] == "true" and not row["exceptional_reason"]
        if short or early or hasty or silent or unexplained:
            odd.add(row["notice_id"])
    assert odd == keys("C17", "appointments")


def test_c20_year_end() -> None:
    months: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 12)
    for row in table("payments", "payments"):
        month = int(row["paid_on"][5:7]) - 1
        months[row["org_id"], row["paid_on"][:4]][month] += money(row["amount"])
    rushed = {
        key
        for key, sums in months.items()
        if sums[11] >= 0.25 * sum(sums) and sums[11] >= 2 * median(sums)
    }
    assert rushed == {("QY-XCB", "2024"), ("QY-ZGH", "2025")}


def test_c21_budget_credibility() -> None:
    rows = by_key(table("budget", "budget_lines"), "record_id")
    far = set()
    for (key,), row in rows.items():
        if key.endswith("2024.FINAL.T3.ZC"):
            planned = key.replace("FINAL", "BUDGET")
            gap = abs(money(row["total"]) - money(rows[(planned,)]["total"]))
            if gap > 0.15 * money(rows[(planned,)]["total"]):
                far |= {key, planned}
    assert far == keys("C21", "budget_lines")


def test_c25_bid_patterns() -> None:
    shared = Counter(row["address"] for row in table("procurement", "suppliers"))
    address = {row["supplier_id"]: row["address"] for row in table("procurement", "suppliers")}
    offered = bids()
    odd = set()
    for row in contracts():
        offers = offered[row["contract_id"]]
        prices = sorted(money(b["price"]) for b in offers)
        valid = [b for b in offers if b["status"] == "valid"]
        winner = next(b for b in offers if b["rank"] == "1")
        places = [
            address[b["supplier_id"]] for b in offers if shared[address[b["supplier_id"]]] > 1
        ]
        deadline = row["bid_deadline"]
        if (
            len(set(prices)) < len(prices)
            or len(valid) < len(offers) * 0.5
            or (deadline and winner["submitted_at"] > deadline)
            or len(places) > 1
            or (len(prices) > 1 and prices[1] < prices[0] * 1.005)
        ):
            odd.add(row["contract_id"])
    assert odd == keys("C25", "contracts")
