"""The statistics as everybody reads them: rates with what they are a share of, times, groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from dialogue.figures.daily import Figures
from dialogue.figures.measures import COUNTS, SHARES, TIMED
from dialogue.figures.names import DIMENSIONS, MEASURES, TIMES
from dialogue.figures.rows import WHOLE, Key
from dialogue.figures.suppression import CODES, Table
from dialogue.matter.matters import DECLINES, TYPES
from dialogue.rules import Office
from publisher import addresses, languages
from publisher.languages import Message, message

_REPLIES: Final = message("of the messages replied to")
_DUE: Final = message("of the messages whose reply was due")
RATES: Final[Mapping[str, tuple[Message, Mapping[str, Message]]]] = {
    "replied": (message("Reply rate"), {
        "due": _DUE,
        "assigned": message("of the messages assigned to a unit"),
    }),
    "resolved": (message("Resolution rate"), {"replied": _REPLIES}),
    "satisfied": (message("Satisfaction rate"), {"rated": message("of those who rated")}),
}  # fmt: skip
"""The three rates at the top, each with what it may be a share of."""
FURTHER: Final[Mapping[str, tuple[Message, Mapping[str, Message]]]] = {
    "on_time": (message("In time"), {"due": _DUE}),
    "rated": (message("Rated"), {"replied": _REPLIES}),
}
"""The shares beside the medians."""
MEDIANS: Final[Mapping[str, Message]] = {
    "to_reply": message("Half replied to within"), "to_resolution": message("Half resolved within"),
}  # fmt: skip

TOO_FEW: Final = message("not shown: too few messages")
COLUMNS: Final = ("decided", "replied", "on_time", "resolved", "rated", "satisfied",
                  "signed_by_own_leader")  # fmt: skip
"""What the tables of groups show; the files have everything."""


class Cell(NamedTuple):
    """A figure on the page; `share` is from 0 to 1, None without a denominator or where it is 0."""

    value: int
    of: int | None
    share: float | None
    since: dt.date


class Headline(NamedTuple):
    """A rate at the top; where it may not be shown `cell` is None and `about` says why."""

    title: Message
    about: Message
    cell: Cell | None


class Median(NamedTuple):
    """The working days that half of the messages took at most, None where not shown."""

    title: Message
    days: int | None
    messages: int


class Named(NamedTuple):
    """A figure of the county with its name."""

    name: Message
    of: Message | None
    cell: Cell | None


class Timed(NamedTuple):
    """How long something takes: working days by quantile, and of how many messages."""

    name: Message
    days: Mapping[str, int] | None
    messages: int | None


class Group(NamedTuple):
    """A line of a table of groups; `median` is the middle of the days to the first reply."""

    name: str
    address: str
    cells: tuple[Cell | None, ...]
    median: int | None


class Section(NamedTuple):
    """A table of groups."""

    name: str
    title: Message
    groups: tuple[Group, ...]


class StatisticsPage(NamedTuple):
    """All that the page of statistics shows."""

    day: dt.date
    is_empty: bool
    rates: tuple[Headline, ...]
    further: tuple[Headline, ...]
    medians: tuple[Median, ...]
    named: tuple[Named, ...]
    timed: tuple[Timed, ...]
    columns: tuple[Message, ...]
    sections: tuple[Section, ...]
    codes: Section
    sealed: tuple[tuple[str, int | None], ...]
    head_number: int
    head_hash: str
    files: tuple[tuple[str, str], ...]
    feeds: tuple[tuple[str, str], ...]


def statistics_page(figures: Figures, office: Office, lang: str) -> StatisticsPage:
    """The page of a day's figures."""
    table = figures.table
    return StatisticsPage(
        day=figures.day,
        is_empty=not any(table.value(key, name) for key in table.rows for name in COUNTS),
        rates=tuple(_headline(figures, name, *given) for name, given in RATES.items()),
        further=tuple(_headline(figures, name, *given) for name, given in FURTHER.items()),
        medians=tuple(_median(figures, name, title) for name, title in MEDIANS.items()),
        named=tuple(
            Named(MEASURES[name], _whole_of(name), _cell(table, WHOLE, name))
            for name in COUNTS
        ),
        timed=tuple(_timed(figures)),
        columns=tuple(MEASURES[name] for name in COLUMNS),
        sections=tuple(
            Section(name, title, tuple(_groups(figures, office, name, lang)))
            for name, title in DIMENSIONS.items() if name != CODES
        ),
        codes=Section(CODES, DIMENSIONS[CODES], tuple(_codes(figures, lang))),
        sealed=tuple(sorted(figures.sealed.items(), reverse=True)),
        head_number=figures.head.seq, head_hash=figures.head.hash.hex(),
        files=tuple((one, addresses.dialogue_statistics_file(one)) for one in ("csv", "json")),
        feeds=tuple(
            (one, addresses.dialogue_feed(lang, "statistics", "daily", one))
            for one in ("atom", "rss", "json")
        ),
    )  # fmt: skip


def _headline(
    figures: Figures, measure: str, title: Message, abouts: Mapping[str, Message]
) -> Headline:
    table = figures.table
    cell, figure = _cell(table, WHOLE, measure), table.figure(WHOLE, measure)
    if cell is not None and cell.share is not None:
        return Headline(title, abouts[SHARES[measure]], cell)
    if figure is None or not figure.of or figure.whole not in abouts:
        return Headline(title, TOO_FEW, None)
    share = figure.value / figure.of
    return Headline(title, abouts[figure.whole],
                    Cell(figure.value, figure.of, share, figure.since))  # fmt: skip


def _median(figures: Figures, name: str, title: Message) -> Median:
    count = figures.table.value(WHOLE, TIMED[name])
    days = figures.times.get(WHOLE, {}).get(name)
    return Median(title, days["median"] if days else None, count or 0)


def _whole_of(name: str) -> Message | None:
    return MEASURES[SHARES[name]] if name in SHARES else None


def _cell(table: Table, key: Key, measure: str) -> Cell | None:
    figure, of = table.figure(key, measure), table.denominator(key, measure)
    if figure is None:
        return None
    return Cell(figure.value, of, figure.value / of if of else None, figure.since)


def _timed(figures: Figures) -> Iterator[Timed]:
    for name, title in TIMES.items():
        count = figures.table.value(WHOLE, TIMED[name])
        days = figures.times.get(WHOLE, {}).get(name)
        yield Timed(title, days, count if days else None)


def _groups(figures: Figures, office: Office, dimension: str, lang: str) -> Iterator[Group]:
    keys = [key for key in figures.table.rows if key[0] == dimension]
    for key in sorted(keys, key=lambda key: _place(key, office), reverse=dimension == "month"):
        cells = tuple(_cell(figures.table, key, name) for name in COLUMNS)
        if any(cell is not None and cell.value for cell in cells):
            days = figures.times.get(key, {}).get("to_reply")
            yield Group(*_named(key, office, lang), cells, days["median"] if days else None)


def _place(key: Key, office: Office) -> tuple[int, str]:
    orders: dict[str, list[str]] = {"board": list(office.rules.boards), "type": list(TYPES)}
    order = orders.get(key[0], [])
    return (order.index(key[1]) if key[1] in order else len(order)), key[1]


def _named(key: Key, office: Office, lang: str) -> tuple[str, str]:
    """What a group is called and where it has a page."""
    dimension, group = key
    if dimension == "board" and group in office.rules.boards:
        return languages.pick(office.rules.boards[group].title, lang), addresses.board(lang, group)
    if dimension == "unit" and group in office.rules.units:
        return languages.pick(office.rules.units[group], lang), addresses.unit(lang, group)
    kinds: Mapping[str, Message] = {kind.value: title for kind, title in TYPES.items()}
    return (kinds[group].text(lang) if dimension == "type" and group in kinds else group), ""


def _codes(figures: Figures, lang: str) -> Iterator[Group]:
    texts: Mapping[str, Message] = {code.value: text for code, text in DECLINES.items()}
    for key in sorted(key for key in figures.table.rows if key[0] == CODES):
        cell = _cell(figures.table, key, "declined")
        if cell is not None and cell.value:
            name = texts[key[1]].text(lang) if key[1] in texts else key[1]
            yield Group(name, "", (cell,), None)
