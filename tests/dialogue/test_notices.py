"""Notices: to whom, when, and that none says what a matter is about."""

from __future__ import annotations

import datetime as dt
import mailbox
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from dialogue.life import notices
from dialogue.matter.states import Event, Outcome, Role
from dialogue.rules import Office
from dialogue.storage import tables
from dialogue.upkeep import alerts, mail
from dialogue.upkeep.mail import Sent
from publisher.errors import UsageError
from tests.dialogue.conftest import Clock
from tests.dialogue.mail_server import Inbox, mail_server
from tests.dialogue.matters import MODERATOR, replied, sent, step

TITLE, BODY = "村口的路灯什么时候修", "清源镇李家村村口的路灯坏了"
CONTACT = "lisi@example.org"


def account(office: Office, name: str, role: Role, **given: Any) -> None:
    """An account of the staff with an address for e-mail."""
    values: dict[str, Any] = {column.name: "" for column in tables.account.c}
    values |= {"name": name, "shown": name, "role": role, "boards": [], "totp_cipher": None,
               "totp_last": 0, "active": True, "email": f"{name}@county.example",
               "created_at": office.now(), "changed_at": office.now()}  # fmt: skip
    values |= {name: None for name in ("seen_at",) if name in values}
    values |= {name: False for name in ("temporary",) if name in values}
    with office.database.writing() as connection:
        connection.execute(insert(tables.account).values(**{**values, **given}))


@pytest.fixture
def staffed(office: Office) -> Office:
    """An office whose people get e-mail."""
    return with_staff(office)


def with_staff(office: Office) -> Office:
    """The office, with five accounts."""
    account(office, "ou", Role.OFFICER, unit="QY-JTJ")
    account(office, "other", Role.OFFICER, unit="QY-JYJ")
    account(office, "mo", Role.MODERATOR)
    account(office, "mo2", Role.MODERATOR)
    account(office, "wu", Role.LEADER, boards=["county"], post="QY-XW-P01", unit="QY-XW")
    account(office, "gone", Role.OFFICER, unit="QY-JTJ", active=False)
    return office


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A mail server and what it got."""
    with mail_server() as found:
        yield found


def outbox(office: Office) -> list[tuple[str, str]]:
    """To whom, and with which subject, letters wait."""
    with office.database.reading() as connection:
        rows = connection.execute(select(tables.outbox).order_by(tables.outbox.c.id)).all()
    return [(notices.recipient(office, row.recipient_cipher, row.thread), row.subject)
            for row in rows]  # fmt: skip


def recipients(office: Office) -> list[str]:
    """To whom letters wait."""
    return [to for to, _ in outbox(office)]


def empty(office: Office) -> None:
    """Let nothing wait."""
    with office.database.writing() as connection:
        connection.execute(tables.outbox.delete())


def test_the_writer_and_the_unit_learn_that_a_matter_goes_on(staffed: Office) -> None:
    received = sent(staffed, contact=CONTACT)
    assert outbox(staffed) == []
    step(staffed, received.thread, Event.ACCEPT, MODERATOR)
    assert recipients(staffed) == ["lisi@example.org"]
    empty(staffed)
    step(staffed, received.thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    assert recipients(staffed) == ["lisi@example.org", "ou@county.example"]


def test_the_leader_learns_of_drafts_and_the_writer_of_replies(staffed: Office) -> None:
    replied(staffed, sent(staffed, contact=CONTACT).thread)
    assert recipients(staffed).count("wu@county.example") == 1
    assert recipients(staffed)[-1] == "lisi@example.org"
    assert [to for to in recipients(staffed) if to.startswith("other")] == []


def test_who_left_no_address_gets_nothing(staffed: Office) -> None:
    received = sent(staffed, contact="")
    step(staffed, received.thread, Event.ACCEPT, MODERATOR)
    assert outbox(staffed) == []


def test_who_is_kept_out_learns_nothing(staffed: Office) -> None:
    account(staffed, "second", Role.OFFICER, unit="QY-JYJ")
    received = sent(staffed, about=("post:QY-XW-P01", "unit:QY-JTJ"))
    step(staffed, received.thread, Event.RECUSE, MODERATOR, recused=("account:other",))
    step(staffed, received.thread, Event.ACCEPT, MODERATOR)
    step(staffed, received.thread, Event.ASSIGN, MODERATOR, unit="QY-JYJ")
    assert recipients(staffed) == ["second@county.example"]


def test_a_diverted_matter_leaves_no_letter(staffed: Office) -> None:
    received = sent(staffed, contact=CONTACT)
    step(staffed, received.thread, Event.ACCEPT, MODERATOR)
    assert outbox(staffed)
    step(staffed, received.thread, Event.DIVERT, MODERATOR)
    assert outbox(staffed) == []


def test_no_notice_goes_out_for_what_was_refused(staffed: Office) -> None:
    from dialogue.life.requests import Refused

    received = sent(staffed, contact=CONTACT)
    with pytest.raises(Refused):
        step(staffed, received.thread, Event.DECLINE, MODERATOR, code="nonsense")
    assert outbox(staffed) == []


def test_no_letter_says_what_a_matter_is_about(staffed: Office, inbox: Inbox) -> None:
    received = sent(staffed, contact=CONTACT, title=TITLE, body=BODY)
    replied(staffed, received.thread, outcome=Outcome.RESOLVED)
    done = mail.send(staffed, mail.post_of(inbox.url, Path()))
    assert done == Sent(len(inbox.letters), 0, 0)
    assert len(inbox.letters) >= 4
    assert outbox(staffed) == []
    for letter in inbox.letters:
        whole = f"{letter['Subject']}\n{letter['From']}\n{letter.get_content()}"
        for secret in (TITLE, BODY, "路灯", received.receipt,
                       received.thread, "lisi", "QY-JTJ"):  # fmt: skip
            assert secret not in whole
        assert "https://county.example/" in letter.get_content()


def test_addresses_stand_encrypted_in_the_outbox(office: Office) -> None:
    received = sent(office, contact=CONTACT)
    step(office, received.thread, Event.ACCEPT, MODERATOR)
    with office.database.reading() as connection:
        row = connection.execute(select(tables.outbox)).one()
    assert b"lisi" not in bytes(row.recipient_cipher)


def test_letters_are_in_the_writers_language(office: Office) -> None:
    received = sent(office, contact=CONTACT, lang="en")
    step(office, received.thread, Event.ACCEPT, MODERATOR)
    assert outbox(office) == [("lisi@example.org", "News of your message – Open Supervision")]


# --- Sending


def one_letter(office: Office) -> None:
    """A letter that waits."""
    step(office, sent(office, contact=CONTACT).thread, Event.ACCEPT, MODERATOR)


def test_without_a_server_letters_are_put_into_a_folder(
    sqlite_office: Office, tmp_path: Path
) -> None:
    one_letter(sqlite_office)
    assert mail.send(sqlite_office, mail.post_of("", tmp_path)) == Sent(sent=1)
    with_letters = mailbox.Maildir(tmp_path / "mail")
    assert [letter["To"] for letter in with_letters] == ["lisi@example.org"]
    with_letters.close()


def test_a_letter_is_sent_once(office: Office, inbox: Inbox) -> None:
    one_letter(office)
    post = mail.post_of(inbox.url, Path())
    assert [mail.send(office, post) for _ in range(2)] == [Sent(sent=1), Sent()]
    assert len(inbox.letters) == 1


def test_what_is_not_taken_now_is_tried_again_later_and_later(
    office: Office, inbox: Inbox, clock: Clock
) -> None:
    one_letter(office)
    post = mail.post_of(inbox.url, Path())
    inbox.refuse["RCPT"] = "450 busy"
    assert mail.send(office, post) == Sent(waiting=1)
    assert mail.send(office, post) == Sent()
    clock.forward(minutes=11)
    assert mail.send(office, post) == Sent(waiting=1)
    clock.forward(minutes=11)
    assert mail.send(office, post) == Sent(waiting=1)
    clock.forward(minutes=11)
    assert mail.send(office, post) == Sent()
    inbox.refuse.clear()
    clock.forward(minutes=30)
    assert mail.send(office, post) == Sent(sent=1)


@pytest.mark.parametrize("refusal", [{"RCPT": "550 nobody"}, {"END": "554 spam"}])
def test_what_is_never_taken_is_dropped_and_noted_without_a_name(
    office: Office, inbox: Inbox, refusal: dict[str, str]
) -> None:
    one_letter(office)
    inbox.refuse |= refusal
    assert mail.send(office, mail.post_of(inbox.url, Path())) == Sent(dropped=1)
    assert outbox(office) == []
    with office.database.reading() as connection:
        detail = tables.journal_detail
        row = connection.execute(select(detail).where(detail.c.event == "letter-dropped")).one()
    assert (row.thread, row.actor) == ("", "system")
    assert row.facts == {"code": int(next(iter(refusal.values()))[:3]), "tries": 1}


def outcomes(office: Office, clock: Clock, url: str) -> list[Sent]:
    """What comes of sending, day by day."""
    found = []
    for _ in range(len(mail.BACK_OFF)):
        found.append(mail.send(office, mail.post_of(url, Path())))
        clock.forward(days=1, minutes=1)
    return found


def test_after_many_tries_a_letter_is_dropped(
    office: Office, clock: Clock, inbox: Inbox
) -> None:
    one_letter(office)
    inbox.refuse["RCPT"] = "450 busy"
    found = outcomes(office, clock, inbox.url)
    assert found == [*[Sent(waiting=1)] * (len(found) - 1), Sent(dropped=1)]
    assert outbox(office) == []


def test_while_no_server_answers_no_letter_is_dropped(
    sqlite_office: Office, clock: Clock, inbox: Inbox
) -> None:
    one_letter(sqlite_office)
    assert set(outcomes(sqlite_office, clock, "smtp://127.0.0.1:9")) == {Sent(waiting=1)}
    assert mail.send(sqlite_office, mail.post_of(inbox.url, Path())) == Sent(sent=1)


def test_a_server_with_a_name_and_password_is_signed_in_to(
    sqlite_office: Office, inbox: Inbox
) -> None:
    one_letter(sqlite_office)
    url = inbox.url.replace("//", "//me%40site:pass%2Fword@")
    assert mail.send(sqlite_office, mail.post_of(url, Path())) == Sent(sent=1)
    assert inbox.signed_in


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://host:port", "mail.example"])
def test_an_address_that_is_none_is_told_at_once(url: str) -> None:
    with pytest.raises(UsageError, match="LIGHTWELL_SMTP_URL"):
        mail.post_of(url, Path())


def test_two_servers_send_a_letter_once(office: Office, inbox: Inbox) -> None:
    import threading

    for _ in range(5):
        one_letter(office)
    posts = [mail.post_of(inbox.url, Path()) for _ in range(3)]
    threads = [threading.Thread(target=mail.send, args=(office, post)) for post in posts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(inbox.letters) == 5
    assert outbox(office) == []


# --- Reminders


def test_who_has_matters_that_are_due_is_told_once_a_day(staffed: Office, clock: Clock) -> None:
    received = sent(staffed)
    step(staffed, received.thread, Event.ACCEPT, MODERATOR)
    step(staffed, received.thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    empty(staffed)
    assert alerts.remind(staffed) == 0
    clock.to_day(dt.date(2026, 3, 4))
    assert [alerts.remind(staffed) for _ in range(2)] == [1, 0]
    assert recipients(staffed) == ["ou@county.example"]
    clock.to_day(dt.date(2026, 3, 6))
    assert alerts.remind(staffed) == 1


def test_reminders_count_and_say_no_more(staffed: Office, clock: Clock, inbox: Inbox) -> None:
    for _ in range(3):
        sent(staffed, title=TITLE)
    clock.to_day(dt.date(2026, 3, 5))
    sent(staffed)
    assert alerts.remind(staffed) == 2
    mail.send(staffed, mail.post_of(inbox.url, Path()))
    assert {letter["To"] for letter in inbox.letters} == {"mo@county.example",
                                                           "mo2@county.example"}  # fmt: skip
    text = inbox.letters[0].get_content()
    assert "3" in text
    assert TITLE not in text


@pytest.mark.parametrize("day", [dt.date(2026, 3, 7), dt.date(2026, 10, 1)])
def test_nobody_is_reminded_on_days_off(
    sqlite_office: Office, clock: Clock, day: dt.date
) -> None:
    sent(with_staff(sqlite_office))
    clock.to_day(day)
    assert alerts.remind(sqlite_office) == 0


def test_nobody_is_reminded_at_night(sqlite_office: Office, clock: Clock) -> None:
    sent(with_staff(sqlite_office))
    clock.to_day(dt.date(2026, 3, 4))
    clock.forward(minutes=-120)
    assert alerts.remind(sqlite_office) == 0


def test_who_is_kept_out_is_not_reminded(sqlite_office: Office, clock: Clock) -> None:
    office = with_staff(sqlite_office)
    received = sent(office)
    step(office, received.thread, Event.RECUSE, MODERATOR, recused=("account:mo",))
    empty(office)
    clock.to_day(dt.date(2026, 3, 4))
    alerts.remind(office)
    assert recipients(office) == ["mo2@county.example"]
