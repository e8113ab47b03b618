import datetime as dt
from typing import Any

import pytest

from publisher.supervision.checks.c20_year_end_rush import CHECK
from publisher.supervision.model import Outcome
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

VALUES = values_of(CHECK, {})


def paid(day: str, amount: float, **other: Any) -> dict[str, Any]:
    common = {"org_id": "QY-XCB", "payment_id": f"{day}/{amount}"}
    return {"paid_on": day, "amount": amount, **common, **other}


def year(december: float, *, on: str = "2024-12-02", months: int = 11) -> list[dict[str, Any]]:
    """1,000 yuan in each of the first months, and December."""
    usual = [paid(f"2024-{month:02d}-10", 1000.0) for month in range(1, months + 1)]
    return [*usual, paid(on, december)]


def run(make_county: MakeCounty, *rows: dict[str, Any], **values: float) -> Outcome:
    return CHECK.run(make_county(payments=rows), {**VALUES, **values})


@pytest.mark.parametrize(("december", "flagged"), [(3666.66, False), (3666.67, True)])
def test_a_quarter_of_the_year(make_county: MakeCounty, december: float, flagged: bool) -> None:
    # 3,666.67 of 14,666.67 yuan are a quarter.
    found = run(make_county, *year(december))
    assert found.population == 1
    assert bool(found.flags) is flagged
    if flagged:
        (flag,) = found.flags
        assert flag.subject == ("QY-XCB", "2024")
        assert [value for _, value in flag.figures] == [14_666.67, 0.25, 0.0, 1000.0]
        assert (flag.rows, flag.day) == (1, dt.date(2024, 12, 2))


def test_twice_the_usual_month(make_county: MakeCounty) -> None:
    # With a share of a tenth, 2,000 yuan are twice the median month and 1,999.99 are not.
    assert run(make_county, *year(2000.0), share=0.1).flags
    assert run(make_county, *year(1999.99), share=0.1).flags == ()


def test_the_last_ten_working_days(make_county: MakeCounty) -> None:
    # The last ten of 2024 begin on Wednesday 18 December.
    late = run(make_county, *year(4000.0, on="2024-12-18")).flags
    early = run(make_county, *year(4000.0, on="2024-12-17")).flags
    assert [flag.figures[2][1] for flag in (*late, *early)] == [round(4 / 15, 4), 0.0]


def test_last_days_alone_where_december_is_below_zero(make_county: MakeCounty) -> None:
    # A reversal of an unknown payment takes December under the quarter; the last days stay.
    back = paid("2024-12-03", -2000.0, reverses_id="ZF-UNKNOWN")
    (flag,) = run(make_county, *year(5000.0, on="2024-12-20"), back).flags
    assert "last 10 working days" in flag.text.text("en")
    assert [entry.key for entry in flag.evidence] == ["2024-12-20/5000.0"]


@pytest.mark.parametrize(("months", "judged"), [(9, 1), (8, 0)])
def test_years_with_gaps_are_no_pass(make_county: MakeCounty, months: int, judged: int) -> None:
    found = run(make_county, *year(9000.0, months=months))
    assert (found.population, len(found.flags)) == (judged, judged)
    assert [entry.rows for entry in found.not_evaluated] == [1][judged:]


def test_a_year_without_its_december_is_no_pass(make_county: MakeCounty) -> None:
    found = run(make_county, *year(1.0, on="2024-11-11"))
    assert (found.population, [entry.rows for entry in found.not_evaluated]) == (0, [1])


def test_the_current_year_is_not_over(make_county: MakeCounty) -> None:
    county = make_county(today="2024-12-31", payments=year(9000.0))
    assert CHECK.run(county, VALUES).population == 0


def test_reversals_and_other_units_do_not_count(make_county: MakeCounty) -> None:
    back = paid("2024-12-28", -9000.0, reverses_id="2024-12-02/9000.0")
    others = [paid(f"2024-{month:02d}-11", 9000.0, org_id="QY-SLJ") for month in range(1, 13)]
    found = run(make_county, *year(9000.0), back, paid("2024-12-03", 1000.0), *others)
    assert (found.population, found.flags) == (2, ())
