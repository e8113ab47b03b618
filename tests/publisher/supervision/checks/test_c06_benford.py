from math import floor, log10
from typing import Any

import pytest

from publisher.supervision.checks.c06_benford import CHECK
from publisher.supervision.model import Outcome
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

VALUES = values_of(CHECK, {})


def amounts(unit: str, values: list[float], code: str = "30201") -> list[dict[str, Any]]:
    common = {"org_id": unit, "paid_on": "2025-03-03", "econ_code": code}
    return [
        {"payment_id": f"{unit}-{n}", "amount": value, **common} for n, value in enumerate(values)
    ]


def lawful(count: int) -> list[float]:
    """Amounts evenly spread in their logarithm from 10 to 10,000 yuan: they follow the law."""
    return [floor(10 ** (1 + 3 * (n + 0.5) / count) * 100) / 100 for n in range(count)]


def run(make_county: MakeCounty, *rows: dict[str, Any], **values: float | str) -> Outcome:
    return CHECK.run(make_county(payments=rows), {**VALUES, **values})


def test_amounts_that_follow_the_law(make_county: MakeCounty) -> None:
    found = run(make_county, *amounts("QY-JCY", lawful(600)))
    assert (found.population, found.flags, found.not_evaluated) == (1, (), ())


def test_figures_computed_by_hand(make_county: MakeCounty) -> None:
    # Of 500 payments, 450 spread over the law's digits and 50 between 9,000 and 9,490 yuan.
    own = [*lawful(450), *(9000.0 + 10 * n for n in range(50))]
    found = run(make_county, *amounts("QY-JCY", own))
    (flag,) = found.flags
    shares = [0.0] * 10
    for value in own:
        shares[int(str(value).lstrip("0.")[0])] += 1 / 500
    mad = sum(abs(shares[d] - log10(1 + 1 / d)) for d in range(1, 10)) / 9
    assert 0.015 < mad < 0.025
    assert [value for _, value in flag.figures] == [500, round(mad, 4), 0.015, round(mad, 4)]
    assert flag.subject == ("QY-JCY", "first")
    nines = [value for value in own if str(value).startswith("9")]
    assert flag.rows == len(nines)
    assert len(flag.evidence) == 50
    assert run(make_county, *amounts("QY-JCY", own), first_mad=mad + 1e-6).flags == ()
    assert run(make_county, *amounts("QY-JCY", own), first_mad=mad - 1e-6).flags


def test_powers_of_ten_have_the_first_digit_one(make_county: MakeCounty) -> None:
    own = [10.0, 100.0, 1000.0, 10_000.0, 999.99, 99.99] * 100
    (flag,) = run(make_county, *amounts("QY-JCY", own)).flags
    assert "begin with 9" in flag.text.text("en") or "begin with 1" in flag.text.text("en")
    assert flag.rows in (200, 400)
    # 4 of 6 begin with 1: 0.667 − 0.301 = 0.366 over the law; 9: 0.333 − 0.046 = 0.288.
    assert flag.rows == 400


def test_too_few_payments_are_no_pass(make_county: MakeCounty) -> None:
    found = run(make_county, *amounts("QY-JCY", [9000.0 + n for n in range(494)]
                                      + [10.0, 11.0, 10.0, 12.0, 10.0]))  # fmt: skip
    assert (found.population, found.flags) == (0, ())
    assert "too few" in found.not_evaluated[0].reason.text("en")


def test_amounts_of_one_size_are_no_pass(make_county: MakeCounty) -> None:
    found = run(make_county, *amounts("QY-JCY", [9000.0 + n for n in range(600)]))
    assert (found.population, found.flags) == (0, ())
    assert [entry.rows for entry in found.not_evaluated] == [1]


def test_lists_with_a_cap_are_left_out(make_county: MakeCounty) -> None:
    capped = [{**row, "payment_id": f"C{n}"} for n, row in
              enumerate(amounts("QY-JCY", [9000.0] * 300, code="30217"))]  # fmt: skip
    rows = [*amounts("QY-JCY", lawful(600)), *capped]
    assert run(make_county, *rows).flags == ()
    assert run(make_county, *rows, capped_codes="").flags


def test_first_two_digits_need_a_thousand_payments(make_county: MakeCounty) -> None:
    # All amounts that begin with 4 or 5 begin with 48 or 58: the first digit stays as it is.
    moved = {"4": 4800.0, "5": 5800.0}
    values = [moved.get(str(value)[0], value) for value in lawful(1000)]
    found = run(make_county, *amounts("QY-FY", values))
    assert [flag.subject for flag in found.flags] == [("QY-FY", "first-two")]
    assert run(make_county, *amounts("QY-FY", values[:999])).flags == ()


def test_a_unit_is_flagged_only_beyond_its_peers(make_county: MakeCounty) -> None:
    def units(count: int) -> list[dict[str, Any]]:
        odd = [*lawful(450), *[9000.0] * 50]
        return [row for n in range(count) for row in amounts(f"QY-P{n}", odd)]

    assert len(run(make_county, *units(7)).flags) == 7
    assert run(make_county, *units(8)).flags == ()
    worse = amounts("QY-JCY", [*lawful(400), *[9000.0] * 100])
    assert [flag.unit for flag in run(make_county, *units(8), *worse).flags] == ["QY-JCY"]


@pytest.mark.parametrize("amount", [9.99, -500.0])
def test_small_and_negative_amounts_do_not_count(make_county: MakeCounty, amount: float) -> None:
    rows = amounts("QY-JCY", [*lawful(499), amount])
    found = run(make_county, *rows)
    assert "too few" in found.not_evaluated[0].reason.text("en")
