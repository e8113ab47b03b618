"""Obligations: all of them, and each."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_babel import gettext as _

from publisher import addresses
from website.editions import current_edition
from website.layout import show
from website.obligations.overview import obligation_page, overview

blueprint = Blueprint("obligations", __name__)


@blueprint.get("/<lang:lang>/obligations/")
def obligations(lang: str) -> str:
    """Who must publish what by when, and whether they did."""
    edition = current_edition()
    if not edition.obligations.all:
        abort(404)
    return show(
        "obligations/overview.html", title=_("Published on time?"),
        address=addresses.obligations(lang), section="units", page=overview(edition, lang),
        today=edition.today,
    )  # fmt: skip


@blueprint.get("/<lang:lang>/obligations/<name>")
def obligation(lang: str, name: str) -> str:
    """One obligation."""
    edition = current_edition()
    page = obligation_page(edition, name, lang) or abort(404)
    return show(
        "obligations/obligation.html", title=page.title, address=addresses.obligation(lang, name),
        section="units", page=page, today=edition.today,
    )  # fmt: skip
