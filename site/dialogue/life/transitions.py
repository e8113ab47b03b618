"""The one table of what may happen: state, event, who, under which conditions, with what effect.

The pages, the API, the journal and `docs/dialogue/transitions.md` are drawn from it.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from dialogue.life.clauses import Effect, Guard
from dialogue.matter.states import ENDED, WITH_A_UNIT, Event, Role, State
from dialogue.matter.states import Event as E
from dialogue.matter.states import Role as R
from dialogue.matter.states import State as S


class Transition(NamedTuple):
    """In `state`, `event` by one of `roles` leads to `to` if every guard agrees.

    `state` is None for what begins a matter; `to` is None where the state stays.
    """

    state: State | None
    event: Event
    roles: tuple[Role, ...]
    to: State | None
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()


G, F = Guard, Effect
_MODERATORS = (R.MODERATOR,)
_OPEN = tuple(state for state in State if state not in ENDED)
_READ = (*(state for state in _OPEN if state is not S.SUBMITTED), S.CLOSED)
"""A moderator has it in hand, or had it to its end."""
_PUBLISHED = tuple(state for state in _READ if state not in {S.QUEUED, S.RETURNED})
_ANSWERING = tuple(
    state for state in _PUBLISHED if state not in {S.ACCEPTED, S.ASSIGNED, S.DISPUTED}
)  # fmt: skip
"""Something may have been added that waits to be published."""
_EXTENDABLE = (S.ASSIGNED, S.WORKING, S.DRAFT, S.REOPENED)
_TO_PUBLISH = (G.UNIT_HAS_IT, G.SIGNATURE_STANDS, G.OUTCOME_STANDS, G.NO_PERSONAL_DATA)
_PROMISED = (S.REPLIED, S.SATISFIED, S.DISSATISFIED, S.REVIEW, S.CLOSED)


def _rows() -> list[Transition]:
    row = Transition
    table = [
        row(None, E.SUBMIT, (R.CITIZEN,), S.QUEUED),
        row(None, E.SUBMIT_SLOWLY, (R.CITIZEN,), S.SUBMITTED),
        row(None, E.TAKE_IN, _MODERATORS, S.QUEUED),
        row(S.SUBMITTED, E.ADMIT, (R.MODERATOR, R.SYSTEM), S.QUEUED),
        row(S.SUBMITTED, E.WITHDRAW, (R.CITIZEN,), S.WITHDRAWN, (), (F.END,)),
        row(S.QUEUED, E.WITHDRAW, (R.CITIZEN,), S.WITHDRAWN, (), (F.END,)),
        row(S.RETURNED, E.WITHDRAW, (R.CITIZEN,), S.WITHDRAWN, (), (F.END,)),
        row(S.QUEUED, E.RETURN, _MODERATORS, S.RETURNED, (G.REASON_GIVEN,),
            (F.NOTE_RETURN,)),
        row(S.RETURNED, E.RESUBMIT, (R.CITIZEN,), S.QUEUED, (G.TEXT_GIVEN,), (F.REPLACE_TEXTS,)),
        row(S.RETURNED, E.LAPSE, (R.SYSTEM,), S.WITHDRAWN, (G.TIME_IS_OVER,), (F.END,)),
        row(S.QUEUED, E.DECLINE, _MODERATORS, S.DECLINED, (G.NO_ACCUSATION, G.CODE_GIVEN),
            (F.NOTE_CODE, F.END)),
        row(S.QUEUED, E.MERGE, _MODERATORS, S.MERGED, (G.NO_ACCUSATION, G.TARGET_PUBLIC),
            (F.JOIN, F.END)),
        row(S.QUEUED, E.ACCEPT, _MODERATORS, S.ACCEPTED, (G.NO_ACCUSATION, G.NO_PERSONAL_DATA),
            (F.PUBLISH,)),
        row(S.ACCEPTED, E.ASSIGN, _MODERATORS, S.ASSIGNED, (G.UNIT_GIVEN,),
            (F.SET_UNIT, F.START_REPLY_CLOCK)),
        row(S.ASSIGNED, E.DISPUTE, (R.OFFICER,), S.DISPUTED,
            (G.IN_UNIT, G.NEVER_DISPUTED, G.IN_DISPUTE_TIME, G.REASON_GIVEN), (F.NOTE_DISPUTE,)),
        row(S.DISPUTED, E.ASSIGN, _MODERATORS, S.ASSIGNED, (G.UNIT_GIVEN,),
            (F.SET_UNIT, F.START_REPLY_CLOCK)),
        row(S.DISPUTED, E.UPHOLD, _MODERATORS, S.ASSIGNED, (G.UNIT_HAS_IT, G.REASON_GIVEN)),
        row(S.ASSIGNED, E.START, (R.OFFICER,), S.WORKING, (G.IN_UNIT,)),
        row(S.REOPENED, E.START, (R.OFFICER,), S.WORKING, (G.IN_UNIT,)),
        row(S.WORKING, E.ASK, (R.OFFICER,), S.CLARIFICATION,
            (G.IN_UNIT, G.NEVER_ASKED, G.TEXT_GIVEN, G.NO_PERSONAL_DATA), (F.PAUSE, F.REPUBLISH)),
        row(S.CLARIFICATION, E.CLARIFY, (R.CITIZEN,), S.WORKING, (G.TEXT_GIVEN,), (F.RESUME,)),
        row(S.CLARIFICATION, E.LAPSE, (R.SYSTEM,), S.WORKING, (G.TIME_IS_OVER,), (F.RESUME,)),
        row(S.WORKING, E.DRAFT, (R.OFFICER,), S.DRAFT,
            (G.IN_UNIT, G.TEXT_GIVEN, G.OUTCOME_GIVEN, G.NO_PERSONAL_DATA), (F.KEEP_DRAFT,)),
        row(S.DRAFT, E.DRAFT, (R.OFFICER,), S.DRAFT,
            (G.IN_UNIT, G.TEXT_GIVEN, G.OUTCOME_GIVEN, G.NO_PERSONAL_DATA), (F.KEEP_DRAFT,)),
        row(S.DRAFT, E.SEND_BACK, (R.LEADER,), S.WORKING, (G.OF_BOARD, G.REASON_GIVEN)),
        row(S.DRAFT, E.SIGN, (R.LEADER,), S.SIGNED,
            (G.OF_BOARD, G.UNIT_HAS_IT, G.REPLY_GIVEN, G.OUTCOME_STANDS, G.NO_PERSONAL_DATA),
            (F.SIGN,)),
        row(S.SIGNED, E.PUBLISH_REPLY, (R.LEADER, R.MODERATOR), S.REPLIED,
            (G.OF_BOARD, G.FIRST_ROUND, G.READS_HIDDEN, *_TO_PUBLISH),
            (F.PUBLISH_REPLY, F.OPEN_RATING)),
        row(S.SIGNED, E.PUBLISH_SECOND, (R.LEADER, R.MODERATOR), S.REVIEW,
            (G.OF_BOARD, G.SECOND_ROUND, G.READS_HIDDEN, *_TO_PUBLISH), (F.PUBLISH_REPLY,)),
        row(S.SIGNED, E.SEND_BACK, _MODERATORS, S.WORKING, (G.UNIT_HAS_IT, G.REASON_GIVEN),
            (F.UNSIGN,)),
        row(S.REPLIED, E.SATISFY, (R.CITIZEN,), S.SATISFIED,
            (G.IN_RATING_TIME, G.SCORES_RIGHT), (F.NOTE_RATING,)),
        row(S.REPLIED, E.DISSATISFY, (R.CITIZEN,), S.DISSATISFIED,
            (G.IN_RATING_TIME, G.SCORES_RIGHT), (F.NOTE_RATING,)),
        row(S.REPLIED, E.LAPSE, (R.SYSTEM,), S.CLOSED, (G.TIME_IS_OVER,), (F.END,)),
        row(S.SATISFIED, E.CLOSE, (R.SYSTEM,), S.CLOSED, (), (F.END,)),
        row(S.DISSATISFIED, E.REOPEN, (R.CITIZEN,), S.REOPENED,
            (G.IN_RATING_TIME, G.FIRST_ROUND, G.TEXT_GIVEN),
            (F.BEGIN_SECOND_ROUND, F.START_REPLY_CLOCK)),
        row(S.DISSATISFIED, E.LAPSE, (R.SYSTEM,), S.CLOSED, (G.TIME_IS_OVER,), (F.END,)),
        row(S.REVIEW, E.CONFIRM, _MODERATORS, S.CLOSED, (G.REASON_GIVEN,), (F.END,)),
    ]  # fmt: skip
    table += [
        row(state, E.DIVERT, _MODERATORS, S.DIVERTED, (G.OFFICERS_KNOWN,), (F.SEAL,))
        for state in _OPEN if state is not S.SUBMITTED
    ]  # fmt: skip
    table += [
        row(state, E.EXTEND, (R.LEADER,), None,
            (G.OF_BOARD, G.UNIT_HAS_IT, G.NEVER_EXTENDED, G.WITHIN_EXTENSION, G.REASON_GIVEN),
            (F.EXTEND,))
        for state in _EXTENDABLE
    ]  # fmt: skip
    for published in _PUBLISHED:
        table += [
            row(published, E.HIDE, _MODERATORS, None, (G.SHOWN_NOW, G.CODE_GIVEN), (F.BURY,)),
            row(published, E.SHOW, _MODERATORS, None,
                (G.HIDDEN_NOW, G.STILL_KEPT, G.NO_PERSONAL_DATA), (F.UNEARTH,)),
        ]  # fmt: skip
    table += [
        row(state, E.RELEASE, _MODERATORS, None,
            (G.SHOWN_NOW, G.STILL_KEPT, G.LATER_TEXT, G.NO_PERSONAL_DATA),
            (F.RELEASE, F.REPUBLISH))
        for state in _ANSWERING
    ]  # fmt: skip
    table += [
        row(state, E.REDACT, _MODERATORS, None, (G.STILL_KEPT, G.CODE_GIVEN),
            (F.REDACT, F.REPUBLISH))
        for state in _READ
    ]  # fmt: skip
    table += [
        row(state, E.RELEASE_FILE, _MODERATORS, None,
            (G.SHOWN_NOW, G.STILL_KEPT, G.FILE_GIVEN, G.COPY_GIVEN), (F.RELEASE_FILE,))
        for state in _PUBLISHED
    ]  # fmt: skip
    table += [
        row(state, E.WITHHOLD_FILE, _MODERATORS, None, (G.FILE_GIVEN,), (F.WITHHOLD_FILE,))
        for state in _PUBLISHED
    ]  # fmt: skip
    table += [
        row(state, E.OPEN_FILE, (R.MODERATOR, R.AUDITOR), None,
            (G.STILL_KEPT, G.FILE_GIVEN))
        for state in (*_READ, S.SUBMITTED)
    ]  # fmt: skip
    table += [
        row(state, E.CONSENT, (R.CITIZEN,), None, (G.CHOICE_GIVEN,), (F.NOTE_CONSENT,))
        for state in _OPEN
    ]  # fmt: skip
    table += [
        row(state, E.RECUSE, (R.MODERATOR, R.ADMINISTRATOR), None, (G.MARKS_GIVEN,), (F.RECUSE,))
        for state in (*_OPEN, S.CLOSED)
    ]  # fmt: skip
    for state in (one for one in State if one in WITH_A_UNIT):
        table.append(row(state, E.OPEN_HIDDEN, (R.OFFICER,), None,
                         (G.IN_UNIT, G.CONSENTED, G.REASON_GIVEN)))  # fmt: skip
        table.append(row(state, E.OPEN_FILE, (R.OFFICER,), None,
                         (G.IN_UNIT, G.CONSENTED, G.FILE_GIVEN)))  # fmt: skip
        if state not in {S.DISPUTED, S.CLARIFICATION}:
            table.append(row(state, E.ASSIGN, _MODERATORS, S.ASSIGNED,
                             (G.UNIT_LOST_IT, G.UNIT_GIVEN),
                             (F.SET_UNIT, F.START_REPLY_CLOCK)))  # fmt: skip
    for promised in _PROMISED:
        table += [
            row(promised, event, (R.MODERATOR,), None, (G.PROMISE_OPEN, G.REASON_GIVEN),
                (F.NOTE_PROMISE,))
            for event in (E.PROMISE_KEPT, E.PROMISE_MISSED)
        ]  # fmt: skip
    return table


TABLE: Final[tuple[Transition, ...]] = tuple(_rows())


@cache
def transition(state: State | None, event: Event, role: Role) -> Transition | None:
    """The transition of `event` by `role` in `state`; None if the table has none."""
    for candidate in TABLE:
        if candidate.state is state and candidate.event is event and role in candidate.roles:
            return candidate
    return None


@cache
def possible(state: State | None, role: Role) -> tuple[Event, ...]:
    """What `role` may do in `state` as far as the table alone says, in the table's order."""
    return tuple(
        candidate.event for candidate in TABLE
        if candidate.state is state and role in candidate.roles
    )  # fmt: skip
