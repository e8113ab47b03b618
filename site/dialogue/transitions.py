"""The one table of what may happen: state, event, who, under which conditions, with what effect.

The pages, the API, the journal and `docs/dialogue/transitions.md` are drawn from it.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple

from dialogue.states import ENDED, Event, Role, State
from dialogue.states import Event as E
from dialogue.states import Role as R
from dialogue.states import State as S
from publisher.languages import Message, message


class Guard(StrEnum):
    """A condition; `guards.py` has a function of the same name that says why it is not met."""

    IN_UNIT = "in-unit"
    OF_BOARD = "of-board"
    IN_DISPUTE_TIME = "in-dispute-time"
    NEVER_DISPUTED = "never-disputed"
    NEVER_ASKED = "never-asked"
    NEVER_EXTENDED = "never-extended"
    WITHIN_EXTENSION = "within-extension"
    IN_RATING_TIME = "in-rating-time"
    TIME_IS_OVER = "time-is-over"
    FIRST_ROUND = "first-round"
    SECOND_ROUND = "second-round"
    UNIT_GIVEN = "unit-given"
    CODE_GIVEN = "code-given"
    REASON_GIVEN = "reason-given"
    TEXT_GIVEN = "text-given"
    REPLY_GIVEN = "reply-given"
    OUTCOME_GIVEN = "outcome-given"
    TARGET_PUBLIC = "target-public"
    NO_PERSONAL_DATA = "no-personal-data"
    CONSENTED = "consented"
    HIDDEN_NOW = "hidden-now"
    SHOWN_NOW = "shown-now"
    PROMISE_OPEN = "promise-open"
    OFFICERS_KNOWN = "officers-known"


GUARDS: Final[dict[Guard, Message]] = {
    Guard.IN_UNIT: message("the matter is assigned to the unit of who acts"),
    Guard.OF_BOARD: message("who acts leads the board"),
    Guard.IN_DISPUTE_TIME: message("the time for disputing is not over"),
    Guard.NEVER_DISPUTED: message("it was not disputed before"),
    Guard.NEVER_ASKED: message("the writer was not asked before"),
    Guard.NEVER_EXTENDED: message("it was not extended before"),
    Guard.WITHIN_EXTENSION: message("the new day is within the limit"),
    Guard.IN_RATING_TIME: message("the time for rating is not over"),
    Guard.TIME_IS_OVER: message("the time for this step is over"),
    Guard.FIRST_ROUND: message("it was not reopened"),
    Guard.SECOND_ROUND: message("it was reopened"),
    Guard.UNIT_GIVEN: message("a unit is named that is not kept out of the matter"),
    Guard.CODE_GIVEN: message("a reason is chosen from the list"),
    Guard.REASON_GIVEN: message("a reason is written that the public may read"),
    Guard.TEXT_GIVEN: message("there is a text"),
    Guard.REPLY_GIVEN: message("there is a text of the reply"),
    Guard.OUTCOME_GIVEN: message("the outcome is chosen, with its date or addressee"),
    Guard.TARGET_PUBLIC: message("the other question is public and in this county"),
    Guard.NO_PERSONAL_DATA: message("what becomes public holds no personal data and "
                                    "repeats no hidden words"),
    Guard.CONSENTED: message("the writer agreed to it"),
    Guard.HIDDEN_NOW: message("it is off the public page"),
    Guard.SHOWN_NOW: message("it is on the public page"),
    Guard.PROMISE_OPEN: message("there is a promise whose day has come"),
    Guard.OFFICERS_KNOWN: message("at least two officers and the safe key can open what is sealed"),
}


class Effect(StrEnum):
    """What a transition does besides; `effects.py` has a function of the same name."""

    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    REPUBLISH = "republish"
    SET_UNIT = "set-unit"
    START_REPLY_CLOCK = "start-reply-clock"
    START_SECOND_CLOCK = "start-second-clock"
    NOTE_DISPUTE = "note-dispute"
    PAUSE = "pause"
    RESUME = "resume"
    KEEP_DRAFT = "keep-draft"
    SIGN = "sign"
    PUBLISH_REPLY = "publish-reply"
    OPEN_RATING = "open-rating"
    NOTE_RATING = "note-rating"
    NOTE_CODE = "note-code"
    EXTEND = "extend"
    JOIN = "join"
    SEAL = "seal"
    BURY = "bury"
    UNEARTH = "unearth"
    REDACT = "redact"
    RELEASE = "release"
    NOTE_CONSENT = "note-consent"
    RECUSE = "recuse"
    NOTE_PROMISE = "note-promise"
    REPLACE_TEXTS = "replace-texts"
    END = "end"


EFFECTS: Final[dict[Effect, Message]] = {
    Effect.PUBLISH: message("its title and text become public as redacted, if the writer wishes"),
    Effect.UNPUBLISH: message("nothing of it stays public"),
    Effect.REPUBLISH: message("its public texts are made anew"),
    Effect.SET_UNIT: message("the unit is set"),
    Effect.START_REPLY_CLOCK: message("the time to reply begins"),
    Effect.START_SECOND_CLOCK: message("the time for the second reply begins"),
    Effect.NOTE_DISPUTE: message("the dispute is noted"),
    Effect.PAUSE: message("the time to reply stands still"),
    Effect.RESUME: message("the time to reply runs again, longer by the pause"),
    Effect.KEEP_DRAFT: message("the draft and its outcome are kept"),
    Effect.SIGN: message("who signed is kept"),
    Effect.PUBLISH_REPLY: message("the reply becomes public"),
    Effect.OPEN_RATING: message("the time for rating begins"),
    Effect.NOTE_RATING: message("the rating is kept"),
    Effect.NOTE_CODE: message("the reason is kept"),
    Effect.EXTEND: message("the day by which to reply is moved"),
    Effect.JOIN: message("it points to the other question"),
    Effect.SEAL: message("its texts are sealed to the officers, its key is destroyed, "
                         "its row is removed"),
    Effect.BURY: message("the page says only that it was taken off, and why"),
    Effect.UNEARTH: message("the page shows it again"),
    Effect.RELEASE: message("a later text of the writer becomes public"),
    Effect.REDACT: message("the words are hidden in every text of the matter, and in reasons"),
    Effect.NOTE_CONSENT: message("the writer's decision is kept"),
    Effect.RECUSE: message("the person or unit is kept out"),
    Effect.NOTE_PROMISE: message("what was found is kept"),
    Effect.REPLACE_TEXTS: message("the new text takes the place of the old one"),
    Effect.END: message("the day of its end is kept"),
}


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
_PUBLISHED = tuple(
    state for state in State
    if state not in {S.SUBMITTED, S.QUEUED, S.RETURNED, S.WITHDRAWN, S.DECLINED, S.DIVERTED}
)  # fmt: skip
_OPEN = tuple(state for state in State if state not in ENDED)
_EXTENDABLE = (S.ASSIGNED, S.WORKING, S.DRAFT)
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
        row(S.QUEUED, E.RETURN, _MODERATORS, S.RETURNED, (G.REASON_GIVEN,)),
        row(S.RETURNED, E.RESUBMIT, (R.CITIZEN,), S.QUEUED, (G.TEXT_GIVEN,), (F.REPLACE_TEXTS,)),
        row(S.RETURNED, E.LAPSE, (R.SYSTEM,), S.WITHDRAWN, (G.TIME_IS_OVER,), (F.END,)),
        row(S.QUEUED, E.DECLINE, _MODERATORS, S.DECLINED, (G.CODE_GIVEN,), (F.NOTE_CODE, F.END)),
        row(S.QUEUED, E.MERGE, _MODERATORS, S.MERGED, (G.TARGET_PUBLIC,), (F.JOIN, F.END)),
        row(S.QUEUED, E.ACCEPT, _MODERATORS, S.ACCEPTED, (G.NO_PERSONAL_DATA,), (F.PUBLISH,)),
        row(S.ACCEPTED, E.ASSIGN, _MODERATORS, S.ASSIGNED, (G.UNIT_GIVEN,),
            (F.SET_UNIT, F.START_REPLY_CLOCK)),
        row(S.ASSIGNED, E.DISPUTE, (R.OFFICER,), S.DISPUTED,
            (G.IN_UNIT, G.NEVER_DISPUTED, G.IN_DISPUTE_TIME, G.REASON_GIVEN), (F.NOTE_DISPUTE,)),
        row(S.DISPUTED, E.ASSIGN, _MODERATORS, S.ASSIGNED, (G.UNIT_GIVEN,), (F.SET_UNIT,)),
        row(S.DISPUTED, E.UPHOLD, _MODERATORS, S.ASSIGNED, (G.REASON_GIVEN,)),
        row(S.ASSIGNED, E.START, (R.OFFICER,), S.WORKING, (G.IN_UNIT,)),
        row(S.REOPENED, E.START, (R.OFFICER,), S.WORKING, (G.IN_UNIT,)),
        row(S.WORKING, E.ASK, (R.OFFICER,), S.CLARIFICATION,
            (G.IN_UNIT, G.NEVER_ASKED, G.TEXT_GIVEN, G.NO_PERSONAL_DATA), (F.PAUSE, F.REPUBLISH)),
        row(S.CLARIFICATION, E.CLARIFY, (R.CITIZEN,), S.WORKING, (G.TEXT_GIVEN,), (F.RESUME,)),
        row(S.CLARIFICATION, E.LAPSE, (R.SYSTEM,), S.WORKING, (G.TIME_IS_OVER,), (F.RESUME,)),
        row(S.WORKING, E.DRAFT, (R.OFFICER,), S.DRAFT,
            (G.IN_UNIT, G.TEXT_GIVEN, G.OUTCOME_GIVEN), (F.KEEP_DRAFT,)),
        row(S.DRAFT, E.DRAFT, (R.OFFICER,), S.DRAFT,
            (G.IN_UNIT, G.TEXT_GIVEN, G.OUTCOME_GIVEN), (F.KEEP_DRAFT,)),
        row(S.DRAFT, E.SEND_BACK, (R.LEADER,), S.WORKING, (G.OF_BOARD, G.REASON_GIVEN)),
        row(S.DRAFT, E.SIGN, (R.LEADER,), S.SIGNED, (G.OF_BOARD, G.REPLY_GIVEN), (F.SIGN,)),
        row(S.SIGNED, E.PUBLISH_REPLY, (R.LEADER, R.MODERATOR), S.REPLIED,
            (G.OF_BOARD, G.FIRST_ROUND, G.NO_PERSONAL_DATA), (F.PUBLISH_REPLY, F.OPEN_RATING)),
        row(S.SIGNED, E.PUBLISH_SECOND, (R.LEADER, R.MODERATOR), S.REVIEW,
            (G.OF_BOARD, G.SECOND_ROUND, G.NO_PERSONAL_DATA), (F.PUBLISH_REPLY,)),
        row(S.SIGNED, E.SEND_BACK, _MODERATORS, S.WORKING, (G.REASON_GIVEN,)),
        row(S.REPLIED, E.SATISFY, (R.CITIZEN,), S.SATISFIED, (G.IN_RATING_TIME,),
            (F.NOTE_RATING,)),
        row(S.REPLIED, E.DISSATISFY, (R.CITIZEN,), S.DISSATISFIED, (G.IN_RATING_TIME,),
            (F.NOTE_RATING,)),
        row(S.REPLIED, E.LAPSE, (R.SYSTEM,), S.CLOSED, (G.TIME_IS_OVER,), (F.END,)),
        row(S.SATISFIED, E.CLOSE, (R.SYSTEM,), S.CLOSED, (), (F.END,)),
        row(S.DISSATISFIED, E.REOPEN, (R.CITIZEN,), S.REOPENED,
            (G.IN_RATING_TIME, G.FIRST_ROUND, G.TEXT_GIVEN), (F.START_SECOND_CLOCK,)),
        row(S.DISSATISFIED, E.LAPSE, (R.SYSTEM,), S.CLOSED, (G.TIME_IS_OVER,), (F.END,)),
        row(S.REVIEW, E.CONFIRM, _MODERATORS, S.CLOSED, (G.REASON_GIVEN,), (F.END,)),
    ]  # fmt: skip
    table += [
        row(state, E.DIVERT, _MODERATORS, S.DIVERTED, (G.OFFICERS_KNOWN,), (F.SEAL,))
        for state in _OPEN if state is not S.SUBMITTED
    ]  # fmt: skip
    table += [
        row(state, E.EXTEND, (R.LEADER,), None,
            (G.OF_BOARD, G.NEVER_EXTENDED, G.WITHIN_EXTENSION, G.REASON_GIVEN), (F.EXTEND,))
        for state in _EXTENDABLE
    ]  # fmt: skip
    for published in _PUBLISHED:
        table += [
            row(published, E.HIDE, _MODERATORS, None, (G.SHOWN_NOW, G.CODE_GIVEN), (F.BURY,)),
            row(published, E.SHOW, _MODERATORS, None, (G.HIDDEN_NOW, G.NO_PERSONAL_DATA),
                (F.UNEARTH,)),
            row(published, E.RELEASE, _MODERATORS, None, (G.NO_PERSONAL_DATA,),
                (F.RELEASE, F.REPUBLISH)),
        ]  # fmt: skip
    for any_state in State:
        if any_state not in {S.WITHDRAWN, S.DECLINED, S.DIVERTED}:
            table += [
                row(any_state, E.REDACT, _MODERATORS, None, (G.CODE_GIVEN,),
                    (F.REDACT, F.REPUBLISH)),
                row(any_state, E.CONSENT, (R.CITIZEN,), None, (), (F.NOTE_CONSENT,)),
                row(any_state, E.RECUSE, (R.MODERATOR, R.ADMINISTRATOR), None, (), (F.RECUSE,)),
                row(any_state, E.OPEN_HIDDEN, (R.OFFICER,), None, (G.IN_UNIT, G.CONSENTED,
                                                              G.REASON_GIVEN)),
            ]  # fmt: skip
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
