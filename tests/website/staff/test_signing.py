"""Signing in and out with forms, as a browser sends them."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from dialogue.desk import accounts, sessions
from dialogue.desk.passwords import Busy, Hashing
from dialogue.storage import database
from tests.dialogue.conftest import Clock
from tests.dialogue.people import MODERATOR, OTHER, PASSWORD, SECRET, code_of, employed, quick
from tests.website.staff.workplace import OWN, Workplace, hidden_of, text_of
from website.dialogue import office as offices
from website.staff.entry import COOKIE


@pytest.fixture
def staff(desk: Workplace, tmp_path: Path) -> Workplace:
    """The desk, with the account “wang” who has PASSWORD and SECRET."""
    hashing = quick(tmp_path)
    kept = desk.app.extensions[offices.KEY]
    desk.app.extensions[offices.KEY] = kept._replace(hashing=hashing)
    employed(desk.office, hashing)
    return desk


def browser(staff: Workplace) -> Client:
    return Client(staff.app)


def send(client: Client, address: str, **fields: str) -> TestResponse:
    return client.post(address, data=fields, headers=OWN, base_url="https://county.example")


def show(client: Client, address: str) -> TestResponse:
    return client.get(address, base_url="https://county.example")


def cookie_of(client: Client) -> str:
    found = client.get_cookie(COOKIE, domain="county.example")
    return found.value if found else ""


def signed_in(staff: Workplace, client: Client | None = None, password: str = PASSWORD) -> Client:
    client = client or browser(staff)
    assert send(client, "/staff/sign-in", name="wang", password=password).status_code == 303
    assert send(client, "/staff/second-factor", code=code_of(staff.office)).status_code == 303
    return client


def where(response: TestResponse) -> str:
    return f"{response.status_code} {response.headers.get('Location', '')}".strip()


def test_from_a_page_of_the_desk_through_both_factors_and_back(staff: Workplace) -> None:
    client = browser(staff)
    wanted = "/staff/account?lang=en"
    assert where(show(client, wanted)) == "303 /staff/sign-in?next=/staff/account?lang%3Den"
    form = show(client, "/staff/sign-in?next=/staff/account?lang%3Den").get_data(as_text=True)
    assert '<input type="hidden" name="next" value="/staff/account?lang=en">' in form
    step = send(client, "/staff/sign-in", name="wang", password=PASSWORD, next=wanted)
    assert where(step) == "303 /staff/second-factor?next=/staff/account?lang%3Den"
    form = show(client, step.headers["Location"]).get_data(as_text=True)
    assert '<input type="hidden" name="next" value="/staff/account?lang=en">' in form
    step = send(client, "/staff/second-factor", code=code_of(staff.office), next=wanted)
    assert where(step) == f"303 {wanted}"
    assert MODERATOR.shown in text_of(show(client, wanted))


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "/staff//evil.example",
        "/staff/../zh/", "javascript:alert(1)", "/staff/\r\nSet-Cookie: a=b", "/zh/", "staff/",
        "/staff@evil.example", "/staff/?next=https://evil.example", " /staff/", "/staffing",
        "/staff/\u2028", "http:/staff/", "/staff/x:y",
    ],
)  # fmt: skip
def test_signing_in_leads_to_no_other_place(staff: Workplace, next_: str) -> None:
    client = browser(staff)
    page = show(client, "/staff/sign-in").get_data(as_text=True)
    assert "evil" not in page
    step = send(client, "/staff/sign-in", name="wang", password=PASSWORD, next=next_)
    assert step.headers["Location"].startswith("/staff/second-factor")
    step = send(client, "/staff/second-factor", code=code_of(staff.office), next=next_)
    assert where(step) == "303 /staff/"


def test_the_cookie_is_for_this_host_for_https_for_no_script_and_no_other_site(
    staff: Workplace,
) -> None:
    given = send(browser(staff), "/staff/sign-in", name="wang", password=PASSWORD)
    (cookie,) = given.headers.get_all("Set-Cookie")
    name, _, rest = cookie.partition("=")
    value, *flags = rest.split("; ")
    assert (name, len(value)) == ("__Host-lightwell", 43)
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]


def test_every_step_has_an_id_of_its_own(staff: Workplace, clock: Clock) -> None:
    client = browser(staff)
    client.set_cookie(COOKIE, "planted", domain="county.example")
    send(client, "/staff/sign-in", name="wang", password=PASSWORD)
    half = cookie_of(client)
    send(client, "/staff/second-factor", code=code_of(staff.office))
    whole = cookie_of(client)
    assert len({"planted", half, whole}) == 3
    for old in ("planted", half):
        other = browser(staff)
        other.set_cookie(COOKIE, old, domain="county.example")
        assert where(show(other, "/staff/account")).startswith("303 /staff/sign-in")


def test_signing_out_ends_the_session_on_the_server_and_empties_the_browser(
    staff: Workplace,
) -> None:
    client = signed_in(staff)
    stolen = cookie_of(client)
    done = send(client, "/staff/sign-out")
    assert where(done) == "303 /staff/sign-in?note=out&lang=zh"
    assert done.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert cookie_of(client) == ""
    thief = browser(staff)
    thief.set_cookie(COOKIE, stolen, domain="county.example")
    assert where(show(thief, "/staff/account")).startswith("303 /staff/sign-in")


def test_signing_out_everywhere(staff: Workplace, clock: Clock) -> None:
    here = signed_in(staff)
    clock.forward(minutes=2)
    there = signed_in(staff)
    page = text_of(show(here, "/staff/account?lang=en"))
    assert page.count("This browser") == 1
    assert send(here, "/staff/account/sign-out-everywhere").status_code == 303
    for client in (here, there):
        assert where(show(client, "/staff/account")).startswith("303 /staff/sign-in")


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_half_an_hour_without_a_page(
    staff: Workplace, clock: Clock, minutes: int, stays: bool
) -> None:
    client = signed_in(staff)
    clock.forward(minutes=minutes)
    assert (show(client, "/staff/account").status_code == 200) is stays


def test_eight_hours_are_the_most(staff: Workplace, clock: Clock) -> None:
    client = signed_in(staff)
    for _ in range(23):
        clock.forward(minutes=20)
        assert show(client, "/staff/account").status_code == 200
    clock.forward(minutes=21)
    gone = show(client, "/staff/account")
    assert where(gone).startswith("303 /staff/sign-in")
    told = text_of(show(client, gone.headers["Location"] + "&lang=en"))
    assert "You were signed out: nothing was done for 30 minutes" in told


@pytest.mark.parametrize(("name", "password"), [("wang", OTHER), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_give_the_same_page(
    staff: Workplace, name: str, password: str
) -> None:
    answer = send(browser(staff), "/staff/sign-in?lang=en", name=name, password=password)
    assert answer.status_code == 422
    assert "The name or the password is not right." in text_of(answer)
    assert COOKIE not in str(answer.headers)
    assert password not in answer.get_data(as_text=True)


def test_the_sixth_try_has_to_wait(staff: Workplace) -> None:
    client = browser(staff)
    for _ in range(5):
        assert send(client, "/staff/sign-in", name="wang", password=OTHER).status_code == 422
    stopped = send(client, "/staff/sign-in?lang=en", name="wang", password=PASSWORD)
    assert stopped.status_code == 429
    assert 0 < int(stopped.headers["Retry-After"]) <= 70
    assert "Too many tries." in text_of(stopped)


def test_a_crowd_at_the_door_is_asked_to_come_back(
    staff: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dialogue.desk.passwords import _busy

    def full(self: Hashing, kept: str, password: str) -> bool:
        raise _busy()

    monkeypatch.setattr(Hashing, "fits", full)
    answer = send(browser(staff), "/staff/sign-in", name="wang", password=PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert issubclass(Busy, Exception)


def test_the_first_sign_in_sets_up_an_authenticator_and_changes_the_password(
    staff: Workplace,
) -> None:
    office = staff.office
    accounts.reset_second_factor(office, "wang", accounts.CONSOLE)
    accounts.set_password(office, staff.app.extensions[offices.KEY].hashing, "wang", PASSWORD,
                          accounts.CONSOLE, temporary=True)  # fmt: skip
    client = browser(staff)
    send(client, "/staff/sign-in", name="wang", password=PASSWORD)
    assert where(show(client, "/staff/second-factor")) == "303 /staff/enrol"
    page = show(client, "/staff/enrol").get_data(as_text=True)
    assert "style=" not in page, "the policy of content allows none"
    assert re.search(r'<svg[^>]+class="lw-code"', page)
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", page)
    assert found is not None
    secret = found[1].replace(" ", "")
    assert secret != SECRET
    done = send(client, "/staff/enrol", code=code_of(office, secret))
    assert done.status_code == 303
    for address in ("/staff/", "/staff/account", "/staff/matter/4K7PXW2M9Q"):
        assert where(show(client, address)) == "303 /staff/password"
    for fields, status in (({"new": OTHER, "again": OTHER + "x"}, 422),
                           ({"new": "password1234", "again": "password1234"}, 422),
                           ({"new": OTHER, "again": OTHER}, 303)):  # fmt: skip
        assert send(client, "/staff/password", current=PASSWORD, **fields).status_code == status
    assert show(client, "/staff/account").status_code == 200


def test_the_secret_is_shown_to_nobody_once_it_is_set_up(staff: Workplace) -> None:
    client = browser(staff)
    send(client, "/staff/sign-in", name="wang", password=PASSWORD)
    assert where(show(client, "/staff/enrol")) == "303 /staff/second-factor"
    signed = signed_in(staff)
    assert where(show(signed, "/staff/enrol")) == "303 /staff/"


def test_pages_are_in_the_language_that_was_chosen_until_another_is(staff: Workplace) -> None:
    client = signed_in(staff)
    assert 'lang="zh"' in show(client, "/staff/account").get_data(as_text=True)
    assert 'lang="en"' in show(client, "/staff/account?lang=en").get_data(as_text=True)
    assert '<html lang="en"' in show(client, "/staff/account").get_data(as_text=True)
    assert '<html lang="en"' in show(client, "/staff/account?lang=xx").get_data(as_text=True)


HOSTS: Mapping[str, Mapping[str, str]] = {
    "another host": {"Host": "evil.example"},
    "a forwarded host": {"X-Forwarded-Host": "evil.example"},
    "a forwarded address": {"Forwarded": "host=evil.example"},
}


@pytest.mark.parametrize("name", HOSTS)
def test_no_page_repeats_a_host_that_it_was_asked_by(staff: Workplace, name: str) -> None:
    client = browser(staff)
    for address in ("/staff/sign-in", "/staff/", "/staff", "/staff/nowhere"):
        answer = client.get(address, headers=dict(HOSTS[name]))
        told = str(answer.headers) + answer.get_data(as_text=True)
        assert "evil.example" not in told, address
    answer = client.post("/staff/sign-in", headers={**OWN, **HOSTS[name]},
                         data={"name": "wang", "password": PASSWORD})  # fmt: skip
    assert "evil.example" not in str(answer.headers) + answer.get_data(as_text=True)


def test_no_log_holds_a_password_a_code_or_a_session(
    staff: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = signed_in(staff)
    code, session = code_of(staff.office), cookie_of(client)
    send(client, "/staff/password", current=OTHER, new=OTHER, again=OTHER)
    staff.app.extensions[offices.KEY] = staff.app.extensions[offices.KEY]._replace(
        database=database.connect("sqlite:////nowhere/dialogue.sqlite")
    )
    send(browser(staff), "/staff/sign-in", name="wang", password=PASSWORD)
    for secret in (PASSWORD, OTHER, SECRET, code, session, sessions.hashed(session).hex()):
        assert secret not in caplog.text


@pytest.mark.parametrize("address", ["/staff/", "/staff/sign-in", "/staff/account"])
def test_a_database_that_is_away_is_told_plainly(staff: Workplace, address: str) -> None:
    client = signed_in(staff)
    staff.app.extensions[offices.KEY] = staff.app.extensions[offices.KEY]._replace(
        database=database.connect("sqlite:////nowhere/dialogue.sqlite")
    )
    answer = show(client, address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert MODERATOR.shown not in text_of(answer)
    sent = send(client, "/staff/sign-in", name="wang", password=PASSWORD)
    assert sent.status_code == 503


def test_what_was_typed_when_the_session_ended_is_shown_again_and_nothing_is_done(
    staff: Workplace, clock: Clock
) -> None:
    client = signed_in(staff)
    address = "/staff/intake?lang=en"
    typed = {"title": "老人看病不方便", "body": "第一行\n第二行 “引号” <b>"}
    clock.forward(minutes=31)
    held = send(client, address, **typed)
    assert held.status_code == 403
    assert "Nothing was done." in text_of(held)
    carried = hidden_of(held)
    assert carried == {**typed, "shown-again": "yes"}
    assert where(show(client, "/staff/account")).startswith("303 /staff/sign-in")
    early = send(client, address, **carried)
    assert hidden_of(early) == carried
    signed_in(staff, client)
    again = send(client, address, **carried)
    assert again.status_code == 200
    assert "You are signed in again. Nothing was done yet" in text_of(again)
    assert "第一行\n第二行 “引号” &lt;b&gt;" in again.get_data(as_text=True)
    assert "老人看病不方便" in again.get_data(as_text=True)


def test_between_password_and_second_factor_what_was_typed_is_still_held(
    staff: Workplace, clock: Clock
) -> None:
    client = signed_in(staff)
    clock.forward(minutes=31)
    carried = hidden_of(send(client, "/staff/intake", title="老人看病不方便"))
    send(client, "/staff/sign-in", name="wang", password=PASSWORD)
    assert hidden_of(send(client, "/staff/intake", **carried)) == carried


def test_a_password_that_was_typed_is_never_shown_again(staff: Workplace, clock: Clock) -> None:
    client = signed_in(staff)
    clock.forward(minutes=31)
    answer = send(client, "/staff/password", current=PASSWORD, new=OTHER, again=OTHER)
    assert where(answer).startswith("303 /staff/sign-in")
    assert PASSWORD not in answer.get_data(as_text=True)
