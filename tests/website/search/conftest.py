"""A county whose index holds rows and units too."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from tests.website.county import County
from tests.website.search.indexes import ROWS, add
from website.serve import application


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory) -> County:
    """The published county, with documents of more kinds; tests must not change it."""
    county = County(tmp_path_factory.mktemp("rich"))
    add(county.publish(), ROWS)
    return county


@pytest.fixture(scope="session")
def searcher(rich: County) -> Client:
    """A client whose questions are never too many."""
    door = application(rich.var)
    door.floods = type(door.floods)(rate=1e9, burst=1e9)
    return Client(door)
