from math import comb, isclose

import pytest

from publisher.supervision.probability import binomial_tail, chi_squared_tail


def test_heads_of_a_fair_coin() -> None:
    assert binomial_tail(0, 20) == 1
    assert binomial_tail(20, 20) == 2**-20
    # 15 or more of 20: 21,700 of 1,048,576 ways.
    ways = comb(20, 15) + comb(20, 16) + comb(20, 17) + comb(20, 18) + comb(20, 19) + 1
    assert ways == 21_700
    assert isclose(binomial_tail(15, 20), 21_700 / 1_048_576)


@pytest.mark.parametrize(
    ("statistic", "degrees", "chance"),
    # Percentage points from printed tables of the chi-squared distribution.
    [(134.642, 99, 0.01), (123.225, 99, 0.05), (50.892, 30, 0.01), (98.334, 99, 0.50)],
)
def test_printed_percentage_points(statistic: float, degrees: int, chance: float) -> None:
    assert chi_squared_tail(statistic, degrees) == pytest.approx(chance, abs=5e-4)
