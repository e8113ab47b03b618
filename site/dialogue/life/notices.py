"""Notices by e-mail, which say that something happened and never what.

A notice holds no title, no text, no name and no receipt: whoever reads somebody's mail learns that
there is a matter, and nothing else. It goes into the outbox in the transaction of what happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, insert, select

from dialogue.keys import vault
from dialogue.life.change import Change
from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import tables
from publisher import addresses
from publisher.identifiers import EMAIL
from publisher.languages import Message, message, pick

PURPOSE: Final = "outbox"
"""What the key is for under which addresses stand in the outbox."""


class Notice(StrEnum):
    """What a notice is about."""

    CHANGED = "changed"
    ASKED = "asked"
    REPLIED = "replied"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    SENT_BACK = "sent-back"
    TO_SIGN = "to-sign"
    DISPUTED = "disputed"


class Wording(NamedTuple):
    """A notice's subject and what it says."""

    subject: Message
    text: Message


WORDINGS: Final[dict[Notice, Wording]] = {
    Notice.CHANGED: Wording(
        message("News of your message"),
        message("Something happened in your matter. Look at it with your receipt:"),
    ),
    Notice.ASKED: Wording(
        message("Something is asked of you"),
        message("Something is asked of you in your matter. Answer it with your receipt:"),
    ),
    Notice.REPLIED: Wording(
        message("There is a reply to your message"),
        message("There is a reply in your matter. Read and rate it with your receipt:"),
    ),
    Notice.ASSIGNED: Wording(
        message("A matter was assigned to your unit"),
        message("A matter was assigned to your unit. Sign in to read it:"),
    ),
    Notice.ANSWERED: Wording(
        message("A matter of your unit goes on"),
        message("The writer of a matter of your unit added something. Sign in to read it:"),
    ),
    Notice.SENT_BACK: Wording(
        message("A draft was sent back to your unit"),
        message("A draft of your unit was sent back. Sign in to read why:"),
    ),
    Notice.TO_SIGN: Wording(
        message("A reply is to be signed"),
        message("A reply on your board is to be signed. Sign in to read it:"),
    ),
    Notice.DISPUTED: Wording(
        message("A unit says it is not competent"),
        message("A unit says it is not competent for a matter. Sign in to decide:"),
    ),
}  # fmt: skip
SIGNATURE: Final = message(
    "This notice says no more, because others may read e-mail. Do not answer it: nobody reads "
    "what is sent to this address."
)

_TO_WRITER: Final = {
    Event.RETURN: Notice.ASKED, Event.ASK: Notice.ASKED,
    Event.PUBLISH_REPLY: Notice.REPLIED, Event.PUBLISH_SECOND: Notice.REPLIED,
    **dict.fromkeys(
        (Event.ACCEPT, Event.DECLINE, Event.MERGE, Event.ASSIGN, Event.EXTEND, Event.HIDE,
         Event.SHOW, Event.LAPSE, Event.CONFIRM, Event.PROMISE_KEPT, Event.PROMISE_MISSED),
        Notice.CHANGED,
    ),
}  # fmt: skip
_TO_UNIT: Final = {
    Event.ASSIGN: Notice.ASSIGNED, Event.UPHOLD: Notice.ASSIGNED, Event.REOPEN: Notice.ANSWERED,
    Event.CLARIFY: Notice.ANSWERED, Event.SEND_BACK: Notice.SENT_BACK,
}  # fmt: skip


def after(change: Change) -> None:
    """Put the notices of what just happened (`change.thread` stands as it is kept) in the outbox.

    Whoever did it, and whoever is kept out of the matter, gets none.
    """
    event = change.request.event
    if event in _TO_WRITER and change.actor.role is not Role.CITIZEN:
        _to_writer(change, _TO_WRITER[event])
    if event in _TO_UNIT and change.thread.unit:
        _to_staff(change, _TO_UNIT[event], (Role.OFFICER,))
    if event is Event.DRAFT:
        _to_staff(change, Notice.TO_SIGN, (Role.LEADER,))
    if event is Event.DISPUTE:
        _to_staff(change, Notice.DISPUTED, (Role.MODERATOR,))


def put(
    connection: Connection, office: Office, *, thread: str, to: str, lang: str, subject: Message,
    lines: Iterable[str],
) -> None:  # fmt: skip
    """Put a letter in the outbox; `thread` is "" for what concerns no single matter."""
    at = office.now()
    site = pick(office.rules.site, lang)
    connection.execute(
        insert(tables.outbox).values(
            thread=thread, made_at=at, tries=0, next_at=at,
            recipient_cipher=vault.encrypt(office.vault.derive(PURPOSE), to.encode(), thread),
            subject=f"{subject.text(lang)} – {site}" if site else subject.text(lang),
            body="\n\n".join([*lines, SIGNATURE.text(lang)]) + "\n",
        )
    )  # fmt: skip


def recipient(office: Office, cipher: bytes, thread: str) -> str:
    """The address that a letter of the outbox goes to."""
    return vault.decrypt(office.vault.derive(PURPOSE), cipher, thread).decode()


def address_in(contact: str) -> str:
    """The e-mail address in what a writer left for being reached, "" without one."""
    found = EMAIL.search(contact)
    return found[0].replace(" ", "") if found else ""


def concerned(office: Office, thread: Thread, actor: Actor) -> bool:
    """Whether somebody of the staff is to learn of a matter: theirs, and not kept out of it."""
    if actor.marks & set(thread.recused):
        return False
    match actor.role:
        case Role.OFFICER:
            return bool(actor.unit) and actor.unit == thread.unit
        case Role.LEADER:
            board = office.rules.signing_board(thread.board, thread.recused)
            return board in actor.boards
        case _:
            return actor.role is Role.MODERATOR


def staff(connection: Connection) -> Iterator[tuple[Actor, str]]:
    """Everybody of the staff who gets e-mail, with the address."""
    table = tables.account
    for row in connection.execute(
        select(table.c.name, table.c.role, table.c.unit, table.c.boards, table.c.post,
               table.c.email)
        .where(table.c.active, table.c.email != "").order_by(table.c.name)
    ):  # fmt: skip
        yield Actor(role=Role(row.role), name=row.name, unit=row.unit,
                    boards=frozenset(row.boards), post=row.post), row.email  # fmt: skip


def desk(office: Office) -> str:
    """The address at which the staff signs in."""
    return f"{office.rules.base_url}/staff/"


def _to_writer(change: Change, notice: Notice) -> None:
    contact = next(
        (one.content for one in reversed(change.written())
         if one.part is Part.CONTACT and not one.superseded), "",
    )  # fmt: skip
    to, lang = address_in(contact), change.thread.lang
    if to:
        place = change.office.rules.base_url + addresses.receipt(lang)
        _write(change, notice, to, lang, place)


def _to_staff(change: Change, notice: Notice, roles: tuple[Role, ...]) -> None:
    lang = change.office.rules.languages[0]
    for actor, to in staff(change.connection):
        if actor.role in roles and actor.name != change.actor.name and concerned(
            change.office, change.thread, actor
        ):
            _write(change, notice, to, lang, desk(change.office))


def _write(change: Change, notice: Notice, to: str, lang: str, place: str) -> None:
    wording = WORDINGS[notice]
    put(change.connection, change.office, thread=change.thread.id, to=to, lang=lang,
        subject=wording.subject, lines=[wording.text.text(lang), place])  # fmt: skip
