"""What transitions do besides changing the state; each works on the change in the making."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from dialogue import clocks, diversion, texts
from dialogue.change import Change
from dialogue.matters import Part
from dialogue.states import Event, Outcome, Visibility
from dialogue.transitions import Effect

Work = Callable[[Change], None]


def publish(change: Change) -> None:
    """Accepted: title and text become public, if the writer wishes."""
    change.thread = replace(change.thread, accepted_on=change.today)
    if change.request.complex is not None:
        change.thread = replace(change.thread, complex=change.request.complex)
    texts.release(change.connection, change.thread.id, (Part.TITLE, Part.BODY), round_=1)
    if change.thread.wants_public:
        change.thread = replace(change.thread, visibility=Visibility.PUBLIC)
        change.republish()


def unpublish(change: Change) -> None:
    """Nothing of it stays public."""
    texts.unpublish(change.connection, change.thread.id)


def republish(change: Change) -> None:
    """The public texts are made anew; what is not public stays so."""
    if change.thread.visibility is Visibility.PUBLIC:
        change.republish()


def set_unit(change: Change) -> None:
    """The unit is set, and the day of its assignment."""
    moved = change.thread.unit not in ("", change.request.unit)
    change.thread = replace(
        change.thread, unit=change.request.unit, assigned_on=change.today,
        transferred=change.thread.transferred or moved,
    )  # fmt: skip
    change.facts["unit"] = change.request.unit
    if change.thread.reply_due_on is not None:  # another unit gets the full time
        start_reply_clock(change)


def start_reply_clock(change: Change) -> None:
    """The time to reply begins on the day of the assignment."""
    rules = change.office.rules
    due = clocks.reply_due(change.thread, change.today, rules.limits, rules.calendar)
    change.thread = replace(change.thread, reply_due_on=due)


def start_second_clock(change: Change) -> None:
    """Reopened: the time for the second reply begins, with new chances to ask and extend."""
    rules = change.office.rules
    due = rules.calendar.add(change.today, rules.limits.second_reply_days)
    change.thread = replace(
        change.thread, round=2, reopened_on=change.today, reply_due_on=due
    )


def note_dispute(change: Change) -> None:
    """The day of the dispute."""
    change.thread = replace(change.thread, disputed_on=change.today)


def pause(change: Change) -> None:
    """The writer was asked."""
    change.thread = replace(change.thread, asked_on=change.today)


def resume(change: Change) -> None:
    """The time to reply is longer by the working days of the pause, no more than the limit."""
    rules, thread = change.office.rules, change.thread
    if thread.asked_on is None or thread.reply_due_on is None:
        return
    paused = rules.calendar.between(thread.asked_on, change.today)
    paused = min(max(paused, 0), rules.limits.clarification_days)
    due = rules.calendar.add(thread.reply_due_on, paused) if paused else thread.reply_due_on
    change.thread = replace(thread, clarified_on=change.today, reply_due_on=due)


def keep_draft(change: Change) -> None:
    """The outcome that the draft proposes."""
    request = change.request
    promised = request.until if request.outcome is Outcome.PROMISED else None
    change.thread = replace(
        change.thread, outcome=request.outcome, promised_on=promised, promise_kept=None,
        referred_to=request.referred_to if request.outcome is Outcome.NOT_OURS else "",
    )  # fmt: skip


def sign(change: Change) -> None:
    """Signed: the draft becomes the reply."""
    draft = next(
        one for one in reversed(change.written())
        if one.part is Part.DRAFT and one.round == change.thread.round and not one.superseded
    )  # fmt: skip
    change.add(Part.REPLY, draft.content, draft.redactions)
    change.thread = replace(change.thread, signed_by=change.actor.name)


def publish_reply(change: Change) -> None:
    """The reply becomes public (for who asked privately: readable with the receipt)."""
    thread = change.thread
    texts.release(change.connection, thread.id, (Part.REPLY,), round_=thread.round)
    day = {"replied_on" if thread.round == 1 else "second_replied_on": change.today}
    change.thread = replace(thread, **day)  # type: ignore[arg-type]
    republish(change)


def open_rating(change: Change) -> None:
    """The writer may say how good the reply is."""
    change.facts["rating_until"] = (
        change.today + dt.timedelta(days=change.office.rules.limits.rating_days)
    ).isoformat()


def note_rating(change: Change) -> None:
    """What the writer thinks of it."""
    scores = change.request.scores or (None, None, None)
    change.thread = replace(
        change.thread, satisfied=change.request.event is Event.SATISFY,
        score_resolution=scores[0], score_attitude=scores[1], score_speed=scores[2],
    )  # fmt: skip


def note_code(change: Change) -> None:
    """The coded reason of a refusal."""
    change.thread = replace(change.thread, code=change.request.code)
    change.facts["code"] = change.request.code


def extend(change: Change) -> None:
    """The day by which to reply is moved."""
    until = change.request.until
    change.thread = replace(change.thread, extended_to=until, reply_due_on=until)
    change.facts["until"] = until.isoformat() if until else ""


def join(change: Change) -> None:
    """It points to the other question."""
    change.thread = replace(change.thread, merged_into=change.request.target)
    change.facts["target"] = change.request.target


def seal(change: Change) -> None:
    """Texts and files go to the officers; the matter itself is gone."""
    diversion.divert(change.connection, change.office, change.thread, change.key, change.written())
    change.gone = True


def bury(change: Change) -> None:
    """The page says only that it was taken off, and why."""
    texts.unpublish(change.connection, change.thread.id)
    change.thread = replace(
        change.thread, visibility=Visibility.TOMBSTONE, hidden_for=change.request.code
    )
    change.facts["code"] = change.request.code


def unearth(change: Change) -> None:
    """The page shows it again."""
    change.thread = replace(change.thread, visibility=Visibility.PUBLIC, hidden_for="")
    change.republish()


def release(change: Change) -> None:
    """The writer's later texts become public."""
    for round_ in (1, 2):
        texts.release(change.connection, change.thread.id,
                      (Part.ANSWER, Part.COMMENT, Part.REOPENING), round_=round_)  # fmt: skip


def redact(change: Change) -> None:
    """Words of a text are hidden."""
    request = change.request
    texts.add_redactions(change.connection, request.text, request.hidden, role=change.actor.role,
                         at=change.at)  # fmt: skip
    change.facts |= {
        "spans": len(request.hidden), "reasons": sorted({one.reason for one in request.hidden}),
    }  # fmt: skip


def note_consent(change: Change) -> None:
    """Whether the unit may read what is hidden."""
    consents = bool(change.request.consents)
    change.thread = replace(change.thread, consents=consents)
    change.facts["consents"] = consents


def recuse(change: Change) -> None:
    """Persons and units that are complained of are kept out; a unit that has it loses it."""
    marks = tuple(sorted({*change.thread.recused, *change.request.recused}))
    change.thread = replace(change.thread, recused=marks)


def note_promise(change: Change) -> None:
    """Whether the promise was kept."""
    change.thread = replace(
        change.thread, promise_kept=change.request.event is Event.PROMISE_KEPT
    )


def replace_texts(change: Change) -> None:
    """The new texts supersede the old ones when they are kept; nothing else to do."""
    change.thread = replace(change.thread, received_on=change.today)


def end(change: Change) -> None:
    """The day of its end."""
    change.thread = replace(change.thread, closed_on=change.today)


WORKS: Final[dict[Effect, Work]] = {
    effect: globals()[effect.value.replace("-", "_")] for effect in Effect
}
