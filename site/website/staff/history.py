"""What happened to a matter, for the staff: when, what, by whom by name, and the facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from dialogue.matter.matters import DECLINES, HIDINGS, Decline, Hiding
from dialogue.matter.states import EVENTS, ROLES, Event, Role
from dialogue.rules import Office
from dialogue.storage.journal import Entry
from publisher.languages import Message, Words, message, words
from website.dialogue.clock_words import spelled

Said = Message | Words | str
EXTENDED: Final = message("New day: {day}")
PROMISED: Final = message("Promised by {day}")


class Happening(NamedTuple):
    """An entry of a matter's journal in words.

    `who` is a login name, "" for who has none; `name` is how its owner is called.
    """

    seq: int
    at: dt.datetime
    what: Said
    role: Said
    who: str
    name: str
    facts: tuple[Said, ...]


def happenings(
    entries: Iterable[Entry], office: Office, names: Mapping[str, str]
) -> list[Happening]:
    """The journal of a matter, the newest entry first; `names` are those of the accounts."""
    return [_happening(entry, office, names) for entry in reversed(list(entries))]


def _happening(entry: Entry, office: Office, names: Mapping[str, str]) -> Happening:
    """An entry in words; `at` is in the site's time zone."""
    at = entry.at.replace(tzinfo=dt.UTC).astimezone(office.rules.zone)
    what = EVENTS[Event(entry.event)] if entry.event in set(Event) else entry.event
    role = ROLES[Role(entry.role)] if entry.role in set(Role) else entry.role
    who = "" if entry.role in {Role.CITIZEN, Role.SYSTEM} else entry.actor
    return Happening(entry.seq, at, what, role, who, names.get(who, ""),
                     tuple(_facts(entry, office)))  # fmt: skip


def _facts(entry: Entry, office: Office) -> Iterable[Said]:
    facts = entry.facts
    if facts.get("unit"):
        unit = str(facts["unit"])
        yield message("Unit: {unit}", unit=words(office.rules.units.get(unit, {"": unit})))
    if facts.get("until"):
        said = EXTENDED if entry.event == Event.EXTEND else PROMISED
        day = spelled(dt.date.fromisoformat(facts["until"]), office.rules.languages)
        yield message(said.template, day=day)
    if facts.get("target"):
        yield message("Joined to {id}", id=facts["target"])
    if facts.get("spans"):
        yield message("Places hidden: {count}", count=facts["spans"])
    codes = [*facts.get("reasons", ()), *filter(None, [facts.get("code")])]
    yield from (_code(str(code)) for code in codes)
    if "consents" in facts:
        yield (message("The unit may read the hidden words") if facts["consents"]
               else message("The unit may not read the hidden words"))  # fmt: skip
    if facts.get("reason"):
        yield message("“{reason}”", reason=facts["reason"])


def _code(code: str) -> Said:
    if code in set(Decline):
        return DECLINES[Decline(code)]
    return HIDINGS[Hiding(code)] if code in set(Hiding) else code


