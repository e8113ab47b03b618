"""Letting something happen to a matter: one transaction from the table's row to the journal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from dialogue.life import notices
from dialogue.life.change import Change
from dialogue.life.clauses import Guard
from dialogue.life.effects import WORKS
from dialogue.life.guards import CHECKS, still_kept
from dialogue.life.request_guards import may_be_public
from dialogue.life.requests import NotAllowed, NotThere, Refused, Request, Stale, parts_of
from dialogue.life.transitions import Transition, transition
from dialogue.life.writing import cleaned, one_line
from dialogue.matter import clocks
from dialogue.matter.matters import PARTS, Part
from dialogue.matter.states import EVENTS, OF_CITIZENS, STAFF, STATES, Event, Role, State
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import journal, tables, threads
from dialogue.text.redaction import within
from publisher.languages import Message, message

MOST_REASON: Final = 500

OWNERSHIP: Final = frozenset({Guard.IN_UNIT, Guard.OF_BOARD})
"""Guards whose refusal means that the actor may never do this, not that it cannot be done now."""

PUBLIC_REASONS: Final = frozenset({Event.DISPUTE, Event.EXTEND})
"""Events whose reason everybody reads, given by those who do not read what is hidden."""

LOOKS: Final = frozenset({Event.OPEN_HIDDEN, Event.OPEN_FILE})
"""Events that change nothing but the journal: who decides meanwhile needs not look again."""


def conduct(
    office: Office, identity: str, request: Request, actor: Actor, *, revision: int | None = None
) -> Thread:
    """Let an event happen to the matter `identity`; the matter as it stands afterwards.

    `revision` is that of the page on which the actor decided. Raises NotThere, NotAllowed, Stale
    or Refused, and then nothing has changed. A citizen must have shown the receipt before.
    """
    with office.database.writing() as connection:
        thread = threads.find(connection, identity, lock=True)
        if thread is None:
            raise NotThere(message("There is no matter with the number {id}.", id=identity))
        after = carry_out(connection, office, thread, request, actor, revision=revision)
    if actor.role is not Role.SYSTEM:  # the clock's rounds purge once, at their end
        office.database.purge()
    return after


def carry_out(
    connection: Connection, office: Office, thread: Thread, request: Request, actor: Actor, *,
    revision: int | None = None,
) -> Thread:  # fmt: skip
    """`conduct` for a matter that is locked, within a transaction that is open."""
    row = allowed(thread, request.event, actor)
    if revision is not None and revision != thread.revision:
        raise Stale(message("This matter changed meanwhile. Look at it again, then decide."))
    request = cleaned_request(office, request, actor)
    change = Change(connection, office, actor, request, thread, office.now())
    require(change, row)
    if request.texts and (gone := still_kept(change)):
        raise Refused(gone, Guard.STILL_KEPT)
    reads_hidden = change.reads_hidden
    for part, content in request.texts.items():
        change.add(part, content, request.redactions.get(part, ()),
                   released=part is Part.QUESTION and reads_hidden)  # fmt: skip
    if request.reason:
        _keep_reason(change)
    if request.file:
        change.facts["file"] = request.file
    for effect in row.effects:
        WORKS[effect](change)
    if change.gone:
        touch_board(connection, office, thread.board)
        return replace(thread, state=row.to or thread.state)
    return _kept(change, row)


def _keep_reason(change: Change) -> None:
    """A reason goes to the journal; one that a moderator must read first is kept like a text."""
    reason = change.request.reason
    if change.request.event not in PUBLIC_REASONS:
        change.facts["reason"] = reason
    elif change.reads_hidden:
        change.facts["reason"] = change.covered(reason)
    else:
        change.add(Part.REASON, reason)


def _kept(change: Change, row: Transition) -> Thread:
    """Keep the matter, its day that is due, and the journal's entry."""
    before, after = change.thread.state, change.thread
    if row.event not in LOOKS:
        after = _changed(change, row)
        threads.save(change.connection, after)
    journal.append(
        change.connection, thread=after.id, at=change.at, event=row.event, role=change.actor.role,
        actor=change.actor.name,
        facts={"from": before, "to": after.state, "visibility": after.visibility, **change.facts},
    )  # fmt: skip
    if row.event not in LOOKS:
        touch_board(change.connection, change.office, after.board)
    change.thread = after
    notices.after(change)
    return after


def _changed(change: Change, row: Transition) -> Thread:
    """The matter in its new state, with the day that is due now."""
    rules = change.office.rules
    after = replace(
        change.thread, state=row.to or change.thread.state, changed_at=change.at,
        revision=change.thread.revision + 1, moderated_on=_moderated(change),
    )  # fmt: skip
    return replace(after, due_on=clocks.due_day(after, rules.limits, rules.calendar))


def _moderated(change: Change) -> dt.date | None:
    """The day on which a moderator first decided on the matter."""
    if change.thread.moderated_on or change.actor.role is not Role.MODERATOR:
        return change.thread.moderated_on
    return change.today if change.thread.state is State.QUEUED else None


def allowed(thread: Thread, event: Event, actor: Actor) -> Transition:
    """The table's row for an event. Raises NotAllowed if the table or a recusal forbids it."""
    if actor.marks & set(thread.recused):
        raise NotAllowed(
            message("You are kept out of this matter, because you or your unit are part of it.")
        )
    row = transition(thread.state, event, actor.role)
    if row is not None:
        return row
    if any(transition(thread.state, event, role) for role in Role):
        raise NotAllowed(message("Your role may not do this: {event}.", event=EVENTS[event]))
    raise Refused(_not_now(thread, event, actor))


def _not_now(thread: Thread, event: Event, actor: Actor) -> Message:
    """Why an event is not possible in the state that a matter is in."""
    if actor.role is not Role.CITIZEN or event not in OF_CITIZENS:
        return message("The matter stands at “{state}”; “{event}” is not possible now.",
                       event=EVENTS[event], state=STATES[thread.state])  # fmt: skip
    deed = OF_CITIZENS[event]
    if thread.round == 2 and event in {Event.SATISFY, Event.DISSATISFY, Event.REOPEN}:
        return message("This message was reopened before; you cannot {deed} now.", deed=deed)
    return message("This message stands at “{state}”; you cannot {deed} now.",
                   state=STATES[thread.state], deed=deed)  # fmt: skip


def cleaned_request(office: Office, request: Request, actor: Actor) -> Request:
    """The request with its texts as they are kept.

    Raises Refused if a text does not belong to the event, is too long, or lacks marked words.
    """
    limits, texts = office.rules.limits, {}
    for part, content in request.texts.items():
        if part not in parts_of(request.event) and not (part is Part.NOTE and actor.role in STAFF):
            raise Refused(message("No such text belongs to this step: {part}.", part=part))
        most = limits.title_characters if part is Part.TITLE else limits.body_characters
        texts[part] = cleaned(content, most=most, what=PARTS[part], needed=False)
        if not within(texts[part], request.redactions.get(part, ())):
            raise Refused(message("The marked words do not lie within the text."))
    reason = cleaned(request.reason, most=MOST_REASON, what=message("The reason"), needed=False)
    referred_to = cleaned(one_line(request.referred_to), most=MOST_REASON,
                          what=message("The name of who is competent"), needed=False)  # fmt: skip
    texts = {part: content for part, content in texts.items() if content}
    return replace(request, texts=texts, reason=reason, referred_to=referred_to)


def require(change: Change, row: Transition) -> None:
    """Raise Refused, or NotAllowed, with the reason of the first guard that does not agree."""
    problem = may_be_public(change, change.request.reason) if change.request.reason else None
    if problem is not None:
        raise Refused(problem)
    for guard in row.guards:
        why = CHECKS[guard](change)
        if why is not None:
            raise (NotAllowed if guard in OWNERSHIP else Refused)(why, guard)


def touch_board(connection: Connection, office: Office, board: str) -> None:
    """Count a change, so that cached pages of the board are made anew."""
    from sqlalchemy.dialects import postgresql, sqlite

    insert = sqlite.insert if office.database.is_sqlite else postgresql.insert
    table = tables.board_version
    statement = insert(table).values(board=board, version=1, changed_at=office.now())
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.board],
            set_={"version": table.c.version + 1, "changed_at": office.now()},
        )
    )


