"""Sending the outbox: over SMTP, or into a folder where nobody set up a mail server."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
import mailbox
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Protocol, Self
from urllib.parse import unquote, urlsplit

from sqlalchemy import delete, select, update

from dialogue.life import notices
from dialogue.matter.states import Role
from dialogue.matter.thread import CLOCK
from dialogue.rules import Office
from dialogue.storage import journal, tables
from publisher.errors import UsageError
from publisher.languages import message

FOLDER: Final = "mail"
PATIENCE: Final = 20
"""Seconds that a mail server has to answer."""

CLAIM: Final = dt.timedelta(minutes=10)
"""For so long nobody else sends a letter that somebody is about to send."""

BACK_OFF: Final = tuple(
    dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440, 1440)
)
"""How long a letter waits after each time that it could not be sent; after the last it is dropped
and that is noted."""

AT_A_TIME: Final = 100
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

log = logging.getLogger(__name__)


class Rejected(Exception):
    """The letter will never be taken; `code` is that of SMTP."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Unreachable(Exception):
    """The letter was not taken now."""


class Post(Protocol):
    """Takes letters, while it is entered."""

    def __enter__(self) -> Self:
        """Open whatever it needs. Raises Unreachable."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        """Close it."""

    def send(self, letter: EmailMessage) -> None:
        """Take a letter. Raises Rejected or Unreachable."""


class Server:
    """A mail server at an address such as smtps://user:password@mail.example:465."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == -1:
            raise UsageError(
                message("LIGHTWELL_SMTP_URL must look like smtps://user:password@host:465 or "
                        "smtp://host:587.")
            )  # fmt: skip
        self.host, self.is_tls = parts.hostname, parts.scheme == "smtps"
        self.port = port or (465 if self.is_tls else 587)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")

    def __enter__(self) -> Self:
        """Connect: encrypted, unless the server is on this machine and offers nothing else."""
        with _translated():
            if self.is_tls:
                self._open: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=PATIENCE, context=ssl.create_default_context()
                )
            else:
                self._open = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
            try:
                self._greet()
            except BaseException:
                self._open.close()
                raise
        return self

    def _greet(self) -> None:
        self._open.ehlo()
        if not self.is_tls and self._open.has_extn("starttls"):
            self._open.starttls(context=ssl.create_default_context())
            self._open.ehlo()
        elif not self.is_tls and self.host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("the server offers no encryption")
        if self.user:
            self._open.login(self.user, self.password)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        """Part from the server."""
        try:
            self._open.quit()
        except (OSError, smtplib.SMTPException):
            self._open.close()

    def send(self, letter: EmailMessage) -> None:
        """Hand a letter over."""
        with _translated():
            self._open.send_message(letter)


class Folder:
    """A Maildir, for sites without a mail server: whoever keeps the site reads or forwards it."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __enter__(self) -> Self:
        """Make the folder."""
        self._open = mailbox.Maildir(self.place)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:  # fmt: skip
        """Leave the folder."""
        self._open.close()

    def send(self, letter: EmailMessage) -> None:
        """Put a letter into it."""
        self._open.add(letter)


class Sent(NamedTuple):
    """What came of the outbox: letters sent, put off, and dropped."""

    sent: int = 0
    waiting: int = 0
    dropped: int = 0


def post_of(url: str, var: Path) -> Post:
    """The mail server of an address, else the folder in `var`. Raises UsageError."""
    return Server(url) if url else Folder(var / FOLDER)


def send(office: Office, post: Post) -> Sent:
    """Send what is due; what cannot be sent now waits longer each time."""
    claimed = _claim(office)
    if not claimed:
        return Sent()
    done = Sent()
    try:
        with post:
            for letter in claimed:
                done = _add(done, _send_one(office, post, letter))
    except Unreachable as failure:
        log.warning("the mail server cannot be reached: %s", failure)
        return done._replace(waiting=done.waiting + len(claimed) - sum(done))
    return done


class _Letter(NamedTuple):
    id: int
    thread: str
    recipient: bytes
    subject: str
    body: str
    made_at: dt.datetime
    tries: int


def _claim(office: Office) -> list[_Letter]:
    """The letters that are due, put off at once: nobody else sends them meanwhile.

    Should this process end now, they are sent a little later.
    """
    table, now = tables.outbox, office.now()
    with office.database.writing() as connection:
        query = (
            select(table.c.id, table.c.thread, table.c.recipient_cipher, table.c.subject,
                   table.c.body, table.c.made_at, table.c.tries)
            .where(table.c.next_at <= now).order_by(table.c.id).limit(AT_A_TIME)
            .with_for_update(skip_locked=True)
        )  # fmt: skip
        found = [_Letter(*row) for row in connection.execute(query)]
        for letter in found:
            pause = BACK_OFF[min(letter.tries, len(BACK_OFF) - 1)]
            connection.execute(
                update(table).where(table.c.id == letter.id)
                .values(tries=letter.tries + 1, next_at=now + max(pause, CLAIM))
            )  # fmt: skip
    return found


def _send_one(office: Office, post: Post, letter: _Letter) -> Sent:
    try:
        post.send(_message(office, letter))
    except Rejected as failure:
        _drop(office, letter, failure.code)
        return Sent(dropped=1)
    except Unreachable as failure:
        if letter.tries + 1 < len(BACK_OFF):
            log.warning("a letter waits: %s", failure)
            return Sent(waiting=1)
        _drop(office, letter, 0)
        return Sent(dropped=1)
    with office.database.writing() as connection:
        connection.execute(delete(tables.outbox).where(tables.outbox.c.id == letter.id))
    return Sent(sent=1)


def _drop(office: Office, letter: _Letter, code: int) -> None:
    """Give a letter up; the journal notes that, but not whose it was or what it concerned."""
    with office.database.writing() as connection:
        connection.execute(delete(tables.outbox).where(tables.outbox.c.id == letter.id))
        journal.append(connection, thread="", at=office.now(), event="letter-dropped",
                       role=Role.SYSTEM, actor=CLOCK.name,
                       facts={"code": code, "tries": letter.tries + 1})  # fmt: skip


def _message(office: Office, letter: _Letter) -> EmailMessage:
    """The letter as it goes out; sent twice, it has the same name, so that mailboxes keep one."""
    made = EmailMessage()
    sender = office.rules.mail_from or office.rules.email or "dialogue@localhost"
    made["From"] = sender
    made["To"] = notices.recipient(office, letter.recipient, letter.thread)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.made_at.replace(tzinfo=dt.UTC))
    made["Auto-Submitted"] = "auto-generated"
    name = hmac.digest(office.vault.derive(notices.PURPOSE),
                       f"{letter.id} {letter.made_at.isoformat()}".encode(), hashlib.sha256)
    made["Message-ID"] = f"<{name.hex()[:32]}@{sender.rpartition('@')[2]}>"
    made.set_content(letter.body)
    return made


@contextmanager
def _translated() -> Iterator[None]:
    """Tell what will never be taken from what was not taken now."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as failure:
        codes = [code for code, _ in failure.recipients.values()]
        if codes and min(codes) >= 500:
            raise Rejected(codes[0]) from failure
        raise Unreachable(f"recipient not taken now ({codes[:1]})") from failure
    except smtplib.SMTPSenderRefused as failure:
        raise Unreachable(f"sender not taken ({failure.smtp_code})") from failure
    except smtplib.SMTPDataError as failure:
        if failure.smtp_code >= 500:
            raise Rejected(failure.smtp_code) from failure
        raise Unreachable(f"letter not taken now ({failure.smtp_code})") from failure
    except (OSError, smtplib.SMTPException) as failure:
        raise Unreachable(type(failure).__name__) from failure


def _add(one: Sent, other: Sent) -> Sent:
    return Sent(*(mine + theirs for mine, theirs in zip(one, other, strict=True)))
