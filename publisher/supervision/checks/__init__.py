"""The integrity checks, by id."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.supervision.checks import c09_short_tender
from publisher.supervision.model import Check

MODULES = (c09_short_tender,)
CHECKS: Mapping[str, Check] = {module.CHECK.id: module.CHECK for module in MODULES}
