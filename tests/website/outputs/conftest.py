"""The county with its boards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogue.conftest import Clock, clock
from tests.website.county import County
from tests.website.outputs.site import Site, published, site

__all__ = ["clock"]


@pytest.fixture(scope="session")
def made_county(tmp_path_factory: pytest.TempPathFactory) -> County:
    """The county as it was published once; tests work on copies."""
    return published(tmp_path_factory.mktemp("boards"))


@pytest.fixture
def board_site(
    tmp_path: Path, clock: Clock, made_county: County
) -> Iterator[Site]:  # fmt: skip
    """A site of its own for a test."""
    made = site(tmp_path, made_county, clock)
    yield made
    made.office.database.close()
