"""Matters that show a demonstration county's board at work, played in the time before today."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml
from sqlalchemy import exists, insert, select

from dialogue.gate.submit import Submission, submit
from dialogue.life.conduct import conduct
from dialogue.life.requests import Refused, Request
from dialogue.matter.matters import Domain, Part, Type
from dialogue.matter.states import Event, Outcome, Role
from dialogue.matter.thread import CITIZEN, CLOCK, Actor
from dialogue.rules import Office
from dialogue.storage import tables
from publisher.languages import message, pick

FILE: Final = Path(__file__).parent / "matters.yaml"
PARTS: Final[Mapping[Event, Part]] = {
    Event.ASK: Part.QUESTION, Event.CLARIFY: Part.ANSWER, Event.DRAFT: Part.DRAFT,
    Event.SATISFY: Part.COMMENT, Event.DISSATISFY: Part.COMMENT, Event.REOPEN: Part.REOPENING,
}  # fmt: skip
BY_CITIZEN: Final = {Event.CLARIFY, Event.SATISFY, Event.DISSATISFY, Event.REOPEN}
BY_OFFICER: Final = {Event.DISPUTE, Event.START, Event.ASK, Event.DRAFT}
BY_LEADER: Final = {Event.SIGN, Event.EXTEND, Event.PUBLISH_REPLY}


class Step(NamedTuple):
    """Something that happens to a matter (by its place in the file) at an instant."""

    at: dt.datetime
    place: int
    order: int
    event: Event | None
    given: Mapping[str, Any]


def demonstrate(office: Office) -> int:
    """Play every matter on an empty board; how many there are. Raises Refused otherwise."""
    if not is_empty(office):
        raise Refused(message("The board is not empty; nothing was added."))
    _add_leaders(office)
    matters = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    names: dict[int, str] = {}
    for step in sorted(_steps(matters, office.now())):
        then = dataclasses.replace(office, now=lambda step=step: step.at)  # type: ignore[misc]
        matter = matters[step.place]
        if step.event is None:
            names[step.place] = submit(then, _submission(matter, step.place)).thread
            continue
        unit = _unit_of(matter, step)
        request = _request(then, step, names)
        conduct(then, names[step.place], request, _actor(step.event, matter, unit))
        if step.event in BY_CITIZEN and "text" in step.given:
            conduct(then, names[step.place], Request(event=Event.RELEASE), _moderator())
    return len(names)


def _leader(board: str) -> str:
    """The account of a board's leader."""
    return f"demonstration-{board}"


def _add_leaders(office: Office) -> None:
    """Accounts of the leaders who sign, with which nobody can sign in."""
    at, account = office.now(), tables.account
    with office.database.writing() as connection:
        known = set(connection.execute(select(account.c.name)).scalars())
        for board in office.rules.boards.values():
            if _leader(board.name) not in known:
                connection.execute(insert(account).values(
                    name=_leader(board.name), shown=pick(board.leader, office.rules.languages[0]),
                    role=Role.LEADER, unit=board.unit, boards=[board.name], post=board.post,
                    email="", password_hash=tables.NO_PASSWORD, totp_cipher=None, totp_last=0,
                    active=False, temporary=True, created_at=at, changed_at=at, seen_at=None,
                ))  # fmt: skip


def is_empty(office: Office) -> bool:
    """Whether nothing was ever sent to the board."""
    with office.database.reading() as connection:
        return not connection.execute(select(exists(select(tables.receipt.c.mac)))).scalar_one()


def _steps(matters: list[dict[str, Any]], now: dt.datetime) -> Iterator[Step]:
    for place, matter in enumerate(matters):
        sent = now - dt.timedelta(days=matter["days_ago"], minutes=7 * place + 5)
        yield Step(sent, place, 0, None, {})
        for order, (days, event, *given) in enumerate(matter["steps"], start=1):
            at = sent + dt.timedelta(days=days, minutes=order)
            yield Step(at, place, order, Event(event), given[0] if given else {})


def _submission(matter: Mapping[str, Any], place: int) -> Submission:
    return Submission(
        form=hashlib.sha256(f"demonstration {place}".encode()).digest()[:16],
        board=matter["board"], type=Type(matter["type"]), domain=Domain(matter["domain"]),
        lang=matter.get("lang", "zh"), title=matter["title"], body=matter["body"],
        hidden_words=tuple(matter.get("hidden", ())), consents=matter.get("consents", False),
    )  # fmt: skip


def _unit_of(matter: Mapping[str, Any], step: Step) -> str:
    """The unit that has the matter at a step: that of the last assignment before it."""
    units = [
        given[0]["unit"]
        for order, (_, event, *given) in enumerate(matter["steps"], start=1)
        if event == Event.ASSIGN and order < step.order
    ]
    return units[-1] if units else ""


def _request(office: Office, step: Step, names: Mapping[int, str]) -> Request:
    given, event = step.given, step.event
    if event is None:
        raise ValueError("a matter is sent, not requested")
    days = given.get("promise_in") or given.get("in_days")
    scores = given.get("scores")
    return Request(
        event=event, texts={PARTS[event]: given["text"]} if "text" in given else {},
        reason=given.get("reason", ""), code=given.get("code", ""), unit=given.get("unit", ""),
        until=office.today + dt.timedelta(days=days) if days else None,
        outcome=Outcome(given["outcome"]) if "outcome" in given else None,
        referred_to=given.get("referred_to", ""),
        target=names[given["into"]] if "into" in given else "",
        scores=(scores[0], scores[1], scores[2]) if scores else None,
    )  # fmt: skip


def _moderator() -> Actor:
    return Actor(role=Role.MODERATOR, name="demonstration-moderator")


def _actor(event: Event, matter: Mapping[str, Any], unit: str) -> Actor:
    board = matter["board"]
    if event in BY_CITIZEN:
        return CITIZEN
    if event in BY_OFFICER:
        return Actor(role=Role.OFFICER, name="demonstration-officer", unit=unit)
    if event is Event.PUBLISH_REPLY and matter.get("hidden"):
        return _moderator()
    if event in BY_LEADER:
        return Actor(role=Role.LEADER, name=_leader(board), boards=frozenset({board}))
    return CLOCK if event is Event.CLOSE else _moderator()
