"""The list of units, and units."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_babel import gettext as _

from publisher import addresses
from website.editions import current_edition
from website.layout import show
from website.units.tree import unit_list
from website.units.unit import unit_page
from website.wording import pick

blueprint = Blueprint("units", __name__)


@blueprint.get("/<lang:lang>/units/")
def units(lang: str) -> str:
    """All units."""
    return show(
        "units/list.html", title=_("Units"), address=addresses.units(lang), section="units",
        kinds=unit_list(current_edition(), lang),
        has_obligations=current_edition().obligations_page,
    )  # fmt: skip


@blueprint.get("/<lang:lang>/units/<org_id>")
def unit(lang: str, org_id: str) -> str:
    """A unit."""
    shown = unit_page(current_edition(), org_id, lang) or abort(404)
    return show(
        "units/unit.html", title=pick(shown.unit.name), address=addresses.unit(lang, org_id),
        section="units", page=shown,
    )  # fmt: skip
