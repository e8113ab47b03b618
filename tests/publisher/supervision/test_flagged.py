from typing import Any

import pytest

from publisher.supervision.flagged import CENTS, fence, netted, number, percent, words, yuan
from tests.publisher.supervision.conftest import table

PAID = {"payment_id": "ZF-1", "org_id": "QY-JYJ", "amount": 100.10}
BACK = {"payment_id": "ZF-9", "org_id": "QY-JYJ", "amount": -100.10, "reverses_id": "ZF-1"}


def left(*rows: dict[str, Any]) -> dict[str, int]:
    return dict(netted(table("payments", rows)).select("payment_id", CENTS).iter_rows())


def test_what_is_reversed_goes_with_its_reversal() -> None:
    assert left(PAID, BACK, {**PAID, "payment_id": "ZF-2"}) == {"ZF-2": 10010}


def test_a_part_reversed_leaves_the_rest() -> None:
    assert left(PAID, {**BACK, "amount": -100.00}) == {"ZF-1": 10}


def test_several_reversals_of_one_payment_add_up() -> None:
    parts = [{**BACK, "payment_id": f"ZF-{n}", "amount": -50.05} for n in (8, 9)]
    assert left(PAID, *parts) == {}


def test_a_reversal_of_a_payment_elsewhere_stays_negative() -> None:
    assert left({**BACK, "reverses_id": "ZF-77"}) == {"ZF-9": -10010}


def test_a_reversal_does_not_touch_a_payment_of_the_same_id_in_another_table() -> None:
    import polars as pl

    one = table("payments", [PAID, BACK])
    other = table("payments", [{**PAID, "org_id": "QY-SLJ"}]).with_columns(
        pl.lit("other").alias("_dataset")
    )
    kept = netted(pl.concat([one, other]))
    assert kept.select("org_id", CENTS).rows() == [("QY-SLJ", 10010)]


def test_the_fence_lies_above_the_third_quartile() -> None:
    import polars as pl

    # Quartiles of 1…5 are 2 and 4; 4 + 1.5 × 2 = 7.
    assert pl.DataFrame({"x": [1.0, 2, 3, 4, 5]}).select(fence("x", 1.5)).item() == 7


def test_values_and_figures() -> None:
    assert words("30217  30231") == ["30217", "30231"]
    assert number(3) == 3.0
    with pytest.raises(TypeError):
        number("3")
    assert yuan(12480.5) == "12,480.50"
    assert percent(0.1256) == "12.6%"
