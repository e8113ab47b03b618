"""What everybody can read: boards, their lists, threads, and why some cannot be read."""

from __future__ import annotations

import datetime as dt
import re

from dialogue.matter.matters import Decline, Hiding, Part
from dialogue.matter.states import Event, Outcome
from dialogue.matter.thread import CITIZEN, CLOCK
from tests.dialogue.matters import MODERATOR, sent, step
from tests.website.dialogue.conftest import Site
from tests.website.dialogue.matters import LEADER, OFFICER, public, reply


def test_the_boards_stand_on_one_page_with_their_leaders(site: Site) -> None:
    page = site.text("/zh/dialogue/")
    assert "吴示泽" in page
    assert "张示范" in page
    assert '<a href="/zh/dialogue/finance/">' in page


def test_the_navigation_leads_to_the_boards(site: Site) -> None:
    assert '<li><a href="/en/dialogue/">' in site.text("/en/")


def test_there_are_no_such_pages_without_boards(client: object) -> None:
    for path in ("", "county/", "new", "receipt", "county/BBBBBBBBBB"):
        assert client.get(f"/en/dialogue/{path}").status_code == 404  # type: ignore[attr-defined]


def test_a_board_lists_its_threads_the_newest_first(site: Site) -> None:
    public(site.office, title="第一个")
    site.clock.forward(minutes=5)
    public(site.office, title="第二个")
    public(site.office, title="另一块", board="finance")
    page = site.text("/zh/dialogue/county/")
    assert page.index("第二个") < page.index("第一个")
    assert "另一块" not in page


def test_a_long_list_goes_on_page_by_page_without_gaps(site: Site) -> None:
    for number in range(65):
        step(site.office, sent(site.office, title=f"标题 {number:02}").thread, Event.ACCEPT,
             MODERATOR)  # fmt: skip
    address, seen = "/zh/dialogue/county/", []
    while address:
        page = site.text(address)
        seen += re.findall(r"标题 (\d\d)", page)
        following = re.search(r'<a href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"{number:02}" for number in reversed(range(65))]


def test_a_list_can_be_narrowed_to_what_was_answered(site: Site) -> None:
    public(site.office, title="没有答复的")
    reply(site.office, public(site.office, title="答复了的"))
    page = site.text("/zh/dialogue/county/?state=answered")
    assert "答复了的" in page
    assert "没有答复的" not in page


def test_declined_ones_are_listed_with_their_reason_and_without_their_words(site: Site) -> None:
    identity = sent(site.office, title="秘密的标题").thread
    step(site.office, identity, Event.DECLINE, MODERATOR, code=Decline.ADVERTISING)
    for address in ("/en/dialogue/county/", f"/en/dialogue/county/{identity}"):
        page = site.text(address)
        assert "It is advertising." in page
        assert "秘密的标题" not in page


def test_a_merged_one_points_to_the_other(site: Site) -> None:
    other, identity = public(site.office), sent(site.office).thread
    step(site.office, identity, Event.MERGE, MODERATOR, target=other)
    assert f'href="/en/dialogue/county/{other}"' in site.text(f"/en/dialogue/county/{identity}")


def test_a_hidden_one_is_gone_with_the_reason(site: Site) -> None:
    identity = public(site.office, title="谁的标题")
    assert site.get(f"/en/dialogue/county/{identity}").status_code == 200
    step(site.office, identity, Event.HIDE, MODERATOR, code=Hiding.THIRD_PARTY)
    answer = site.get(f"/en/dialogue/county/{identity}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 410
    assert "Concerns somebody else" in page
    assert "谁的标题" not in page
    assert "谁的标题" not in site.text("/en/dialogue/county/")
    assert identity in site.text("/en/dialogue/county/")


def test_what_is_not_public_is_as_if_it_were_not_there(site: Site) -> None:
    waiting = sent(site.office).thread
    private = public(site.office, wants_public=False)
    for identity in (waiting, private, "BBBBBBBBBB", "x" * 300, "~", "new%2f"):
        assert site.get(f"/en/dialogue/county/{identity}").status_code == 404
        assert site.get(f"/en/dialogue/finance/{identity}").status_code == 404


def test_a_wrong_board_in_the_address_leads_to_the_right_one(site: Site) -> None:
    identity = public(site.office)
    answer = site.get(f"/en/dialogue/finance/{identity}")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/en/dialogue/county/{identity}"


def test_addresses_that_name_nothing_are_not_there(site: Site) -> None:
    for path in ("nothing/", "county/?state=nothing", "county/?after=nothing",
                 "county/?after=BBBBBBBBBB"):  # fmt: skip
        assert site.get(f"/en/dialogue/{path}").status_code == 404


def test_the_link_to_older_threads_tells_no_instant(site: Site) -> None:
    made = []
    for _ in range(31):
        made.append(public(site.office))
        site.clock.forward(minutes=1)
    page = site.text("/en/dialogue/county/")
    link = re.search(r'href="(/en/dialogue/county/\?[^"]*)" rel="next"', page)
    assert link is not None
    assert link[1] == f"/en/dialogue/county/?after={made[1]}"
    assert f"/county/{made[0]}" in site.text(link[1])


def test_a_list_says_what_a_reply_comes_to_once_it_is_published(site: Site) -> None:
    identity = public(site.office)
    address = "/en/dialogue/county/"
    assert "lw-entry__outcome" not in site.text(address)
    reply(site.office, identity, outcome=Outcome.CANNOT)
    assert '<span class="lw-entry__outcome">Cannot be done</span>' in site.text(address)


def test_a_waiting_thread_is_no_place_in_the_list(site: Site) -> None:
    waiting = sent(site.office).thread
    assert site.get(f"/en/dialogue/county/?after={waiting}").status_code == 404


def test_a_promise_that_was_found_kept_says_so_until_it_is_checked_again(site: Site) -> None:
    identity = public(site.office)
    reply(site.office, identity, outcome=Outcome.PROMISED, until=dt.date(2026, 3, 10))
    site.clock.forward(days=20)
    step(site.office, identity, Event.LAPSE, CLOCK)
    step(site.office, identity, Event.PROMISE_KEPT, MODERATOR, reason="路灯亮了。")
    page = site.text(f"/en/dialogue/county/{identity}")
    clock = page[page.index("lw-clock__today") :]
    clock = clock[: clock.index("</section>")]
    assert "The promise was found kept." in clock
    assert "On 9 April 2026 it is checked again." in clock
    assert "Matter closed" in page


def test_a_thread_shows_question_reply_and_outcome_and_no_account(site: Site) -> None:
    identity = public(site.office, body="我的电话 13800138000，家住东街。", hidden_words=("东街",))
    reply(site.office, identity, outcome=Outcome.PROMISED, until=dt.date(2026, 4, 1))
    page = site.text(f"/en/dialogue/county/{identity}")
    assert "路灯已经修好。" in page
    assert "Promised by 1 April 2026" in page
    assert "Signed: County Magistrate Wu Shize" in page
    assert "Worked on by: " in page
    assert "13800138000" not in page
    assert "东街" not in page
    assert "███" in page
    for account in ("officer-account", "leader-account", ">mo<"):
        assert account not in page


def test_a_matter_of_others_says_whose_it_is(site: Site) -> None:
    identity = public(site.office)
    reply(site.office, identity, outcome=Outcome.NOT_OURS, referred_to="市公路管理局")
    assert "Whose matter it is: 市公路管理局" in site.text(f"/en/dialogue/county/{identity}")


def test_the_draft_of_a_reply_is_not_shown(site: Site) -> None:
    identity = public(site.office)
    step(site.office, identity, Event.DRAFT, OFFICER, texts={Part.DRAFT: "草稿的话"},
         outcome=Outcome.CANNOT)  # fmt: skip
    page = site.text(f"/en/dialogue/county/{identity}")
    assert "草稿的话" not in page
    assert "Cannot be done" not in page


def test_the_clock_counts_the_days_in_words(site: Site) -> None:
    site.clock.to_day(dt.date(2026, 11, 3))
    identity = public(site.office, type="help")
    site.clock.to_day(dt.date(2026, 11, 6))
    page = site.text(f"/en/dialogue/county/{identity}")
    assert "With the unit since 3 November 2026." in page
    assert "until 10 November 2026 to reply (5 working days)" in page
    assert "Today is day 3." in page


def test_a_late_matter_says_so(site: Site) -> None:
    site.clock.to_day(dt.date(2026, 11, 3))
    identity = public(site.office, type="help")
    site.clock.to_day(dt.date(2026, 11, 11))
    assert "Overdue by 1 working day." in site.text(f"/en/dialogue/county/{identity}")
    assert "Overdue by 1 working day" in site.text("/en/dialogue/county/")


def test_a_day_in_a_year_without_a_calendar_is_provisional(site: Site) -> None:
    site.clock.to_day(dt.date(2026, 12, 30))
    identity = public(site.office, type="suggestion")
    page = site.text(f"/en/dialogue/county/{identity}")
    assert "The holidays of that year are not announced yet" in page


def test_more_time_is_shown_with_its_reason(site: Site) -> None:
    identity = public(site.office)
    step(site.office, identity, Event.EXTEND, LEADER, until=dt.date(2026, 3, 12),
         reason="需要实地查看。")  # fmt: skip
    page = site.text(f"/en/dialogue/county/{identity}")
    assert "需要实地查看。" in page
    assert "New last day: 12 March 2026" in page


def test_the_clock_stands_still_while_the_writer_is_asked(site: Site) -> None:
    identity = public(site.office)
    step(site.office, identity, Event.ASK, OFFICER, texts={Part.QUESTION: "哪个路口？"})
    page = site.text(f"/en/dialogue/county/{identity}")
    assert "哪个路口？" in page
    assert "The time to reply stands still meanwhile." in page


def test_ratings_and_a_second_reply_stand_on_the_page(site: Site) -> None:
    identity = public(site.office)
    reply(site.office, identity, outcome=Outcome.CANNOT)
    step(site.office, identity, Event.DISSATISFY, CITIZEN, scores=(2, 4, 5))
    step(site.office, identity, Event.REOPEN, CITIZEN, texts={Part.REOPENING: "还是不亮"})
    step(site.office, identity, Event.START, OFFICER)
    reply(site.office, identity, text="这次真的修好了。", second=True)
    page = site.text(f"/en/dialogue/county/{identity}")
    assert "Not satisfied" in page
    assert "4 of 5" in page
    assert "Second reply" in page
    assert page.count("lw-outcome__what") == 1
    assert "还是不亮" not in page  # until a moderator has read it


def test_what_citizens_write_is_text_and_never_markup(site: Site) -> None:
    identity = public(site.office, title="<img src=x onerror=alert(1)>",
                      body='"><script>alert(1)</script>')  # fmt: skip
    for address in (f"/en/dialogue/county/{identity}", "/en/dialogue/county/", "/en/dialogue/"):
        page = site.text(address)
        assert "<img src=x" not in page
        assert "<script>alert" not in page
