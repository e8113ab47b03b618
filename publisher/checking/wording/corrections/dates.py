"""Days, months and times as people and spreadsheets write them."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator

from publisher.checking.wording.columns import Column
from publisher.checking.wording.corrections.proposal import Proposal, asked, certain, told
from publisher.checking.wording.expected import DATED
from publisher.languages import message

DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
LEADING = re.compile(r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日号]?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
TRAILING = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
SHORT = re.compile(r"(\d{2})[年/.\-](\d{1,2})[月/.\-](\d{1,2})日?")
MONTH = re.compile(r"(\d{4})\s*[年/.\-]?\s*(\d{1,2})\s*月?(?:份)?")
SERIAL = re.compile(r"[34567]\d{4}(?:\.0+)?")
CLOCK = re.compile(r"(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})?秒?)?分?")
EPOCH = dt.date(1899, 12, 30)
"""Day 0 of spreadsheets."""

ENGLISH = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y")


def _arabic(text: str) -> str:
    """二〇二六年三月十一日 with digits."""
    if not re.search(r"[〇零一二三四五六七八九十]", text):
        return text
    text = re.sub(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)",
                  lambda m: f"{m[1] or '一'}{m[2] or '〇'}", text)  # fmt: skip
    return text.translate(DIGITS)


def _day(*parts: str) -> dt.date | None:
    with contextlib.suppress(ValueError):
        return dt.date(*map(int, parts))
    return None


def _certain_day(text: str) -> dt.date | None:
    text = _arabic(text)
    for shape in (LEADING, COMPACT):
        found = shape.fullmatch(text)
        if found and (day := _day(*found.groups())):
            return day
    for form in ENGLISH:
        with contextlib.suppress(ValueError):
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
    return None


def _format(column: Column, like: str) -> str:
    return column.format if column.format not in ("default", "any") else DATED[like]


def days(column: Column, cell: str) -> Iterator[Proposal]:
    """What the day `cell` may be, the likeliest first."""
    form = _format(column, "date")
    head, _, clock = re.sub(r"(?<=\d)T(?=\d)", " ", cell).partition(" ")
    certain_day = _certain_day(cell) or (_certain_day(head) if ":" in clock else None)
    if certain_day:
        value = certain_day.strftime(form)
        midnight = not clock or not re.search(r"[1-9]", clock) or _certain_day(cell)
        yield certain(value) if midnight else asked(
            value, message("The cell holds a time of day too.")
        )
    elif SERIAL.fullmatch(cell):
        day = EPOCH + dt.timedelta(days=int(float(cell)))
        yield asked(day.strftime(form), message("This may be how a spreadsheet counts days."))
    elif found := TRAILING.fullmatch(cell):
        yield from _turned(found, form)
    elif found := SHORT.fullmatch(cell):
        if day_found := _day("20" + found[1], found[2], found[3]):
            yield asked(day_found.strftime(form), message("The year has two digits."))
    elif MONTH.fullmatch(_arabic(cell)):
        yield told(message("The day is missing."))


def _turned(found: re.Match[str], form: str) -> Iterator[Proposal]:
    british = _day(found[3], found[2], found[1])
    american = _day(found[3], found[1], found[2])
    if british and american and british != american:
        yield told(
            message("Day and month can be taken for one another: {one} or {other}?",
                    one=british.strftime(form), other=american.strftime(form))
        )  # fmt: skip
    elif only := british or american:
        yield asked(only.strftime(form), message("The year stands at the end."))


def instants(column: Column, cell: str) -> Iterator[Proposal]:
    """What the day with a time `cell` may be."""
    found = re.fullmatch(r"(.*?)(?:T|\s+|(?<=日))(\d{1,2}[:时点].*)", cell)
    day = _certain_day(found[1].strip()) if found else None
    time = _time(found[2]) if found else None
    if day and time:
        yield certain(dt.datetime.combine(day, time).strftime(_format(column, "datetime")))
    elif _certain_day(cell):
        yield told(message("The time of day is missing."))


def _time(text: str) -> dt.time | None:
    found = CLOCK.fullmatch(text)
    with contextlib.suppress(ValueError):
        return dt.time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
    return None


def times(column: Column, cell: str) -> Iterator[Proposal]:
    """What the time of day `cell` may be."""
    if time := _time(cell):
        yield certain(time.strftime(_format(column, "time")))


def months(column: Column, cell: str) -> Iterator[Proposal]:
    """What the month `cell` may be."""
    text = _arabic(cell)
    if day := _certain_day(text):
        yield asked(day.strftime("%Y-%m"), message("The cell holds a whole date."))
    elif found := MONTH.fullmatch(text):
        yield certain(f"{found[1]}-{int(found[2]):02}")


def years(column: Column, cell: str) -> Iterator[Proposal]:
    """What the year `cell` may be."""
    text = _arabic(cell)
    if found := re.fullmatch(r"(\d{4})(?:\.0+|\s*年度?)", text):
        yield certain(found[1])
    elif day := _certain_day(text):
        yield asked(f"{day.year}", message("The cell holds a whole date."))
