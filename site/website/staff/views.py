"""All pages of the desk: each module here adds its own to the blueprint."""

from __future__ import annotations

from website.staff import administration, away, desk, hour_steps, live, refusals, signing
from website.staff.entry import blueprint

PAGES = (signing, administration, away, desk, hour_steps, live, refusals)

__all__ = ["PAGES", "blueprint"]
