"""Pages about accounts: one's own sessions, and the administrator's list of everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from flask import redirect, request, url_for
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse

from dialogue.desk import accounts, sessions
from dialogue.desk.accounts import Account
from dialogue.matter.states import ROLES, Role
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from publisher import languages
from publisher.languages import message
from website.dialogue.office import current_office
from website.staff.entry import (
    blueprint,
    current_account,
    current_session,
    signed_in,
    take_cookie,
)
from website.staff.frame import show_desk
from website.wording import current_language, say

NOTES = {
    "password": message("Your password was changed. You are signed out everywhere but here."),
    "deactivate": message("The account was deactivated and is signed out everywhere."),
    "activate": message("The account can sign in again."),
    "revoke": message("The account is signed out everywhere."),
}
ACTIONS = {
    "revoke": message("End sessions"), "deactivate": message("Deactivate"),
    "activate": message("Activate"),
}  # fmt: skip
CHANGES: Final[Mapping[str, Callable[[Office, str, Actor], None]]] = {
    "revoke": accounts.revoke,
    "deactivate": lambda office, name, by: accounts.set_active(office, name, by, active=False),
    "activate": lambda office, name, by: accounts.set_active(office, name, by, active=True),
}


class SessionRow(NamedTuple):
    """A session as one's own page shows it."""

    begun: str
    seen: str
    ends: str
    here: bool


class AccountRow(NamedTuple):
    """An account as the administrator's list shows it."""

    name: str
    shown: str
    role: str
    place: str
    enrolled: bool
    seen: str
    sessions: int
    active: bool
    actions: tuple[tuple[str, str], ...]


@blueprint.get("/account")
@signed_in()
def own_sessions() -> str:
    """One's own sessions."""
    office, present = current_office(), current_session()
    with office.database.reading() as connection:
        found = sessions.of_account(connection, office, present.account)
    rows = [
        SessionRow(_moment(office, one.begun_at), _moment(office, one.seen_at),
                   _moment(office, one.begun_at + sessions.LONGEST),
                   one.id_hash == present.id_hash)
        for one in found if one.second_factor
    ]  # fmt: skip
    return show_desk("staff/sessions.html", title=message("My account"), slot="staff.own_sessions",
                     sessions=rows, note=_note())  # fmt: skip


@blueprint.post("/account/sign-out-everywhere")
@signed_in()
def end_sessions() -> AnyResponse:
    """End all of one's own sessions, this one too."""
    account = current_account()
    accounts.revoke(current_office(), account.name, account.actor)
    return take_cookie(redirect(url_for("staff.sign_in", note="out", lang=current_language()), 303))


@blueprint.get("/accounts")
@signed_in(Role.ADMINISTRATOR)
def all_accounts() -> str:
    """All accounts."""
    office = current_office()
    with office.database.reading() as connection:
        rows = [
            _row(office, account, len(sessions.of_account(connection, office, account.name)))
            for account in accounts.everybody(connection)
        ]  # fmt: skip
    return show_desk("staff/accounts.html", title=message("Accounts"), slot="staff.all_accounts",
                     rows=rows, note=_note())  # fmt: skip


@blueprint.post("/accounts/<name>")
@signed_in(Role.ADMINISTRATOR)
def change_account(name: str) -> AnyResponse:
    """Deactivate, activate or sign out an account."""
    action = request.form.get("action", "")
    if action not in CHANGES:
        raise BadRequest
    office = current_office()
    with office.database.reading() as connection:
        if accounts.find(connection, name) is None:
            raise NotFound
    CHANGES[action](office, name, current_account().actor)
    return redirect(url_for("staff.all_accounts", note=action), 303)


def _row(office: Office, account: Account, open_sessions: int) -> AccountRow:
    rules, lang = office.rules, current_language()
    places = [rules.units[account.unit]] if account.unit in rules.units else []
    places += [board.title for name, board in rules.boards.items() if name in account.boards]
    wanted = ("revoke", "deactivate") if account.active else ("activate",)
    own = current_account().name == account.name
    return AccountRow(
        account.name, account.shown, say(ROLES[account.role]),
        say(message(", ")).join(languages.pick(place, lang) for place in places),
        account.enrolled, _moment(office, account.seen_at) if account.seen_at else "",
        open_sessions, account.active,
        tuple((action, say(ACTIONS[action])) for action in wanted if not own),
    )  # fmt: skip


def _note() -> str:
    found = NOTES.get(request.args.get("note", ""))
    return say(found) if found else ""


def _moment(office: Office, instant: dt.datetime) -> str:
    """An instant to the minute, as clocks show it where the site is."""
    return f"{instant.replace(tzinfo=dt.UTC).astimezone(office.rules.zone):%Y-%m-%d %H:%M}"
