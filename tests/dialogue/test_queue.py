"""The queue says of any board what a plain look at every matter says, page by page."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import delete, event, insert

from dialogue.desk import access
from dialogue.desk.piles import Pile, chosen, piles, states_seen
from dialogue.desk.queue import MOST, Count, Place, Wanted, counts, page, read_place
from dialogue.life.change import LATER_PARTS
from dialogue.matter import clocks, identities
from dialogue.matter.matters import Channel, Domain, Hiding, Type
from dialogue.matter.states import STAFF, Outcome, Role, State, Visibility
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import tables, threads
from tests.dialogue.matters import AUDITOR, LEADER, MODERATOR, OFFICER

UNITS = ("", "QY-XW", "QY-JYJ", "QY-JTJ")
MARKS = ("account:mo", "account:m_", "unit:QY-JTJ", "unit:QY-XW", "post:QY-XW-P01")
BOTH = Actor(role=Role.LEADER, name="two", boards=frozenset({"county", "education"}))
ACTORS = (MODERATOR, OFFICER, LEADER, AUDITOR, BOTH)

Later = Mapping[str, bool]
"""Matters to which their writers added something: whether it may be read by now."""


class Drawn:
    """Matters as they may lie in a database, each with the day that is due as the clocks say."""

    def __init__(self, office: Office, seed: int) -> None:
        self._office, self._random = office, random.Random(seed)

    def matter(self) -> Thread:
        """A matter in any state that is kept, with days around today."""
        rng, state = self._random, self._random.choice(list(State))
        day = self._near()
        outcome = rng.choice([*Outcome, Outcome.PROMISED, Outcome.PROMISED, None])
        thread = Thread(
            id=identities.new_identity(), board=rng.choice(["county", "education", "gone"]),
            type=rng.choice(list(Type)), domain=Domain.OTHER, lang="zh", channel=Channel.WEB,
            state=state, visibility=rng.choice(list(Visibility)), received_on=day,
            received_at=dt.datetime.combine(day, dt.time(3)),
            changed_at=dt.datetime.combine(day, dt.time(3)), unit=rng.choice(UNITS),
            recused=tuple(sorted(rng.sample(MARKS, rng.choice([0, 0, 0, 1, 2])))),
            returned_on=self._near(), accepted_on=self._near(), assigned_on=self._near(),
            disputed_on=self._near(), asked_on=self._near(), reply_from=self._near(),
            reply_days=rng.randrange(6), second_replied_on=self._near(), outcome=outcome,
            clarified_on=rng.choice([None, self._near()]),
            extended_to=rng.choice([None, self._near()]),
            replied_on=self._near() if outcome else None,
        )  # fmt: skip
        if outcome is Outcome.PROMISED:
            thread = dataclasses.replace(
                thread, promised_on=self._near(),
                promise_checked_on=rng.choice([None, None, self._near()]),
            )  # fmt: skip
        rules = self._office.rules
        return clocks.recounted(thread, rules.limits, rules.calendar)

    def promise(self) -> Thread:
        """A closed matter whose promise may be due, or an old one without any."""
        thread = dataclasses.replace(
            self.matter(), state=State.CLOSED, recused=(), board="county",
            outcome=self._random.choice([Outcome.PROMISED, Outcome.PROMISED, Outcome.RESOLVED]),
            promised_on=self._near(), promise_checked_on=None, replied_on=self._near(),
        )  # fmt: skip
        if thread.outcome is not Outcome.PROMISED:
            thread = dataclasses.replace(thread, promised_on=None)
        rules = self._office.rules
        return clocks.recounted(thread, rules.limits, rules.calendar)

    def later(self, some: Iterable[Thread]) -> Later:
        """What writers added to some of these matters."""
        return {one.id: self._random.random() < 0.5 for one in some if self._random.random() < 0.3}

    def _near(self) -> dt.date:
        return self._office.today + dt.timedelta(days=self._random.randrange(-40, 20))


def kept(office: Office, some: Iterable[Thread], later: Later) -> None:
    """Let the database hold these matters and no other."""
    with office.database.writing() as connection:
        connection.execute(delete(tables.thread))
        connection.execute(insert(tables.thread), [threads.values(one) for one in some])
        if later:
            connection.execute(insert(tables.text), [
                {"id": number, "thread": thread,
                 "part": sorted(LATER_PARTS)[number % len(LATER_PARTS)], "round": 1,
                 "role": Role.CITIZEN, "written_at": office.now(), "cipher": b"",
                 "superseded": number % 7 == 6, "released": released}
                for number, (thread, released) in enumerate(later.items())
            ])  # fmt: skip
            connection.execute(insert(tables.redaction), [
                {"text": number, "start": 0, "end": 1, "reason": Hiding.PERSONAL,
                 "role": Role.MODERATOR, "made_at": office.now()}
                for number in range(0, len(later), 2)
            ])  # fmt: skip


def promise_due(office: Office, one: Thread) -> bool:
    """Whether somebody should see by now whether a promise was kept."""
    if one.state is not State.CLOSED and one.promise_checked_on is not None:
        return False
    due = clocks.promise_due(one, office.rules.limits)
    return due is not None and due <= office.today


def soon_late(office: Office, one: Thread) -> bool:
    """Whether a unit may need more time, and never got any."""
    until = office.rules.calendar.add(office.today, 2)
    return one.extended_to is None and one.due_on is not None and one.due_on <= until


ONLY: Mapping[tuple[Role, str], Callable[[Office, Thread], bool]] = {
    (Role.MODERATOR, "unassigned"): lambda _, one: not one.unit,
    (Role.MODERATOR, "promises"): promise_due, (Role.AUDITOR, "promises"): promise_due,
    (Role.OFFICER, "answered"): lambda _, one: one.clarified_on is not None,
    (Role.OFFICER, "working"): lambda _, one: one.clarified_on is None,
    (Role.LEADER, "soon"): soon_late,
}


class Plain:
    """The queue as somebody finds it who looks at every matter."""

    def __init__(self, office: Office, some: Iterable[Thread], later: Later) -> None:
        self._office, self._some = office, tuple(some)
        number = {thread: place for place, thread in enumerate(later)}
        self._hiding = {one for one in later if number[one] % 2 == 0 and number[one] % 7 != 6}
        self._unread = {one for one, read in later.items() if not read and number[one] % 7 != 6}

    def counts(self, actor: Actor, wanted: Wanted) -> dict[str, Count]:
        """How much lies in each pile."""
        found = {}
        for pile in piles(actor.role):
            if pile.counted:
                lies = list(self._within(actor, wanted, (pile,)))
                late = [one for one in lies if one.due_on and one.due_on < self._office.today]
                found[pile.name] = Count(
                    min(MOST, len(lies)), min(MOST, len(late)) if pile.late else 0
                )
        return found

    def order(self, actor: Actor, wanted: Wanted) -> list[str]:
        """The ids in the order of the queue."""
        asked = chosen(actor.role, wanted.pile)
        if wanted.state is not None:
            asked = (Pile("", None, (wanted.state,)),)
        found = self._within(actor, wanted, asked)
        return [one.id for one in sorted(
            found, key=lambda one: (one.due_on is None, one.due_on or dt.date.max, one.id)
        )]  # fmt: skip

    def _within(self, actor: Actor, wanted: Wanted, some: Iterable[Pile]) -> Iterator[Thread]:
        rules, some = self._office.rules, tuple(some)
        for one in self._some:
            narrow = ((wanted.board, one.board), (wanted.unit, one.unit), (wanted.type, one.type))
            if any(asked and asked != has for asked, has in narrow):
                continue
            if access.kept_from(rules, one, actor) is None and any(
                self._lies(actor, pile, one) for pile in some
            ):
                yield one

    def _lies(self, actor: Actor, pile: Pile, one: Thread) -> bool:
        if one.state not in pile.states:
            return False
        if (actor.role, pile.name) == (Role.MODERATOR, "release"):
            return one.id in self._unread and one.visibility is Visibility.PUBLIC
        if actor.role is Role.LEADER and pile.name in {"publish", "checked"}:
            return (one.id in self._hiding) == (pile.name == "checked")
        only = ONLY.get((actor.role, pile.name))
        return only is None or only(self._office, one)


def read_through(office: Office, actor: Actor, wanted: Wanted, limit: int) -> list[str]:
    """The ids of all pages of the queue, one behind the other."""
    found: list[str] = []
    after: Place | None = None
    with office.database.reading() as connection:
        while True:
            lines = page(connection, office, actor, wanted, after=after, limit=limit)
            found += [line.thread.id for line in lines.lines]
            assert len(lines.lines) == limit or lines.next is None
            if lines.next is None:
                return found
            after = read_place(str(lines.next))
            assert after == lines.next


FILTERS: tuple[dict[str, Any], ...] = (
    {"board": "education"}, {"unit": "QY-JTJ", "type": Type.COMPLAINT},
    {"board": "county", "type": Type.HELP}, {},
)  # fmt: skip


def asked_of(actor: Actor) -> Iterator[Wanted]:
    """What can be asked of a queue: every pile alone and with filters, and some states."""
    yield Wanted()
    filters = itertools.cycle(FILTERS)
    for pile in piles(actor.role):
        yield Wanted(pile=pile.name)
        yield Wanted(pile=pile.name, **next(filters))
    for state in (State.QUEUED, State.WORKING, State.CLOSED):
        if state in states_seen(actor.role):
            yield Wanted(state=state, **next(filters))


@pytest.mark.parametrize("seed", range(2))
def test_the_queue_is_what_a_plain_look_at_every_matter_finds(office: Office, seed: int) -> None:
    drawn = Drawn(office, seed)
    some = [drawn.matter() for _ in range(300)]
    later = drawn.later(some)
    kept(office, some, later)
    plain = Plain(office, some, later)
    for actor in ACTORS:
        for wanted in asked_of(actor):
            with office.database.reading() as connection:
                assert counts(connection, office, actor, wanted) == plain.counts(actor, wanted)
            assert read_through(office, actor, wanted, 31) == plain.order(actor, wanted)


def test_a_pile_of_thousands_is_counted_to_the_most_and_read_to_its_end(office: Office) -> None:
    drawn = Drawn(office, 5)
    some = [drawn.promise() for _ in range(4 * MOST)]
    kept(office, some, {})
    plain, wanted = Plain(office, some, {}), Wanted(pile="promises")
    for actor in (MODERATOR, AUDITOR):
        with office.database.reading() as connection:
            counted = counts(connection, office, actor, wanted)["promises"]
        assert counted == plain.counts(actor, wanted)["promises"]
        assert counted.all == MOST
        found = read_through(office, actor, wanted, 200)
        assert found == plain.order(actor, wanted)
        assert len(found) > MOST


INDEXES = re.compile(r"thread USING (?:COVERING )?INDEX (ix_thread_queue|ix_thread_unit_due"
                     r"|ix_thread_promised|sqlite_autoindex_thread_1)\b")  # fmt: skip


def test_sqlite_reads_every_pile_by_an_index_of_the_queue(sqlite_office: Office) -> None:
    engine = sqlite_office.database.engine
    plans: set[str] = set()

    @event.listens_for(engine, "before_cursor_execute")
    def explain(_: object, cursor: Any, statement: str, given: Any, *more: object) -> None:
        if statement.startswith("SELECT") and "FROM thread" in statement:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            plans.update(row[3] for row in cursor.fetchall() if " thread" in row[3])

    for actor in ACTORS:
        for wanted in asked_of(actor):
            with sqlite_office.database.reading() as connection:
                counts(connection, sqlite_office, actor, wanted)
                page(connection, sqlite_office, actor, wanted, after=Place(None, "5"))
                page(connection, sqlite_office, actor, wanted,
                     after=Place(sqlite_office.today, "5"))  # fmt: skip
    assert plans
    assert [plan for plan in plans if not INDEXES.search(plan)] == []


def test_every_role_of_the_staff_is_looked_at() -> None:
    assert {actor.role for actor in ACTORS} | {Role.ADMINISTRATOR} == set(STAFF)
