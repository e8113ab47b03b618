"""A new matter: encrypted on arrival, kept with its receipt in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, insert, select

from dialogue import clocks, diversion, identities, journal, receipts, tables, threads, vault
from dialogue.change import Change
from dialogue.conduct import touch_board
from dialogue.matters import Channel, Part
from dialogue.requests import Refused, Request
from dialogue.rules import Office
from dialogue.sealing import are_enough
from dialogue.states import Event, State, Visibility
from dialogue.submission import File, Submission, checked, previewed
from dialogue.texts import Written
from dialogue.thread import CITIZEN, Actor, Thread
from dialogue.transitions import transition
from publisher.languages import message


@dataclass(frozen=True, slots=True)
class Received:
    """What the writer gets: the receipt, and whether this form had been received before."""

    receipt: str
    thread: str
    state: State
    repeated: bool = field(default=False)


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
    for part, shown in previewed(submission).items():
        change.add(part, shown.content, shown.redactions)
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


__all__ = ["File", "Received", "Submission", "keep_file", "submit"]
