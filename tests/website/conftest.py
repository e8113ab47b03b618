"""What several folders of tests use."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from tests.website.county import County


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """The published county; tests must not change it."""
    county = County(tmp_path_factory.mktemp("county"))
    county.publish()
    return county


@pytest.fixture
def client(county: County) -> Client:
    """A client of the county's website."""
    return county.client()
