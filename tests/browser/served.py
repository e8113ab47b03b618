"""A county with two boards over an empty database, served on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from werkzeug.serving import make_server

from dialogue.rules import Office
from dialogue.storage import database
from tests.sources import SETTINGS
from tests.website.county import County
from tests.website.dialogue.conftest import BOARDS, released
from website.dialogue import beginning
from website.dialogue import office as offices
from website.serve import application


class Served(NamedTuple):
    """A website on loopback and its office."""

    address: str
    office: Office


@contextmanager
def served_in(folder: Path) -> Iterator[Served]:
    """The website, until the block is left."""
    county = County(folder)
    county.change({"lightwell.toml": SETTINGS + BOARDS})
    county.publish()
    url = database.address(folder)
    beginning.prepare(county.var, url)
    door = application(county.var, database_url=url)
    assert isinstance(door.app, Flask)
    with door.app.test_request_context(environ_overrides={"lightwell.release": released(door)}):
        office = offices.current_office()
    server = make_server("127.0.0.1", 0, door, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.port}", office)
    finally:
        server.shutdown()
        thread.join(timeout=10)
        office.database.close()
