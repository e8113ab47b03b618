"""The catalogue, datasets, validation reports and tables."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from publisher import addresses
from website.data.dataset import catalogue, dataset_page, flag_count
from website.data.table import query_address, table_page
from website.data.validation import dialect, validation_page
from website.editions import current_edition
from website.layout import show
from website.wording import pick

blueprint = Blueprint("data", __name__)


@blueprint.get("/<lang:lang>/data/")
def datasets(lang: str) -> str:
    """All datasets."""
    return show(
        "data/catalogue.html", title=_("Data"), address=addresses.catalogue(lang), section="data",
        groups=catalogue(current_edition(), lang), checked=flag_count(current_edition()),
    )  # fmt: skip


@blueprint.get("/<lang:lang>/data/<dataset>/")
def dataset(lang: str, dataset: str) -> str:
    """A dataset."""
    shown = dataset_page(current_edition(), dataset, lang) or abort(404)
    return show(
        "data/dataset.html", title=pick(shown.package.title), section="data",
        address=addresses.dataset(lang, dataset), description=pick(shown.package.description),
        page=shown,
    )  # fmt: skip


@blueprint.get("/<lang:lang>/data/<dataset>/_validation")
def validation(lang: str, dataset: str) -> str:
    """A dataset's validation report."""
    shown = validation_page(current_edition(), dataset, lang) or abort(404)
    title = _("Validation: %(title)s", title=pick(shown.package.title))
    return show(
        "data/validation.html", title=title, address=addresses.validation(lang, dataset),
        section="data", page=shown, as_of=current_edition().today,
        dialect=dialect,
    )  # fmt: skip


@blueprint.get("/<lang:lang>/data/<dataset>/<resource>")
def table(lang: str, dataset: str, resource: str) -> tuple[str, int] | Response:
    """A table; blanks that a form sends are left out of its address."""
    given = list(request.args.items(multi=True))
    if any(not value.strip() for _name, value in given):
        return redirect(query_address(addresses.table(lang, dataset, resource), given))
    shown = table_page(current_edition(), dataset, resource, given, lang=lang) or abort(404)
    page = show(
        "data/table.html", title=pick(shown.resource.title), address=shown.address,
        section="data", description=pick(shown.resource.description), indexed=not shown.live,
        page=shown,
    )  # fmt: skip
    return page, shown.status
