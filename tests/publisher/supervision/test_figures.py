import polars as pl
import pytest

from publisher.supervision.figures import fence, money, number, percent, words


def test_the_fence_lies_above_the_third_quartile() -> None:
    # Quartiles of 1…5 are 2 and 4; 4 + 1.5 × 2 = 7.
    assert pl.DataFrame({"x": [1.0, 2, 3, 4, 5]}).select(fence("x", 1.5)).item() == 7


def test_values() -> None:
    assert words("30217  30231") == ["30217", "30231"]
    assert number(3) == 3.0
    with pytest.raises(TypeError):
        number("3")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.3, "30%"), (1.0, "100%"), (0.0, "0%"), (0.1234, "12.34%"), (0.0000172, "0.00172%")],
)
def test_shares_as_texts(share: float, text: str) -> None:
    assert percent(share) == text


def test_amounts_as_texts() -> None:
    assert money(1234567.5) == "1,234,567.50"
