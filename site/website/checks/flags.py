"""A public flag as pages show it: what was seen, on which rows it rests, and who says what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.outputs import signals
from publisher.source.answers import Answer
from publisher.supervision.life import FlagRecord, Gone, State
from publisher.supervision.model import Evidence, Flag

LISTED = 10
"""So many rows of a flag are linked; the rest is counted."""

SAID: Mapping[str, Message] = {
    "answered": message("explains"),
    "corrected": message("says that this has been put right"),
    "refuted": message("says that it is a false alarm"),
}


class Row(NamedTuple):
    """A row that a flag rests on: its key, and where to read it ("" if nowhere)."""

    key: str
    address: str


class TableRows(NamedTuple):
    """The rows of one table that a flag rests on."""

    table: str
    rows: tuple[Row, ...]


class Said(NamedTuple):
    """An answer: who gives it, when, what it amounts to, and its text in `lang`."""

    who: str
    date: dt.date
    what: Message
    text: Markup
    lang: str
    taken_back: dt.date | None


class ShownFlag(NamedTuple):
    """A flag on a page; `title` is neutral, `more` counts the rows that are not listed."""

    id: str
    address: str
    title: str
    check: str
    check_name: str
    unit: str
    unit_name: str
    unit_address: str
    day: dt.date | None
    text: str
    figures: tuple[tuple[str, str], ...]
    tables: tuple[TableRows, ...]
    more: int
    parties: tuple[str, ...]
    state: State
    state_name: Message
    answers: tuple[Said, ...]
    first_seen: dt.date
    notified: dt.date | None
    public_since: dt.date
    gone: Gone | None
    before_first_sight: bool

    @property
    def is_still_shown(self) -> bool:
        """Whether the data still show what is said to have been put right."""
        return self.state is State.CORRECTED and self.gone is None


def shown_flag(edition: Edition, record: FlagRecord, lang: str) -> ShownFlag:
    """A public flag for readers of `lang`."""
    flag = record.flag
    return ShownFlag(
        id=flag.id, address=addresses.flag(lang, flag.id),
        title=signals.title(edition, flag, lang), check=flag.check,
        check_name=signals.about(edition.supervision, flag.check).text(lang),
        unit=flag.unit, unit_name=signals.unit_name(edition, flag.unit, lang),
        unit_address=addresses.unit(lang, flag.unit) if flag.unit in edition.units else "",
        day=flag.day, text=flag.text.text(lang),
        figures=tuple((title.text(lang), signals.written(value, lang))
                      for title, value in flag.figures),
        tables=tuple(_tables(edition, flag, lang)), more=max(flag.rows - LISTED, 0),
        parties=tuple(party.name or party.key for party in flag.parties),
        state=record.state, state_name=signals.state_name(record),
        answers=tuple(_answers(edition, record, lang)), first_seen=record.first_seen,
        notified=record.notified, public_since=record.public_since, gone=record.gone,
        before_first_sight=record.before_first_sight,
    )  # fmt: skip


def _tables(edition: Edition, flag: Flag, lang: str) -> Iterator[TableRows]:
    """The first rows of a flag's evidence, by table."""

    def table_of(entry: Evidence) -> tuple[str, str]:
        return entry.dataset, entry.resource

    for (dataset, name), entries in groupby(flag.evidence[:LISTED], table_of):
        package = edition.packages.get(dataset)
        resource = package.resource(name) if package else None
        title = languages.pick(resource.title, lang) if resource else ""
        rows = (Row(entry.key, signals.row_address(edition, entry, lang)) for entry in entries)
        yield TableRows(title or name, tuple(rows))


def _answers(edition: Edition, record: FlagRecord, lang: str) -> Iterator[Said]:
    """Each party's answer in the language of the page, else in another."""
    parties: dict[str, dict[str, Answer]] = {}
    for answer in record.answers:
        parties.setdefault(answer.party, {})[answer.lang] = answer
    for versions in parties.values():
        answer = versions.get(lang) or versions[min(versions)]
        yield Said(
            signals.speaker(edition, record, answer, lang), answer.date, SAID[answer.state],
            Markup(answer.html),  # noqa: S704 - sanitised when it was read
            answer.lang, answer.taken_back,
        )  # fmt: skip
