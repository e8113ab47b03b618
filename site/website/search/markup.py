"""Those parts of the page that come by the hundred; templates took most of its time for them."""

from __future__ import annotations

from collections.abc import Iterable

from flask.sansio.app import App
from markupsafe import Markup, escape

from search_index import Span
from website.search.facets import Option


def marked(spans: Iterable[Span]) -> Markup:
    """A text with what matched marked."""
    return Markup("").join(
        Markup(f"<mark>{escape(span.text)}</mark>")  # noqa: S704 - escaped
        if span.highlighted else span.text
        for span in spans
    )  # fmt: skip


def values(options: Iterable[Option]) -> Markup:
    """The values of a facet as a list of links with counts."""
    items = [
        f'<li class="lw-facet__chosen"><a href="{escape(option.address)}" aria-current="true" '
        f'rel="nofollow">{escape(option.label)}</a> {_count(option)}</li>\n'
        if option.chosen else
        f'<li><a href="{escape(option.address)}" rel="nofollow">{escape(option.label)}</a> '
        f"{_count(option)}</li>\n"
        for option in options
    ]  # fmt: skip
    return Markup(f'<ul class="lw-facet__values">\n{"".join(items)}</ul>\n')  # noqa: S704 - as above


def _count(option: Option) -> str:
    return f'<span class="lw-facet__count">{option.hits:,}</span>'


def install(app: App) -> None:
    """Give the templates of `app` these filters."""
    app.jinja_env.filters.update(marked=marked, values=values)
