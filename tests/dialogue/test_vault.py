"""The server's keys: made once, whole or not at all, changed without losing a matter."""

from __future__ import annotations

import dataclasses
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from dialogue.keys import vault
from dialogue.keys.vault import Vault, decrypt, encrypt, open_vault, save_vault
from dialogue.reading import own
from dialogue.rules import Office
from dialogue.storage import tables
from dialogue.upkeep import rotation
from publisher.errors import StorageError
from tests.dialogue.matters import sent


def test_keys_are_made_once_though_many_begin_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: open_vault(tmp_path), range(32)))
    assert len(found) == 1
    assert [file.name for file in tmp_path.iterdir()] == [vault.FILE]
    assert stat.S_IMODE((tmp_path / vault.FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "12", "g" * 64, "a" * 64 + "\nb", "a" * 128])
def test_a_file_that_holds_no_keys_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / vault.FILE).write_text(text)
    with pytest.raises(StorageError, match=r"dialogue\.key must hold keys of 64"):
        open_vault(tmp_path)


def test_given_keys_are_parted_by_commas(tmp_path: Path) -> None:
    found = open_vault(tmp_path, f"{'a' * 64}, {'b' * 64}")
    assert found == Vault(b"\xaa" * 32, (b"\xbb" * 32,))
    assert list(tmp_path.iterdir()) == []


@given(plain=st.binary(max_size=200), place=st.integers(0, 227), bit=st.integers(0, 7))
def test_a_single_changed_bit_is_noticed(plain: bytes, place: int, bit: int) -> None:
    key = bytes(32)
    cipher = bytearray(encrypt(key, plain, "T/body"))
    cipher[place % len(cipher)] ^= 1 << bit
    with pytest.raises(StorageError, match="altered"):
        decrypt(key, bytes(cipher), "T/body")


def test_a_text_cannot_be_moved_to_another_matter() -> None:
    cipher = encrypt(bytes(32), b"text", "A/body")
    with pytest.raises(StorageError, match="altered"):
        decrypt(bytes(32), cipher, "B/body")


def readable(office: Office, receipt: str) -> bool:
    """Whether the texts of a matter can be read."""
    mine = own.look_up(office, receipt)
    return isinstance(mine, own.Own) and len(mine.written) == 2


def test_a_wrapping_key_is_changed_step_by_step(office: Office, tmp_path: Path) -> None:
    save_vault(tmp_path, office.vault)
    before = sent(office)
    save_vault(tmp_path, rotation.begun(open_vault(tmp_path)))
    both = dataclasses.replace(office, vault=open_vault(tmp_path))
    assert rotation.is_under_way(both.vault)
    between = sent(both)
    assert readable(both, before.receipt)
    assert rotation.rewrap(office.database, both.vault) == 1
    assert rotation.rewrap(office.database, both.vault) == 0
    save_vault(tmp_path, rotation.ended(both.vault))
    after = dataclasses.replace(office, vault=open_vault(tmp_path))
    assert len(after.vault.wrapping) == 1
    assert all(readable(after, one.receipt) for one in (before, between, sent(after)))
    with pytest.raises(StorageError, match="altered"):
        own.look_up(office, before.receipt)


def test_a_server_that_was_not_started_anew_loses_nothing(office: Office) -> None:
    both = dataclasses.replace(office, vault=rotation.begun(office.vault))
    assert rotation.rewrap(office.database, both.vault) == 0
    late = sent(office)
    assert rotation.rewrap(office.database, both.vault) == 1
    assert readable(both, late.receipt)


def test_a_rotation_that_fails_midway_changes_nothing(office: Office) -> None:
    received = [sent(office) for _ in range(3)]
    key = tables.thread_key
    with office.database.writing() as connection:
        connection.execute(
            update(key).where(key.c.thread == max(one.thread for one in received))
            .values(wrapped=bytes(60))
        )  # fmt: skip
    with office.database.reading() as connection:
        before = connection.execute(select(key).order_by(key.c.thread)).all()
    with pytest.raises(StorageError, match="altered"):
        rotation.rewrap(office.database, rotation.begun(office.vault))
    with office.database.reading() as connection:
        assert connection.execute(select(key).order_by(key.c.thread)).all() == before


def test_receipts_outlive_a_rotation(sqlite_office: Office) -> None:
    rotated = rotation.ended(rotation.begun(sqlite_office.vault))
    assert rotated.pepper == sqlite_office.vault.pepper
