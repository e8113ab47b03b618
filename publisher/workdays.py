"""Working days: which days offices are open, and how limits in working days are counted.

The day on which something starts is not counted: one working day after a Friday is the Monday.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from publisher.languages import Localised

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

SHIPPED = Path(__file__).parent / "calendars" / "cn.yaml"
FIRST = dt.date(1949, 10, 1)
LAST = dt.date(2120, 12, 31)
EPOCH = dt.date(1970, 1, 1).toordinal()


class Festival(NamedTuple):
    """A festival's rest days of one year, first and last included."""

    key: str
    name: Localised
    first: dt.date
    last: dt.date


class Year(NamedTuple):
    """What is fixed for one year: festivals' rest days, and weekend days that are worked."""

    festivals: tuple[Festival, ...]
    open: tuple[dt.date, ...]


@dataclass(frozen=True)
class Calendar:
    """Open and closed days by year; in a year without an entry Monday to Friday are open."""

    years: Mapping[int, Year]

    @cached_property
    def _closed(self) -> frozenset[dt.date]:
        return frozenset(
            festival.first + dt.timedelta(days=offset)
            for year in self.years.values()
            for festival in year.festivals
            for offset in range((festival.last - festival.first).days + 1)
        )

    @cached_property
    def _worked(self) -> frozenset[dt.date]:
        return frozenset(day for year in self.years.values() for day in year.open)

    @cached_property
    def _counts(self) -> NDArray[numpy.int32]:
        """How many days were open from FIRST up to and including each day."""
        import numpy

        days = numpy.arange(FIRST.toordinal(), LAST.toordinal() + 1)
        is_open = (days - 1) % 7 < 5
        for day in self._closed:
            is_open[day.toordinal() - FIRST.toordinal()] = False
        for day in self._worked:
            is_open[day.toordinal() - FIRST.toordinal()] = True
        return numpy.cumsum(is_open, dtype=numpy.int32)

    def __getstate__(self) -> dict[str, object]:
        """Pickle without what was computed here: whoever reads it may do without arrays."""
        return {"years": self.years}

    def is_open(self, day: dt.date) -> bool:
        """Whether offices are open on that day."""
        return day in self._worked or (day.weekday() < 5 and day not in self._closed)

    def is_provisional(self, day: dt.date) -> bool:
        """Whether the year of that day has no entry, so that festivals are not known."""
        return day.year not in self.years

    def add(self, day: dt.date, count: int) -> dt.date:
        """The day `count` working days after `day`; 0 gives `day`, or the next open day.

        Raises OverflowError beyond the last day of the calendar, 2120-12-31.
        """
        import numpy

        place = day.toordinal() - FIRST.toordinal()
        if place < 1 or day > LAST:
            raise OverflowError(f"{day} is outside {FIRST} to {LAST}")
        before = int(self._counts[place - 1 if count == 0 else place])
        found = int(numpy.searchsorted(self._counts, before + max(count, 1), side="left"))
        if found >= len(self._counts):
            raise OverflowError(f"{count} working days after {day} lie beyond {LAST}")
        return FIRST + dt.timedelta(days=found)

    def between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lie after `start` up to and including `end`; negative backwards."""
        counts = self.counts_at([_day_number(start), _day_number(end)])
        return int(counts[1] - counts[0])

    def counts_at(self, days: Iterable[int] | NDArray[Any]) -> NDArray[numpy.int32]:
        """Running counts of open days at days given as numbers since 1970-01-01.

        The difference of two of them is the number of working days after the first up to and
        including the second. Days outside the calendar count as its first or last one.
        """
        import numpy

        places = numpy.asarray(days, dtype=numpy.int64) + (EPOCH - FIRST.toordinal())
        found: NDArray[numpy.int32] = self._counts[numpy.clip(places, 0, len(self._counts) - 1)]
        return found

    def festivals(self, first: dt.date, last: dt.date) -> list[Festival]:
        """The festivals whose rest days touch the time from `first` to `last`, in order."""
        found = [
            festival
            for year in self.years.values()
            for festival in year.festivals
            if festival.first <= last and festival.last >= first
        ]
        return sorted(found, key=lambda festival: festival.first)

    def replaced_by(self, years: Mapping[int, Year]) -> Calendar:
        """This calendar with some years replaced or added."""
        return Calendar({**self.years, **years})


def _day_number(day: dt.date) -> int:
    return day.toordinal() - EPOCH


def from_document(value: Mapping[str, Any]) -> dict[int, Year]:
    """The years of a calendar file that is known to be right."""
    names: Mapping[str, Localised] = value.get("festivals") or {}
    return {
        number: Year(
            tuple(
                Festival(entry["festival"], names.get(entry["festival"], {"": entry["festival"]}),
                         entry["from"], entry["to"])
                for entry in year.get("closed") or ()
            ),
            tuple(year.get("open") or ()),
        )
        for number, year in (value.get("years") or {}).items()
    }  # fmt: skip


def described(calendar: Calendar) -> dict[str, Any]:
    """A calendar as a JSON value, from which `from_description` makes it again."""
    return {
        str(number): {
            "festivals": [
                [one.key, dict(one.name), one.first.isoformat(), one.last.isoformat()]
                for one in year.festivals
            ],
            "open": [day.isoformat() for day in year.open],
        }
        for number, year in calendar.years.items()
    }


def from_description(value: Mapping[str, Any]) -> Calendar:
    """The calendar that was described."""
    day = dt.date.fromisoformat
    return Calendar({
        int(number): Year(
            tuple(Festival(key, name, day(first), day(last))
                  for key, name, first, last in year["festivals"]),
            tuple(map(day, year["open"])),
        )
        for number, year in value.items()
    })  # fmt: skip


@cache
def shipped() -> Calendar:
    """The calendar that ships with the package: China, from 2012."""
    import yaml

    return Calendar(from_document(yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))))
