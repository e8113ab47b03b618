"""`workdays.yaml` of a source: years of the calendar of working days that staff set themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from publisher import workdays
from publisher.findings import Finding, Severity, error, warning
from publisher.languages import Localised, message
from publisher.source.keys import Key, check_keys, suggestion
from publisher.source.yaml import Document, Path, YamlError, load
from publisher.workdays import Calendar, Year

FILE = "workdays.yaml"
KEYS = (
    Key("festivals", "mapping", message("Names of further festivals, by key and language.")),
    Key("years", "mapping", message("The years that this file sets, each whole."), required=True),
)
YEAR_KEYS = (
    Key("closed", "mappings", message("The rest days of festivals.")),
    Key("open", "dates", message("Saturdays and Sundays that are worked.")),
)
CLOSED_KEYS = (
    Key("festival", "text", message("The festival's key, such as spring_festival."), required=True),
    Key("from", "date", message("The first rest day."), required=True),
    Key("to", "date", message("The last rest day."), required=True),
)


@cache
def festivals() -> Mapping[str, Localised]:
    """The names of the festivals of the shipped calendar, by key."""
    return {
        festival.key: festival.name
        for year in workdays.shipped().years.values()
        for festival in year.festivals
    }


def parse(text: bytes) -> tuple[Mapping[int, Year] | None, list[Finding]]:
    """The years that the file sets, and what is wrong with it; None where it cannot be used."""
    try:
        document = load(text)
    except YamlError as failure:
        return None, [error(failure.code, FILE, failure.text, line=failure.line)]
    if not isinstance(document.value, dict):
        return None, [error("wrong-value", FILE, message("The file must be a group of keys."),
                            line=1)]  # fmt: skip
    findings = list(_findings(document))
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None, findings
    return _years(document.value), findings


def calendar(years: Mapping[int, Year]) -> Calendar:
    """The shipped calendar with the years that a source sets."""
    return workdays.shipped().replaced_by(years)


def _years(value: Mapping[str, Any]) -> Mapping[int, Year]:
    names = {**festivals(), **(value.get("festivals") or {})}
    return workdays.from_document({
        "festivals": names,
        "years": {int(number): year or {} for number, year in (value.get("years") or {}).items()},
    })  # fmt: skip


def _findings(document: Document) -> Iterator[Finding]:
    yield from check_keys(document, FILE, KEYS)
    named = document.value.get("festivals") or {}
    known = set(festivals())
    if isinstance(named, dict):
        known |= set(named)
        for name, texts in named.items():
            if not isinstance(texts, dict) or not all(isinstance(t, str) for t in texts.values()):
                yield error("wrong-value", FILE,
                            message("The festival “{key}” needs its name by language, such as "
                                    "{{zh: 春节, en: Spring Festival}}.", key=name[:60]),
                            line=document.line("festivals", name))  # fmt: skip
    years = document.value.get("years")
    if isinstance(years, dict):
        for name, year in years.items():
            yield from _year(document, name, year, known)


def _year(document: Document, name: str, year: Any, known: set[str]) -> Iterator[Finding]:
    place: Path = ("years", name)
    line = document.line(*place)
    number = int(name) if name.isascii() and name.isdigit() and len(name) == 4 else 0
    if not workdays.FIRST.year < number <= workdays.LAST.year:
        yield error("wrong-value", FILE,
                    message("“{year}” is not a year between {first} and {last}.", year=name[:20],
                            first=workdays.FIRST.year + 1, last=workdays.LAST.year),
                    line=line)  # fmt: skip
        return
    if not isinstance(year, dict):
        yield error("wrong-value", FILE,
                    message("The year {year} needs the keys closed and open.", year=number),
                    line=line)  # fmt: skip
        return
    wrong = list(check_keys(document, FILE, YEAR_KEYS, at=place))
    yield from wrong
    if wrong:
        return
    closed: dict[dt.date, str] = {}
    for position in range(len(year.get("closed") or ())):
        yield from _rest(document, (*place, "closed", position), number, known, closed)
    yield from _open(document, (*place, "open"), year.get("open") or (), number, closed)
    if not closed:
        yield warning("empty-year", FILE,
                      message("The year {year} has no rest days: every Monday to Friday counts as "
                              "a working day.", year=number), line=line)  # fmt: skip


def _rest(
    document: Document, at: Path, number: int, known: set[str], days: dict[dt.date, str]
) -> Iterator[Finding]:
    """Findings of one festival's rest days, which are added to `days`."""
    wrong = list(check_keys(document, FILE, CLOSED_KEYS, at=at))
    yield from wrong
    if wrong:
        return
    entry: Any = document.value
    for step in at:
        entry = entry[step]
    first, last, festival = entry["from"], entry["to"], entry["festival"]
    line = document.line(*at)
    if festival not in known:
        yield error("unknown-festival", FILE,
                    message("There is no festival “{key}”; name it under festivals.",
                            key=festival[:60]),
                    hint=suggestion(festival, known), line=line)  # fmt: skip
    if last < first:
        yield error("wrong-value", FILE,
                    message("The last rest day, {last}, is before the first, {first}.", last=last,
                            first=first), line=line)  # fmt: skip
    elif first.year != number or last.year != number:
        yield error("wrong-value", FILE,
                    message("Rest days from {first} to {last} do not lie in {year}; split them at "
                            "the turn of the year.", first=first, last=last, year=number),
                    line=line)  # fmt: skip
    else:
        yield from _overlap(first, last, festival, days, line)


def _overlap(
    first: dt.date, last: dt.date, festival: str, days: dict[dt.date, str], line: int
) -> Iterator[Finding]:
    """A finding where rest days overlap: only whole festivals may lie within another one's."""
    own = [first + dt.timedelta(days=offset) for offset in range((last - first).days + 1)]
    taken = [day for day in own if day in days]
    others = {days[day] for day in taken}
    around = [day for day, other in days.items() if other in others]
    if festival in others or (taken and len(taken) < min(len(own), len(around))):
        yield error("overlap", FILE,
                    message("Rest days overlap on {day}.", day=taken[0]), line=line)  # fmt: skip
    days.update(dict.fromkeys(own, festival))


def _open(
    document: Document, place: Path, entries: Iterable[Any], number: int,
    closed: Mapping[dt.date, str],
) -> Iterator[Finding]:  # fmt: skip
    seen: set[dt.date] = set()
    for position, day in enumerate(entries):
        line = document.line(*place, position)
        if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
            yield error("wrong-value", FILE,
                        message("“{value}” is not a date such as 2026-03-31.",
                                value=str(day)[:60]), line=line)  # fmt: skip
        elif day.year != number:
            yield error("wrong-value", FILE,
                        message("{day} does not lie in {year}.", day=day, year=number),
                        line=line)  # fmt: skip
        elif day.weekday() < 5:
            yield error("wrong-value", FILE,
                        message("{day} is no Saturday or Sunday and open anyway.", day=day),
                        line=line)  # fmt: skip
        elif day in closed or day in seen:
            yield error("overlap", FILE,
                        message("{day} stands here twice, or is a rest day too.", day=day),
                        line=line)  # fmt: skip
        else:
            seen.add(day)
