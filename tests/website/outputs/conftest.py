"""The county with its boards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialogue.conftest import Clock, clock
from tests.website.outputs.site import Site, site
from website.dialogue import office as offices

__all__ = ["clock"]


@pytest.fixture
def board_site(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site of its own for a test."""
    monkeypatch.setattr(offices, "utc_now", clock)
    made = site(tmp_path, clock)
    yield made
    made.office.database.close()
