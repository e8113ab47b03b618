"""The conditions of the table's transitions: each says why it is not met, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from dialogue.keys import sealing
from dialogue.life import request_guards
from dialogue.life.change import LATER_PARTS, Change
from dialogue.life.clauses import Guard
from dialogue.matter import clocks
from dialogue.matter.matters import PARTS, Part
from dialogue.matter.states import Outcome, Role, Visibility
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
    if change.thread.asked_on is None:
        return None
    return message("The writer was asked before; that can be done once.")


def never_extended(change: Change) -> Message | None:
    """The time to reply is extended once."""
    if change.thread.extended_to is None:
        return None
    return message("This matter was extended before; that can be done once.")


def within_extension(change: Change) -> Message | None:
    """An extension is granted in time, and ends after the day that is due, within the limit."""
    due, until, rules = change.thread.reply_due_on, change.request.until, change.office.rules
    if due is None or until is None:
        return message("Give the day until which the time to reply is extended.")
    if change.today > due:
        return message("The time to reply was over on {due}; it can be extended before only.",
                       due=due)  # fmt: skip
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


def unit_has_it(change: Change) -> Message | None:
    """A unit is responsible in this moment."""
    if change.thread.unit:
        return None
    return message("The unit was kept out of this matter. Assign it to another one first.")


def unit_lost_it(change: Change) -> Message | None:
    """The unit that had it was kept out."""
    if not change.thread.unit:
        return None
    return message("A unit is working on this matter.")


def reply_given(change: Change) -> Message | None:
    """A draft that can be signed."""
    if change.drafts():
        return None
    return message("There is no draft of the reply yet.")


def outcome_stands(change: Change) -> Message | None:
    """A promise is still one."""
    until = change.thread.draft_until
    if until is None or change.today < until:
        return None
    return message("The reply promises something by {until}, and that day has come. Send the "
                   "draft back for another one.", until=until)  # fmt: skip


def signature_stands(change: Change) -> Message | None:
    """Who signed was not kept out afterwards."""
    if change.thread.draft_signer:
        return None
    return message("Who signed was kept out of this matter since. Send the draft back.")


def later_text(change: Change) -> Message | None:
    """Something was added that waits to be published."""
    if any(one.part in LATER_PARTS and not one.released and not one.superseded
           for one in change.written()):  # fmt: skip
        return None
    return message("Nothing was added that is not public yet.")


def no_personal_data(change: Change) -> Message | None:
    """What becomes public holds no personal identifier, and repeats no word that is hidden.

    Only who reads all is told of the latter.
    """
    drafts = change.public_drafts()
    first = {part: content for part, content in drafts if part in {Part.TITLE, Part.BODY}}
    for part, content in (*drafts, (Part.BODY, "".join(first.values()))):
        found = identifiers.find(content)
        if found:
            return message(
                "What becomes public holds {kind} ({part}, at character {place}). Hide it first.",
                kind=identifiers.CALLED[found[0].kind], part=PARTS[part], place=found[0].start + 1,
            )  # fmt: skip
    return request_guards.repeats(change.repeated()) if change.reads_all else None


def reads_hidden(change: Change) -> Message | None:
    """A moderator publishes where something is hidden: a mark would tell that a guess is right."""
    if change.reads_hidden:
        return None
    return message("Something is hidden in this matter, so a moderator looks at the reply and "
                   "publishes it.")  # fmt: skip


def consented(change: Change) -> Message | None:
    """The writer agreed that the unit reads what is hidden."""
    if change.thread.consents:
        return None
    return message("The writer did not agree that the unit reads the hidden words.")


def still_kept(change: Change) -> Message | None:
    """Its texts are there, from which public ones are made."""
    if change.thread.erased_on is None:
        return None
    return message("The texts of this matter were erased on {day}.", day=change.thread.erased_on)


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
    """There is a promise, and the day of its first or second check has come."""
    thread = change.thread
    if thread.outcome is not Outcome.PROMISED:
        return message("No promise was made in this matter.")
    due = clocks.promise_due(thread, change.office.rules.limits)
    if due is None:
        return message("The promise was checked twice; that is all.")
    if change.today < due:
        return message("The promise is to be checked on {due}, not before.", due=due)
    return None


def officers_known(change: Change) -> Message | None:
    """What is sealed can be opened by somebody."""
    if sealing.are_enough(change.office.rules.officers, change.office.rules.escrow):
        return None
    return message("Nothing can be sealed: the site names no two officers' keys and no safe key.")


CHECKS: Final[dict[Guard, Check]] = {
    guard: (vars(request_guards) | globals())[guard.value.replace("-", "_")] for guard in Guard
}
