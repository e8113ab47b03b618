"""The server's keys: made once, whole or not at all."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.keys import vault
from dialogue.keys.vault import Vault, decrypt, encrypt, make_vault, open_vault
from publisher.errors import StorageError


def test_keys_are_made_once_though_many_begin_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: make_vault(tmp_path), range(32)))
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
