"""A new matter: encrypted on arrival, kept with its receipt in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from dialogue.gate.counters import insert_of
from dialogue.gate.submission import File, Preview, Submission, checked, previewed
from dialogue.keys import receipts, vault
from dialogue.keys.sealing import are_enough
from dialogue.life import diversion
from dialogue.life.conduct import touch_board
from dialogue.life.requests import Refused
from dialogue.life.transitions import transition
from dialogue.matter import clocks, identities
from dialogue.matter.matters import Channel, Part
from dialogue.matter.states import Event, State, Visibility
from dialogue.matter.thread import CITIZEN, Actor, Thread
from dialogue.rules import Office
from dialogue.storage import journal, tables, threads, wrapping
from dialogue.text import declared, texts
from dialogue.text.redaction import Redaction, of_personal_data
from dialogue.text.texts import Written
from publisher.languages import message


@dataclass(frozen=True, slots=True)
class Received:
    """What the writer gets: the receipt, and whether this form had been received before."""

    receipt: str
    thread: str
    state: State
    repeated: bool = field(default=False)


class Prepared(NamedTuple):
    """A submission that was found right, with all that is worked out before a transaction."""

    submission: Submission
    shown: Mapping[Part, Preview]
    id: str
    receipt: str
    mac: bytes


def submit(office: Office, submission: Submission, actor: Actor = CITIZEN) -> Received:
    """Keep a matter; when this returns it is on disk. Raises Refused where it cannot be taken."""
    ready = prepared(office, submission)
    with office.database.writing() as connection:
        before = reserve(connection, ready)
        return before or keep(connection, office, ready, actor, slow=submission.slow)


def prepared(office: Office, submission: Submission) -> Prepared:
    """What can be done without the database. Raises Refused where something is wrong."""
    submission = checked(office, submission)
    if submission.sealed and not are_enough(office.rules.officers, office.rules.escrow):
        raise Refused(
            message("Nothing can be sealed here. Please use the official report channels.")
        )
    receipt = receipts.made_for(submission.form, office.vault.pepper)
    return Prepared(
        submission, {} if submission.sealed else previewed(submission),
        identities.new_identity(), receipt, receipts.mac(receipt, office.vault.pepper),
    )  # fmt: skip


def reserve(connection: Connection, ready: Prepared) -> Received | None:
    """Take the receipt for a matter that is about to be kept; what it opens if it was taken.

    Of the same form sent twice at once the second waits here for what becomes of the first.
    """
    table = tables.receipt
    taken = connection.execute(
        insert_of(connection)(table).on_conflict_do_nothing(index_elements=[table.c.mac])
        .returning(table.c.thread),
        {"mac": ready.mac, "thread": ready.id},
    ).one_or_none()  # fmt: skip
    if taken is not None:
        return None
    known = connection.execute(
        select(table.c.thread).where(table.c.mac == ready.mac)
    ).scalar_one()
    before = threads.find(connection, known)
    return Received(ready.receipt, known, before.state if before else State.DIVERTED, True)


def keep(
    connection: Connection, office: Office, ready: Prepared, actor: Actor, *, slow: bool
) -> Received:
    """Keep a matter whose receipt was reserved, within the transaction."""
    if ready.submission.sealed:
        _seal(connection, office, ready)
        return Received(ready.receipt, ready.id, State.DIVERTED)
    return Received(ready.receipt, ready.id, _keep(connection, office, ready, actor, slow=slow))


def _new_thread(office: Office, ready: Prepared, state: State) -> Thread:
    at, submission, rules = office.now(), ready.submission, office.rules
    thread = Thread(
        id=ready.id, board=submission.board, type=submission.type, domain=submission.domain,
        lang=submission.lang, channel=submission.channel, state=state,
        visibility=Visibility.CITIZEN_ONLY, received_at=at, received_on=office.day(at),
        changed_at=at, wants_public=submission.wants_public and not submission.accuses,
        consents=submission.consents,
        recused=tuple(sorted(rules.kept_out(submission.about))),
    )  # fmt: skip
    return replace(thread, due_on=clocks.due_day(thread, rules.limits, rules.calendar))


def _keep(
    connection: Connection, office: Office, ready: Prepared, actor: Actor, *, slow: bool
) -> State:
    submission = ready.submission
    event = (
        Event.TAKE_IN if submission.channel is not Channel.WEB
        else Event.SUBMIT_SLOWLY if slow else Event.SUBMIT
    )  # fmt: skip
    row = transition(None, event, actor.role)
    if row is None or row.to is None:
        raise Refused(message("Your role may not begin a matter in this way."))
    thread = _new_thread(office, ready, row.to)
    threads.add(connection, thread)
    key = wrapping.new_key(connection, office.vault, thread.id)
    declared.keep(connection, key, thread.id, accuses=submission.accuses)
    texts.begin(connection, key, thread.id, _written(ready), role=actor.role,
                at=thread.received_at)  # fmt: skip
    for file in submission.files:
        keep_file(connection, key, thread, file)
    journal.append(
        connection, thread=thread.id, at=thread.received_at, event=event, role=actor.role,
        actor=actor.name, facts={"to": thread.state, "board": thread.board,
                                 "channel": thread.channel, "files": len(submission.files)},
    )  # fmt: skip
    touch_board(connection, office, thread.board)
    return thread.state


def _written(ready: Prepared) -> dict[Part, tuple[str, tuple[Redaction, ...]]]:
    """Title, text, and how to reach the writer, each with what is hidden in it."""
    found = {part: (shown.content, shown.redactions) for part, shown in ready.shown.items()}
    if contact := ready.submission.contact:
        found[Part.CONTACT] = (contact, tuple(of_personal_data(contact)))
    return found


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


def _seal(connection: Connection, office: Office, ready: Prepared) -> None:
    """Seal at once what the writer wants only the officers to read; nothing else is kept."""
    wrapping.in_force(connection, office.vault)  # receipts of another board's keys open nothing
    submission, thread = ready.submission, _new_thread(office, ready, State.QUEUED)
    written = [
        Written(0, part, 1, CITIZEN.role, thread.received_at, content, (), False, False)
        for part, content in (
            (Part.TITLE, submission.title), (Part.BODY, submission.body),
            (Part.CONTACT, submission.contact),
        ) if content
    ]  # fmt: skip
    files = [(file.name, file.media_type, file.content) for file in submission.files]
    number = diversion.detach_receipt(connection, office, thread.id)
    diversion.keep(connection, office, diversion.enclosed(
        office, thread, written, files, number=number, accuses=submission.accuses
    ))  # fmt: skip
    journal.append_blank(connection)


__all__ = ["File", "Prepared", "Received", "Submission", "keep", "keep_file", "prepared",
           "reserve", "submit"]  # fmt: skip
