"""How often chance alone gives what was counted."""

from __future__ import annotations

import math
from statistics import NormalDist


def binomial_tail(hits: int, trials: int) -> float:
    """The chance of at least `hits` heads in `trials` throws of a fair coin, exactly."""
    ways: int = sum(math.comb(trials, k) for k in range(hits, trials + 1))
    return ways / (1 << trials)


def chi_squared_tail(statistic: float, degrees: int) -> float:
    """The chance that a chi-squared statistic with so many degrees of freedom is at least this.

    Wilson and Hilferty's cube root; from 30 degrees on right to three decimals.
    """
    spread = 2 / (9 * degrees)
    root = math.cbrt(statistic / degrees)
    return 1 - NormalDist().cdf((root - (1 - spread)) / math.sqrt(spread))
