"""Writing a message without JavaScript: the form, its preview, and what is kept."""

from __future__ import annotations

import io
import json
import re

import pytest
from sqlalchemy import func, select

from dialogue.matter.matters import Part
from dialogue.matter.states import State
from dialogue.reading import own
from dialogue.reading.own import Own, Sealed
from dialogue.storage import tables
from tests.website.dialogue.conftest import FIELDS, Site, receipt_in
from tests.website.dialogue.matters import public


def threads(site: Site) -> int:
    """How many matters are kept."""
    with site.office.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.thread)).scalar_one()


def kept(site: Site, receipt: str) -> Own:
    """The matter that a receipt opens."""
    found = own.look_up(site.office, receipt)
    assert isinstance(found, Own)
    return found


def test_the_preview_shows_exactly_what_the_public_will_read(site: Site) -> None:
    page = site.post("/en/dialogue/new", {
        **FIELDS, "form": site.token(), "body": "王小明的电话 13800138000",
    }).get_data(as_text=True)  # fmt: skip
    preview = page[page.index("lw-preview") : page.index("</section>", page.index("lw-preview"))]
    assert "王小明" not in preview
    assert "13800138000" not in preview
    assert preview.count("███") == 2
    assert threads(site) == 0


def test_the_preview_lists_what_is_hidden_and_why(site: Site) -> None:
    page = site.post("/en/dialogue/new", {
        **FIELDS, "form": site.token(), "body": "王小明的电话 13800138000",
    }).get_data(as_text=True)  # fmt: skip
    assert '<mark class="lw-unseen">13800138000</mark> <span>Personal data</span>' in page
    assert '<mark class="lw-unseen">王小明</mark>' in page


@pytest.mark.parametrize(("address", "field", "said"), [
    ("/en/dialogue/new", {"title": ""}, "error-summary"),
    ("/en/dialogue/new", {"board": "nowhere"}, "error-summary"),
    ("/en/dialogue/new/send", {"type": "nothing"}, "error-summary"),
    ("/en/dialogue/new/send", {"repeated": "1" * 24}, "This is not the receipt shown above."),
])  # fmt: skip
def test_a_form_with_a_mistake_is_shown_again_with_a_status_that_says_so(
    site: Site, address: str, field: dict[str, str], said: str
) -> None:
    answer = site.post(address, {**FIELDS, "form": site.token(), **field})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert answer.headers["Cache-Control"] == "no-store"
    assert said in page
    assert FIELDS["body"] in page
    assert "<title>Error: " in page
    assert threads(site) == 0


def test_a_form_opened_to_be_changed_is_no_mistake(site: Site) -> None:
    answer = site.post("/en/dialogue/new", {**FIELDS, "form": site.token(), "step": "change"})
    assert answer.status_code == 200
    assert FIELDS["body"] in answer.get_data(as_text=True)


def test_a_sent_message_is_kept_as_it_was_written(site: Site) -> None:
    answer = site.send()
    assert answer.status_code == 200
    found = kept(site, receipt_in(answer))
    texts = {one.part: one for one in found.written}
    assert texts[Part.TITLE].content == FIELDS["title"]
    assert texts[Part.BODY].content == FIELDS["body"]
    assert "王小明" not in texts[Part.BODY].public


def test_the_receipt_of_the_preview_is_that_of_the_message(site: Site) -> None:
    filled = {**FIELDS, "form": site.token()}
    seen = receipt_in(site.post("/en/dialogue/new", filled))
    assert receipt_in(site.post("/en/dialogue/new/send", filled)) == seen


def test_a_form_that_is_sent_twice_makes_one_matter(site: Site) -> None:
    filled = {**FIELDS, "form": site.token()}
    first = site.post("/en/dialogue/new/send", filled)
    again = site.post("/en/dialogue/new/send", filled)
    assert receipt_in(first) == receipt_in(again)
    assert "nothing was sent twice" in again.get_data(as_text=True)
    assert threads(site) == 1


def test_no_answer_with_a_receipt_is_kept_or_carries_it_in_a_header(site: Site) -> None:
    answer = site.send()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in answer.headers
    assert receipt_in(answer) not in str(answer.headers)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_error_stands_at_its_field_and_nothing_typed_is_lost(site: Site, lang: str) -> None:
    answer = site.post(f"/{lang}/dialogue/new", {
        "form": site.token(), "board": "nobody", "type": "x", "domain": "y", "title": "",
        "body": "写了很多" * 10, "hidden": "张三", "contact": "no address",
    })  # fmt: skip
    page = answer.get_data(as_text=True)
    summary = page[page.index("govuk-error-summary") : page.index("<h1")]
    assert re.findall(r'href="#(\w+)"', summary) == ["board", "type", "domain", "title", "contact"]
    for field in ("board", "type", "domain", "title", "contact"):
        assert f'id="{field}-error"' in page
        assert f'id="{field}"' in page
    assert "写了很多" * 10 in page
    assert "张三</textarea>" in page
    assert "no address" in page


def test_too_long_a_text_is_refused_with_its_length(site: Site) -> None:
    page = site.post("/en/dialogue/new", {
        **FIELDS, "form": site.token(), "body": "长" * 5_001,
    }).get_data(as_text=True)  # fmt: skip
    assert "The text is too long: 5001 characters, at most 5000 are possible." in page
    assert "长" * 5_001 in page


def test_a_form_of_more_than_a_megabyte_is_refused_in_clear_words(site: Site) -> None:
    for address in ("/en/dialogue/new", "/en/dialogue/new/send", "/en/dialogue/receipt"):
        answer = site.post(address, {**FIELDS, "form": site.token(), "body": "x" * 1_100_000})
        assert answer.status_code == 413
        assert "too large" in answer.get_data(as_text=True)
    assert threads(site) == 0


@pytest.mark.parametrize("token", ["", "x", "A" * 76])
def test_a_form_that_was_not_made_here_is_not_taken(site: Site, token: str) -> None:
    answer = site.post("/en/dialogue/new/send", {**FIELDS, "form": token})
    page = answer.get_data(as_text=True)
    assert "This form is not valid." in page
    assert FIELDS["title"] in page
    assert threads(site) == 0


def test_a_form_of_yesterday_is_shown_again_with_its_text(site: Site) -> None:
    filled = {**FIELDS, "form": site.token()}
    site.clock.forward(days=2)
    page = site.post("/en/dialogue/new/send", filled).get_data(as_text=True)
    assert "too old" in page
    assert FIELDS["title"] in page
    assert filled["form"] not in page


def test_without_a_proof_a_message_waits_its_turn(site: Site) -> None:
    answer = site.send()
    assert kept(site, receipt_in(answer)).thread.state is State.SUBMITTED
    assert "It waits its turn first" in answer.get_data(as_text=True)


def test_going_back_to_change_keeps_everything(site: Site) -> None:
    answer = site.post("/en/dialogue/new", {
        **FIELDS, "form": site.token(), "step": "change", "about": "post:P1", "unit": "TX-CW",
        "contact": "a@b.example", "consents": "yes", "accuses": "yes",
    })  # fmt: skip
    page = answer.get_data(as_text=True)
    assert FIELDS["body"] in page
    assert 'value="a@b.example"' in page
    assert re.search(r'value="post:P1"[^>]* checked', page)
    assert re.search(r'value="TX-CW" selected', page)


def test_whoever_is_complained_of_is_kept_out(site: Site) -> None:
    answer = site.send(about="post:P1", unit="TX-CW")
    assert set(kept(site, receipt_in(answer)).thread.recused) == {
        "post:P1", "unit:TX-CZ", "unit:TX-CW",
    }  # fmt: skip


def test_preview_and_receipt_tell_who_is_kept_out_and_does_not_sign(site: Site) -> None:
    filled = {**FIELDS, "form": site.token(), "about": "post:P3", "unit": "TX-CW"}
    page = site.post("/en/dialogue/new", filled).get_data(as_text=True)
    named = re.search(r"<dt>Kept out</dt><dd>([^<]*)</dd>", page)
    assert named is not None
    assert "They and their staff neither receive nor handle the message." in named[1]
    assert "County Magistrate Wu Shize, Chengwan Village, County Government." in named[1]
    done = site.post("/en/dialogue/new/send", {**filled, "step": "send"}).get_data(as_text=True)
    assert "another leader signs the reply" in done
    assert "another leader" not in site.send().get_data(as_text=True)


def test_a_receipt_typed_wrongly_is_told_before_anything_is_sent(site: Site) -> None:
    answer = site.send(repeated="1234")
    assert 'id="repeated-error"' in answer.get_data(as_text=True)
    assert threads(site) == 0


def test_a_receipt_typed_rightly_is_taken(site: Site) -> None:
    filled = {**FIELDS, "form": site.token()}
    seen = receipt_in(site.post("/en/dialogue/new", filled))
    answer = site.post("/en/dialogue/new/send", {**filled, "repeated": seen})
    assert receipt_in(answer) == seen
    assert threads(site) == 1


def test_files_come_along(site: Site) -> None:
    answer = site.send(files=(io.BytesIO("路灯位置说明".encode()), "说明.txt"))
    assert [file.name for file in kept(site, receipt_in(answer)).files] == ["说明.txt"]


def test_a_file_that_cannot_be_taken_is_named_at_its_field(site: Site) -> None:
    answer = site.send(files=(io.BytesIO(b"MZ\x90\x00\x03\x00"), "tool.exe"))
    page = answer.get_data(as_text=True)
    assert 'id="files-error"' in page
    assert re.search("“tool.*” cannot be taken", page)
    assert threads(site) == 0


def test_an_accusation_can_be_sealed_at_once(site: Site) -> None:
    filled = {**FIELDS, "form": site.token(), "accuses": "yes"}
    page = site.post("/en/dialogue/new", filled).get_data(as_text=True)
    assert "12388" in page
    assert 'value="seal"' in page
    answer = site.post("/en/dialogue/new/send", {**filled, "step": "seal"})
    mine = own.look_up(site.office, receipt_in(answer))
    assert isinstance(mine, Sealed)
    assert mine.number in answer.get_data(as_text=True)
    assert threads(site) == 0
    assert "sealed" in answer.get_data(as_text=True)


def test_an_accusation_is_never_public_whichever_way_it_is_sent(site: Site) -> None:
    answer = site.send(accuses="yes")
    assert not kept(site, receipt_in(answer)).thread.wants_public


def test_preview_and_receipt_of_an_accusation_tell_who_reads_it_first(site: Site) -> None:
    filled = {**FIELDS, "form": site.token(), "accuses": "yes"}
    page = site.post("/en/dialogue/new", filled).get_data(as_text=True)
    assert "Send it to the office, where moderators read it first" in page
    assert "Send it as a question" not in page
    answer = site.post("/en/dialogue/new/send", {**filled, "step": "send"}).get_data(as_text=True)
    assert "it is sealed for the discipline officers and nothing of it stays here" in answer
    assert "signs the reply" not in answer


def test_after_sealing_the_look_up_is_offered_that_shows_the_number(site: Site) -> None:
    filled = {**FIELDS, "form": site.token(), "accuses": "yes", "step": "seal"}
    answer = site.post("/en/dialogue/new/send", filled).get_data(as_text=True)
    main = answer[answer.index("<main") : answer.index("</main>")]
    assert "/en/dialogue/receipt" in main


def test_the_preview_of_an_accusation_shows_all_that_is_sealed(site: Site) -> None:
    public(site.office, title="东街的路灯坏了")
    page = site.post("/en/dialogue/new", {
        **FIELDS, "form": site.token(), "accuses": "yes", "body": "王小明收了钱，电话 13800138000",
    }).get_data(as_text=True)  # fmt: skip
    preview = page[page.index("lw-preview") : page.index("</section>", page.index("lw-preview"))]
    assert "王小明收了钱，电话 13800138000" in preview
    assert "What others will not read" not in page
    assert "Was this asked before?" not in page
    assert "you can follow your message" not in page


def test_words_to_hide_that_do_not_occur_are_told(site: Site) -> None:
    page = site.post("/en/dialogue/new", {
        **FIELDS, "form": site.token(), "hidden": "王小明\n王晓明",
    }).get_data(as_text=True)  # fmt: skip
    told = page[page.index("Words that were not found") :]
    told = told[: told.index("</section>")]
    assert "王晓明" in told
    assert "王小明" not in told


def test_files_are_asked_for_again_after_a_mistake(site: Site) -> None:
    sent_along = (io.BytesIO("路灯位置说明".encode()), "说明.txt")
    page = site.send(repeated="1234", files=sent_along).get_data(as_text=True)
    assert "choose your files once more" in page
    assert "choose your files once more" not in site.send(repeated="1234").get_data(as_text=True)


def test_similar_questions_are_offered_on_the_preview(site: Site) -> None:
    identity = public(site.office, title="东街的路灯坏了")
    page = site.post("/en/dialogue/new", {**FIELDS, "form": site.token()}).get_data(as_text=True)
    assert "Was this asked before?" in page
    assert f"/en/dialogue/county/{identity}" in page


def test_similar_questions_are_found_while_typing(site: Site) -> None:
    public(site.office, title="东街的路灯坏了")
    public(site.office, title="不公开的路灯", wants_public=False)
    public(site.office, title="校车停了")
    answer = site.get("/en/dialogue/similar?q=路灯坏")
    assert [one["title"] for one in json.loads(answer.data)] == ["东街的路灯坏了"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("question", ["卫生室什么时候再开门", "如何申请公租房"])
def test_how_people_ask_makes_no_questions_alike(site: Site, question: str) -> None:
    public(site.office, title="7 路公交什么时候恢复到晚上十点")
    public(site.office, title="如何查询三公经费里的公务接待费")
    assert json.loads(site.get(f"/zh/dialogue/similar?q={question}").data) == []


def test_the_address_of_the_last_step_leads_to_the_receipt(site: Site) -> None:
    answer = site.get("/en/dialogue/new/send")
    assert (answer.status_code, answer.location) == (303, "/en/dialogue/receipt")


@pytest.mark.parametrize("title", ["", "%", "_", "100%_", '"', "' OR 1=1 --", "a" * 5_000,
                                   "AND OR NOT", "\x00", "路" * 300])  # fmt: skip
def test_whatever_is_typed_finds_or_finds_nothing(site: Site, title: str) -> None:
    public(site.office, title="东街的路灯坏了")
    answer = site.client.get("/en/dialogue/similar", query_string={"q": title})
    assert answer.status_code == 200
    assert json.loads(answer.data) == []


def test_forms_of_other_sites_are_refused(site: Site) -> None:
    for address in ("/en/dialogue/new", "/en/dialogue/new/send", "/en/dialogue/receipt"):
        answer = site.client.post(address, data=FIELDS, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
    assert threads(site) == 0
