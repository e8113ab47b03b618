"""Years, months and days as people write them in a question: 2025年3月, 2025-3."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_DAY: Final = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?:年(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
    r"|-(?P<month_>\d{1,2})(?:-(?P<day_>\d{1,2}))?(?![\d-]))"
)


def in_iso(question: str, fields: tuple[str, ...]) -> str:
    """The question with the days after the names of `fields` written as 2025-03-05.

    What stands elsewhere stays: 2025年 may be asked for as a text.
    """
    return _condition(fields).sub(lambda found: _DAY.sub(_iso, found[0]), question)


@lru_cache(maxsize=4)
def _condition(fields: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, fields))
    return re.compile(rf"\b(?:{names}):(?:\[[^\]]*\]|[^\s\[]+)")


def _iso(found: re.Match[str]) -> str:
    month, day = (found[name] or found[f"{name}_"] for name in ("month", "day"))
    return "-".join((found["year"], *(part.zfill(2) for part in (month, day) if part)))
