"""A new matter: encrypted on arrival, kept with its receipt in one transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select

from dialogue import clocks, diversion, identities, journal, receipts, tables, threads, vault
from dialogue.change import Change
from dialogue.conduct import touch_board
from dialogue.matters import PARTS, Channel, Domain, Part, Type
from dialogue.redaction import Redaction, of_personal_data, of_words, redacted
from dialogue.requests import Refused, Request
from dialogue.rules import Office
from dialogue.sealing import are_enough
from dialogue.states import Event, State, Visibility
from dialogue.texts import Written
from dialogue.thread import CITIZEN, Actor, Thread
from dialogue.transitions import transition
from dialogue.writing import cleaned, one_line
from publisher.languages import Message, message

MOST_HIDDEN_WORDS: Final = 50
MOST_CONTACT: Final = 200
ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
"""What an e-mail address looks like; only a message to it can tell whether it exists."""



@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of the writer's: its name, media type, content, and what of it may become public."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a citizen sends, or a clerk takes down for one.

    `form` is the secret of the form that was filled in: sent twice, it makes one matter.
    `hidden_words` are hidden wherever they occur, `about` are marks of whom the matter complains
    of (`unit:…`, `post:…`), `slow` is set where no proof of work came along, and `sealed` where
    the writer wants nobody but the discipline officers to read it.
    """

    form: bytes
    board: str
    type: Type
    domain: Domain
    lang: str
    title: str
    body: str
    hidden_words: tuple[str, ...] = ()
    wants_public: bool = True
    consents: bool = False
    about: tuple[str, ...] = ()
    contact: str = ""
    files: tuple[File, ...] = ()
    channel: Channel = Channel.WEB
    slow: bool = False
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What the writer gets: the receipt, and whether this form had been received before."""

    receipt: str
    thread: str
    state: State
    repeated: bool = field(default=False)


class Problem(NamedTuple):
    """What is wrong with a submission, and the name of the field that it is wrong in."""

    field: str
    why: Message


def examined(office: Office, submission: Submission) -> tuple[Submission, tuple[Problem, ...]]:
    """The submission as it would be kept, and everything that is wrong with it."""
    limits, found = office.rules.limits, []

    def text(field: str, content: str, most: int, what: Message) -> str:
        try:
            return cleaned(content, most=most, what=what)
        except Refused as refused:
            found.append(Problem(field, refused.message))
            return content

    if submission.board not in office.rules.boards:
        found.append(Problem("board", message("Choose whom you write to.")))
    title = text("title", one_line(submission.title), limits.title_characters, PARTS[Part.TITLE])
    body = text("body", submission.body, limits.body_characters, PARTS[Part.BODY])
    words = tuple(filter(None, (word.strip() for word in submission.hidden_words)))
    if len(words) > MOST_HIDDEN_WORDS:
        found.append(Problem("hidden", message("At most {count} words can be hidden.",
                                               count=MOST_HIDDEN_WORDS)))  # fmt: skip
    known = {f"unit:{unit}" for unit in office.rules.units}
    known |= {f"post:{board.post}" for board in office.rules.boards.values() if board.post}
    if not known.issuperset(submission.about):
        found.append(Problem("about", message(
            "Whom the matter is about cannot be read. Choose it from the list."
        )))  # fmt: skip
    contact = submission.contact.strip()
    if contact and (len(contact) > MOST_CONTACT or not ADDRESS.fullmatch(contact)):
        found.append(Problem("contact", message(
            "This is no e-mail address. Correct it, or leave it empty."
        )))  # fmt: skip
    if len(submission.files) > limits.attachments:
        found.append(Problem("files", message("At most {count} files can be sent.",
                                              count=limits.attachments)))  # fmt: skip
    if len(submission.form) < 16:
        found.append(Problem("form", message("This form is not valid. Open it again.")))
    kept = replace(submission, title=title, body=body, hidden_words=words, contact=contact)
    return kept, tuple(found)


def checked(office: Office, submission: Submission) -> Submission:
    """The submission as it is kept. Raises Refused with the first thing that is wrong."""
    kept, problems = examined(office, submission)
    if problems:
        raise Refused(problems[0].why)
    return kept


def writer_redactions(submission: Submission) -> dict[Part, tuple[Redaction, ...]]:
    """What the writer hides, by part; personal data are hidden besides."""
    return {
        Part.TITLE: tuple(of_words(submission.title, submission.hidden_words)),
        Part.BODY: tuple(of_words(submission.body, submission.hidden_words)),
    }


class Preview(NamedTuple):
    """A text of a submission as the public would read it, and all that is hidden in it."""

    content: str
    public: str
    redactions: tuple[Redaction, ...]


def previewed(submission: Submission) -> dict[Part, Preview]:
    """Title and text as the public would read them."""
    found = {}
    given = {Part.TITLE: submission.title, Part.BODY: submission.body}
    for part, hidden in writer_redactions(submission).items():
        redactions = (*hidden, *of_personal_data(given[part]))
        found[part] = Preview(given[part], redacted(given[part], redactions), redactions)
    return found


def submit(office: Office, submission: Submission, actor: Actor = CITIZEN) -> Received:
    """Keep a matter; when this returns it is on disk. Raises Refused where it cannot be taken."""
    submission = checked(office, submission)
    receipt = receipts.made_for(submission.form, office.vault.pepper)
    mac = receipts.mac(receipt, office.vault.pepper)
    with office.database.writing() as connection:
        known = connection.execute(
            select(tables.receipt.c.thread).where(tables.receipt.c.mac == mac)
        ).scalar_one_or_none()
        if known is not None:
            before = threads.find(connection, known)
            return Received(receipt, known, before.state if before else State.DIVERTED, True)
        if submission.sealed:
            identity = _seal(connection, office, submission)
            state = State.DIVERTED
        else:
            thread = _keep(connection, office, submission, actor)
            identity, state = thread.id, thread.state
        connection.execute(insert(tables.receipt).values(mac=mac, thread=identity))
    return Received(receipt, identity, state)


def _new_thread(office: Office, submission: Submission) -> Thread:
    at = office.now()
    return Thread(
        id=identities.new_identity(), board=submission.board, type=submission.type,
        domain=submission.domain, lang=submission.lang, channel=submission.channel,
        state=State.SUBMITTED if submission.slow else State.QUEUED,
        visibility=Visibility.CITIZEN_ONLY, received_at=at, received_on=office.day(at),
        changed_at=at, wants_public=submission.wants_public, consents=submission.consents,
        recused=tuple(sorted(set(submission.about))),
    )  # fmt: skip


def _keep(connection: Connection, office: Office, submission: Submission, actor: Actor) -> Thread:
    event = (
        Event.TAKE_IN if submission.channel is not Channel.WEB
        else Event.SUBMIT_SLOWLY if submission.slow else Event.SUBMIT
    )  # fmt: skip
    row = transition(None, event, actor.role)
    if row is None or row.to is None:
        raise Refused(message("Your role may not begin a matter in this way."))
    rules = office.rules
    thread = replace(_new_thread(office, submission), state=row.to)
    thread = replace(thread, due_on=clocks.due_day(thread, rules.limits, rules.calendar))
    key, wrapped = office.vault.new_key(thread.id)
    threads.add(connection, thread)
    connection.execute(insert(tables.thread_key).values(thread=thread.id, wrapped=wrapped))
    change = Change(connection, office, actor, Request(event=event), thread, thread.received_at)
    change.key = key
    hidden = writer_redactions(submission)
    change.add(Part.TITLE, submission.title, hidden[Part.TITLE])
    change.add(Part.BODY, submission.body, hidden[Part.BODY])
    if submission.contact:
        change.add(Part.CONTACT, submission.contact)
    for file in submission.files:
        keep_file(connection, key, thread, file)
    journal.append(
        connection, thread=thread.id, at=thread.received_at, event=event, role=actor.role,
        actor=actor.name, facts={"to": thread.state, "board": thread.board,
                                 "channel": thread.channel, "files": len(submission.files)},
    )  # fmt: skip
    touch_board(connection, office, thread.board)
    return thread


def keep_file(connection: Connection, key: bytes, thread: Thread, file: File) -> str:
    """Keep a file, encrypted; its id. No public copy of it exists yet."""
    identity = identities.new_identity()
    place = f"{thread.id}/{identity}"
    connection.execute(
        insert(tables.attachment).values(
            id=identity, thread=thread.id, media_type=file.media_type, size=len(file.content),
            name_cipher=vault.encrypt(key, file.name.encode(), f"{place}/name"),
            original_cipher=vault.encrypt(key, file.content, place),
            public_copy=None, public_name="", added_at=thread.received_at,
        )
    )  # fmt: skip
    return identity


def _seal(connection: Connection, office: Office, submission: Submission) -> str:
    """Seal at once what the writer wants only the officers to read; nothing else is kept."""
    if not are_enough(office.rules.officers, office.rules.escrow):
        raise Refused(
            message("Nothing can be sealed here. Please use the official report channels.")
        )
    thread = _new_thread(office, submission)
    written = [
        Written(0, part, 1, CITIZEN.role, thread.received_at, content, (), False, False)
        for part, content in (
            (Part.TITLE, submission.title), (Part.BODY, submission.body),
            (Part.CONTACT, submission.contact),
        ) if content
    ]  # fmt: skip
    files = [(file.name, file.media_type, file.content) for file in submission.files]
    diversion.keep(connection, office, thread.id, diversion.enclosed(thread, written, files))
    journal.append_blank(connection)
    return thread.id
