"""Codes of an authenticator: those of the standard, one step early or late, and each once."""

from __future__ import annotations

import base64

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.desk import second_factor
from dialogue.keys.vault import Vault
from publisher.errors import StorageError

VAULT = Vault(bytes(range(32)))
RFC = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
        (2000000000, "279037"), (20000000000, "353130"),
    ],
)  # fmt: skip
def test_the_vectors_of_the_standard(moment: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1; the last six of its eight digits."""
    assert second_factor.matching_step(RFC, code, moment, 0) == moment // 30


@pytest.mark.parametrize(
    ("late", "accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_clock_may_be_one_step_wrong(late: int, accepted: bool) -> None:
    secret, moment = second_factor.new_secret(), 1_800_000_015
    code = pyotp.TOTP(secret).at(moment + late)
    found = second_factor.matching_step(secret, code, moment, 0)
    assert (found is not None) is accepted


def test_no_code_works_twice_nor_an_older_one_after_it() -> None:
    secret, moment = second_factor.new_secret(), 1_800_000_015
    totp = pyotp.TOTP(secret)
    used = second_factor.matching_step(secret, totp.at(moment), moment, 0)
    assert used is not None
    assert second_factor.matching_step(secret, totp.at(moment), moment, used) is None
    assert second_factor.matching_step(secret, totp.at(moment - 30), moment, used) is None
    assert second_factor.matching_step(secret, totp.at(moment + 30), moment, used) == used + 1


def test_spaces_and_full_width_digits_are_read() -> None:
    assert second_factor.matching_step(RFC, " ２８７ 082 ", 59, 0) == 1


@given(st.text(max_size=30))
def test_whatever_is_typed_is_an_answer(code: str) -> None:
    assert second_factor.matching_step(RFC, code, 59, 10) is None


def test_a_kept_secret_opens_for_its_account_only() -> None:
    cipher = second_factor.locked(VAULT, RFC, "mo")
    assert RFC.encode() not in cipher
    assert second_factor.unlocked(VAULT, cipher, "mo") == RFC
    with pytest.raises(StorageError):
        second_factor.unlocked(VAULT, cipher, "ad")


def test_authenticators_are_told_what_they_need() -> None:
    told = pyotp.parse_uri(second_factor.address(RFC, "mo", "清源县"))
    assert isinstance(told, pyotp.TOTP)
    assert (told.secret, told.name, told.issuer, told.digits, told.interval) == (
        RFC, "mo", "清源县", 6, 30,
    )  # fmt: skip
