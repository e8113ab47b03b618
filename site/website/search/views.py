"""The search page; it is the one page that is never a file."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, request
from flask_babel import gettext as _

from website.editions import current_edition
from website.layout import show
from website.released import current_release
from website.search.readers import Readers
from website.search.searching import query_of, read_asked, search_page

KEY = "lightwell-readers"
blueprint = Blueprint("search", __name__)
blueprint.record_once(lambda state: state.app.extensions.setdefault(KEY, Readers()))


@blueprint.get("/<lang:lang>/search")
def search(lang: str) -> str:
    """What was found."""
    edition = current_edition()
    asked = read_asked(request.args, lang, edition.settings.languages)
    readers: Readers = current_app.extensions[KEY]
    release = current_release() or abort(503)
    results = readers.search(release, edition.settings.engine, query_of(asked))
    shown = search_page(edition, results, asked, lang=lang)
    title = _("Search: %(words)s", words=asked.words[:100]) if asked.words else _("Search")
    return show("search/search.html", title=title, address=shown.address, indexed=False, page=shown)
