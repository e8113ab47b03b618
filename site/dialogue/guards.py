"""The conditions of the table's transitions: each says why it is not met, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from sqlalchemy import select

from dialogue import clocks, sealing, tables, texts
from dialogue.change import Change
from dialogue.matters import Decline, Hiding, Part
from dialogue.redaction import of_words, within
from dialogue.states import Event, Outcome, Role, State, Visibility
from dialogue.transitions import Guard
from publisher import identifiers
from publisher.languages import Message, message

Check = Callable[[Change], Message | None]


def in_unit(change: Change) -> Message | None:
    """Officers act on matters of their own unit only."""
    if change.actor.unit and change.actor.unit == change.thread.unit:
        return None
    return message("This matter is not assigned to your unit.")


def of_board(change: Change) -> Message | None:
    """Leaders act on their own board, or where its leader is kept out and they are next."""
    if change.actor.role is not Role.LEADER:
        return None
    board = change.office.rules.signing_board(change.thread.board, change.thread.recused)
    if board and board in change.actor.boards:
        return None
    return message("This matter is signed by the leader of another board.")


def in_dispute_time(change: Change) -> Message | None:
    """A unit may dispute within the limit after the assignment."""
    assigned, rules = change.thread.assigned_on, change.office.rules
    if assigned and change.today <= rules.calendar.add(assigned, rules.limits.dispute_days):
        return None
    return message("The time for saying that another unit is competent is over.")


def never_disputed(change: Change) -> Message | None:
    """A matter is disputed once."""
    if change.thread.disputed_on is None:
        return None
    return message("This matter was disputed before; that can be done once.")


def never_asked(change: Change) -> Message | None:
    """The writer is asked for details once."""
    if not any(one.part is Part.QUESTION for one in change.written()):
        return None
    return message("The writer was asked before; that can be done once.")


def never_extended(change: Change) -> Message | None:
    """The time to reply is extended once."""
    if change.thread.extended_to is None:
        return None
    return message("This matter was extended before; that can be done once.")


def within_extension(change: Change) -> Message | None:
    """An extension ends after the present day and within the limit."""
    due, until, rules = change.thread.reply_due_on, change.request.until, change.office.rules
    if due is None or until is None:
        return message("Give the day until which the time to reply is extended.")
    last = rules.calendar.add(due, rules.limits.extension_days)
    if due < until <= last:
        return None
    return message("The new day must lie after {due} and not after {last}.", due=due, last=last)


def in_rating_time(change: Change) -> Message | None:
    """Ratings are taken for some days after the reply."""
    replied = change.thread.replied_on
    days = dt.timedelta(days=change.office.rules.limits.rating_days)
    if replied and change.today <= replied + days:
        return None
    return message("The time for rating the reply is over.")


def time_is_over(change: Change) -> Message | None:
    """The clock ends a step only after its last day."""
    rules = change.office.rules
    due = clocks.due_day(change.thread, rules.limits, rules.calendar)
    if due is not None and change.today > due:
        return None
    return message("The time for this step is not over yet.")


def first_round(change: Change) -> Message | None:
    """Something that happens before a matter is reopened."""
    if change.thread.round == 1:
        return None
    return message("This matter was reopened before; that can be done once.")


def second_round(change: Change) -> Message | None:
    """Something that happens after a matter is reopened."""
    if change.thread.round == 2:
        return None
    return message("This matter was not reopened.")


def unit_given(change: Change) -> Message | None:
    """A unit that exists, and that the matter does not complain of."""
    unit = change.request.unit
    if unit not in change.office.rules.units:
        return message("Choose the unit that is to handle the matter.")
    if f"unit:{unit}" in change.thread.recused:
        return message("This unit is kept out of the matter, because it is complained of.")
    return None


def code_given(change: Change) -> Message | None:
    """A coded reason that fits the event; for words to hide, spans that lie within the text."""
    event, code = change.request.event, change.request.code
    known = set(Decline) if event is Event.DECLINE else set(Hiding)
    if event is not Event.REDACT:
        return None if code in known else message("Choose a reason from the list.")
    found = [one for one in change.written() if one.id == change.request.text]
    if not found or not change.request.hidden:
        return message("Mark the words that are to be hidden.")
    if not within(found[0].content, change.request.hidden):
        return message("The marked words do not lie within the text.")
    return None


def reason_given(change: Change) -> Message | None:
    """A reason in words, without personal data."""
    if not change.request.reason.strip():
        return message("Write the reason; the writer and the public can read it.")
    return _may_be_public(change, change.request.reason)


def text_given(change: Change) -> Message | None:
    """Something written."""
    if any(content.strip() for content in change.request.texts.values()):
        return None
    return message("Write the text.")


def reply_given(change: Change) -> Message | None:
    """A draft that can be signed."""
    if any(one.part is Part.DRAFT and one.round == change.thread.round
           for one in change.written()):  # fmt: skip
        return None
    return message("There is no draft of the reply yet.")


def outcome_given(change: Change) -> Message | None:
    """What the reply comes to: a promise with its day, a matter of others with their name."""
    outcome, request = change.request.outcome, change.request
    if outcome is None:
        return message("Choose what the reply comes to.")
    if outcome is Outcome.PROMISED and (request.until is None or request.until <= change.today):
        return message("Give the day by which it is promised, a day to come.")
    if outcome is Outcome.NOT_OURS and not request.referred_to.strip():
        return message("Say whose matter it is.")
    return _may_be_public(change, request.referred_to)


def target_public(change: Change) -> Message | None:
    """The other question is public, is not this one, and was not joined to another itself."""
    table = tables.thread
    row = change.connection.execute(
        select(table.c.visibility, table.c.state).where(table.c.id == change.request.target)
    ).one_or_none()
    if row is None or change.request.target == change.thread.id:
        return message("There is no other question with this number.")
    if row.visibility != Visibility.PUBLIC or row.state == State.MERGED:
        return message("The other question is not public, or was itself joined to another.")
    return None


def no_personal_data(change: Change) -> Message | None:
    """What becomes public holds no personal identifier, and repeats no word that is hidden."""
    drafts = change.public_drafts()
    first = {part: content for part, content in drafts if part in {Part.TITLE, Part.BODY}}
    for part, content in [*drafts, (Part.BODY, "".join(first.values()))]:
        found = identifiers.find(content)
        if found:
            return message(
                "What becomes public holds {kind} ({part}, at character {place}). Hide it first.",
                kind=identifiers.CALLED[found[0].kind], part=part, place=found[0].start + 1,
            )  # fmt: skip
    for _, words in change.quotations():
        return _repeats(words)
    return None


def consented(change: Change) -> Message | None:
    """The writer agreed that the unit reads what is hidden."""
    if change.thread.consents:
        return None
    return message("The writer did not agree that the unit reads the hidden words.")


def hidden_now(change: Change) -> Message | None:
    """It was taken off the public page."""
    if change.thread.visibility is Visibility.TOMBSTONE:
        return None
    return message("This matter is not hidden.")


def shown_now(change: Change) -> Message | None:
    """It is on the public page."""
    if change.thread.visibility is Visibility.PUBLIC:
        return None
    return message("This matter is not on the public page.")


def promise_open(change: Change) -> Message | None:
    """There is a promise, its day has come, and it was not found kept yet."""
    thread = change.thread
    if thread.outcome is not Outcome.PROMISED or thread.promised_on is None:
        return message("No promise was made in this matter.")
    if change.today < thread.promised_on:
        return message("The day of the promise has not come yet.")
    if thread.promise_kept:
        return message("The promise was found kept before.")
    return None


def officers_known(change: Change) -> Message | None:
    """What is sealed can be opened by somebody."""
    if sealing.are_enough(change.office.rules.officers, change.office.rules.escrow):
        return None
    return message("Nothing can be sealed: the site names no two officers' keys and no safe key.")


def _may_be_public(change: Change, content: str) -> Message | None:
    found = identifiers.find(content)
    if found:
        return message("This text becomes public and holds {kind}. Leave it out.",
                       kind=identifiers.CALLED[found[0].kind])  # fmt: skip
    repeated = of_words(content, texts.concealed(change.written()), whole=True)
    return _repeats(content[repeated[0].start : repeated[0].end]) if repeated else None


def _repeats(words: str) -> Message:
    return message("This text becomes public and repeats words that are hidden in this matter: "
                   "“{words}”. Leave them out.", words=words)  # fmt: skip


CHECKS: Final[dict[Guard, Check]] = {
    guard: globals()[guard.value.replace("-", "_")] for guard in Guard
}
