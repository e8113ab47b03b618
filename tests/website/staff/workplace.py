"""The website with a board, and browsers of its staff that are signed in."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert
from werkzeug.test import Client, TestResponse

from dialogue.desk import second_factor, sessions
from dialogue.desk.casefile import CaseFile, open_matter
from dialogue.desk.passwords import Hashing
from dialogue.keys.vault import Vault
from dialogue.matter.states import Event
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import tables
from dialogue.storage.database import Database
from publisher.edition import Edition
from publisher.source import settings
from publisher.source.units import Unit
from tests.dialogue import conftest as county
from tests.dialogue.matters import ADMINISTRATOR, AUDITOR, LEADER, MODERATOR, OFFICER, STRANGER
from tests.dialogue.people import SECRET
from tests.website.releases import SETTINGS, empty_edition
from website.app import create_app
from website.dialogue import office as offices
from website.staff.entry import COOKIE

SECOND = Actor(role=LEADER.role, name="li", boards=frozenset({"education"}), post="QY-JYJ-P01",
               unit="QY-JYJ")  # fmt: skip
STAFF = (MODERATOR, OFFICER, STRANGER, LEADER, SECOND, AUDITOR, ADMINISTRATOR)
OWN = {"Sec-Fetch-Site": "same-origin"}
KEY = bytes(range(32))


def edition() -> Edition:
    """An edition whose rules are those of the small county."""
    rules = county.rules()
    boards = [
        {"name": board.name, "title": dict(board.title), "leader": dict(board.leader),
         "post": board.post, "unit": board.unit}
        for board in rules.boards.values()
    ]  # fmt: skip
    dialogue = {"boards": boards, "officers": list(rules.officers), "escrow": rules.escrow}
    built = settings.build({**SETTINGS, "dialogue": dialogue})
    units = {key: Unit(key, name, "", "", ()) for key, name in rules.units.items()}
    return dataclasses.replace(empty_edition(), settings=built, units=units)


@dataclass
class Browser:
    """Somebody of the staff with a session."""

    client: Client
    actor: Actor

    def get(self, address: str) -> TestResponse:
        """A page."""
        return self.client.get(address)

    def post(self, address: str, **values: Any) -> TestResponse:
        """A form sent from a page of the site."""
        return self.client.post(address, data=values, headers=OWN)

    def deed(self, identity: str, event: Event, **values: Any) -> TestResponse:
        """A deed as its form has it: opened, filled in, sent."""
        address = f"/staff/matter/{identity}/{event}"
        form = self.get(address)
        assert form.status_code == 200, text_of(form)
        return self.post(address, **{**hidden_of(form), **values})


@dataclass
class Workplace:
    """The website, its office, and a browser for each of the staff."""

    app: Flask
    office: Office

    def browser(self, actor: Actor, lang: str = "en") -> Browser:
        """A browser of an account that is signed in."""
        with self.office.database.writing() as connection:
            identity = sessions.begin(connection, self.office, actor.name, second_factor=True,
                                      lang=lang)  # fmt: skip
        client = Client(self.app)
        client.set_cookie(COOKIE, identity, secure=False)
        return Browser(client, actor)

    def case(self, identity: str) -> CaseFile:
        """A matter as an auditor reads it."""
        return open_matter(self.office, identity, AUDITOR)

    def thread(self, identity: str) -> Thread:
        """A matter as it stands."""
        return self.case(identity).thread


def workplace(database: Database, now: Callable[[], Any], folder: Path) -> Workplace:
    """The website over a database, with an account for everybody in STAFF."""
    shown = edition()
    app = create_app(lambda: shown)
    desk = offices.Desk(folder, database, Vault(KEY), Hashing(folder), "", now)
    offices.install(app, desk)
    office = Office(database, desk.vault, offices.rules_of(shown), now)
    with database.writing() as connection:
        connection.execute(insert(tables.account), [_row(actor, office) for actor in STAFF])
    return Workplace(app, office)


def _row(actor: Actor, office: Office) -> dict[str, Any]:
    at = office.now()
    return {
        "name": actor.name, "shown": actor.name.title(), "role": actor.role, "unit": actor.unit,
        "boards": sorted(actor.boards), "post": actor.post, "email": "", "password_hash": "",
        "totp_cipher": second_factor.locked(office.vault, SECRET, actor.name), "totp_last": 0,
        "active": True, "temporary": False,
        "created_at": at, "changed_at": at, "seen_at": at,
    }  # fmt: skip


def text_of(response: TestResponse) -> str:
    """What a page says, without its tags."""
    plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.get_data(as_text=True),
                   flags=re.DOTALL)  # fmt: skip
    return " ".join(html.unescape(plain).split())


def hidden_of(response: TestResponse) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    page = response.get_data(as_text=True)
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}
