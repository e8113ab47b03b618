"""What happened to a matter, day by day: which event, by whom, with what reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from dialogue.matter.matters import DECLINES, HIDINGS, Decline, Hiding
from dialogue.matter.states import EVENTS, ROLES, Event, Role
from dialogue.matter.thread import Thread
from dialogue.reading.signers import of_entry
from dialogue.rules import Office
from dialogue.storage.journal import Entry
from publisher.languages import Message, Words, message, words
from website.dialogue.clock_words import spelled


class Happening(NamedTuple):
    """An event of a matter's history; `who` is a role or a unit, never a name."""

    day: dt.date
    event: Event
    what: Message
    who: Message | Words
    notes: tuple[Message | Words | str, ...]


def happenings(
    thread: Thread, entries: Iterable[Entry], office: Office, languages: tuple[str, ...]
) -> list[Happening]:
    """The history of a matter, the oldest event first."""
    found, unit = [], ""
    for entry in entries:
        event, role = Event(entry.event), Role(entry.role)
        unit = str(entry.facts.get("unit") or unit)
        found.append(
            Happening(
                office.day(entry.at), event, EVENTS[event],
                _who(role, unit or thread.unit, office),
                tuple(_notes(event, entry, office, languages)),
            )
        )  # fmt: skip
    return found


def _who(role: Role, unit: str, office: Office) -> Message | Words:
    if role is Role.OFFICER and unit in office.rules.units:
        return words(office.rules.units[unit])
    return message("The writer") if role is Role.CITIZEN else ROLES[role]


def _notes(
    event: Event, entry: Entry, office: Office, languages: tuple[str, ...]
) -> Iterable[Message | Words | str]:
    facts = entry.facts
    if event is Event.ASSIGN and facts.get("unit") in office.rules.units:
        yield words(office.rules.units[facts["unit"]])
    if event is Event.EXTEND and facts.get("until"):
        yield message("New last day: {day}",
                      day=spelled(dt.date.fromisoformat(facts["until"]), languages))  # fmt: skip
    if event is Event.DECLINE and facts.get("code") in set(Decline):
        yield DECLINES[Decline(facts["code"])]
    if event in {Event.HIDE, Event.REDACT}:
        codes = facts.get("reasons") or [facts.get("code")]
        yield from (HIDINGS[Hiding(code)] for code in codes if code in set(Hiding))
    signer = of_entry(entry)
    if signer is not None:
        yield message("Signed: {post} {name}", post=words(signer.post), name=words(signer.name))
        if signer.unit in office.rules.units:
            yield message("Worked on by: {unit}", unit=words(office.rules.units[signer.unit]))
    if facts.get("reason"):
        yield str(facts["reason"])
