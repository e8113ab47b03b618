"""The frame of the desk's pages: who is signed in, and the pages that the role has."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from flask import current_app, request, url_for

from dialogue.matter.states import ROLES
from publisher import languages
from publisher.languages import Message, message
from website.editions import current_edition
from website.layout import show
from website.staff.entry import OPEN, held, who_may
from website.wording import current_language, say


class Slot(NamedTuple):
    """An entry of the desk's navigation; it is shown to the roles that may use its endpoint."""

    endpoint: str
    title: Message


SLOTS: Final = (
    Slot("staff.home", message("My desk")),
    Slot("staff.take_in", message("Take in")),
    Slot("staff.hours_", message("Hours with leaders")),
    Slot("staff.laid_down", message("Boards and calendar")),
    Slot("staff.all_accounts", message("Accounts")),
    Slot("staff.own_sessions", message("My account")),
)


class Link(NamedTuple):
    """A link of the desk's navigation."""

    title: str
    address: str
    current: bool


AGAIN: Final = "shown-again"
"""The field of a form that is sent only to be shown again, after its session had ended."""


def shown_again() -> bool:
    """Whether a form was sent only to be shown again."""
    return request.form.get(AGAIN) == "yes"


def show_desk(template: str, /, *, title: str | Message, slot: str = "", **context: Any) -> str:
    """A page of the desk, made by `template`; `slot` is the endpoint of its entry."""
    found = held()
    account = found.account if found and found.session.second_factor else None
    unit = current_edition().units.get(account.unit) if account and account.unit else None
    return show(
        template, title=title if isinstance(title, str) else say(title), address=request.path,
        section="staff", indexed=False, account=account,
        role=say(ROLES[account.role]) if account else "",
        unit=languages.pick(unit.name, current_language()) if unit else "",
        links=_links(slot) if account else [], here=request.path,
        **{"shown_again": account is not None and shown_again(), **context},
    )  # fmt: skip


def _links(current: str) -> list[Link]:
    found = held()
    links = []
    for slot in SLOTS:
        if slot.endpoint not in current_app.view_functions or found is None:
            continue
        may = who_may(slot.endpoint)
        if may != OPEN and (not may or found.account.role in may):
            links.append(Link(say(slot.title), url_for(slot.endpoint), slot.endpoint == current))
    return links
