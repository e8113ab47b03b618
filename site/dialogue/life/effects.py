"""What transitions do besides changing the state; each works on the change in the making."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from sqlalchemy import select, update

from dialogue.life import diversion, reasons, signers
from dialogue.life.change import Change
from dialogue.life.clauses import Effect
from dialogue.matter import clocks
from dialogue.matter.matters import Part
from dialogue.matter.states import WITH_A_UNIT, Event, Outcome, Role, Visibility
from dialogue.matter.thread import Thread
from dialogue.storage import tables
from dialogue.text import texts
from dialogue.text.redaction import of_personal_data
from publisher.errors import StorageError
from publisher.languages import message

Work = Callable[[Change], None]


def publish(change: Change) -> None:
    """Accepted: title and text become public, if the writer wishes."""
    change.thread = replace(change.thread, accepted_on=change.today)
    if change.request.complex is not None:
        change.thread = replace(change.thread, complex=change.request.complex)
    let_out(change)
    if change.thread.wants_public:
        change.thread = replace(change.thread, visibility=Visibility.PUBLIC)
        change.republish()


def republish(change: Change) -> None:
    """The public texts are made anew; what is not public stays so."""
    if change.thread.visibility is Visibility.PUBLIC:
        change.republish()


def set_unit(change: Change) -> None:
    """The unit is set, and the day of its assignment."""
    moved = change.thread.unit not in ("", change.request.unit)
    change.thread = replace(
        change.thread, unit=change.request.unit, assigned_on=change.today, unassigned_on=None,
        draft_signer="", transferred=change.thread.transferred or moved,
    )  # fmt: skip
    change.facts["unit"] = change.request.unit


def start_reply_clock(change: Change) -> None:
    """The time to reply begins today, in full; it lasts as long as the round allows."""
    rules = change.office.rules
    days = clocks.days_to_reply(change.thread, rules.limits)
    change.thread = clocks.with_reply_time(change.thread, change.today, days, rules.calendar)


def begin_second_round(change: Change) -> None:
    """Reopened; what may be done once in a matter was done, whatever the round."""
    thread = replace(change.thread, round=2, reopened_on=change.today)
    change.thread = _without_recused_unit(thread, change.today)


def note_return(change: Change) -> None:
    """The day on which it went back to the writer."""
    change.thread = replace(change.thread, returned_on=change.today)


def note_dispute(change: Change) -> None:
    """The day of the dispute."""
    change.thread = replace(change.thread, disputed_on=change.today)


def pause(change: Change) -> None:
    """The writer was asked."""
    change.thread = replace(change.thread, asked_on=change.today)


def resume(change: Change) -> None:
    """The time to reply is longer by the working days of the pause, no more than the limit."""
    rules, thread = change.office.rules, change.thread
    if thread.asked_on is None or thread.reply_from is None or thread.reply_days is None:
        raise StorageError(
            message("Matter {id} stands still without having begun.", id=thread.id)
        )
    paused = rules.calendar.between(thread.asked_on, change.today)
    paused = min(max(paused, 0), rules.limits.clarification_days)
    change.thread = clocks.with_reply_time(
        replace(thread, clarified_on=change.today), thread.reply_from,
        thread.reply_days + paused, rules.calendar,
    )  # fmt: skip
    change.facts["paused"] = paused


def keep_draft(change: Change) -> None:
    """The outcome that the draft proposes."""
    request = change.request
    change.thread = replace(
        change.thread, draft_outcome=request.outcome,
        draft_until=request.until if request.outcome is Outcome.PROMISED else None,
        draft_referred_to=request.referred_to if request.outcome is Outcome.NOT_OURS else "",
        draft_signer="",
    )  # fmt: skip


def sign(change: Change) -> None:
    """Signed: the draft becomes the reply."""
    for draft in change.drafts():
        change.add(Part.REPLY, draft.content, draft.redactions)
    change.thread = replace(change.thread, draft_signer=change.actor.name)
    change.facts["signer"] = signers.signing(change)


def unsign(change: Change) -> None:
    """Sent back: nobody has signed."""
    change.thread = replace(change.thread, draft_signer="")


def publish_reply(change: Change) -> None:
    """The reply becomes public (for who asked privately: readable with the receipt)."""
    let_out(change)
    thread = change.thread
    if thread.round == 1:
        due = thread.reply_due_on
        in_time = due is not None and change.today <= due
        thread = replace(thread, replied_on=change.today, in_time=in_time)
    else:
        thread = replace(thread, second_replied_on=change.today)
    change.thread = replace(
        thread, outcome=thread.draft_outcome, promised_on=thread.draft_until,
        referred_to=change.covered(thread.draft_referred_to), signed_by=thread.draft_signer,
        promise_kept=None, promise_checked_on=None,
        draft_outcome=None, draft_until=None, draft_referred_to="", draft_signer="",
    )  # fmt: skip
    change.facts["outcome"] = change.thread.outcome
    change.facts["signer"] = signers.last_signed(change)
    change.facts["worked"] = thread.unit
    if change.thread.promised_on:
        change.facts["until"] = change.thread.promised_on.isoformat()
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
    if until is None:
        raise StorageError(message("An extension needs a day."))
    thread = replace(change.thread, extended_to=until)
    change.thread = clocks.with_reply_time(thread, until, 0, change.office.rules.calendar)
    change.facts["until"] = until.isoformat()


def join(change: Change) -> None:
    """It points to the other question."""
    change.thread = replace(change.thread, merged_into=change.request.target)
    change.facts["target"] = change.request.target


def seal(change: Change) -> None:
    """Texts and files go to the officers; the matter is gone, or looks like a hidden one."""
    diversion.divert(change)
    change.gone = True


def bury(change: Change) -> None:
    """The page says only that it was taken off, and why; public copies of files are emptied."""
    texts.unpublish(change.connection, change.thread.id)
    _replace_copies(change, b"")
    change.thread = replace(
        change.thread, visibility=Visibility.TOMBSTONE, hidden_for=change.request.code
    )
    change.facts["code"] = change.request.code


def unearth(change: Change) -> None:
    """The page shows it again; its files must be released again."""
    _replace_copies(change, None)
    change.thread = replace(change.thread, visibility=Visibility.PUBLIC, hidden_for="")
    change.republish()


def _replace_copies(change: Change, content: bytes | None) -> None:
    """Put `content` in place of every public copy of the matter's files."""
    file = tables.attachment
    change.connection.execute(
        update(file).where(file.c.thread == change.thread.id, file.c.public_copy.is_not(None))
        .values(public_copy=content)
    )  # fmt: skip


def release(change: Change) -> None:
    """The writer's later texts become public."""
    let_out(change)


def redact(change: Change) -> None:
    """Words of a text are hidden."""
    request = change.request
    text = next(one for one in change.written() if one.id == request.text)
    hidden = [*text.redactions, *request.hidden]
    more = [one for one in of_personal_data(text.content, hidden) if one not in hidden]
    texts.add_redactions(change.connection, request.text, [*request.hidden, *more],
                         role=change.actor.role, at=change.at)  # fmt: skip
    reasons.hide(change)
    change.thread = replace(change.thread, redacted=True)
    change.facts |= {
        "spans": len(request.hidden), "reasons": sorted({one.reason for one in request.hidden}),
    }  # fmt: skip


def note_consent(change: Change) -> None:
    """Whether the unit may read what is hidden."""
    consents = bool(change.request.consents)
    change.thread = replace(change.thread, consents=consents)
    change.facts["consents"] = consents


def recuse(change: Change) -> None:
    """Who is complained of is kept out, with whom goes with them; a unit that has it loses it."""
    before = change.thread
    named = (*change.request.recused, *_posts(change))
    marks = tuple(sorted({*before.recused, *change.office.rules.kept_out(named)}))
    change.thread = replace(before, recused=marks)
    if before.state in WITH_A_UNIT:
        change.thread = _without_recused_unit(change.thread, change.today)
    rules = change.office.rules
    signs = rules.signing_board(before.board, before.recused)
    if (f"account:{before.draft_signer}" in marks
            or rules.signing_board(before.board, marks) != signs):  # fmt: skip
        change.thread = replace(change.thread, draft_signer="")
    change.facts["marks"] = len(marks) - len(before.recused)


def _posts(change: Change) -> set[str]:
    """The marks of the posts of those leaders who are kept out by the names of their accounts."""
    table, boards = tables.account, change.office.rules.boards
    names = [mark.removeprefix("account:") for mark in change.request.recused
             if mark.startswith("account:")]  # fmt: skip
    rows = change.connection.execute(
        select(table.c.post, table.c.boards)
        .where(table.c.name.in_(names), table.c.role == Role.LEADER)
    ).all()  # fmt: skip
    posts = {row.post for row in rows}
    posts |= {boards[name].post for row in rows for name in row.boards if name in boards}
    return {f"post:{post}" for post in posts if post}


def _without_recused_unit(thread: Thread, today: dt.date) -> Thread:
    """The matter, taken from its unit if that is kept out."""
    if f"unit:{thread.unit}" not in thread.recused:
        return thread
    return replace(thread, unit="", unassigned_on=today)


def release_file(change: Change) -> None:
    """The file's public copy is kept, under its public name; hidden words are hidden there too."""
    request = change.request
    _set_copy(change, request.public_copy, request.public_name)
    reasons.hide_in_files(change, texts.concealed(change.written()))


def withhold_file(change: Change) -> None:
    """The file's public copy is destroyed; the original stays."""
    _set_copy(change, None, "")


def _set_copy(change: Change, content: bytes | None, name: str) -> None:
    table = tables.attachment
    change.connection.execute(
        update(table).where(table.c.id == change.request.file)
        .values(public_copy=content, public_name=name)
    )  # fmt: skip


def note_promise(change: Change) -> None:
    """Whether the promise was kept."""
    change.thread = replace(
        change.thread, promise_kept=change.request.event is Event.PROMISE_KEPT,
        promise_checked_on=change.today,
    )  # fmt: skip


def let_out(change: Change) -> None:
    """Texts that this event makes public may be published from now on."""
    for part, round_ in change.let_out:
        texts.release(change.connection, change.thread.id, (part,), round_=round_)


def replace_texts(change: Change) -> None:
    """The new texts supersede the old ones when they are kept; nothing else to do."""
    change.thread = replace(change.thread, received_on=change.today)


def end(change: Change) -> None:
    """The day of its end."""
    change.thread = replace(change.thread, closed_on=change.today)


WORKS: Final[dict[Effect, Work]] = {
    effect: globals()[effect.value.replace("-", "_")] for effect in Effect
}
