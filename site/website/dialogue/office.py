"""The office of the board as requests need it: database, keys, and the release's rules."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from flask import Flask, current_app, request

from dialogue.desk.passwords import Hashing
from dialogue.keys import vault
from dialogue.matter.limits import REPLY_DAYS, Limits
from dialogue.matter.matters import Type
from dialogue.rules import Board, Office, Rules, utc_now
from dialogue.storage import database
from publisher.edition import Edition
from website.editions import current_edition
from website.search.floods import client_of

KEY: Final = "lightwell-dialogue"


class Desk(NamedTuple):
    """What of the dialogue lasts from one request to the next."""

    var: Path
    database: database.Database
    vault: vault.Vault
    hashing: Hashing
    proxy_header: str
    now: Callable[[], dt.datetime] = utc_now


def open_desk(var: Path, database_url: str, dialogue_key: str, proxy_header: str = "") -> Desk:
    """The desk of a process; nothing is asked of the database yet, it may be away."""
    opened = database.connect(database.address(var, database_url))
    keys = vault.at_hand(var, dialogue_key)
    return Desk(var, opened, keys, Hashing(var), proxy_header)


def install(app: Flask, desk: Desk) -> None:
    """Let the views of `app` use the desk."""
    app.extensions[KEY] = desk


def current_desk() -> Desk:
    """The desk of the running website."""
    desk: Desk = current_app.extensions[KEY]
    return desk


def current_office() -> Office:
    """The office of this request, with the rules of the release that answers it."""
    desk = current_desk()
    return Office(desk.database, desk.vault, _rules(current_edition()), desk.now)


def current_hashing() -> Hashing:
    """The places in which passwords are hashed, shared by all processes of the website."""
    return current_desk().hashing


def current_client() -> str:
    """Whom the present request comes from: an address, an IPv6 network by its first half."""
    return client_of(request.environ, current_desk().proxy_header)


_known: list[tuple[Edition, Rules]] = []
"""The edition that was asked for last, with its rules; there is one at a time."""


def _rules(edition: Edition) -> Rules:
    for known, rules in _known:
        if known is edition:
            return rules
    found = rules_of(edition)
    _known[:] = [(edition, found)]
    return found


def rules_of(edition: Edition) -> Rules:
    """The rules that an edition's settings, units and calendar lay down."""
    settings = edition.settings
    dialogue = settings.dialogue
    return Rules(
        boards={
            board.name: Board(board.name, board.title, board.leader, board.post, board.unit)
            for board in dialogue.boards
        },
        units={org_id: unit.name for org_id, unit in edition.units.items()},
        calendar=edition.calendar, zone=settings.zone, limits=limits_of(dialogue.limits),
        officers=dialogue.officers, escrow=dialogue.escrow, languages=settings.languages,
        base_url=settings.base_url, site=settings.title, email=settings.email,
        mail_from=dialogue.mail_from, require_approval=settings.require_approval,
    )  # fmt: skip


def limits_of(given: Mapping[str, int]) -> Limits:
    """The limits with those that a site sets itself."""
    found = dict(given)
    replies = {kind: found.pop(f"{kind}_days", REPLY_DAYS[kind]) for kind in Type}
    return dataclasses.replace(Limits(), reply_days=replies, **found)

