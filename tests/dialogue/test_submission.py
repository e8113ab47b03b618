"""What a citizen sends: the preview is what becomes public, and mistakes are named by field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogue.gate.submission import checked, examined, previewed
from dialogue.gate.submit import submit
from dialogue.life.requests import Refused
from dialogue.life.writing import MOST_MARKS
from dialogue.matter.matters import Part
from dialogue.matter.states import Event
from dialogue.reading import public
from dialogue.reading.public import PublicThread
from dialogue.rules import Office
from tests.dialogue.matters import MODERATOR, step, submission

PIECES = st.sampled_from([
    "王小明", "小明", "路灯", "A座", "a座", "13800138000", "138 0013 8000", "\u200b", "\n", "，",
    " ", "é", "e\u0301", "👩‍👩‍👧", "x" * (MOST_MARKS + 1), "a@b.example", "Ａ",
])  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=8).map("".join).map("字".__add__)


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(title=TEXTS, body=TEXTS, words=st.lists(PIECES, max_size=3))
def test_the_preview_is_what_becomes_public(
    sqlite_office: Office, title: str, body: str, words: list[str]
) -> None:
    sent, wrong = examined(sqlite_office, submission(
        title=title, body=body, hidden_words=tuple(words), contact="a@b.example",
    ))  # fmt: skip
    assert not wrong
    shown = previewed(sent)
    identity = submit(sqlite_office, sent).thread
    step(sqlite_office, identity, Event.ACCEPT, MODERATOR)
    with sqlite_office.database.reading() as connection:
        found = public.find(connection, identity)
    assert isinstance(found, PublicThread)
    assert {one.part: one.content for one in found.texts} == {
        part: one.public for part, one in shown.items()
    }


def test_looking_through_a_submission_twice_changes_nothing(sqlite_office: Office) -> None:
    once = checked(sqlite_office, submission(title=" a\u200b\n b ", body="x\r\ny\u202e"))
    assert checked(sqlite_office, once) == once


def test_everything_that_is_wrong_is_named_by_its_field(sqlite_office: Office) -> None:
    _, wrong = examined(sqlite_office, submission(
        board="nobody", title="", body="\u200b", hidden_words=("x",) * 51, about=("unit:NONE",),
        contact="nobody", form=b"short",
    ))  # fmt: skip
    assert {one.field for one in wrong} == {"board", "title", "body", "hidden", "about", "contact",
                                            "form"}  # fmt: skip


@pytest.mark.parametrize("contact", ["a@b", "a\x00@b.example", "a@b.example\u202e",
                                     "a b@c.example", "@c.example", "a@b..example",
                                     "a@b.example, c@d.example", "x" * 200 + "@b.example",
                                     "a@b.example\nBcc: c@d.example"])  # fmt: skip
def test_what_is_no_single_address_is_refused(sqlite_office: Office, contact: str) -> None:
    with pytest.raises(Refused, match="no e-mail address"):
        checked(sqlite_office, submission(contact=contact))


def test_an_address_is_never_public(sqlite_office: Office) -> None:
    sent = replace(submission(body="写信到 a@b.example"), contact="a@b.example")
    assert "a@b.example" not in previewed(sent)[Part.BODY].public
