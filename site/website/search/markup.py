"""Those parts of the page that come by the dozen; templates took most of its time for them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from flask.sansio.app import App
from markupsafe import Markup

from search_index import Span
from website.search.facets import Option
from website.search.found import Found
from website.wording import written_date


def hits(found: Iterable[Found], lang: str) -> Markup:
    """Hits as the items of a list, for readers of `lang`."""
    return Markup("".join(_hit(hit, lang) for hit in found))  # noqa: S704 - escaped below


def _hit(hit: Found, lang: str) -> str:
    other = f' lang="{escape(hit.lang)}"' if hit.lang and hit.lang != lang else ""
    far = f"{other} hreflang=\"{escape(hit.lang)}\"" if other else ""
    summary = f'<p class="lw-entry__summary"{other}>{_marked(hit.snippet)}</p>\n'
    facts = [f"<span>{escape(text)}</span>\n" for text in (hit.table, hit.unit) if text]
    if hit.date:
        day = escape(written_date(hit.date, lang))
        facts.append(f'<time datetime="{hit.date.isoformat()}">{day}</time>\n')
    return (
        '<li class="lw-entry lw-hit">\n<h2 class="lw-entry__title">'
        f'<a href="{escape(hit.address + hit.mark)}"{far}>{_marked(hit.title)}</a></h2>\n'
        f"{summary if hit.snippet else ''}"
        f'<p class="lw-entry__facts"><span class="lw-tag lw-tag--{escape(hit.kind)}">'
        f"{escape(hit.tag)}</span>\n{''.join(facts)}</p>\n</li>\n"
    )


def _marked(spans: Iterable[Span]) -> str:
    """A text with what matched marked."""
    return "".join(
        f"<mark>{escape(text)}</mark>" if matched else escape(text) for text, matched in spans
    )


def values(options: Iterable[Option]) -> Markup:
    """The values of a facet as a list of links with counts."""
    items = "".join(
        f"<li{_CHOSEN if chosen else _OTHER}"
        f' href="{escape(address)}" rel="nofollow">{escape(label)}</a> '
        f'<span class="lw-facet__count">{count:,}</span></li>\n'
        for label, count, address, chosen in options
    )
    return Markup(f'<ul class="lw-facet__values">\n{items}</ul>\n')  # noqa: S704 - escaped above


_CHOSEN = ' class="lw-facet__chosen"><a aria-current="true"'
_OTHER = "><a"


def install(app: App) -> None:
    """Give the templates of `app` these filters."""
    app.jinja_env.filters.update(hits=hits, values=values)
