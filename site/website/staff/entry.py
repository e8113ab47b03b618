"""The door of the desk: nobody passes to a page of the staff without a session and the right role.

A view says with `signed_in` which roles may use it. One that says nothing needs somebody who is
signed in, so that a forgotten word never opens a page to the public.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from flask import Blueprint, current_app, g, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as AnyResponse

from dialogue.desk import accounts, sessions
from dialogue.desk.accounts import Account
from dialogue.desk.sessions import Session
from dialogue.matter.states import Role
from dialogue.rules import Office
from website.dialogue.office import current_office
from website.editions import current_edition

COOKIE: Final = "__Host-lightwell"
NEXT: Final = re.compile(r"/staff(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*/?(?:\?[A-Za-z0-9_.%+=&-]*)?")
"""Addresses to which signing in may lead; none of them leaves this site."""

View = TypeVar("View", bound=Callable[..., Any])
OPEN: Final = "open"
HALF_WAY: Final = "half-way"
_WHO: Final = "staff_entry"
_FORM: Final = "staff_form"

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


class Away(Exception):
    """Somebody has to go to `endpoint` first, and then wants to come back to an address."""

    def __init__(self, endpoint: str, wanted: str | None) -> None:
        super().__init__(endpoint)
        self.endpoint, self.wanted = endpoint, wanted


class Held(NamedTuple):
    """The session that a browser holds, with its id and its account."""

    identity: str
    session: Session
    account: Account


def signed_in(*roles: Role) -> Callable[[View], View]:
    """Let a view be used by accounts of these roles; without any, by all that are signed in."""
    return lambda view: _marked(view, frozenset(roles))


def open_to_all(view: View) -> View:
    """Let a view be used by people who are not signed in."""
    return _marked(view, OPEN)


def half_way(view: View) -> View:
    """Let a view be used between the password and the second factor, and nowhere else."""
    return _marked(view, HALF_WAY)


def typed(view: View) -> View:
    """Let what was typed into the form of a view outlive the session; the view shows it again."""
    setattr(view, _FORM, True)
    return view


def keeps_form(endpoint: str) -> bool:
    """Whether what was typed into the form of an endpoint outlives the session."""
    view = current_app.view_functions.get(endpoint)
    return bool(getattr(view, _FORM, False))


def who_may(endpoint: str) -> frozenset[Role] | str:
    """The roles that may use an endpoint (all, if empty), or OPEN or HALF_WAY."""
    found: frozenset[Role] | str = getattr(
        current_app.view_functions[endpoint], _WHO, frozenset()
    )
    return found


def held() -> Held | None:
    """The session of this request, whether the second factor was shown or not."""
    if "staff_held" not in g:
        identity = request.cookies.get(COOKIE, "")
        g.staff_held = None
        if identity:
            office = current_office()
            with office.database.reading() as connection:
                g.staff_held = _find(connection, office, identity)
    found: Held | None = g.staff_held
    return found


def current_account() -> Account:
    """Who is signed in. Raises Forbidden where nobody is."""
    found = held()
    if found is None or not found.session.second_factor:
        raise Forbidden
    return found.account


def current_session() -> Session:
    """The session of who is signed in or half-way there. Raises Forbidden where nobody is."""
    found = held()
    if found is None:
        raise Forbidden
    return found.session


def give_cookie(response: AnyResponse, identity: str) -> AnyResponse:
    """Let the browser hold a session, until it is closed."""
    response.set_cookie(COOKIE, identity, secure=True, httponly=True, samesite="Strict", path="/")
    return response


def take_cookie(response: AnyResponse) -> AnyResponse:
    """Let the browser forget the session and whatever it kept of the pages."""
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def landing(wanted: str = "") -> str:
    """Where signing in leads: the page that was wanted if it is one of the desk, else its first."""
    if wanted and NEXT.fullmatch(wanted):
        return wanted
    first = "staff.home" if "staff.home" in current_app.view_functions else "staff.own_sessions"
    return url_for(first)


@blueprint.before_request
def _check() -> AnyResponse | None:
    """Choose the language, and send away who may not use the view."""
    found = held()
    choose_language()
    if found and found.session.lang != g.lang:
        sessions.set_language(current_office(), found.session, g.lang)
    may = who_may(request.endpoint or "")
    if may == OPEN:
        return None
    if found is None:
        raise Away("staff.sign_in", _here())
    if may == HALF_WAY:
        return redirect(landing(), 303) if found.session.second_factor else None
    if not found.session.second_factor:
        raise Away("staff.second_factor", _here())
    sessions.seen(current_office(), found.session)
    if found.account.temporary and request.endpoint not in _BEFORE_PASSWORD:
        return redirect(url_for("staff.password"), 303)
    if may and found.account.role not in may:
        raise Forbidden
    return None


_BEFORE_PASSWORD: Final = frozenset({"staff.password", "staff.try_new_password"})
"""What somebody can do before a temporary password is changed."""


def _find(connection: Connection, office: Office, identity: str) -> Held | None:
    session = sessions.find(connection, office, identity)
    account = accounts.find(connection, session.account) if session else None
    if session is None or account is None or not account.active:
        return None
    return Held(identity, session, account)


def choose_language() -> None:
    """The language that was asked for, else that of the session, else the site's first."""
    found = held()
    offered = current_edition().settings.languages
    asked = request.args.get("lang", "")
    kept = found.session.lang if found else ""
    g.lang = next((lang for lang in (asked, kept) if lang in offered), offered[0])


def _here() -> str | None:
    """The present page as one to come back to, None if nobody can."""
    if request.method not in {"GET", "HEAD"}:
        return None
    query = request.query_string.decode("ascii", "replace")
    here = request.path + ("?" + query if query else "")
    return here if NEXT.fullmatch(here) else None


def _marked(view: View, may: frozenset[Role] | str) -> View:
    setattr(view, _WHO, may)
    return view
