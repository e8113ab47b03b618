"""A plain model of a matter's life, against which the real one is held.

It says beforehand whether a request will be accepted and what the matter is like afterwards, from
the rules as the design states them. Days are counted one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from dialogue.life.clauses import Guard
from dialogue.life.conduct import LOOKS
from dialogue.life.requests import Request
from dialogue.life.transitions import TABLE, Transition
from dialogue.matter.matters import Decline, Hiding, Part
from dialogue.matter.states import Event, Outcome, Role, State, Visibility
from dialogue.matter.thread import Actor
from dialogue.rules import Office

PHONE = "13912345678"
PARTS = {
    Event.RESUBMIT: {Part.TITLE, Part.BODY, Part.CONTACT}, Event.ASK: {Part.QUESTION},
    Event.CLARIFY: {Part.ANSWER}, Event.DRAFT: {Part.DRAFT}, Event.SATISFY: {Part.COMMENT},
    Event.DISSATISFY: {Part.COMMENT}, Event.REOPEN: {Part.REOPENING},
}  # fmt: skip
WITH_A_UNIT = {
    State.ASSIGNED, State.DISPUTED, State.WORKING, State.CLARIFICATION, State.DRAFT, State.SIGNED,
    State.REOPENED,
}  # fmt: skip


@dataclass
class Matter:
    """What the model knows of a matter."""

    id: str
    state: State
    received: dt.date
    wants_public: bool
    consents: bool = False
    recused: set[str] = field(default_factory=set)
    visibility: Visibility = Visibility.CITIZEN_ONLY
    revision: int = 1
    unit: str = ""
    round: int = 1
    due: dt.date | None = None
    reply_due: dt.date | None = None
    assigned: dt.date | None = None
    disputed: dt.date | None = None
    asked: dt.date | None = None
    extended: bool = False
    replied: dt.date | None = None
    signer: str = ""
    draft: tuple[Outcome | None, dt.date | None] = (None, None)
    outcome: Outcome | None = None
    promised: dt.date | None = None
    checked: dt.date | None = None
    file: str = ""
    file_public: bool = False
    erased: bool = False
    accuses: bool = False
    """Its writer says that it accuses a person."""
    hides: bool = False
    """Something is hidden in it."""
    later: bool = False
    """The writer added something that is not public."""
    counts: dict[Event, int] = field(default_factory=dict)


@dataclass
class Model:
    """All matters, and the rules of the office."""

    office: Office
    matters: dict[str, Matter] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    """Which matter a text belongs to, by its id."""

    def open(self, day: dt.date, count: int) -> dt.date:
        """The day so many working days later."""
        while count:
            day += dt.timedelta(days=1)
            count -= self.office.rules.calendar.is_open(day)
        return day

    def paused(self, start: dt.date, end: dt.date) -> int:
        """Working days after a day up to another."""
        days = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.office.rules.calendar.is_open, days))

    def row(self, matter: Matter, event: Event, role: Role) -> Transition | None:
        """The row of the table, looked up the slow way."""
        found = [row for row in TABLE
                 if (row.state, row.event) == (matter.state, event) and role in row.roles]
        return found[0] if found else None

    def signs(self, board: str, recused: set[str]) -> str:
        """Which board's leader signs."""
        for name in (board, "county", "education"):
            one = self.office.rules.boards[name]
            if f"post:{one.post}" not in recused and f"unit:{one.unit}" not in recused:
                return name
        return ""

    def with_them(self, marks: set[str]) -> set[str]:
        """Marks, with the units of leaders and the leaders of units."""
        for one in self.office.rules.boards.values():
            both = {f"post:{one.post}", f"unit:{one.unit}"}
            marks = marks | both if marks & both else marks
        return marks

    def accepts(self, matter: Matter, request: Request, actor: Actor) -> bool:
        """Whether the request must be carried out."""
        staff = actor.role not in {Role.CITIZEN, Role.SYSTEM}
        marks = {f"account:{actor.name}", f"post:{actor.post}", f"unit:{actor.unit}"}
        if staff and marks & matter.recused:
            return False
        row = self.row(matter, request.event, actor.role)
        if row is None or PHONE in request.reason:
            return False
        allowed = PARTS.get(request.event, set()) | ({Part.NOTE} if staff else set())
        if not set(request.texts) <= allowed:
            return False
        if matter.erased and any(content.strip() for content in request.texts.values()):
            return False
        return all(self.holds(guard, matter, request, actor) for guard in row.guards)

    def holds(self, guard: Guard, matter: Matter, request: Request, actor: Actor) -> bool:
        """Whether a condition of the table is met."""
        rules, today = self.office.rules, self.office.today
        limits = rules.limits
        known = {f"unit:{unit}" for unit in rules.units}
        known |= {f"post:{board.post}" for board in rules.boards.values()}
        checks: dict[Guard, Callable[[], bool]] = {
            Guard.IN_UNIT: lambda: bool(matter.unit) and actor.unit == matter.unit,
            Guard.OF_BOARD: lambda: actor.role is not Role.LEADER or (
                self.signs("county", matter.recused) in actor.boards),
            Guard.IN_DISPUTE_TIME: lambda: matter.assigned is not None
            and today <= self.open(matter.assigned, 1),
            Guard.NEVER_DISPUTED: lambda: matter.disputed is None,
            Guard.NEVER_ASKED: lambda: matter.asked is None,
            Guard.NEVER_EXTENDED: lambda: not matter.extended,
            Guard.WITHIN_EXTENSION: lambda: matter.reply_due is not None
            and request.until is not None and today <= matter.reply_due < request.until
            <= self.open(matter.reply_due, limits.extension_days),
            Guard.IN_RATING_TIME: lambda: matter.replied is not None
            and (today - matter.replied).days <= limits.rating_days,
            Guard.TIME_IS_OVER: lambda: matter.due is not None and today > matter.due,
            Guard.FIRST_ROUND: lambda: matter.round == 1,
            Guard.SECOND_ROUND: lambda: matter.round == 2,
            Guard.UNIT_GIVEN: lambda: request.unit in rules.units
            and f"unit:{request.unit}" not in matter.recused
            and not (matter.state is State.DISPUTED and request.unit == matter.unit),
            Guard.UNIT_HAS_IT: lambda: bool(matter.unit),
            Guard.UNIT_LOST_IT: lambda: not matter.unit,
            Guard.CODE_GIVEN: lambda: self._code(matter, request),
            Guard.REASON_GIVEN: lambda: bool(request.reason.strip()),
            Guard.TEXT_GIVEN: lambda: any(
                content.strip() for part, content in request.texts.items()
                if part is not Part.NOTE),
            Guard.MARKS_GIVEN: lambda: bool(request.recused) and all(
                one in known or one.startswith("account:") for one in request.recused),
            Guard.CHOICE_GIVEN: lambda: request.consents is not None,
            Guard.SCORES_RIGHT: lambda: request.scores is None
            or all(1 <= one <= 5 for one in request.scores),
            Guard.REPLY_GIVEN: lambda: True,
            Guard.OUTCOME_GIVEN: lambda: self._outcome(request),
            Guard.OUTCOME_STANDS: lambda: matter.draft[1] is None or today < matter.draft[1],
            Guard.SIGNATURE_STANDS: lambda: bool(matter.signer),
            Guard.LATER_TEXT: lambda: matter.later,
            Guard.TARGET_PUBLIC: lambda: self._target(matter, request),
            Guard.NO_PERSONAL_DATA: lambda: not any(
                PHONE in content for part, content in request.texts.items()
                if part in {Part.QUESTION, Part.DRAFT}),
            Guard.NO_ACCUSATION: lambda: not matter.accuses or request.no_accusation,
            Guard.READS_HIDDEN: lambda: not matter.hides or actor.role is Role.MODERATOR,
            Guard.CONSENTED: lambda: matter.consents,
            Guard.STILL_KEPT: lambda: not matter.erased,
            Guard.FILE_GIVEN: lambda: bool(request.file) and request.file == matter.file,
            Guard.COPY_GIVEN: lambda: bool(request.public_copy and request.public_name),
            Guard.HIDDEN_NOW: lambda: matter.visibility is Visibility.TOMBSTONE,
            Guard.SHOWN_NOW: lambda: matter.visibility is Visibility.PUBLIC,
            Guard.PROMISE_OPEN: lambda: self._promise(matter),
            Guard.OFFICERS_KNOWN: lambda: True,
        }  # fmt: skip
        return checks[guard]()

    def _code(self, matter: Matter, request: Request) -> bool:
        if request.event is Event.DECLINE:
            return request.code in set(Decline)
        if request.event is Event.HIDE:
            return request.code in set(Hiding)
        return self.texts.get(request.text) == matter.id and all(
            one.start < one.end <= 6 for one in request.hidden
        ) and bool(request.hidden)  # fmt: skip

    def _outcome(self, request: Request) -> bool:
        if request.outcome is Outcome.PROMISED:
            return request.until is not None and request.until > self.office.today
        return request.outcome is not None and (
            request.outcome is not Outcome.NOT_OURS or bool(request.referred_to)
        )

    def _target(self, matter: Matter, request: Request) -> bool:
        other = self.matters.get(request.target)
        return other is not None and other is not matter and (
            other.visibility is Visibility.PUBLIC and other.state is not State.MERGED
        )  # fmt: skip

    def _promise(self, matter: Matter) -> bool:
        if matter.outcome is not Outcome.PROMISED or matter.promised is None:
            return False
        second = matter.promised + dt.timedelta(days=30)
        if matter.checked is None:
            return self.office.today >= matter.promised
        return matter.checked < second <= self.office.today

    def follow(self, matter: Matter, request: Request, actor: Actor) -> None:
        """What the matter is like after the request was carried out."""
        today, event = self.office.today, request.event
        row = self.row(matter, event, actor.role)
        assert row is not None
        matter.revision += event not in LOOKS
        matter.counts[event] = matter.counts.get(event, 0) + 1
        before, matter.state = matter.state, row.to or matter.state
        match event:
            case Event.ACCEPT if matter.wants_public:
                matter.visibility = Visibility.PUBLIC
            case Event.RESUBMIT:
                matter.received = today
            case Event.ASSIGN:
                matter.unit, matter.assigned, matter.signer = request.unit, today, ""
                days = 10 if matter.round == 2 else 3
                matter.reply_due = self.open(today, days)
            case Event.DISPUTE:
                matter.disputed = today
            case Event.ASK:
                matter.asked = today
            case Event.CLARIFY | Event.LAPSE if before is State.CLARIFICATION:
                assert matter.asked is not None
                assert matter.reply_due is not None
                pause = min(self.paused(matter.asked, today), 5)
                matter.reply_due = self.open(matter.reply_due, pause)
            case Event.EXTEND:
                matter.extended, matter.reply_due = True, request.until
            case Event.DRAFT:
                promised = request.until if request.outcome is Outcome.PROMISED else None
                matter.draft, matter.signer = (request.outcome, promised), ""
            case Event.SIGN:
                matter.signer = actor.name
            case Event.SEND_BACK:
                matter.signer = ""
            case Event.PUBLISH_REPLY | Event.PUBLISH_SECOND:
                matter.outcome, matter.promised = matter.draft
                matter.draft, matter.checked, matter.signer = (None, None), None, ""
                matter.replied = matter.replied or today
            case Event.REOPEN:
                matter.round, matter.reply_due = 2, self.open(today, 10)
                if f"unit:{matter.unit}" in matter.recused:
                    matter.unit = ""
            case Event.RECUSE:
                self._recuse(matter, request)
            case Event.CONSENT:
                matter.consents = bool(request.consents)
            case Event.HIDE:
                matter.visibility = Visibility.TOMBSTONE
            case Event.SHOW:
                matter.visibility = Visibility.PUBLIC
            case Event.RELEASE:
                matter.later = False
            case Event.RELEASE_FILE | Event.WITHHOLD_FILE:
                matter.file_public = event is Event.RELEASE_FILE
            case Event.PROMISE_KEPT | Event.PROMISE_MISSED:
                matter.checked = today
        if any(content.strip() and part in {Part.ANSWER, Part.COMMENT, Part.REOPENING}
               for part, content in request.texts.items()):  # fmt: skip
            matter.later = True
        if matter.hides and event in {Event.ASK, Event.DISPUTE, Event.EXTEND}:
            matter.later = True  # what staff say waits for a moderator

    def pass_on(self, matter: Matter) -> bool:
        """Pass a matter to the officers; whether anything of it is left: what is left of one that
        was hidden."""
        self.texts = {n: one for n, one in self.texts.items() if one != matter.id}
        if matter.visibility is Visibility.CITIZEN_ONLY:
            del self.matters[matter.id]
            return False
        late = matter.reply_due is not None and matter.reply_due < self.office.today
        if matter.replied is None and not late:
            matter.reply_due = None
        matter.state, matter.visibility = State.CLOSED, Visibility.TOMBSTONE
        matter.revision, matter.erased, matter.later = matter.revision + 1, True, False
        matter.consents, matter.recused, matter.signer = False, set(), ""
        matter.draft = (None, None)
        matter.file = matter.file if matter.file_public else ""
        return True

    def _recuse(self, matter: Matter, request: Request) -> None:
        signs = self.signs("county", matter.recused)
        matter.recused |= self.with_them(set(request.recused))
        if matter.state in WITH_A_UNIT and f"unit:{matter.unit}" in matter.recused:
            matter.unit = ""
        if (self.signs("county", matter.recused) != signs
                or f"account:{matter.signer}" in request.recused):  # fmt: skip
            matter.signer = ""
