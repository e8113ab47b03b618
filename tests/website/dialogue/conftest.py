"""A published county with two boards, and its website over an empty database of each test."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import Client, TestResponse

from dialogue.rules import Office
from dialogue.storage import database
from tests.dialogue.conftest import ESCROW, OFFICERS, Clock
from tests.sources import SETTINGS
from tests.website.county import County
from website.dialogue import beginning
from website.dialogue import office as offices
from website.serve import application

BOARDS = f"""
[dialogue]
officers = ["{OFFICERS[0].to_public()}", "{OFFICERS[1].to_public()}"]
escrow = "{ESCROW.to_public()}"

[[dialogue.boards]]
name = "county"
title = {{zh = "县长", en = "County Magistrate"}}
leader = {{zh = "吴示泽", en = "Wu Shize"}}
post = "P3"
unit = "TX-XF"

[[dialogue.boards]]
name = "finance"
title = {{zh = "财政局局长", en = "Head of Finance"}}
leader = {{zh = "张示范", en = "Zhang Shifan"}}
post = "P1"
unit = "TX-CZ"
"""
OWN = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of the forms of our own pages."""

FIELDS = {
    "board": "county", "type": "question", "domain": "transport", "public": "yes",
    "title": "村口的路灯什么时候修", "body": "村口的路灯坏了三个月，请问王小明家门口何时能修？",
    "hidden": "王小明", "accuses": "no",
}  # fmt: skip


@dataclass
class Site:
    """The website of the county: a client of it, its office, and the clock that both go by."""

    app: Flask
    client: Client
    office: Office
    clock: Clock

    def get(self, address: str, **headers: str) -> TestResponse:
        """A page; `headers` with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(address, headers=named)

    def text(self, address: str) -> str:
        """A page's text."""
        return self.get(address).get_data(as_text=True)

    def post(self, address: str, fields: Mapping[str, object]) -> TestResponse:
        """The answer to a form of ours."""
        return self.client.post(address, data=dict(fields), headers=OWN)

    def token(self) -> str:
        """The token of a new form, opened a minute ago."""
        page = self.text("/en/dialogue/new")
        self.clock.forward(minutes=1)
        found = re.search(r'name="form" value="([^"]+)"', page)
        assert found is not None
        return found[1]

    def send(self, **fields: object) -> TestResponse:
        """The answer to a message that was filled in, previewed and sent."""
        filled = {"form": self.token(), **FIELDS, **fields}
        seen = self.post("/en/dialogue/new", {
            name: value for name, value in filled.items() if name != "files"
        })  # fmt: skip
        assert seen.status_code == 200
        return self.post("/en/dialogue/new/send", {**filled, "step": "send"})

    def without_database(self) -> None:
        """From now on the database cannot be reached."""
        desk = self.app.extensions[offices.KEY]
        away = database.connect("sqlite:////nowhere/dialogue.sqlite")
        self.app.extensions[offices.KEY] = desk._replace(database=away)

    def queries(self) -> list[str]:
        """A list that fills with the statements that the database is asked from now on."""
        asked: list[str] = []
        event.listen(
            self.office.database.engine, "before_cursor_execute",
            lambda _c, _d, statement, *_: asked.append(statement),
        )
        return asked


def receipt_in(page: TestResponse) -> str:
    """The receipt that a page shows."""
    found = re.search(r"(?:\d{4} ){5}\d{4}", page.get_data(as_text=True))
    assert found is not None
    return found[0].replace(" ", "")


@pytest.fixture(scope="session")
def boards_county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """The county with two boards, published; tests must not change it."""
    county = County(tmp_path_factory.mktemp("boards"))
    county.change({"lightwell.toml": SETTINGS + BOARDS})
    county.publish()
    return county


@pytest.fixture
def site(boards_county: County, tmp_path: Path) -> Iterator[Site]:
    """The website over a database of the test's own."""
    clock = Clock()
    url = database.address(tmp_path)
    beginning.prepare(tmp_path, url, "11" * 32)
    door = application(boards_county.var, database_url=url, dialogue_key="11" * 32)
    app = door.app
    assert isinstance(app, Flask)
    desk = app.extensions[offices.KEY]._replace(var=tmp_path, now=clock)
    app.extensions[offices.KEY] = desk
    with app.test_request_context(environ_overrides={"lightwell.release": released(door)}):
        office = offices.current_office()
    yield Site(app, Client(door), office, clock)
    desk.database.close()


def released(door: object) -> object:
    """The release that a front door serves."""
    folder = door._folder()  # type: ignore[attr-defined]
    assert folder is not None
    return folder.release
