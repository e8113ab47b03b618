"""The conditions about what a request brings along; each says what is missing, or nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from dialogue.life.change import Change
from dialogue.life.requests import parts_of
from dialogue.matter.matters import Decline, Hiding
from dialogue.matter.states import Event, Outcome, State, Visibility
from dialogue.storage import tables
from dialogue.text import declared, texts
from dialogue.text.redaction import of_words, within
from publisher import identifiers
from publisher.languages import Message, message

MOST_PROMISED: Final = dt.timedelta(days=3 * 366)
ACCOUNT: Final = re.compile(r"account:\S{1,80}")


def unit_given(change: Change) -> Message | None:
    """A unit that exists, and that the matter does not complain of."""
    unit = change.request.unit
    if unit not in change.office.rules.units:
        return message("Choose the unit that is to handle the matter.")
    if f"unit:{unit}" in change.thread.recused:
        return message("This unit is kept out of the matter: it or its leader is complained of.")
    if change.thread.state is State.DISPUTED and unit == change.thread.unit:
        return message("This unit says it is not competent. If it is, say that the assignment "
                       "stands.")  # fmt: skip
    return None


def marks_given(change: Change) -> Message | None:
    """Units and posts that exist, or accounts."""
    rules = change.office.rules
    known = {f"unit:{unit}" for unit in rules.units}
    known |= {f"post:{board.post}" for board in rules.boards.values() if board.post}
    marks = change.request.recused
    if marks and all(one in known or ACCOUNT.fullmatch(one) for one in marks):
        return None
    return message("Say who is to be kept out: a unit, a leader, or an account.")


def no_accusation(change: Change) -> Message | None:
    """What its writer calls an accusation goes on only if somebody answers for its being none."""
    if change.request.no_accusation or not declared.accuses(
        change.connection, change.key, change.thread.id
    ):
        return None
    return message("The writer says that this accuses a person. Pass it to the report channel, or "
                   "confirm that it is no accusation.")  # fmt: skip


def file_given(change: Change) -> Message | None:
    """A file of this matter."""
    table = tables.attachment
    found = change.connection.execute(
        select(table.c.id).where(
            table.c.id == change.request.file, table.c.thread == change.thread.id
        )
    ).one_or_none()
    return None if found else message("There is no such file in this matter.")


def copy_given(change: Change) -> Message | None:
    """A public copy that is not empty, under a name that tells nothing of anybody."""
    request = change.request
    if not request.public_copy or not request.public_name:
        return message("There is no public copy of this file.")
    found = identifiers.find(request.public_name)
    if not found:
        return None
    return message("The name of the file holds {kind}. Choose another one.",
                   kind=identifiers.CALLED[found[0].kind])  # fmt: skip


def choice_given(change: Change) -> Message | None:
    """Yes or no."""
    if change.request.consents is not None:
        return None
    return message("Choose yes or no.")


def scores_right(change: Change) -> Message | None:
    """Three scores from 1 to 5, or none at all."""
    scores = change.request.scores
    if scores is None or (len(scores) == 3 and all(one in range(1, 6) for one in scores)):
        return None
    return message("Scores are whole numbers from 1 to 5, three of them or none.")


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
        if change.request.event is Event.OPEN_HIDDEN:
            return message("Write the reason; it stays in the journal, and the writer reads it.")
        return message("Write the reason; the writer and the public can read it.")
    return None


def text_given(change: Change) -> Message | None:
    """Something written."""
    wanted = parts_of(change.request.event)
    if any(content.strip() for part, content in change.request.texts.items() if part in wanted):
        return None
    return message("Write the text.")


def outcome_given(change: Change) -> Message | None:
    """What the reply comes to: a promise with its day, a matter of others with their name."""
    outcome, request = change.request.outcome, change.request
    if outcome is None:
        return message("Choose what the reply comes to.")
    if outcome is Outcome.PROMISED:
        last = change.today + MOST_PROMISED
        if request.until is None or not change.today < request.until <= last:
            return message("Give the day by which it is promised, a day to come until {last}.",
                           last=last)  # fmt: skip
    if outcome is Outcome.NOT_OURS and not request.referred_to.strip():
        return message("Say whose matter it is.")
    return may_be_public(change, request.referred_to)


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


def may_be_public(change: Change, content: str) -> Message | None:
    """A sentence that becomes public as it stands.

    Only who reads all is told that it repeats hidden words.
    """
    found = identifiers.find(content)
    if found:
        return message("This text becomes public and holds {kind}. Leave it out.",
                       kind=identifiers.CALLED[found[0].kind])  # fmt: skip
    if not content or not change.reads_all:
        return None
    hits = of_words(content, texts.concealed(change.written()), whole=True)
    return repeats([content[one.start : one.end] for one in hits])


def repeats(words: Sequence[str]) -> Message | None:
    """Nobody repeats in public what is hidden in the same matter; said to moderators only."""
    if not words:
        return None
    return message("What becomes public repeats words that are hidden in this matter: “{words}”. "
                   "Leave them out. In a text of the unit hide every name, not these words alone, "
                   "else its marks tell the unit that it guessed right; or send the draft back "
                   "without saying which words.", words=words[0])  # fmt: skip
