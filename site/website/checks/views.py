"""Integrity checks, one check, and the flags of one unit."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_babel import gettext as _

from publisher import addresses
from publisher.outputs import signals
from website.checks.check import check_page, checks_page, unit_flags
from website.editions import current_edition
from website.layout import show
from website.wording import say

blueprint = Blueprint("checks", __name__)


@blueprint.get("/<lang:lang>/checks/")
def checks(lang: str) -> str:
    """All checks."""
    shown = checks_page(current_edition(), lang) or abort(404)
    return show(
        "checks/list.html", title=_("Integrity checks"), address=addresses.checks(lang),
        section="data", description=say(signals.SIGNAL), page=shown,
    )  # fmt: skip


@blueprint.get("/<lang:lang>/checks/<check>")
def check(lang: str, check: str) -> str:
    """One check and its flags."""
    shown = check_page(current_edition(), check, lang) or abort(404)
    about = shown.line.about
    return show(
        "checks/check.html", title=f"{about.id} {say(about.name)}", section="data",
        address=addresses.check(lang, about.id), description=say(about.about), page=shown,
    )  # fmt: skip


@blueprint.get("/<lang:lang>/checks/units/<org_id>")
def unit(lang: str, org_id: str) -> str:
    """The flags of one unit."""
    shown = unit_flags(current_edition(), org_id, lang) or abort(404)
    return show(
        "checks/unit.html", title=_("Flags: %(unit)s", unit=shown.name), section="data",
        address=addresses.unit_flags(lang, org_id), description=say(signals.SIGNAL), page=shown,
    )  # fmt: skip
