"""The integrity checks, by id."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.supervision.checks import (
    c08_late_disclosure,
    c09_short_tender,
    c24_silent_revision,
    c26_stale_columns,
)
from publisher.supervision.model import Check

MODULES = (
    c08_late_disclosure,
    c09_short_tender,
    c24_silent_revision,
    c26_stale_columns,
)
CHECKS: Mapping[str, Check] = {module.CHECK.id: module.CHECK for module in MODULES}
