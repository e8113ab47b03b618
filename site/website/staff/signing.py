"""Pages for signing in and out: the password, the second factor, and setting both up."""

from __future__ import annotations

from typing import NamedTuple

import segno
from flask import Response, make_response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from dialogue.desk import second_factor as factor
from dialogue.desk import sessions, signing_in
from dialogue.desk.passwords import LEAST, Busy
from dialogue.gate.throttles import TooMany
from dialogue.life.requests import Refused
from publisher import languages
from publisher.errors import PublisherError
from publisher.languages import Message, message
from website.dialogue.office import current_client, current_hashing, current_office
from website.editions import current_edition
from website.staff.entry import (
    COOKIE,
    blueprint,
    current_account,
    current_session,
    give_cookie,
    half_way,
    held,
    landing,
    open_to_all,
    signed_in,
    take_cookie,
)
from website.staff.frame import show_desk
from website.wording import current_language, say

NOTES = {
    "out": message("You are signed out. On this computer nothing of the desk is kept."),
    "over": message("You were signed out: nothing was done for 30 minutes, eight hours had "
                    "passed, or your sessions were ended. What you had sent before is kept. Text "
                    "that you had not sent is only in the page where you wrote it."),
}  # fmt: skip


class Failure(NamedTuple):
    """What went wrong with a form, in the reader's language; `field` is the input's id."""

    text: str
    field: str


@blueprint.get("/sign-in")
@open_to_all
def sign_in() -> str | AnyResponse:
    """The form for name and password."""
    found = held()
    if found and found.session.second_factor:
        return redirect(landing(request.args.get("next", "")), 303)
    left = "over" if COOKIE in request.cookies else ""
    return _sign_in_page(NOTES.get(request.args.get("note", left)))


@blueprint.post("/sign-in")
@open_to_all
def try_password() -> AnyResponse:
    """Check name and password, and go on to the second factor."""
    try:
        identity = signing_in.with_password(
            current_office(), current_hashing(), client=current_client(),
            name=request.form.get("name", ""), password=request.form.get("password", ""),
            lang=current_language(), before=request.cookies.get(COOKIE, ""),
        )  # fmt: skip
    except (Refused, Busy) as failure:
        return _again(_sign_in_page(None, _failure(failure, "password")), failure)
    wanted = request.form.get("next") or None
    return give_cookie(redirect(url_for("staff.second_factor", next=wanted), 303), identity)


@blueprint.get("/second-factor")
@half_way
def second_factor() -> str | AnyResponse:
    """The form for the code of the authenticator."""
    found = held()
    if found and not found.account.enrolled:
        return redirect(url_for("staff.enrol", next=request.args.get("next")), 303)
    return _code_page()


@blueprint.post("/second-factor")
@half_way
def try_code() -> AnyResponse:
    """Check the code, and open the desk."""
    try:
        identity = signing_in.with_code(
            current_office(), current_session(), request.cookies[COOKIE],
            request.form.get("code", ""),
        )  # fmt: skip
    except Refused as failure:
        return _again(_code_page(_failure(failure, "code")), failure)
    return give_cookie(redirect(landing(request.form.get("next", "")), 303), identity)


@blueprint.get("/enrol")
@half_way
def enrol() -> str | AnyResponse:
    """The QR code for the authenticator."""
    found = held()
    if found and found.account.enrolled:
        return redirect(url_for("staff.second_factor", next=request.args.get("next")), 303)
    return _enrol_page()


@blueprint.post("/enrol")
@half_way
def try_enrolment() -> AnyResponse:
    """Check the first code of an authenticator, and open the desk."""
    try:
        identity = signing_in.with_enrolment(
            current_office(), current_session(), request.cookies[COOKIE],
            request.form.get("code", ""),
        )  # fmt: skip
    except Refused as failure:
        return _again(_enrol_page(_failure(failure, "code")), failure)
    return give_cookie(redirect(landing(request.form.get("next", "")), 303), identity)


@blueprint.get("/password")
@signed_in()
def password() -> str:
    """The form for another password."""
    return _password_page()


@blueprint.post("/password")
@signed_in()
def try_new_password() -> AnyResponse:
    """Change the password; all other sessions end."""
    given = request.form
    if given.get("new", "") != given.get("again", ""):
        differ = Failure(say(message("The two new passwords differ.")), "again")
        return make_response(_password_page(differ), 422)
    try:
        identity = signing_in.change_password(
            current_office(), current_hashing(), current_session(), given.get("current", ""),
            given.get("new", ""),
        )  # fmt: skip
    except (Refused, Busy) as failure:
        field = "current" if isinstance(failure, signing_in.Wrong) else "new"
        return _again(_password_page(_failure(failure, field)), failure)
    return give_cookie(redirect(url_for("staff.own_sessions", note="password"), 303), identity)


@blueprint.post("/sign-out")
@open_to_all
def sign_out() -> AnyResponse:
    """End the session here and on the server."""
    office = current_office()
    with office.database.writing() as connection:
        sessions.end(connection, request.cookies.get(COOKIE, ""))
    return take_cookie(redirect(url_for("staff.sign_in", note="out", lang=current_language()), 303))


def _sign_in_page(note: Message | None, failure: Failure | None = None) -> str:
    return show_desk(
        "staff/sign_in.html", title=message("Sign in to the desk"), failure=failure,
        note=say(note) if note else "", typed=request.form.get("name", ""), wanted=_wanted(),
    )  # fmt: skip


def _code_page(failure: Failure | None = None) -> str:
    return show_desk("staff/second_factor.html", title=message("Code of your authenticator"),
                     failure=failure, wanted=_wanted())  # fmt: skip


def _enrol_page(failure: Failure | None = None) -> str:
    session = current_session()
    secret = signing_in.enrolment(current_office(), session)
    issuer = languages.pick(current_edition().settings.title, current_language())
    code = segno.make(factor.address(secret, session.account, issuer), error="m", micro=False)
    drawing = code.svg_inline(scale=5, border=4, omitsize=True, svgclass="lw-code",
                              lineclass=None, light="#ffffff")  # fmt: skip
    return show_desk(
        "staff/enrol.html", title=message("Set up your authenticator"), failure=failure,
        wanted=_wanted(), drawing=Markup(drawing),  # noqa: S704 - drawn by segno from our address
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
    )  # fmt: skip


def _password_page(failure: Failure | None = None) -> str:
    return show_desk("staff/password.html", title=message("Change your password"),
                     slot="staff.own_sessions", failure=failure, least=LEAST,
                     temporary=current_account().temporary)  # fmt: skip


def _wanted() -> str:
    """The address to which signing in leads, "" for the first page of the desk."""
    wanted = request.values.get("next", "")
    return wanted if wanted and landing(wanted) == wanted else ""


def _failure(failure: PublisherError, field: str) -> Failure:
    return Failure(say(failure.message), field)


def _again(page: str, failure: PublisherError) -> Response:
    """The form once more, with the status and the time to wait that belong to the failure."""
    if isinstance(failure, TooMany):
        return make_response(page, 429, {"Retry-After": str(failure.seconds)})
    if isinstance(failure, Busy):
        return make_response(page, 503, {"Retry-After": "5"})
    return make_response(page, 422)
