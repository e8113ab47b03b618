"""Words are hidden whole, wherever they stand, and nobody repeats them by accident."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.desk.casefile import open_matter
from dialogue.life.requests import Refused
from dialogue.matter.matters import Hiding, Part
from dialogue.matter.states import Event
from dialogue.matter.thread import Actor
from dialogue.reading import own, public
from dialogue.rules import Office
from dialogue.text import texts
from dialogue.text.graphemes import end_of, start_of
from dialogue.text.redaction import (
    SHOWN,
    Redaction,
    of_personal_data,
    of_words,
    redacted,
    spans,
)
from publisher import identifiers
from tests.dialogue.dump import dump, mentions
from tests.dialogue.matters import CITIZEN, LEADER, MODERATOR, OFFICER, sent, step, taken_in

PIECES = ["张三", "13912345678", "１３９１２３４５６７８", "x", " ", "👩‍👩‍👧", "é", "e\u0301", "🇨🇳",
          "。", "各", "1391", "2345678", "-", "A"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


def hide(text: str, *places: tuple[int, int]) -> str:
    return redacted(text, [Redaction(*place, Hiding.PERSONAL) for place in places])


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Redaction]]:
    text = draw(TEXTS.filter(bool))
    ends = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(ends, ends).filter(lambda pair: pair[0] < pair[1]), max_size=4))
    return text, [Redaction(start, end, Hiding.PERSONAL) for start, end in pairs]


@given(texts_with_spans())
def test_what_is_left_is_the_text_around_whole_hidden_characters(
    given_: tuple[str, list[Redaction]],
) -> None:
    text, hidden = given_
    found = spans(text, hidden)
    for start, end in found:
        assert (start, end) == (start_of(text, start), end_of(text, end))
    covered = {place for start, end in found for place in range(start, end)}
    assert covered >= {place for one in hidden for place in range(one.start, one.end)}
    shown = redacted(text, hidden)
    assert shown.replace(SHOWN, "") == "".join(
        character for place, character in enumerate(text) if place not in covered
    )
    assert shown.count(SHOWN) == len(found)


@given(texts_with_spans())
def test_no_number_is_left_to_read_across_what_is_hidden(
    given_: tuple[str, list[Redaction]],
) -> None:
    text, hidden = given_
    shown = redacted(text, [*hidden, *of_personal_data(text, hidden)])
    assert not identifiers.find(shown)
    assert not identifiers.find(shown.replace(SHOWN, ""))


def test_a_number_is_not_shown_by_hiding_what_it_was_part_of() -> None:
    text = "1391234567813912345678"
    hidden = [Redaction(1, 11, Hiding.PERSONAL)]
    assert redacted(text, [*hidden, *of_personal_data(text, hidden)]) == f"1{SHOWN}"


def test_the_length_of_hidden_words_is_not_told() -> None:
    assert hide("我叫张三。", (2, 4)) == hide("我叫欧阳三丰。", (2, 6)) == f"我叫{SHOWN}。"
    assert hide("张三 李四", (0, 2), (3, 5)) == SHOWN


@pytest.mark.parametrize("cluster", ["e\u0301", "👩‍👩‍👧", "👍🏽", "🇨🇳", "한", "\u1112\u1161\u11ab",
                                     "☎\ufe0f", "ｶﾞ"])  # fmt: skip
def test_no_character_is_hidden_by_half(cluster: str) -> None:
    text = f"a{cluster}b"
    for place in range(1, 1 + len(cluster)):
        assert hide(text, (place, place + 1)) == f"a{SHOWN}b"


def test_flags_beside_one_another_are_parted_between_them() -> None:
    assert hide("🇨🇳🇫🇷", (0, 1)) == f"{SHOWN}🇫🇷"


@pytest.mark.parametrize("text", ["Ｚｈａｎｇ", "ZHANG", "zha\nng", "zh\u200dang", "zhàng"])
def test_words_are_found_as_readers_see_them(text: str) -> None:
    assert redacted(f"我叫{text}。", of_words(f"我叫{text}。", ["Zhang"])) == f"我叫{SHOWN}。"


def test_a_number_is_not_shown_by_hiding_what_parts_it(office: Office) -> None:
    received = sent(office, body="电话139王1234王5678，请回。", hidden_words=("王",))
    mine = own.look_up(office, received.receipt)
    assert isinstance(mine, own.Own)
    body = next(one for one in mine.written if one.part is Part.BODY)
    assert body.public == f"电话{SHOWN}，请回。"


def test_a_number_split_over_title_and_text_is_not_accepted(office: Office) -> None:
    received = sent(office, title="请回电139", body="12345678，谢谢。")
    with pytest.raises(Refused, match="mobile number"):
        step(office, received.thread, Event.ACCEPT, MODERATOR)


def accepted(office: Office, **given_: Any) -> str:
    return handed_on(office, sent(office, **given_).thread)


def handed_on(office: Office, thread: str) -> str:
    step(office, thread, Event.ACCEPT, MODERATOR)
    step(office, thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(office, thread, Event.START, OFFICER)
    return thread


def hide_in_body(office: Office, thread: str, start: int, end: int) -> None:
    with office.database.reading() as connection:
        key = texts.key_of(connection, office.vault, thread)
        assert key is not None
        body = next(one for one in texts.read_texts(connection, key, thread)
                    if one.part is Part.BODY)  # fmt: skip
    step(office, thread, Event.REDACT, MODERATOR, text=body.id, code="third-party",
         hidden=(Redaction(start, end, Hiding.THIRD_PARTY),))  # fmt: skip


def texts_of(office: Office, identity: str) -> list[str]:
    with office.database.reading() as connection:
        found = public.find(connection, identity)
    assert isinstance(found, public.PublicThread)
    return [one.content for one in found.texts]


def signed(office: Office, identity: str, reply: str) -> None:
    step(office, identity, Event.DRAFT, OFFICER, texts={Part.DRAFT: reply}, outcome="resolved")
    step(office, identity, Event.SIGN, LEADER)


GUESSES = ("王小明", "李大力")
"""One that is hidden, and one that is not."""


def desk(office: Office, thread: str, actor: Actor) -> list[str]:
    """Everything that one of the staff reads of a matter, but its first texts."""
    case = open_matter(office, thread, actor)
    read = [one.content for one in case.texts if one.part not in {Part.TITLE, Part.BODY}]
    return [*read, *(str(one.why_not.text("en")) if one.why_not else one.event
                     for one in case.choices)]  # fmt: skip


@pytest.mark.parametrize("consents", [False, True])
def test_a_unit_and_a_leader_learn_nothing_by_trying_words(office: Office, consents: bool) -> None:
    seen: list[list[object]] = []
    for guess in GUESSES:
        thread = accepted(office, body="我是王小明，路灯坏了。", hidden_words=("王小明",),
                          consents=consents)  # fmt: skip
        found: list[object] = []
        for event, actor, given_ in (
            (Event.ASK, OFFICER, {"texts": {Part.QUESTION: f"{guess}，哪一盏？"}}),
            (Event.CLARIFY, CITIZEN, {"texts": {Part.ANSWER: "第一盏"}}),
            (Event.EXTEND, LEADER, {"reason": f"{guess}住在别处",
                                    "until": office.rules.calendar.add(office.today, 6)}),
            (Event.DRAFT, OFFICER, {"texts": {Part.DRAFT: f"{guess}同志：修好了。"},
                                    "outcome": "not-ours", "referred_to": f"{guess}所在的镇"}),
            (Event.SEND_BACK, LEADER, {"reason": f"{guess}是谁"}),
            (Event.DRAFT, OFFICER, {"texts": {Part.DRAFT: f"{guess}同志：修好了。"},
                                    "outcome": "resolved"}),
            (Event.SIGN, LEADER, {}),
            (Event.PUBLISH_REPLY, LEADER, {}),
        ):
            try:
                step(office, thread, event, actor, **given_)
            except Refused as refusal:
                found.append((refusal.message.text("en"), refusal.guard))
            for reader in (OFFICER, LEADER):
                found.append([one.replace(guess, "X") for one in desk(office, thread, reader)])
            found.append([one.replace(guess, "X") for one in texts_of(office, thread)])
        seen.append(found)
    assert seen[0] == seen[1]
    assert "moderator looks at the reply" in str(seen[0])


def test_numbers_are_refused_in_what_the_unit_wrote_whatever_is_hidden(office: Office) -> None:
    thread = accepted(office, body="门牌3800，路灯坏了。", hidden_words=("3800",))
    with pytest.raises(Refused, match="mobile number"):
        signed(office, thread, "请打13800138000。")


def test_a_question_in_a_matter_with_hidden_words_waits_for_a_moderator(office: Office) -> None:
    thread = accepted(office, body="我是王小明，路灯坏了。", hidden_words=("王小明",))
    step(office, thread, Event.ASK, OFFICER, texts={Part.QUESTION: "哪一盏？"})
    assert "哪一盏？" not in texts_of(office, thread)
    step(office, thread, Event.RELEASE, MODERATOR)
    assert "哪一盏？" in texts_of(office, thread)


def test_a_question_where_nothing_is_hidden_is_public_at_once(office: Office) -> None:
    thread = accepted(office)
    step(office, thread, Event.ASK, OFFICER, texts={Part.QUESTION: "哪一盏？"})
    assert "哪一盏？" in texts_of(office, thread)


def test_moderators_are_told_which_hidden_words_come_again(office: Office) -> None:
    thread = accepted(office, body="我是王小明，路灯坏了。", hidden_words=("王小明",))
    step(office, thread, Event.ASK, OFFICER, texts={Part.QUESTION: "王 小明，哪一盏？"})
    with pytest.raises(Refused, match="王 小明"):
        step(office, thread, Event.RELEASE, MODERATOR)
    step(office, thread, Event.CLARIFY, CITIZEN, texts={Part.ANSWER: "第一盏"})
    signed(office, thread, "王小明同志：路灯已经修好。")
    with pytest.raises(Refused, match="王小明"):
        step(office, thread, Event.PUBLISH_REPLY, MODERATOR)


def test_an_address_alone_holds_back_nothing(office: Office) -> None:
    thread = accepted(office, contact="wang@example.org")
    step(office, thread, Event.ASK, OFFICER, texts={Part.QUESTION: "哪一盏？"})
    assert "哪一盏？" in texts_of(office, thread)
    step(office, thread, Event.CLARIFY, CITIZEN, texts={Part.ANSWER: "第一盏"})
    signed(office, thread, "路灯已经修好。")
    step(office, thread, Event.PUBLISH_REPLY, LEADER)
    assert "路灯已经修好。" in texts_of(office, thread)


def test_staff_do_not_learn_the_address_by_trying(office: Office) -> None:
    """Every address is refused in the same words, the writer's own too."""
    refusals = []
    for guess in ("wang@example.org", "lien@example.org"):
        thread = accepted(office, contact="wang@example.org")
        for event, actor, given_ in (
            (Event.ASK, OFFICER, {"texts": {Part.QUESTION: f"{guess}，哪一盏？"}}),
            (Event.EXTEND, LEADER, {"reason": f"已问{guess}",
                                    "until": office.rules.calendar.add(office.today, 6)}),
            (Event.DRAFT, OFFICER, {"texts": {Part.DRAFT: "好。"}, "outcome": "not-ours",
                                    "referred_to": guess}),
            (Event.DRAFT, OFFICER, {"texts": {Part.DRAFT: f"{guess}：好。"},
                                    "outcome": "resolved"}),
        ):
            try:
                step(office, thread, event, actor, **given_)
            except Refused as refusal:
                refusals.append(refusal.message.text("en"))
    assert len(refusals) == 8
    assert refusals[:4] == refusals[4:]
    assert "e-mail address" in refusals[0]


def test_what_no_detector_knows_of_how_to_reach_the_writer_is_covered(office: Office) -> None:
    thread = handed_on(office, taken_in(office, contact="东街三号，5350888").thread)
    step(office, thread, Event.EXTEND, LEADER, reason="东街三号，5350888没有人",
         until=office.rules.calendar.add(office.today, 6))  # fmt: skip
    step(office, thread, Event.DRAFT, OFFICER, texts={Part.DRAFT: "东街三号，5350888：好。"},
         outcome="not-ours", referred_to="东街三号，5350888的物业")  # fmt: skip
    step(office, thread, Event.SIGN, LEADER)
    after = step(office, thread, Event.PUBLISH_REPLY, LEADER)
    with office.database.reading() as connection:
        found = public.find(connection, thread)
    assert isinstance(found, public.PublicThread)
    said = str([found.texts, after.referred_to, found.history])
    assert "好。" in said
    assert "5350888" not in said


def test_a_reason_in_a_matter_with_hidden_words_is_no_fact_of_the_journal(office: Office) -> None:
    thread = accepted(office, body="我是王小明，路灯坏了。", hidden_words=("王小明",))
    step(office, thread, Event.EXTEND, LEADER, reason="王小明住在别处",
         until=office.rules.calendar.add(office.today, 6))  # fmt: skip
    assert mentions(dump(office.database), "王小明") == []


def test_what_staff_said_among_themselves_stays_though_a_guess_was_right(office: Office) -> None:
    """Else a later, unrelated redaction would tell."""
    thread = accepted(office, body="我是王小明，路灯坏了。", hidden_words=("王小明",))
    step(office, thread, Event.DRAFT, OFFICER, texts={Part.DRAFT: "好。"}, outcome="resolved")
    step(office, thread, Event.SEND_BACK, LEADER, reason="是王小明吗")
    hide_in_body(office, thread, 6, 8)
    case = open_matter(office, thread, OFFICER)
    assert "是王小明吗" in str([entry.facts for entry in case.history])


def test_a_signed_reply_that_repeats_what_was_hidden_since_is_not_published(
    office: Office,
) -> None:
    thread = accepted(office, body="我是王小明，路灯坏了。")
    signed(office, thread, "王小明同志：路灯已经修好。")
    hide_in_body(office, thread, 2, 5)
    with pytest.raises(Refused, match="moderator looks at the reply"):
        step(office, thread, Event.PUBLISH_REPLY, LEADER)
    with pytest.raises(Refused, match="王小明"):
        step(office, thread, Event.PUBLISH_REPLY, MODERATOR)


def test_words_hidden_later_are_hidden_in_replies_and_reasons(office: Office) -> None:
    thread = accepted(office, title="王小明家门口的路灯", body="我是王小明，路灯坏了。")
    step(office, thread, Event.EXTEND, LEADER, until=office.rules.calendar.add(office.today, 6),
         reason="要到王小明家看看")  # fmt: skip
    signed(office, thread, "王小明家门口的路灯已经修好。")
    step(office, thread, Event.PUBLISH_REPLY, LEADER)
    hide_in_body(office, thread, 2, 5)
    assert texts_of(office, thread) == [
        f"{SHOWN}家门口的路灯", f"我是{SHOWN}，路灯坏了。", f"{SHOWN}家门口的路灯已经修好。",
    ]  # fmt: skip
    with office.database.reading() as connection:
        found = public.find(connection, thread)
    assert isinstance(found, public.PublicThread)
    assert "王小明" not in str(found)


def test_short_numbers_are_hidden_elsewhere_only_as_words(office: Office) -> None:
    thread = accepted(office, title="12 号的路灯", body="我住 12 号，2012 年起。",
                      hidden_words=())  # fmt: skip
    hide_in_body(office, thread, 3, 5)
    assert texts_of(office, thread) == [f"{SHOWN} 号的路灯", f"我住 {SHOWN} 号，2012 年起。"]


def test_the_writer_still_reads_everything(office: Office) -> None:
    received = sent(office, body="我是王小明。", hidden_words=("王小明",))
    step(office, received.thread, Event.WITHDRAW, CITIZEN)
    mine = own.look_up(office, received.receipt)
    assert isinstance(mine, own.Own)
    assert "王小明" in mine.written[1].content
