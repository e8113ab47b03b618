"""A county with a second table, which holds what few other documents do."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from tests.website.county import County
from tests.website.search.repairs import FILES
from website.serve import application


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> County:
    """The county published with that table; tests must not change it."""
    county = County(tmp_path_factory.mktemp("rich"))
    county.change(FILES)
    county.publish()
    return county


@pytest.fixture(scope="session")
def searcher(rich: County) -> Client:
    """A client whose questions are never too many."""
    door = application(rich.var)
    door.floods = type(door.floods)(rate=1e9, burst=1e9)
    return Client(door)
