"""What a site lays down for its board: boards and leaders, limits, calendar, officers' keys."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dialogue.keys.vault import Vault
from dialogue.matter.limits import Limits
from dialogue.storage.database import Database
from publisher.languages import Localised, pick
from publisher.workdays import Calendar


class Board(NamedTuple):
    """A board and the leader who answers on it; `post` and `unit` are ids of the datasets."""

    name: str
    title: Localised
    leader: Localised
    post: str
    unit: str

    @property
    def marks(self) -> frozenset[str]:
        """The marks under which the leader and the unit led are kept out of matters."""
        return frozenset(filter(None, (self.post and f"post:{self.post}",
                                       self.unit and f"unit:{self.unit}")))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds on a site on a day; `boards` in their order, `units` by id with their names.

    `require_approval` says that articles need who approved them, the hours' articles too.
    `officers` are age public keys to which accusations are sealed, `escrow` is the offline one.
    """

    boards: Mapping[str, Board]
    units: Mapping[str, Localised]
    calendar: Calendar
    zone: zoneinfo.ZoneInfo
    limits: Limits = field(default_factory=Limits)
    officers: tuple[str, ...] = ()
    escrow: str = ""
    languages: tuple[str, ...] = ("zh", "en")
    base_url: str = ""
    site: Localised = field(default_factory=dict)
    email: str = ""
    mail_from: str = ""
    require_approval: bool = False

    def signing_board(self, board: str, recused: tuple[str, ...]) -> str:
        """The board whose leader signs: its own, else the first whose leader is not kept out."""
        for name in (board, *self.boards):
            found = self.boards.get(name)
            if found and not found.marks & set(recused):
                return name
        return ""

    def kept_out(self, marks: Iterable[str]) -> frozenset[str]:
        """Marks with those that go with them: with a leader the unit led, with a unit its leaders.

        Units under that unit stay in: under a county's leader nobody would be left to act.
        """
        named, boards = frozenset(marks), self.boards.values()
        units = named | {
            f"unit:{board.unit}" for board in boards if board.unit and f"post:{board.post}" in named
        }
        return units.union(*(board.marks for board in boards if f"unit:{board.unit}" in units))

    def names(self, marks: Iterable[str]) -> dict[str, Localised]:
        """What boards (`board:…`), leaders (`post:…`) and units (`unit:…`) are called."""
        known: dict[str, Localised] = {f"unit:{unit}": name for unit, name in self.units.items()}
        for board in self.boards.values():
            called = {lang: f"{pick(board.title, lang)} {pick(board.leader, lang)}"
                      for lang in self.languages}  # fmt: skip
            known |= {f"board:{board.name}": called, f"post:{board.post}": called}
        return {mark: dict(known[mark]) for mark in marks if mark in known}


def utc_now() -> dt.datetime:
    """The present instant in UTC, without a zone, as the database keeps it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Office:
    """All that acting on matters needs; `now` gives the present instant in UTC."""

    database: Database
    vault: Vault
    rules: Rules
    now: Callable[[], dt.datetime] = utc_now

    def day(self, instant: dt.datetime) -> dt.date:
        """The day of an instant in the site's time zone."""
        return instant.replace(tzinfo=dt.UTC).astimezone(self.rules.zone).date()

    @property
    def today(self) -> dt.date:
        """The present day in the site's time zone."""
        return self.day(self.now())
