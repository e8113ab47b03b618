from typing import Any

import pytest

from publisher.supervision.checks.c05_round_numbers import CHECK
from publisher.supervision.model import Outcome
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

VALUES = values_of(CHECK, {})


def amounts(unit: str, values: list[float]) -> list[dict[str, Any]]:
    common = {"org_id": unit, "paid_on": "2025-03-03", "econ_code": "30201"}
    return [
        {"payment_id": f"{unit}-{n}", "amount": value, **common} for n, value in enumerate(values)
    ]


def ordinary(count: int) -> list[float]:
    """Different amounts under 1,000 yuan, none of them round."""
    return [101.37 + n * 0.29 for n in range(count)]


def peers(count: int = 7) -> list[dict[str, Any]]:
    """Units with one round payment in 100."""
    return [row for n in range(count) for row in amounts(f"QY-P{n}", [*ordinary(99), 3000.0])]


def run(make_county: MakeCounty, *rows: dict[str, Any], **values: float) -> Outcome:
    return CHECK.run(make_county(payments=rows), {**VALUES, **values})


@pytest.mark.parametrize(("round_ones", "flagged"), [(4, False), (5, True)])
def test_share_of_round_amounts(make_county: MakeCounty, round_ones: int, flagged: bool) -> None:
    own = [*ordinary(100 - round_ones), *(1000.0 * (n + 1) for n in range(round_ones))]
    found = run(make_county, *peers(), *amounts("QY-HLZ", own))
    assert found.population == 8
    assert [flag.subject for flag in found.flags] == ([("QY-HLZ", "round")] if flagged else [])
    if flagged:
        (flag,) = found.flags
        # The peers' shares are all 0.01, so that the fence is 0.01 too.
        assert [value for _, value in flag.figures] == [100, 0.05, 0.0, 0.01]
        assert (flag.rows, len(flag.evidence)) == (5, 5)


def test_a_share_like_that_of_the_others_is_usual(make_county: MakeCounty) -> None:
    rows = [row for n in range(9) for row in amounts(f"QY-P{n}", [*ordinary(50), *[2000.0] * 10])]
    found = run(make_county, *rows)
    assert (found.population, found.flags) == (9, ())


@pytest.mark.parametrize(("times", "flagged"), [(19, False), (20, True)])
def test_an_amount_that_repeats(make_county: MakeCounty, times: int, flagged: bool) -> None:
    own = [*ordinary(100 - times), *[480.5] * times]
    found = run(make_county, *peers(), *amounts("QY-HLZ", own))
    assert [flag.subject for flag in found.flags] == ([("QY-HLZ", "repeated")] if flagged else [])
    if flagged:
        assert found.flags[0].rows == 20
        assert "480.50" in found.flags[0].text.text("en")


def endings(count_of: dict[int, int]) -> list[float]:
    """So many different amounts above 1,000 yuan with each ending of whole yuan."""
    return [1000.0 + 1000 * n + ending + 100 * (n % 9 + 1) + 0.01 * (n % 90)
            for ending, count in count_of.items() for n in range(count)]  # fmt: skip


@pytest.mark.parametrize(
    ("extra", "flagged"),
    # 500 payments, of which `extra` moved from ten endings to the ending 88. Each ending is
    # expected 5 times: χ² = extra²/5 + 10·(extra/10)²/5, which is 88 or 198. Chance exceeds
    # 134.6 in one case of a hundred.
    [(20, False), (30, True)],
)
def test_last_two_digits(make_county: MakeCounty, extra: int, flagged: bool) -> None:
    counts = dict.fromkeys(range(100), 5)
    for ending in range(10):
        counts[ending] -= extra // 10
    counts[88] += extra
    found = run(make_county, *amounts("QY-HLZ", endings(counts)))
    assert [flag.subject for flag in found.flags] == ([("QY-HLZ", "endings")] if flagged else [])
    if flagged:
        (flag,) = found.flags
        assert [value for _, value in flag.figures][:2] == [500, 30**2 / 5 + 10 * 9 / 5]
        assert flag.rows == 35


def test_fewer_than_five_hundred_endings_say_nothing(make_county: MakeCounty) -> None:
    found = run(make_county, *amounts("QY-HLZ", endings({88: 499})))
    assert [flag for flag in found.flags if flag.subject[1] == "endings"] == []


def test_few_payments_and_few_peers_are_no_pass(make_county: MakeCounty) -> None:
    few = amounts("QY-HLZ", [1000.0 * (n + 1) for n in range(49)])
    found = run(make_county, *peers(8), *few)
    assert (found.population, found.flags) == (8, ())
    assert [entry.rows for entry in found.not_evaluated] == [1]
    alone = run(make_county, *peers(6), *amounts("QY-HLZ", [5000.0] * 60))
    assert (alone.population, alone.flags) == (0, ())
    assert [entry.rows for entry in alone.not_evaluated] == [7]


def test_reversed_payments_do_not_count(make_county: MakeCounty) -> None:
    own = amounts("QY-HLZ", [*ordinary(95), *(1000.0 * (n + 1) for n in range(5))])
    back = {**own[-1], "payment_id": "QY-HLZ-B", "amount": -5000.0, "reverses_id": "QY-HLZ-99"}
    # Four round payments of 99 remain, under the least share.
    assert run(make_county, *peers(), *own, back).flags == ()
