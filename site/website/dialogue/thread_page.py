"""A thread as everybody reads it: what was asked and answered, its clock and its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from dialogue.matter.matters import DECLINES, DOMAINS, HIDINGS, TYPES, Decline, Hiding, Part
from dialogue.matter.states import OUTCOMES, STATES, Outcome, State, Visibility
from dialogue.matter.thread import Thread
from dialogue.reading import signers
from dialogue.reading.public import PublicFile, PublicText, PublicThread
from dialogue.reading.signers import Signer
from dialogue.rules import Board, Office
from publisher import addresses, languages
from publisher.languages import Message, message
from website.dialogue.clock_words import ClockWords, words_of
from website.dialogue.history import Happening, happenings

CITIZENS: Final = frozenset({Part.BODY, Part.ANSWER, Part.COMMENT, Part.REOPENING})
HEADS: Final[dict[Part, Message]] = {
    Part.BODY: message("The writer"),
    Part.QUESTION: message("The unit asks for details"),
    Part.ANSWER: message("The writer's details"),
    Part.REPLY: message("Reply"),
    Part.COMMENT: message("The writer on the reply"),
    Part.REASON: message("The office gives its reason"),
    Part.REOPENING: message("The writer asks again"),
}
TONES: Final[dict[str, frozenset[State]]] = {
    "closed": frozenset({State.CLOSED, State.WITHDRAWN, State.DECLINED, State.MERGED}),
    "answered": frozenset({State.REPLIED, State.SATISFIED}),
    "unhappy": frozenset({State.DISSATISFIED, State.REOPENED}),
}


class Signed(NamedTuple):
    """Who signed a reply, by post and name, and the unit that worked on it; "" for none."""

    who: str
    unit: str


class Statement(NamedTuple):
    """One text of a thread: whose it is, when it was written, and what it says."""

    part: Part
    round: int
    head: Message
    on: dt.date
    content: str
    signed: Signed | None = None

    @property
    def is_citizens(self) -> bool:
        """Whether a citizen wrote it."""
        return self.part in CITIZENS

    @property
    def is_reply(self) -> bool:
        """Whether it is a signed reply."""
        return self.part is Part.REPLY


class Facts(NamedTuple):
    """What is known of a matter without its texts, in words."""

    id: str
    board: Board
    address: str
    board_address: str
    state: Message
    tone: str
    type: Message
    domain: Message
    unit: str
    unit_address: str
    received: dt.date
    lang: str
    why: Message | None
    hidden: bool
    merged_into: str
    merged_address: str
    round: int
    outcome: Message | None


class Rating(NamedTuple):
    """What the writer thinks of the reply; scores are 1 to 5, None where none was given."""

    satisfied: bool
    scores: tuple[tuple[Message, int], ...]


class ThreadPage(NamedTuple):
    """All that the page of a thread shows."""

    facts: Facts
    title: str
    statements: tuple[Statement, ...]
    files: tuple[PublicFile, ...]
    last_reply: int
    outcome: Message | None
    promised: dt.date | None
    promise_kept: bool | None
    referred_to: str
    rating: Rating | None
    clock: ClockWords | None
    history: tuple[Happening, ...]
    shared: str
    feeds: tuple[tuple[str, str], ...]


def facts_of(thread: Thread, office: Office, lang: str) -> Facts:
    """A matter in words; only what everybody may know of it."""
    rules = office.rules
    units = rules.units.get(thread.unit)
    return Facts(
        id=thread.id, board=rules.boards[thread.board],
        address=addresses.thread(lang, thread.board, thread.id),
        board_address=addresses.board(lang, thread.board), state=STATES[thread.state],
        tone=next((tone for tone, states in TONES.items() if thread.state in states), "open"),
        type=TYPES[thread.type], domain=DOMAINS[thread.domain],
        unit=languages.pick(units, lang) if units else "",
        unit_address=addresses.unit(lang, thread.unit) if units else "",
        received=thread.received_on, lang=thread.lang, why=why_not_shown(thread),
        hidden=thread.visibility is Visibility.TOMBSTONE, merged_into=thread.merged_into,
        merged_address=addresses.thread(lang, thread.board, thread.merged_into),
        round=thread.round, outcome=outcome_of(thread),
    )  # fmt: skip


def outcome_of(thread: Thread) -> Message | None:
    """What the published reply comes to, None before there is one."""
    return OUTCOMES[thread.outcome] if thread.replied_on and thread.outcome else None


def why_not_shown(thread: Thread) -> Message | None:
    """Why a matter that is listed cannot be read."""
    if thread.visibility is Visibility.TOMBSTONE:
        return HIDINGS[Hiding(thread.hidden_for)] if thread.hidden_for in set(Hiding) else None
    if thread.state is State.DECLINED:
        return DECLINES[Decline(thread.code)] if thread.code in set(Decline) else None
    return None


def signed_of(signer: Signer | None, office: Office, lang: str) -> Signed | None:
    """Who signed a reply, in words."""
    if signer is None:
        return None
    who = message("{post} {name}", post=languages.pick(signer.post, lang),
                  name=languages.pick(signer.name, lang)).text(lang)  # fmt: skip
    return Signed(who, languages.pick(office.rules.units.get(signer.unit, {}), lang))


def statements_of(
    texts: Iterable[PublicText], signed: Mapping[int, Signed | None]
) -> tuple[Statement, ...]:
    """The texts of a thread but its title, in the order of writing; `signed` is by round."""
    return tuple(
        Statement(one.part, one.round, head_of(one.part, one.round), one.written_on, one.content,
                  signed.get(one.round) if one.part is Part.REPLY else None)
        for one in texts if one.part in HEADS
    )  # fmt: skip


def head_of(part: Part, round_: int) -> Message:
    """What stands above a text of a round."""
    return message("Second reply") if part is Part.REPLY and round_ == 2 else HEADS[part]


def rating_of(thread: Thread) -> Rating | None:
    """The rating of a matter, None without one."""
    if thread.satisfied is None:
        return None
    scores = (
        (message("Solved"), thread.score_resolution),
        (message("Attitude"), thread.score_attitude),
        (message("Speed"), thread.score_speed),
    )
    return Rating(thread.satisfied, tuple((name, score) for name, score in scores if score))


def thread_page(
    found: PublicThread, files: tuple[PublicFile, ...], office: Office, lang: str
) -> ThreadPage:
    """The page of a public thread."""
    thread, rules = found.thread, office.rules
    replied = thread.replied_on is not None
    history = happenings(thread, found.history, office, rules.languages)
    return ThreadPage(
        facts=facts_of(thread, office, lang), title=found.title,
        statements=statements_of(found.texts, {
            round_: signed_of(signer, office, lang)
            for round_, signer in signers.of_history(found.history).items()
        }), files=files,
        last_reply=2 if thread.second_replied_on else 1,
        outcome=outcome_of(thread),
        promised=thread.promised_on if replied and thread.outcome is Outcome.PROMISED else None,
        promise_kept=thread.promise_kept,
        referred_to=thread.referred_to if replied else "", rating=rating_of(thread),
        clock=words_of(thread, office, rules.languages), history=tuple(history),
        shared=rules.base_url + addresses.thread(lang, thread.board, thread.id),
        feeds=tuple(
            (extension, addresses.dialogue_feed(lang, "thread", thread.id, extension))
            for extension in ("atom", "rss", "json")
        ),
    )  # fmt: skip


