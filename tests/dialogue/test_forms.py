"""Tokens of forms: signed, of one kind, valid for a day."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.gate import forms
from dialogue.life.requests import Refused
from dialogue.rules import Office
from tests.dialogue.conftest import Clock


def test_each_form_has_a_secret_of_its_own(sqlite_office: Office) -> None:
    first, second = (forms.new_form(sqlite_office) for _ in range(2))
    secret = forms.read_form(sqlite_office, first)
    assert len(secret) == 16
    assert secret == forms.read_form(sqlite_office, first)
    assert secret != forms.read_form(sqlite_office, second)


def test_a_form_is_good_for_a_day(sqlite_office: Office, clock: Clock) -> None:
    token = forms.new_form(sqlite_office)
    clock.forward(minutes=24 * 60 - 1)
    assert forms.read_form(sqlite_office, token)
    clock.forward(minutes=2)
    with pytest.raises(forms.FormTooOld, match="too old"):
        forms.read_form(sqlite_office, token)


def test_a_form_of_another_kind_is_refused(sqlite_office: Office) -> None:
    token = forms.new_form(sqlite_office, "rating")
    with pytest.raises(Refused, match="not valid"):
        forms.read_form(sqlite_office, token)
    assert forms.read_form(sqlite_office, token, "rating")


def test_every_changed_bit_is_noticed(sqlite_office: Office) -> None:
    raw = base64.urlsafe_b64decode(forms.new_form(sqlite_office))
    for place in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(Refused, match="not valid"):
            forms.read_form(sqlite_office, base64.urlsafe_b64encode(changed).decode())


def test_a_form_that_comes_back_at_once_is_hasty(sqlite_office: Office, clock: Clock) -> None:
    token = forms.new_form(sqlite_office)
    assert forms.is_hasty(sqlite_office, token)
    clock.forward(minutes=1)
    assert not forms.is_hasty(sqlite_office, token)


@given(token=st.one_of(st.text(), st.binary().map(lambda raw: base64.b64encode(raw).decode())))
def test_whatever_else_comes_is_refused(token: str) -> None:
    from dialogue.keys.vault import Vault
    from tests.dialogue.conftest import rules

    office = Office(None, Vault(bytes(32)), rules(), Clock())  # type: ignore[arg-type]  # unused
    with pytest.raises(Refused):
        forms.read_form(office, token)
