import datetime as dt
from typing import Any

import pytest

from publisher.supervision.checks.c01_holiday_spike import CHECK
from publisher.supervision.model import Outcome
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

VALUES = values_of(CHECK, {})
WINDOW_DAYS = 30
"""16 September to 15 October 2025: National Day, with Mid-Autumn inside."""


def paid(day: str | dt.date, amount: float, **other: Any) -> dict[str, Any]:
    code = {"econ_code": "30217", "org_id": "QY-NYJ"}
    return {"payment_id": f"{day}/{amount}", "paid_on": day, "amount": amount, **code, **other}


def usual(amounts: list[float]) -> list[dict[str, Any]]:
    """One payment in each of the nine stretches of 23 days before 16 September 2025."""
    end = dt.date(2025, 9, 15)
    first = [paid("2025-02-01", 0.01, econ_code="30201")]  # the unit's accounts begin here
    return first + [
        paid(end - dt.timedelta(days=23 * place + 5), amount)
        for place, amount in enumerate(amounts)
    ]


def autumn(make_county: MakeCounty, *rows: dict[str, Any], **values: float) -> Outcome:
    later = paid("2025-12-01", 0.01, econ_code="30201")  # the accounts go on after the window
    county = make_county(payments=[*rows, later])
    return CHECK.run(county, {**VALUES, **values})


# Between festivals 1,150, 2,300 or 3,450 yuan in 23 days: 50, 100 or 150 yuan a day. The median
# is 100; the distances from it are 0 (3 times) and 50 (6 times), their median is 50.
STRETCHES = [1150.0, 2300.0, 3450.0] * 3


def test_figures_computed_by_hand(make_county: MakeCounty) -> None:
    found = autumn(
        make_county, *usual(STRETCHES), paid("2025-09-20", 9000), paid("2025-10-09", 3000)
    )
    (flag,) = found.flags
    # 12,000 yuan in 30 days are 400 a day; z = 0.6745 × 300 / 50 = 4.047.
    assert [value for _, value in flag.figures] == [12000.0, 400.0, 100.0, 4.05, 9]
    assert flag.subject == ("QY-NYJ", "30217", "2025-10-01")
    assert (flag.unit, flag.day, flag.rows) == ("QY-NYJ", dt.date(2025, 10, 1), 2)
    assert [entry.key for entry in flag.evidence] == ["2025-09-20/9000", "2025-10-09/3000"]
    text = flag.text.text("en")
    assert "National Day, Mid-Autumn Festival" in text
    assert "400.00 yuan a day" in text
    assert "100.00 yuan a day were usual" in text


@pytest.mark.parametrize(
    ("changed", "flagged"),
    [
        ({}, True),
        ({"least_amount": 12_000}, True),
        ({"least_amount": 12_000.01}, False),
        ({"factor": 4}, True),
        ({"factor": 4.01}, False),
        ({"least_z": 4.047}, True),
        ({"least_z": 4.048}, False),
    ],
)
def test_each_limit_on_both_sides(
    make_county: MakeCounty, changed: dict[str, float], flagged: bool
) -> None:
    found = autumn(make_county, *usual(STRETCHES), paid("2025-09-20", 12000), **changed)
    assert bool(found.flags) is flagged


def test_the_window_ends_with_its_days(make_county: MakeCounty) -> None:
    inside = [paid("2025-09-16", 6000), paid("2025-10-15", 6000)]
    assert autumn(make_county, *usual(STRETCHES), *inside).flags
    outside = [paid("2025-09-15", 6000), paid("2025-10-16", 6000)]
    assert not autumn(make_county, *usual(STRETCHES), *outside).flags


def test_what_is_reversed_does_not_count(make_county: MakeCounty) -> None:
    back = paid("2025-11-20", -12000, reverses_id="2025-09-20/12000")
    assert not autumn(make_county, *usual(STRETCHES), paid("2025-09-20", 12000), back).flags


def test_other_codes_and_units_do_not_count(make_county: MakeCounty) -> None:
    rows = [*usual(STRETCHES), paid("2025-09-20", 12000, econ_code="30231"),
            paid("2025-09-21", 12000, org_id="QY-SLJ")]  # fmt: skip
    flags = autumn(make_county, *rows).flags
    # Vehicles are a series of their own, in which nothing at all was paid before.
    assert [flag.subject[:2] for flag in flags] == [("QY-NYJ", "30231")]


def test_too_little_history_is_no_pass(make_county: MakeCounty) -> None:
    # Five stretches before the window, for want of six.
    begun = paid(dt.date(2025, 9, 15) - dt.timedelta(days=5 * 23 + 10), 1.0, econ_code="30201")
    rows = [*usual(STRETCHES)[1:6], begun, paid("2025-09-20", 12000)]
    found = autumn(make_county, *rows)
    assert (found.population, found.flags) == (0, ())
    assert [entry.rows for entry in found.not_evaluated] == [1]


def test_a_window_cut_short_is_no_pass(make_county: MakeCounty) -> None:
    rows = [*usual(STRETCHES), paid("2025-09-20", 100)]
    found = CHECK.run(make_county(payments=rows), VALUES)
    assert (found.population, found.flags) == (0, ())
    assert [entry.rows for entry in found.not_evaluated] == [1]


def test_years_whose_festivals_are_not_known(make_county: MakeCounty) -> None:
    found = CHECK.run(make_county(payments=[paid("2100-09-20", 12000)]), VALUES)
    assert [entry.rows for entry in found.not_evaluated] == [1]


def test_no_payments_of_the_codes(make_county: MakeCounty) -> None:
    county = make_county(payments=[paid("2025-09-20", 12000, econ_code="30201")])
    assert CHECK.run(county, VALUES).population == 0
