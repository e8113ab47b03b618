"""Numbers in texts, and parameters as numbers."""

from __future__ import annotations

import polars as pl

from publisher.supervision.model import Value

SMALL = 0.001
"""Shares below this are shown with more digits."""
MOST = 10_000


def money(amount: float) -> str:
    """An amount in yuan, such as 1,200.00."""
    return f"{amount:,.2f}"


def percent(share: float) -> str:
    """A share of 1 in hundredths, such as 12.5%."""
    text = f"{share * 100:.2f}" if abs(share) >= SMALL or not share else f"{share * 100:.6f}"
    return text.rstrip("0").rstrip(".") + "%"


def words(value: Value) -> list[str]:
    """The codes listed in a parameter, separated by spaces."""
    return str(value).split()


def number(value: Value) -> float:
    """A parameter that is a number."""
    if isinstance(value, str):
        raise TypeError(f"{value!r} is no number")
    return float(value)


def count(value: Value, *, least: int = 0) -> int:
    """A parameter that counts days, months or things: whole, and within what dates can bear."""
    return min(max(least, int(number(value))), MOST)


def fence(share: str, reach: float) -> pl.Expr:
    """Tukey's upper fence of a column: the third quartile and `reach` times the middle half."""
    low, high = (pl.col(share).quantile(part, "linear") for part in (0.25, 0.75))
    return high + reach * (high - low)
