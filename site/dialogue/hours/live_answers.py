"""The leader's answers in an announced hour: checked before everybody reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, update

from dialogue.hours import live_sessions
from dialogue.hours.live_sessions import SessionState
from dialogue.life.requests import NotAllowed, Refused
from dialogue.life.writing import cleaned
from dialogue.matter.states import Role
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from dialogue.storage import tables, threads
from dialogue.text import texts
from publisher import identifiers
from publisher.languages import Message, message

MOST_ANSWER: Final = 3_000


def give_answer(
    office: Office, identity: str, thread: str, content: str, actor: Actor
) -> None:
    """Give or correct an answer while the hour goes on; a moderator may write it for the leader.

    Raises Refused where it holds personal data. Where words are hidden in the question, only a
    moderator writes the answer, and is told if it repeats them: everybody reads it at once, and a
    leader could try out words.
    """
    answer = cleaned(content, most=MOST_ANSWER, what=message("The answer"))
    with office.database.writing() as connection:
        session = live_sessions.locked(connection, identity)
        live_sessions.require_role(actor, session, frozenset({Role.LEADER, Role.MODERATOR}))
        if session.state is not SessionState.OPEN:
            raise Refused(message("Answers are given while the hour goes on."))
        asked = {one.thread: one for one in live_sessions.questions(connection, identity)}
        question = asked.get(thread)
        if question is None or question.place is None or not question.is_public:
            raise Refused(message("This question was not taken up, or is not public."))
        answer = _clean(connection, office, thread, answer, actor)
        table = tables.live_question
        connection.execute(
            update(table).where(table.c.session == identity, table.c.thread == thread)
            .values(answer=answer, answered_at=office.now())
        )  # fmt: skip
        facts = {"place": question.place, "corrected": bool(question.answer)}
        live_sessions.note(connection, office, actor, session, "answer-in-session", facts)


def why_not(
    connection: Connection, thread: str, recused: Iterable[str], actor: Actor
) -> Message | None:
    """Why somebody who answers in the hour does not answer this question; None for who does."""
    if actor.marks & set(recused):
        return message("You are kept out of this matter, because you or your unit are part of it.")
    if actor.role is not Role.MODERATOR and texts.hides_words(connection, thread):
        return message("Something is hidden in this question. Tell a moderator your answer; "
                       "only moderators may write it here.")  # fmt: skip
    return None


def _clean(
    connection: Connection, office: Office, thread: str, answer: str, actor: Actor
) -> str:
    """The answer as everybody reads it. Raises Refused, or NotAllowed for who may not give it."""
    matter, key = threads.find(connection, thread), texts.key_of(connection, office.vault, thread)
    if matter is None or key is None:
        raise Refused(message("The texts of this question are erased."))
    if reason := why_not(connection, thread, matter.recused, actor):
        raise NotAllowed(reason) if actor.marks & set(matter.recused) else Refused(reason)
    found = identifiers.find(answer)
    if found:
        raise Refused(message("The answer holds {kind}. Leave it out.",
                              kind=identifiers.CALLED[found[0].kind]))  # fmt: skip
    words = texts.concealed(texts.read_texts(connection, key, thread))
    shown = texts.covered(answer, (), words)
    if shown != answer and actor.role is Role.MODERATOR:
        raise Refused(message("The answer repeats words that are hidden in the question. "
                              "Leave them out."))  # fmt: skip
    return shown
