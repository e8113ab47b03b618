"""Matters go through the whole table, by anybody, at any time, and only as a plain model says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from random import Random
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, func, select

from dialogue.gate.submit import File, Submission, submit
from dialogue.keys.vault import Vault
from dialogue.life.clauses import Guard
from dialogue.life.conduct import conduct
from dialogue.life.requests import NotAllowed, Refused, Request
from dialogue.life.transitions import TABLE, Transition
from dialogue.matter import clocks
from dialogue.matter.matters import Channel, Decline, Domain, Hiding, Part, Type
from dialogue.matter.states import ENDED, Event, Outcome, Role, State, Visibility
from dialogue.matter.thread import CITIZEN, CLOCK, Actor, Thread
from dialogue.reading import public
from dialogue.rules import Office
from dialogue.storage import journal, journal_check, tables, threads
from dialogue.storage.database import Database
from dialogue.text.redaction import Redaction
from tests.dialogue.conftest import Clock, rules
from tests.dialogue.dump import Dump, dump, emptied, mentions
from tests.dialogue.matters import ADMINISTRATOR, AUDITOR, LEADER, MODERATOR, OFFICER, STRANGER
from tests.dialogue.model import PARTS, PHONE, WITH_A_UNIT, Matter, Model

SECOND_LEADER = Actor(role=Role.LEADER, name="li", boards=frozenset({"education"}),
                      post="QY-JYJ-P01", unit="QY-JYJ")  # fmt: skip
SECOND_MODERATOR = Actor(role=Role.MODERATOR, name="mo2")
ACTORS = (CITIZEN, CLOCK, MODERATOR, SECOND_MODERATOR, OFFICER, STRANGER, LEADER, SECOND_LEADER,
          AUDITOR, ADMINISTRATOR)  # fmt: skip
EVENTS = tuple(event for event in Event
               if event not in {Event.SUBMIT, Event.SUBMIT_SLOWLY, Event.TAKE_IN})  # fmt: skip
MARKS = ("unit:QY-JTJ", "unit:QY-JYJ", "post:QY-XW-P01", "account:mo2", "account:wu", "unit:QY-X",
         "account:citizen", "account:system")  # fmt: skip
BEGINNINGS = (dt.datetime(2026, 2, 10, 1), dt.datetime(2026, 9, 25, 15, 59),  # noqa: DTZ001
              dt.datetime(2026, 12, 20, 16, 1))  # noqa: DTZ001
FILE = File(name="a.txt", media_type="text/plain", content="文字".encode())
CHANCE = st.randoms(use_true_random=True)
ONCE = (Event.REOPEN, Event.EXTEND, Event.DISPUTE, Event.ASK, Event.PUBLISH_REPLY,
        Event.PUBLISH_SECOND)  # fmt: skip


class Machine(RuleBasedStateMachine):
    """Matters under way; `database` is set by the test."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        emptied(self.database)
        self.clock = Clock()
        self.office = Office(self.database, Vault(bytes(range(32))), rules(), self.clock)
        self.model = Model(self.office)
        self.gone: list[str] = []
        self.entries = 0
        self.secrets: dict[str, str] = {}

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def begin(self, beginning: dt.datetime) -> None:
        self.clock.instant = beginning
        for seed in range(3):
            self._sent(Random(seed))

    @rule(chance=CHANCE)
    def send(self, chance: Random) -> None:
        self._sent(chance)

    def _sent(self, chance: Random) -> Matter:
        """A matter of any kind."""
        return self.matter(
            taken=chance.random() < 0.2, slow=chance.random() < 0.2,
            public=chance.random() < 0.8, consents=chance.random() < 0.5,
            about=chance.choice([(), (), (), ("unit:QY-JTJ",), ("post:QY-XW-P01",)]),
            phone=chance.random() < 0.5, accuses=chance.random() < 0.2,
        )  # fmt: skip

    def matter(self, *, taken: bool = False, slow: bool = False, public: bool = True,
               consents: bool = True, about: tuple[str, ...] = (), phone: bool = True,
               accuses: bool = False) -> Matter:  # fmt: skip
        """A matter kept by the office and by the model."""
        form = secrets.token_bytes(16)
        received = submit(self.office, Submission(
            form=form, board="county", type=Type.QUESTION, domain=Domain.OTHER, lang="zh",
            title=f"题目{form.hex()}", body=f"正文{form.hex()}{f'，电话{PHONE}' if phone else ''}",
            wants_public=public, accuses=accuses, consents=consents, about=about, slow=slow,
            channel=Channel.PHONE if taken else Channel.WEB, files=(FILE,),
        ), MODERATOR if taken else CITIZEN)  # fmt: skip
        state = State.SUBMITTED if slow and not taken else State.QUEUED
        assert received.state is state
        self.entries += 1
        matter = Matter(received.thread, state, self.office.today, public and not accuses, consents,
                        self.model.with_them(set(about)), accuses=accuses, hides=phone)  # fmt: skip
        self.model.matters[matter.id] = matter
        self.secrets[matter.id] = form.hex()
        with self.database.reading() as connection:
            texts = connection.execute(
                select(tables.text.c.id).where(tables.text.c.thread == matter.id)
            ).scalars()
            self.model.texts |= dict.fromkeys(texts, matter.id)
            file = tables.attachment
            matter.file = connection.execute(
                select(file.c.id).where(file.c.thread == matter.id)
            ).scalar_one()
        return matter

    @rule(chance=CHANCE)
    def wait(self, chance: Random) -> None:
        self.clock.forward(days=chance.choice([0, 1, 3, 20, 35]), minutes=chance.randrange(1440))

    @rule(chance=CHANCE)
    def a_journey(self, chance: Random) -> None:
        """Many steps that the table has, seldom to an end, with days and wrong steps between."""
        matter = chance.choice(list(self.model.matters.values()) or [self._sent(chance)])
        for _ in range(chance.randrange(10, 30)):
            rows = [row for row in TABLE if row.state is matter.state]
            if not rows or matter.id not in self.model.matters:
                return
            on = [row for row in rows if row.to is not None and row.to not in ENDED]
            beside = [row for row in rows if row.to is None]
            kind = chance.choices([on, beside, rows], [7, 3, 1])[0]
            self._follow(matter, chance.choice(kind or rows), chance)
            self.clock.forward(days=chance.choice([0] * 8 + [1, 2, 30]))

    def _follow(self, matter: Matter, row: Transition, chance: Random) -> None:
        """A row's event, by somebody who may do it if there is anybody."""
        if row.event is Event.RECUSE and chance.random() < 0.8:
            return
        actors = [one for one in ACTORS if one.role in row.roles]
        request = self._request(chance, matter, row.event, good=True)
        fitting = [one for one in actors if self.model.accepts(matter, request, one)]
        self._try(matter, request, chance.choice(fitting or actors))

    def surely(self, matter: Matter, event: Event, **given: Any) -> None:
        """An event that must be carried out."""
        request = self._request(Random(1), matter, event, good=True)
        unit = "QY-JYJ" if matter.unit == "QY-JTJ" or "unit:QY-JTJ" in matter.recused else "QY-JTJ"
        due = matter.reply_due if event is Event.EXTEND else self.office.today
        values: dict[str, Any] = {
            "unit": unit, "outcome": Outcome.PROMISED, "consents": True,
            "until": due and due + dt.timedelta(days=3),
        }  # fmt: skip
        request = dataclasses.replace(request, **values | given)
        fitting = [one for one in ACTORS if self.model.accepts(matter, request, one)]
        assert fitting, f"{event} in {matter.state}"
        self._try(matter, request, fitting[0])

    @precondition(lambda self: self.model.matters)
    @rule(chance=CHANCE)
    def anything(self, chance: Random) -> None:
        """Any event by anybody, well asked or not."""
        matter = chance.choice(list(self.model.matters.values()))
        for _ in range(5):
            if matter.id in self.model.matters:
                request = self._request(chance, matter, chance.choice(EVENTS), good=False)
                self._try(matter, request, chance.choice(ACTORS))

    def _request(self, chance: Random, matter: Matter, event: Event, *, good: bool) -> Request:
        pick, today = chance.choice, self.office.today
        parts = sorted(PARTS.get(event, set()))
        secret = self.secrets[matter.id]
        content = f"{chance.randrange(10**6):06d}写的是{secret}"  # hidden words must not come again
        if not good and pick([True, False]):
            content = pick(["", "  ", f"打{PHONE}"])
            parts = pick([parts, [Part.NOTE], [Part.REPLY], [Part.TITLE]])
        others = [one.id for one in self.model.matters.values()
                  if one is not matter and one.visibility is Visibility.PUBLIC]  # fmt: skip
        own = [number for number, owner in self.model.texts.items() if owner == matter.id]
        values: dict[str, Any] = {
            "texts": dict.fromkeys(parts, content),
            "reason": f"{chance.randrange(10**6):06d}号已经查明",
            "code": {Event.DECLINE: Decline.ABUSE, Event.HIDE: Hiding.PERSONAL}.get(event, ""),
            "unit": pick(["QY-JTJ", "QY-JYJ"]),
            "until": today + dt.timedelta(days=chance.randrange(1, 25)),
            "outcome": pick(list(Outcome)), "referred_to": "省交通厅",
            "target": pick(others or ["NOBODY"]),
            "text": pick(own or [0]), "hidden": (Redaction(0, 6, Hiding.INSULT),),
            "scores": (1, 2, 3), "consents": pick([True, False]), "recused": (pick(MARKS),),
            "no_accusation": good or pick([True, False]),
            "file": matter.file, "public_copy": "文字".encode(), "public_name": "a.txt",
        }  # fmt: skip
        if not good:
            bad: dict[str, list[Any]] = {
                "reason": ["", f"见{PHONE}"], "code": ["", "nonsense"], "unit": ["", "QY-X"],
                "until": [None, today], "outcome": [None], "referred_to": [""],
                "target": [matter.id, "NOBODY"], "text": [0, *self.model.texts],
                "hidden": [(), (Redaction(2, 9_000, Hiding.INSULT),)],
                "scores": [None, (0, 1, 2), (1, 2, 6)], "consents": [None], "recused": [()],
                "file": ["", "NOBODY"], "public_copy": [b""],
            }  # fmt: skip
            for name in chance.sample(sorted(bad), chance.randrange(3)):
                values[name] = pick(bad[name])
        return Request(event=event, **values)

    def _try(self, matter: Matter, request: Request, actor: Actor) -> None:
        wanted = self.model.accepts(matter, request, actor)
        before = None if wanted else dump(self.database)
        try:
            after = conduct(self.office, matter.id, request, actor)
        except Refused as refusal:
            assert not wanted, (request, actor, refusal.message.text("en"))  # noqa: PT017
            assert dump(self.database) == before
            return
        assert wanted, (request, actor)
        self.entries += 1
        if request.event is Event.DIVERT:
            self._is_passed_on(matter)
            return
        was = matter.state
        self.model.follow(matter, request, actor)
        assert was not in ENDED or matter.state is was
        assert all(matter.counts.get(event, 0) <= 1 for event in ONCE)
        self._agrees(matter, after)

    def _is_passed_on(self, matter: Matter) -> None:
        """Nothing of the matter is left, or what is left of a hidden one if it was public."""
        left = self.model.pass_on(matter)
        self.gone.append(self.secrets[matter.id])
        with pytest.raises(Refused):
            conduct(self.office, matter.id, Request(event=Event.DIVERT), MODERATOR)
        with self.database.reading() as connection:
            thread = threads.find(connection, matter.id)
            told = list(journal.of_thread(connection, matter.id))
        if not left:
            assert (thread, told) == (None, [])
            self.gone.append(matter.id)
            return
        assert thread is not None
        assert [one.event for one in told] == [Event.HIDE]
        assert thread.hidden_for in {Hiding.UNPROVEN, Hiding.PERSONAL}
        self._agrees(matter, thread)

    def _agrees(self, matter: Matter, after: Thread) -> None:
        """The matter in the database is as the model has it."""
        with self.database.reading() as connection:
            thread = threads.find(connection, matter.id)
            shown = public.find(connection, matter.id)
            texts = connection.execute(
                select(tables.text.c.id).where(tables.text.c.thread == matter.id)
            ).scalars().all()  # fmt: skip
            matter.hides = _hides(connection, matter.id)
        assert thread is not None
        assert dataclasses.replace(thread, changed_at=after.changed_at) == after
        assert (thread.state, thread.visibility, thread.revision, thread.round) == (
            matter.state, matter.visibility, matter.revision, matter.round
        )  # fmt: skip
        assert thread.unit == matter.unit
        assert thread.reply_due_on == matter.reply_due
        assert (thread.outcome, thread.promised_on) == (matter.outcome, matter.promised)
        assert set(thread.recused) == matter.recused
        limits = self.office.rules.limits
        assert thread.due_on == clocks.due_day(thread, limits, self.office.rules.calendar)
        assert (thread.due_on is not None) or thread.state in {*ENDED, State.SATISFIED}
        assert isinstance(shown, public.PublicThread) == (matter.visibility is Visibility.PUBLIC)
        if matter.state in WITH_A_UNIT:
            assert f"unit:{thread.unit}" not in thread.recused
        matter.due = thread.due_on
        self.model.texts |= dict.fromkeys(texts, matter.id)

    @invariant()
    def everything_holds(self) -> None:
        with self.database.reading() as connection:
            assert journal_check.verify(connection).head.seq == self.entries
            table = tables.public_text
            shown = set(connection.execute(select(table.c.thread)).scalars())
            count = connection.execute(
                select(func.count()).select_from(tables.thread)
            ).scalar_one()
        matters = self.model.matters.values()
        assert count == len(matters)
        assert shown == {one.id for one in matters if one.visibility is Visibility.PUBLIC}

    def teardown(self) -> None:
        found: Dump = dump(self.database)
        for gone in self.gone:
            assert mentions(found, gone) == []
        assert mentions({"": found["public_text"]}, PHONE) == []


def _hides(connection: Connection, identity: str) -> bool:
    """Whether something is hidden in a text that stands, but in how to reach the writer."""
    text, hidden = tables.text, tables.redaction
    spans = select(hidden.c.id).join(text, hidden.c.text == text.c.id).where(
        text.c.thread == identity, text.c.superseded.is_(False), text.c.part != Part.CONTACT
    )
    return connection.execute(spans).first() is not None


def test_matters_live_by_the_table_alone(board: Database) -> None:
    machine = type("OnThisDatabase", (Machine,), {"database": board})
    run_state_machine_as_test(
        machine, settings=settings(
            max_examples=20, stateful_step_count=10, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
    )  # fmt: skip


ANSWERED = (Event.ACCEPT, Event.ASSIGN, Event.START, Event.ASK, Event.CLARIFY, Event.DRAFT,
            Event.SIGN, Event.PUBLISH_REPLY)  # fmt: skip
AGAIN = (*ANSWERED, Event.DISSATISFY, Event.REOPEN)
REVIEWED = (*AGAIN, Event.START, Event.DRAFT, Event.SIGN, Event.PUBLISH_SECOND)
WAYS: dict[State, tuple[Event, ...]] = {
    State.SUBMITTED: (), State.QUEUED: (), State.RETURNED: (Event.RETURN,),
    State.ACCEPTED: ANSWERED[:1], State.ASSIGNED: ANSWERED[:2],
    State.DISPUTED: (*ANSWERED[:2], Event.DISPUTE), State.WORKING: ANSWERED[:5],
    State.CLARIFICATION: (*ANSWERED[:3], *ANSWERED[5:], *AGAIN[8:], Event.START, Event.ASK),
    State.DRAFT: ANSWERED[:6], State.SIGNED: ANSWERED[:7], State.REPLIED: ANSWERED,
    State.SATISFIED: (*ANSWERED, Event.SATISFY), State.DISSATISFIED: AGAIN[:9],
    State.REOPENED: AGAIN, State.REVIEW: REVIEWED, State.CLOSED: (*REVIEWED, Event.CONFIRM),
}  # fmt: skip


@pytest.mark.parametrize("state", list(WAYS))
def test_every_row_of_the_table_can_really_happen(sqlite_office: Office, state: State) -> None:
    machine = type("OnThisDatabase", (Machine,), {"database": sqlite_office.database})()
    machine.begin(BEGINNINGS[0])
    for row in TABLE:
        if row.state is state:
            _walk(machine, row)
    machine.everything_holds()
    machine.teardown()


def _walk(machine: Machine, row: Transition) -> None:
    """A matter of its own, brought to the row, and the row's event."""
    assert row.state is not None
    way = WAYS[row.state]
    if row.event is Event.ASK:
        way = ANSWERED[:3]
    if row.event is Event.PUBLISH_SECOND:
        way = REVIEWED[:-1]
    matter = machine.matter(slow=row.state is State.SUBMITTED)
    for event in way:
        machine.surely(matter, event)
    if Guard.TARGET_PUBLIC in row.guards:
        machine.surely(machine.matter(), Event.ACCEPT)
    if Guard.HIDDEN_NOW in row.guards:
        machine.surely(matter, Event.HIDE)
    if Guard.UNIT_LOST_IT in row.guards:
        machine.surely(matter, Event.RECUSE, recused=("unit:QY-JTJ",))
    days = {Guard.TIME_IS_OVER: 30, Guard.PROMISE_OPEN: 4}
    machine.clock.forward(days=max((days.get(guard, 0) for guard in row.guards), default=0))
    machine.surely(matter, row.event)


def test_who_is_kept_out_can_do_nothing_at_all(sqlite_office: Office) -> None:
    received = submit(sqlite_office, Submission(
        form=bytes(16), board="county", type=Type.HELP, domain=Domain.OTHER, lang="zh",
        title="题目", body="正文", about=("unit:QY-JTJ", "post:QY-XW-P01"),
    ))  # fmt: skip
    for actor in (OFFICER, LEADER):
        for event in EVENTS:
            with pytest.raises(NotAllowed, match="kept out"):
                conduct(sqlite_office, received.thread, Request(event=event), actor)
