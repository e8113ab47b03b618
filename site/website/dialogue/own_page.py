"""One's own matter as its writer sees it: everything written in it, and what can be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from dialogue.life.transitions import possible
from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Outcome, Role, State, Visibility
from dialogue.reading import signers
from dialogue.reading.own import Own, OwnFile
from dialogue.rules import Office
from dialogue.text.redaction import Redaction
from dialogue.text.texts import Written, hidden_everywhere
from publisher.languages import Message
from website.dialogue.clock_words import ClockWords, words_of
from website.dialogue.history import Happening, happenings
from website.dialogue.thread_page import (
    HEADS,
    Facts,
    Rating,
    Signed,
    facts_of,
    head_of,
    outcome_of,
    rating_of,
    signed_of,
)

INTERNAL: Final = frozenset({Event.DRAFT, Event.SEND_BACK, Event.SIGN})
"""Events among staff; their writer sees the reply once it is published."""


class OwnStatement(NamedTuple):
    """A text of one's own matter, with what is hidden in it and whether everybody reads it."""

    part: Part
    round: int
    head: Message
    on: dt.date
    content: str
    redactions: tuple[Redaction, ...]
    is_public: bool
    is_citizens: bool
    signed: Signed | None = None

    @property
    def is_reply(self) -> bool:
        """Whether this is what the office replied."""
        return self.part is Part.REPLY


class OwnPage(NamedTuple):
    """All that the page of one's own matter shows; `can` names what can be done now."""

    facts: Facts
    title: str
    title_redactions: tuple[Redaction, ...]
    body: str
    statements: tuple[OwnStatement, ...]
    files: tuple[OwnFile, ...]
    is_public: bool
    hides: bool
    consents: bool
    erased: bool
    revision: int
    clock: ClockWords | None
    history: tuple[Happening, ...]
    outcome: Message | None
    promised: dt.date | None
    promise_kept: bool | None
    referred_to: str
    last_reply: int
    rating: Rating | None
    returned_for: str
    can: frozenset[str]
    accuses: bool
    is_judged: bool


def own_page(found: Own, office: Office, lang: str) -> OwnPage:
    """The page of a matter that was opened with its receipt."""
    thread, rules = found.thread, office.rules
    current = hidden_everywhere(one for one in found.written if not one.superseded)
    is_public = thread.visibility is Visibility.PUBLIC
    title = next((one for one in current if one.part is Part.TITLE), None)
    replied = thread.replied_on is not None
    entries = [entry for entry in found.history if entry.event not in INTERNAL]
    returned = next(
        (entry for entry in reversed(entries) if entry.event == Event.RETURN), None
    ) if thread.state is State.RETURNED else None  # fmt: skip
    return OwnPage(
        facts=facts_of(thread, office, lang), title=title.content if title else "",
        title_redactions=title.redactions if title else (),
        body=next((one.content for one in current if one.part is Part.BODY), ""),
        statements=tuple(_statements(current, office, {
            round_: signed_of(signer, office, lang)
            for round_, signer in signers.of_history(found.history).items()
        }, is_public=is_public)),
        accuses=found.accuses, is_judged=thread.accepted_on is not None,
        files=found.files, is_public=is_public,
        hides=any(one.redactions for one in current), consents=thread.consents,
        erased=not found.written, revision=thread.revision,
        clock=words_of(thread, office, rules.languages),
        history=tuple(happenings(thread, entries, office, rules.languages)),
        outcome=outcome_of(thread),
        promised=thread.promised_on if replied and thread.outcome is Outcome.PROMISED else None,
        promise_kept=thread.promise_kept, referred_to=thread.referred_to if replied else "",
        last_reply=2 if thread.second_replied_on else 1, rating=rating_of(thread),
        returned_for=str(returned.facts.get("reason", "")) if returned else "",
        can=frozenset(possible(thread.state, Role.CITIZEN)) - (
            frozenset({Event.REOPEN}) if thread.round == 2 else frozenset()
        ),
    )  # fmt: skip


def _statements(
    written: Iterable[Written], office: Office, signed: Mapping[int, Signed | None], *,
    is_public: bool,
) -> Iterable[OwnStatement]:
    for one in written:
        if one.part not in HEADS or (one.part is Part.REPLY and not one.released):
            continue
        yield OwnStatement(
            one.part, one.round, head_of(one.part, one.round), office.day(one.written_at),
            one.content, one.redactions, is_public and one.released, one.role is Role.CITIZEN,
            signed.get(one.round) if one.part is Part.REPLY else None,
        )  # fmt: skip
