"""Signing in: who passes, who does not, and that the ways to fail cannot be told apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select, update

from dialogue.desk import accounts, signing_in
from dialogue.desk.passwords import Hashing
from dialogue.desk.signing_in import Wrong
from dialogue.gate import throttles
from dialogue.life.requests import Refused
from dialogue.rules import Office
from dialogue.storage import journal, tables
from tests.dialogue.conftest import Clock
from tests.dialogue.people import (
    MODERATOR,
    OTHER,
    PASSWORD,
    SECRET,
    code_of,
    employed,
    is_open,
    quick,
    session_of,
)


@pytest.fixture
def hashing(tmp_path: Path) -> Hashing:
    return quick(tmp_path)


def try_password(office: Office, hashing: Hashing, name: str = "wang", password: str = PASSWORD,
                 before: str = "", client: str = "192.0.2.1") -> str:  # fmt: skip
    return signing_in.with_password(office, hashing, client=client, name=name, password=password,
                                    lang="zh", before=before)  # fmt: skip


def sign_in(office: Office, hashing: Hashing) -> str:
    half = try_password(office, hashing)
    return signing_in.with_code(office, session_of(office, half), half, code_of(office))


def kept(office: Office) -> tuple[str, int]:
    with office.database.reading() as connection:
        row = connection.execute(select(tables.account)).one()
    return row.password_hash, row.totp_last


def test_password_and_code_open_a_session(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    half = try_password(office, hashing)
    assert not session_of(office, half).second_factor
    whole = signing_in.with_code(office, session_of(office, half), half, code_of(office))
    assert session_of(office, whole).second_factor
    assert not is_open(office, half), "the id of before the second factor is worth nothing now"
    with office.database.reading() as connection:
        assert accounts.required(connection, "wang").seen_at is not None


def test_the_id_that_a_browser_brought_is_never_used(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    planted = try_password(office, hashing)
    half = try_password(office, hashing, before=planted)
    assert half != planted
    assert not is_open(office, planted)
    assert try_password(office, hashing, before="chosen-by-somebody") != "chosen-by-somebody"


def test_a_name_is_read_in_any_case(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    assert try_password(office, hashing, name=" Wang ")


@pytest.mark.parametrize(
    ("name", "password"), [("wang", OTHER), ("nobody", PASSWORD), ("", ""), ("wang", "")]
)
def test_wrong_names_and_passwords_say_the_same(
    office: Office, hashing: Hashing, name: str, password: str
) -> None:
    employed(office, hashing)
    with pytest.raises(Wrong) as refused:
        try_password(office, hashing, name, password)
    assert refused.value.message.text("en") == "The name or the password is not right."


def test_unknown_wrong_and_deactivated_cost_the_same_hashes_and_queries(
    office: Office, hashing: Hashing, monkeypatch: pytest.MonkeyPatch
) -> None:
    employed(office, hashing)
    work: list[str] = []
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, kept: str, password: str) -> bool:
        work.append("hash " + kept.rsplit("$", 2)[0])
        return bool(verify(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    event.listen(office.database.engine, "before_cursor_execute",
                 lambda _c, _d, statement, *_: work.append(statement))  # fmt: skip
    done: list[list[str]] = []
    throttles.take(office, (throttles.RECEIPT, "makes the key of the day"))
    for name, password, active in (("nobody", PASSWORD, True), ("wang", OTHER, True),
                                   ("wang", PASSWORD, False)):  # fmt: skip
        with office.database.writing() as connection:
            connection.execute(update(tables.account).values(active=active))
        work.clear()
        with pytest.raises(Wrong):
            try_password(office, hashing, name, password, client=f"192.0.2.{len(done)}")
        done.append(list(work))
    assert done[0] == done[1] == done[2]
    assert sum(entry.startswith("hash") for entry in done[0]) == 1


def test_five_tries_a_minute_for_an_account_from_wherever(
    office: Office, hashing: Hashing
) -> None:
    employed(office, hashing)
    for number in range(5):
        with pytest.raises(Wrong):
            try_password(office, hashing, password=OTHER, client=f"192.0.2.{number}")
    with pytest.raises(throttles.TooMany):
        try_password(office, hashing, client="192.0.2.99")


def test_tries_of_a_minute_from_an_address_for_whichever_account_are_bounded(
    office: Office, hashing: Hashing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttles, "SIGN_IN_ADDRESS", throttles.SIGN_IN_ADDRESS._replace(most=5))
    employed(office, hashing)
    for number in range(5):
        with pytest.raises(Wrong):
            try_password(office, hashing, name=f"nobody{number}")
    with pytest.raises(throttles.TooMany):
        try_password(office, hashing)
    assert try_password(office, hashing, client="192.0.2.2")


def test_stopped_tries_cost_no_hash(
    office: Office, hashing: Hashing, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        with pytest.raises(Wrong):
            try_password(office, hashing)
    hashed: list[str] = []
    monkeypatch.setattr(Hashing, "fits", lambda self, kept, password: hashed.append(kept))
    with pytest.raises(throttles.TooMany):
        try_password(office, hashing)
    assert hashed == []


def test_a_hash_of_old_parameters_is_made_anew(office: Office, tmp_path: Path) -> None:
    employed(office, quick(tmp_path))
    assert "m=64,t=1,p=1" in kept(office)[0]
    assert try_password(office, Hashing(tmp_path))
    assert "m=65536,t=3,p=4" in kept(office)[0]
    assert try_password(office, Hashing(tmp_path))


def test_a_password_changed_meanwhile_opens_nothing(
    office: Office, hashing: Hashing, monkeypatch: pytest.MonkeyPatch
) -> None:
    employed(office, hashing)
    fits = Hashing.fits

    def slow(self: Hashing, kept: str, password: str) -> bool:
        found = fits(self, kept, password)
        accounts.set_password(office, hashing, "wang", OTHER, accounts.CONSOLE, temporary=False)
        return found

    monkeypatch.setattr(Hashing, "fits", slow)
    with pytest.raises(Wrong):
        try_password(office, hashing)


def test_a_code_works_once(office: Office, hashing: Hashing, clock: Clock) -> None:
    employed(office, hashing)
    code = code_of(office)
    first, second = try_password(office, hashing), try_password(office, hashing)
    signing_in.with_code(office, session_of(office, first), first, code)
    with pytest.raises(Wrong):
        signing_in.with_code(office, session_of(office, second), second, code)
    clock.forward(minutes=1)
    assert signing_in.with_code(office, session_of(office, second), second, code_of(office))


def test_five_codes_a_minute(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    half = try_password(office, hashing)
    wrong = f"{(int(code_of(office)) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(Wrong):
            signing_in.with_code(office, session_of(office, half), half, wrong)
    with pytest.raises(throttles.TooMany):
        signing_in.with_code(office, session_of(office, half), half, code_of(office))


def test_deactivated_between_password_and_code(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    half = try_password(office, hashing)
    session = session_of(office, half)
    accounts.set_active(office, "wang", accounts.CONSOLE, active=False)
    with pytest.raises(Wrong):
        signing_in.with_code(office, session, half, code_of(office))


def test_the_first_sign_in_sets_the_authenticator_up(office: Office, hashing: Hashing) -> None:
    employed(office, hashing, enrolled=False)
    half = try_password(office, hashing)
    secret = signing_in.enrolment(office, session_of(office, half))
    assert signing_in.enrolment(office, session_of(office, half)) == secret, "as often as looked at"
    with pytest.raises(Wrong):
        signing_in.with_enrolment(office, session_of(office, half), half, "000000")
    whole = signing_in.with_enrolment(office, session_of(office, half), half,
                                      code_of(office, secret))  # fmt: skip
    assert session_of(office, whole).second_factor
    assert kept(office)[1] > 0


def test_an_authenticator_cannot_be_replaced_by_who_knows_the_password(
    office: Office, hashing: Hashing
) -> None:
    employed(office, hashing, enrolled=False)
    half = try_password(office, hashing)
    secret = signing_in.enrolment(office, session_of(office, half))
    session = session_of(office, half)
    with office.database.writing() as connection:
        from dialogue.desk import second_factor

        connection.execute(update(tables.account).values(
            totp_cipher=second_factor.locked(office.vault, SECRET, "wang")
        ))  # fmt: skip
    with pytest.raises(Wrong):
        signing_in.with_enrolment(office, session, half, code_of(office, secret))


def test_one_s_own_password_change_ends_all_other_sessions(
    office: Office, hashing: Hashing, clock: Clock
) -> None:
    employed(office, hashing)
    here = sign_in(office, hashing)
    clock.forward(minutes=2)
    there = sign_in(office, hashing)
    new = signing_in.change_password(office, hashing, session_of(office, here), PASSWORD, OTHER)
    assert [is_open(office, one) for one in (here, there, new)] == [False, False, True]
    with pytest.raises(Wrong):
        try_password(office, hashing, password=PASSWORD)
    assert try_password(office, hashing, password=OTHER)


def test_the_present_password_is_needed_and_the_new_one_must_be_good(
    office: Office, hashing: Hashing
) -> None:
    employed(office, hashing)
    session = session_of(office, sign_in(office, hashing))
    for current, new in ((OTHER, "another fine long password"), (PASSWORD, "password1234"),
                         (PASSWORD, PASSWORD)):  # fmt: skip
        with pytest.raises(Refused):
            signing_in.change_password(office, hashing, session, current, new)
    assert is_open(office, try_password(office, hashing))



def test_the_journal_tells_of_sign_ins_without_addresses(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    sign_in(office, hashing)
    with office.database.reading() as connection:
        entries = list(journal.of_thread(connection, ""))
    assert [entry.event for entry in entries] == ["account-added", "signed-in"]
    assert entries[-1].actor == MODERATOR.name
    assert entries[-1].facts == {"account": "wang"}
