"""Fills a board's database with matters at every point of their life, in bulk.

The rows are those that sending, moderating and replying would have left: texts encrypted under a
key of their own, public texts, a journal whose chain holds. What takes long for one matter (a
transaction each) is done for two thousand at a time.
"""

import datetime as dt
import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from prose import Prose
from sqlalchemy import Connection, insert

from dialogue.keys import vault
from dialogue.matter import clocks, identities
from dialogue.matter.matters import Channel, Decline, Domain, Part, Type
from dialogue.matter.states import Event, Outcome, Role, State, Visibility
from dialogue.matter.thread import Thread
from dialogue.rules import Office
from dialogue.storage import journal, tables, threads, wrapping

BATCH = 2_000
STATES = (
    (State.CLOSED, 74), (State.REPLIED, 8), (State.WORKING, 5), (State.ASSIGNED, 3),
    (State.DECLINED, 4), (State.DRAFT, 2), (State.QUEUED, 3), (State.ACCEPTED, 1),
)  # fmt: skip
STEPS = {
    State.QUEUED: 1, State.DECLINED: 2, State.ACCEPTED: 2, State.ASSIGNED: 3, State.WORKING: 4,
    State.DRAFT: 5, State.REPLIED: 7, State.CLOSED: 8,
}  # fmt: skip
"""How many events of COURSE lead to a state; of those that are closed some are rated."""

COURSE = (
    (Event.SUBMIT, Role.CITIZEN, State.QUEUED), (Event.ACCEPT, Role.MODERATOR, State.ACCEPTED),
    (Event.ASSIGN, Role.MODERATOR, State.ASSIGNED), (Event.START, Role.OFFICER, State.WORKING),
    (Event.DRAFT, Role.OFFICER, State.DRAFT), (Event.SIGN, Role.LEADER, State.SIGNED),
    (Event.PUBLISH_REPLY, Role.LEADER, State.REPLIED), (Event.LAPSE, Role.SYSTEM, State.CLOSED),
)  # fmt: skip
DECLINED = (COURSE[0], (Event.DECLINE, Role.MODERATOR, State.DECLINED))


@dataclass
class Rows:
    """Rows of a batch, by table, in the order in which they are written."""

    thread: list[dict[str, object]] = field(default_factory=list)
    thread_key: list[dict[str, object]] = field(default_factory=list)
    declared: list[dict[str, object]] = field(default_factory=list)
    text: list[dict[str, object]] = field(default_factory=list)
    public_text: list[dict[str, object]] = field(default_factory=list)
    journal: list[dict[str, object]] = field(default_factory=list)
    journal_detail: list[dict[str, object]] = field(default_factory=list)

    def write(self, connection: Connection) -> None:
        """Write them all."""
        for name in self.__dataclass_fields__:
            if rows := getattr(self, name):
                connection.execute(insert(tables.metadata.tables[name]), rows)


class Matters:
    """Makes matters of an office, the oldest first, the newest of yesterday."""

    def __init__(self, office: Office, prose: Prose, *, seed: int = 7) -> None:
        self._office, self._prose, self._random = office, prose, random.Random(seed)
        self._boards = list(office.rules.boards)
        self._units = list(office.rules.units)
        self._text_id = self._events = 0

    def fill(self, count: int) -> int:
        """Write `count` matters; the number of events in the journal."""
        days = 700  # nothing is old enough to be erased
        for start in range(0, count, BATCH):
            with self._office.database.writing() as connection:
                head = journal.head(connection)
                self._seq, self._hash = head.seq, head.hash
                self._wrapper = wrapping.in_force(connection, self._office.vault)
                rows = Rows()
                for number in range(start, min(start + BATCH, count)):
                    before = dt.timedelta(days=days * (1 - number / count) + 1)
                    self._matter(rows, self._office.now() - before)
                rows.write(connection)
        return self._events

    def _matter(self, rows: Rows, at: dt.datetime) -> None:
        state = self._state(at)
        thread = self._thread(at, state)
        key = secrets.token_bytes(vault.KEY_BYTES)
        wrapped = vault.encrypt(self._wrapper, key, thread.id)
        rows.thread.append(threads.values(thread))
        rows.thread_key.append({"thread": thread.id, "wrapped": wrapped})
        rows.declared.append({
            "thread": thread.id, "cipher": vault.encrypt(key, b"0", f"{thread.id}/accuses"),
        })  # fmt: skip
        shown = thread.visibility is Visibility.PUBLIC
        parts = [Part.TITLE, Part.BODY]
        if thread.replied_on:
            parts += [Part.DRAFT, Part.REPLY]
        for part in parts:
            content = self._content(part)
            self._text_id += 1
            rows.text.append({
                "id": self._text_id, "thread": thread.id, "part": part, "round": 1,
                "role": Role.CITIZEN, "written_at": at, "superseded": False, "released": shown,
                "cipher": vault.encrypt(key, content.encode(), f"{thread.id}/{part}"),
            })  # fmt: skip
            if shown and part is not Part.DRAFT:
                rows.public_text.append({
                    "text": self._text_id, "thread": thread.id, "part": part, "round": 1,
                    "written_on": thread.received_on, "content": content,
                })  # fmt: skip
        self._history(rows, thread, state)

    def _state(self, at: dt.datetime) -> State:
        if self._office.now() - at > dt.timedelta(days=60):
            return State.DECLINED if self._random.random() < 0.05 else State.CLOSED
        states, weights = zip(*STATES, strict=True)
        found: State = self._random.choices(states, weights)[0]
        return found

    def _thread(self, at: dt.datetime, state: State) -> Thread:
        rng, office = self._random, self._office
        day = office.day(at)
        calendar = office.rules.calendar
        thread = Thread(
            id=identities.new_identity(), board=rng.choice(self._boards),
            type=rng.choice(list(Type)), domain=rng.choice(list(Domain)), lang="zh",
            channel=Channel.WEB, state=state,
            visibility=Visibility.CITIZEN_ONLY, received_at=at, received_on=day, changed_at=at,
        )  # fmt: skip
        steps = STEPS[state]
        moderated = calendar.add(day, 1)
        if steps >= 2:
            thread = replace(thread, moderated_on=moderated)
        if state is State.DECLINED:
            code = rng.choice(list(Decline))
            return replace(thread, code=code, closed_on=moderated)
        if steps >= 2:
            thread = replace(thread, accepted_on=moderated, visibility=Visibility.PUBLIC)
        if steps >= 3:
            assigned = calendar.add(moderated, 1)
            limits = office.rules.limits
            thread = replace(thread, assigned_on=assigned, unit=rng.choice(self._units))
            thread = clocks.with_reply_time(
                thread, assigned, clocks.days_to_reply(thread, limits), calendar
            )
            due = thread.reply_due_on or assigned
            if steps >= 7:
                late = rng.choice((0, 0, 0, 0, 1, 4))
                thread = replace(
                    thread, replied_on=calendar.add(due, late) if late else due,
                    in_time=not late, outcome=rng.choice(list(Outcome)), signed_by="leader",
                )  # fmt: skip
                if thread.outcome is Outcome.PROMISED:
                    thread = replace(thread, promised_on=calendar.add(due, 20))
        if state is State.CLOSED:
            rated = rng.random() < 0.3
            thread = replace(thread, closed_on=thread.replied_on,
                             satisfied=rng.random() < 0.8 if rated else None)  # fmt: skip
        due_on = clocks.due_day(thread, office.rules.limits, calendar)
        return replace(thread, due_on=due_on, revision=steps)

    def _content(self, part: Part) -> str:
        if part is Part.TITLE:
            return self._prose.sentence(self._random, "zh")[:60]
        return "\n\n".join(self._prose.sentence(self._random, "zh") for _ in range(5))

    def _history(self, rows: Rows, thread: Thread, state: State) -> None:
        course: Sequence[tuple[Event, Role, State]]
        course = DECLINED if state is State.DECLINED else COURSE[: STEPS[state]]
        for place, (event, role, to) in enumerate(course):
            at = thread.received_at + dt.timedelta(days=place)
            salt = secrets.token_bytes(32)
            self._seq += 1
            self._events += 1
            facts = {"to": to, "visibility": thread.visibility}
            entry = journal.Entry(self._seq, thread.id, at, event, role, role, facts)
            committed = journal.commitment(salt, entry)
            self._hash = journal.chained(self._hash, committed)
            rows.journal.append(
                {"seq": self._seq, "commitment": committed, "hash": self._hash}
            )
            rows.journal_detail.append({
                "seq": self._seq, "salt": salt, "thread": thread.id, "at": at, "event": event,
                "role": role, "actor": role, "facts": facts,
            })  # fmt: skip

