"""Home, columns, articles, and the pages for what is not there."""

from __future__ import annotations

from flask import Blueprint, abort
from flask_babel import gettext as _

from publisher import addresses
from publisher.source.columns import COLUMNS
from website.editions import current_edition
from website.layout import show
from website.pages import errors
from website.pages.article import article_page
from website.pages.home import home
from website.pages.lists import listing
from website.wording import current_language, say

blueprint = Blueprint("pages", __name__)
Shown = str | tuple[str, int]


@blueprint.get("/", endpoint="root")
@blueprint.get("/<lang:lang>/")
def front(lang: str = "") -> Shown:
    """The front page; at `/` in the first language."""
    shown = home(current_edition(), current_language())
    return show(
        "pages/home.html", title=shown.title, address=addresses.home(current_language()),
        section="home", description=shown.description, home=shown,
    )  # fmt: skip


@blueprint.get("/<lang:lang>/<column:column>/")
@blueprint.get("/<lang:lang>/<column:column>/_page/<int(min=2):page>")
def column(lang: str, column: str, page: int = 1) -> Shown:
    """A page of a column's list."""
    shown = listing(current_edition(), lang, column, page) or abort(404)
    title = say(COLUMNS[column].title)
    if page > 1:
        title = _("%(title)s, page %(page)d", title=title, page=page)
    return show(
        "pages/column.html", title=title, section=column,
        address=addresses.column(lang, column, page), listing=shown, column=COLUMNS[column],
    )  # fmt: skip


@blueprint.get("/<lang:lang>/report/", defaults={"column": "pages", "slug": addresses.REPORT})
@blueprint.get("/<lang:lang>/<column:column>/<slug>")
def article(lang: str, column: str, slug: str) -> Shown:
    """An article; a withdrawn one says so, and why."""
    shown = article_page(current_edition(), column, slug, lang) or abort(404)
    gone = shown.article.withdrawn is not None
    page = show(
        f"pages/{'withdrawn' if gone else 'article'}.html", title=shown.article.title,
        address=addresses.article(lang, column, slug), section=column,
        description="" if gone else shown.article.summary, versions=shown.versions,
        indexed=not gone, page=shown,
    )  # fmt: skip
    return (page, 410) if gone else page


@blueprint.get("/<lang:lang>/<any('404', '410', '500'):status>")
def error(lang: str, status: str) -> Shown:
    """The page that a server of files shows for a status."""
    return errors.error_page(int(status), errors.TEXTS[int(status)])


@blueprint.get("/404.html")
def nowhere() -> Shown:
    """What there is to say where not even the language is known."""
    return show(
        "pages/nowhere.html", title=say(errors.TEXTS[404].title), address="/404.html",
        indexed=False, languages=current_edition().settings.languages,
        texts=errors.TEXTS[404],
    )  # fmt: skip
