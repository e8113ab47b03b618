"""Who may use which page of the desk: every route of the map, every role, and nobody else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug.routing import Rule
from werkzeug.test import Client, TestResponse

from dialogue.desk import accounts, sessions
from dialogue.life.transitions import transition
from dialogue.matter.identities import new_identity
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from dialogue.storage import journal, tables
from tests.dialogue.matters import (
    ADMINISTRATOR,
    AUDITOR,
    LEADER,
    MODERATOR,
    OFFICER,
    STRANGER,
    sent,
    step,
)
from tests.website.staff.workplace import OWN, SECOND, STAFF, Workplace, edition
from website.app import create_app
from website.staff.deeds import DEEDS
from website.staff.entry import COOKIE

OPEN, HALF_WAY = "everybody", "half-way"
ALL = frozenset(Role) - {Role.CITIZEN, Role.SYSTEM}
EXPECTED: dict[str, frozenset[Role] | str] = {
    "staff.sign_in": OPEN, "staff.try_password": OPEN, "staff.sign_out": OPEN,
    "staff.second_factor": HALF_WAY, "staff.try_code": HALF_WAY,
    "staff.enrol": HALF_WAY, "staff.try_enrolment": HALF_WAY,
    "staff.password": ALL, "staff.try_new_password": ALL,
    "staff.own_sessions": ALL, "staff.end_sessions": ALL,
    "staff.all_accounts": frozenset({Role.ADMINISTRATOR}),
    "staff.change_account": frozenset({Role.ADMINISTRATOR}),
    "staff.home": ALL, "staff.export": ALL, "staff.find": ALL, "staff.laid_down": ALL,
    "staff.matter": ALL, "staff.deed_form": ALL, "staff.deed_done": ALL,
    "staff.take_in": frozenset({Role.MODERATOR}),
    "staff.announce": frozenset({Role.MODERATOR}), "staff.hour_order": frozenset({Role.MODERATOR}),
    **dict.fromkeys(
        ("staff.hours_", "staff.hour", "staff.hour_step", "staff.hour_happens",
         "staff.hour_answer"),
        frozenset({Role.MODERATOR, Role.LEADER}),
    ),
}  # fmt: skip
"""What the design says; a route that is not here fails the first test."""

NOBODY, HALF = "nobody", "half-way"
VISITORS = (NOBODY, HALF, *STAFF)
READERS = {MODERATOR, OFFICER, LEADER, AUDITOR, ADMINISTRATOR}
"""Who may open a matter of the Transport Bureau on the county's board."""

FILLED = {
    "reason": "说明理由", "unit": "QY-JTJ", "code": "off-topic", "until": "2026-03-20",
    "outcome": "resolved", "draft": "已经修好。", "question": "在哪一段？", "target": "2345678923",
    "revision": "1", "hidden": "", "kept_account": "wu", "confirm": "yes",
}  # fmt: skip


def rules() -> list[Rule]:
    """The routes of the desk, and of whatever else asks for a session."""
    shown = edition()
    return [
        rule for rule in create_app(lambda: shown).url_map.iter_rules()
        if rule.rule.startswith("/staff") or rule.endpoint.startswith("staff.")
    ]  # fmt: skip


def asked() -> Iterator[tuple[str, str, str]]:
    """Each endpoint with its method and rule."""
    for rule in rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, rule.rule


def called(visitor: Actor | str) -> str:
    """The name of a visitor in a test's name."""
    return visitor if isinstance(visitor, str) else f"{visitor.role}-{visitor.name}"


def browser_of(desk: Workplace, visitor: Actor | str) -> Client:
    """A browser of somebody of the staff, of nobody, or of who has shown the password only."""
    if isinstance(visitor, Actor):
        return desk.browser(visitor).client
    client = Client(desk.app)
    if visitor == HALF:
        with desk.office.database.writing() as connection:
            half = sessions.begin(connection, desk.office, MODERATOR.name, second_factor=False,
                                  lang="en")  # fmt: skip
        client.set_cookie(COOKIE, half)
    return client


def place(rule: str, matter: str) -> str:
    """The address of a route for a matter."""
    return (
        rule.replace("<identity>", matter).replace("<event>", str(Event.RECUSE))
        .replace("<name>", OFFICER.name)
    )  # fmt: skip


def outcome(response: TestResponse) -> str:
    """Whether somebody was let through, refused, or sent to sign in."""
    to = response.headers.get("Location", "")
    assert response.status_code < 500
    if response.status_code == 403:
        return "refused"
    if response.status_code == 303 and to.startswith(("/staff/sign-in", "/staff/second-factor")):
        return "sent to sign in" if "note=out" not in to else "let through"
    return "let through"


def matter_of_transport(office: Office) -> str:
    """A matter on the county's board that the Transport Bureau works on."""
    identity = sent(office).thread
    step(office, identity, Event.ACCEPT, MODERATOR)
    step(office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(office, identity, Event.START, OFFICER)
    return identity


def head(office: Office) -> int:
    """The number of the journal's newest entry."""
    with office.database.reading() as connection:
        return journal.head(connection).seq


def test_every_route_of_the_desk_has_an_expectation() -> None:
    assert {rule.endpoint for rule in rules()} == set(EXPECTED)


@pytest.mark.parametrize("visitor", VISITORS, ids=called)
def test_every_route_lets_through_whom_it_should_and_nobody_else(
    desk: Workplace, visitor: Actor | str
) -> None:
    matter = matter_of_transport(desk.office)
    wrong = []
    for endpoint, method, rule in asked():
        client = browser_of(desk, visitor)
        found = outcome(client.open(place(rule, matter), method=method, headers=OWN))
        may = EXPECTED[endpoint]
        if may == OPEN:
            wanted = {"let through"}
        elif may == HALF_WAY:
            # Who has an authenticator already is led from setting it up to showing its code.
            wanted = {"let through"} if visitor != NOBODY else {"sent to sign in"}
            wanted |= {"sent to sign in"} if endpoint == "staff.enrol" else set()
        elif isinstance(visitor, str):
            wanted = {"sent to sign in"}
        elif visitor.role not in may or (
            "<identity>" in rule and visitor not in READERS
        ):
            wanted = {"refused"}
        else:
            wanted = {"let through"}
        if found not in wanted:
            wrong.append((endpoint, method, found, wanted))
    assert wrong == []


@pytest.mark.parametrize("visitor", VISITORS, ids=called)
def test_no_form_does_what_the_visitor_may_not_do(
    desk: Workplace, visitor: Actor | str
) -> None:
    """Every deed, sent without its form and with every field filled in."""
    matter = matter_of_transport(desk.office)
    client = browser_of(desk, visitor)
    before, thread = head(desk.office), desk.thread(matter)
    for event in DEEDS:
        row = transition(thread.state, event, visitor.role) if isinstance(visitor, Actor) else None
        if row is not None and visitor in READERS:
            continue
        response = client.post(f"/staff/matter/{matter}/{event}", headers=OWN,
                               data={**FILLED, "revision": str(thread.revision)})  # fmt: skip
        assert response.status_code in {303, 403, 409, 422}, event
        assert response.status_code != 303 or outcome(response) == "sent to sign in", event
        assert head(desk.office) == before, event
    assert desk.thread(matter) == thread


def test_the_forms_of_the_last_test_do_something_for_who_may(desk: Workplace) -> None:
    matter = matter_of_transport(desk.office)
    before, thread = head(desk.office), desk.thread(matter)
    desk.browser(MODERATOR).client.post(
        f"/staff/matter/{matter}/{Event.RECUSE}", headers=OWN,
        data={**FILLED, "revision": str(thread.revision)},
    )  # fmt: skip
    assert head(desk.office) > before


@pytest.mark.parametrize("visitor", [NOBODY, HALF], ids=called)
def test_who_is_not_signed_in_learns_of_no_matter(desk: Workplace, visitor: str) -> None:
    client = browser_of(desk, visitor)
    real, invented = matter_of_transport(desk.office), new_identity()
    answers = [
        (response.status_code, response.headers["Location"].replace(matter, "-"),
         response.get_data(as_text=True).replace(matter, "-"))
        for matter in (real, invented)
        for response in [client.get(f"/staff/matter/{matter}")]
    ]  # fmt: skip
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(STAFF[:4], 2))[:6],
                         ids=lambda actor: called(actor))  # fmt: skip
def test_a_session_never_shows_the_desk_of_another(
    desk: Workplace, one: Actor, other: Actor
) -> None:
    page = desk.browser(one).get("/staff/account").get_data(as_text=True)
    assert f"<strong>{one.name.title()}</strong>" in page
    assert f"<strong>{other.name.title()}</strong>" not in page


def test_a_role_that_changes_counts_at_once(desk: Workplace) -> None:
    browser = desk.browser(ADMINISTRATOR)
    assert browser.get("/staff/accounts").status_code == 200
    with desk.office.database.writing() as connection:
        connection.execute(
            update(tables.account).where(tables.account.c.name == ADMINISTRATOR.name)
            .values(role=Role.AUDITOR)
        )  # fmt: skip
    assert browser.get("/staff/accounts").status_code == 403


@pytest.mark.parametrize("change", ["deactivate", "revoke"])
def test_an_administrator_ends_a_session_at_once(desk: Workplace, change: str) -> None:
    victim = desk.browser(OFFICER)
    assert victim.get("/staff/").status_code == 200
    done = desk.browser(ADMINISTRATOR).post(f"/staff/accounts/{OFFICER.name}", action=change)
    assert done.status_code == 303
    assert outcome(victim.get("/staff/")) == "sent to sign in"


def test_the_administrator_cannot_lock_the_last_door(desk: Workplace) -> None:
    browser = desk.browser(ADMINISTRATOR)
    page = browser.get("/staff/accounts").get_data(as_text=True)
    assert f'/staff/accounts/{OFFICER.name}"' in page
    assert f'/staff/accounts/{ADMINISTRATOR.name}"' not in page
    done = browser.post(f"/staff/accounts/{ADMINISTRATOR.name}", action="deactivate")
    assert done.status_code == 409
    assert browser.get("/staff/accounts").status_code == 200


def test_a_view_without_a_word_needs_a_session(tmp_path: Path, desk: Workplace) -> None:
    from website.staff.entry import who_may

    with desk.app.test_request_context("/staff/"):
        desk.app.view_functions["staff.forgotten"] = lambda: "secret"
        assert who_may("staff.forgotten") == frozenset()
    desk.app.url_map.add(Rule("/staff/forgotten", endpoint="staff.forgotten", methods=["GET"]))
    assert outcome(Client(desk.app).get("/staff/forgotten")) == "sent to sign in"
    assert desk.browser(AUDITOR).get("/staff/forgotten").get_data(as_text=True) == "secret"


def test_deactivated_and_signed_out_accounts_cannot_come_back_with_the_cookie(
    desk: Workplace
) -> None:
    browser = desk.browser(STRANGER)
    accounts.set_active(desk.office, STRANGER.name, accounts.CONSOLE, active=False)
    accounts.set_active(desk.office, STRANGER.name, accounts.CONSOLE, active=True)
    assert outcome(browser.get("/staff/")) == "sent to sign in"


def test_another_leader_is_refused_a_matter(desk: Workplace) -> None:
    matter = matter_of_transport(desk.office)
    assert desk.browser(SECOND).get(f"/staff/matter/{matter}").status_code == 403
