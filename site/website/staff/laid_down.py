"""What is laid down for the board: boards and who signs, limits, and the calendar of open days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from dialogue.matter.limits import Limits
from dialogue.matter.matters import TYPES
from dialogue.rules import Board, Office
from publisher.languages import Localised, Message, message
from publisher.workdays import Festival

HEADING = message("Boards, limits and calendar")


class Limit(NamedTuple):
    """A step and how many days it may take."""

    step: Message
    days: int
    working: bool


class Year(NamedTuple):
    """The festivals of a year and the weekend days that are worked; none if not known yet."""

    number: int
    festivals: tuple[Festival, ...]
    worked: tuple[dt.date, ...]
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidDown:
    """What the page shows."""

    heading: Message
    boards: tuple[tuple[Board, Localised], ...]
    limits: tuple[Limit, ...]
    years: tuple[Year, ...]


def laid_down_page(office: Office) -> LaidDown:
    """Boards, limits and the calendar of this year and the next, as of the current release."""
    rules = office.rules
    known = rules.calendar.years
    years = (office.today.year, office.today.year + 1)
    return LaidDown(
        heading=HEADING,
        boards=tuple((board, rules.units.get(board.unit, {"": board.unit}))
                     for board in rules.boards.values()),
        limits=tuple(_limits(rules.limits)),
        years=tuple(
            Year(year, known[year].festivals if year in known else (),
                 known[year].open if year in known else (), year in known)
            for year in years
        ),
    )  # fmt: skip


def _limits(limits: Limits) -> list[Limit]:
    return [
        Limit(message("Moderators read it"), limits.moderate_days, True),
        Limit(message("A unit is named"), limits.assign_days, True),
        Limit(message("The unit says that another is competent"), limits.dispute_days, True),
        *(Limit(message("Reply: {type}", type=TYPES[kind]), days, True)
          for kind, days in limits.reply_days.items()),
        Limit(message("Reply to what is complex"), limits.complex_days, True),
        Limit(message("Extension, once, at most"), limits.extension_days, True),
        Limit(message("The writer gives details"), limits.clarification_days, True),
        Limit(message("Second reply"), limits.second_reply_days, True),
        Limit(message("The writer mends what was returned"), limits.return_days, False),
        Limit(message("The writer rates the reply"), limits.rating_days, False),
        Limit(message("A promise is looked at again after"), limits.promise_days, False),
    ]  # fmt: skip
