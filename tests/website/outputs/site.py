"""A published county with two boards, served whole: files, search, dialogue."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from publisher.release.live import read
from publisher.release.reader import current
from tests.dialogue.conftest import ESCROW, OFFICERS
from tests.dialogue.matters import MODERATOR, sent, step
from tests.sources import SETTINGS
from tests.website.county import County
from website.dialogue import beginning
from website.dialogue import office as offices
from website.dialogue.live_index import Keeper
from website.serve import FrontDoor, application

OFFICER = Actor(role=Role.OFFICER, name="ou", unit="TX-CZ")
LEADER = Actor(role=Role.LEADER, name="wu", boards=frozenset({"county"}), post="P3", unit="TX-XF")
SETTINGS_WITH_BOARDS = SETTINGS + f"""
[dialogue]
officers = ["{OFFICERS[0].to_public()}", "{OFFICERS[1].to_public()}"]
escrow = "{ESCROW.to_public()}"

[[dialogue.boards]]
name = "county"
title.zh = "县长"
title.en = "Magistrate"
leader.zh = "韩示明"
leader.en = "Han Shiming"
post = "P3"
unit = "TX-XF"

[[dialogue.boards]]
name = "finance"
title.zh = "财政局局长"
title.en = "Director of Finance"
leader.zh = "张示范"
leader.en = "Zhang Shifan"
post = "P1"
unit = "TX-CZ"
"""


@dataclass
class Site:
    """The website over its `var`, and the office with the clock of the test."""

    county: County
    door: FrontDoor
    office: Office
    keeper: Keeper

    @property
    def client(self) -> Client:
        """Somebody who reads."""
        return Client(self.door)

    def get(self, address: str, **given: Any) -> TestResponse:
        """What is answered at an address."""
        return self.client.get(address, **given)

    def accepted(self, **given: Any) -> str:
        """A public thread."""
        thread = sent(self.office, **given).thread
        step(self.office, thread, Event.ACCEPT, MODERATOR)
        return thread

    def replied(self, reply: str = "路灯已经修好。", **given: Any) -> str:
        """A public thread with its reply."""
        thread = self.accepted(**given)
        step(self.office, thread, Event.ASSIGN, MODERATOR, unit="TX-CZ")
        step(self.office, thread, Event.START, OFFICER)
        step(self.office, thread, Event.DRAFT, OFFICER, texts={Part.DRAFT: reply},
             outcome="resolved")  # fmt: skip
        step(self.office, thread, Event.SIGN, LEADER)
        step(self.office, thread, Event.PUBLISH_REPLY, MODERATOR)
        return thread


def published(folder: Path) -> County:
    """The county with its boards, published into `folder`."""
    county = County(folder)
    county.change({"lightwell.toml": SETTINGS_WITH_BOARDS})
    county.publish()
    beginning.prepare(county.var)
    return county


def site(folder: Path, made: County, clock: Callable[[], dt.datetime]) -> Site:
    """A copy in `folder` of a county that was made, with nothing written yet."""
    county = County(folder)
    county.change({"lightwell.toml": SETTINGS_WITH_BOARDS})
    shutil.copytree(made.var, county.var, symlinks=True)
    release = current(county.var)
    assert release is not None
    door = application(county.var)
    door.floods = type(door.floods)(rate=1e9, burst=1e9)
    app: Any = door.app
    desk: offices.Desk = app.extensions[offices.KEY]._replace(now=clock)
    offices.install(app, desk)
    office = Office(desk.database, desk.vault, offices.rules_of(read(release)), clock)
    return Site(county, door, office, Keeper(county.var, desk.database))
