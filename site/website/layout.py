"""What all pages share: the frame around them, made once per language and section."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask, current_app
from markupsafe import Markup

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.jobs import digest
from publisher.source.columns import COLUMNS
from website.assets import asset
from website.editions import current_edition
from website.wording import current_language, name_of

KEY = "lightwell-frames"


class Entry(NamedTuple):
    """An entry of the navigation; `section` says which pages it stands for."""

    section: str
    title: str
    address: str


class Frame(NamedTuple):
    """The parts of the frame that pages of one language and section share."""

    head: Markup
    banner: Markup
    navigation: Markup
    footer: Markup
    site: str
    base_url: str
    publisher: str
    email: str
    phone: str
    language: str
    language_label: str
    others: tuple[tuple[str, str], ...]


def common(edition: Edition) -> str:
    """A digest of all that the frame of every page depends on."""
    return digest(
        edition.software, edition.settings, bool(edition.units), edition.report_channels,
        edition.obligations_page, edition.has_checks,
    )  # fmt: skip


def translated(address: str, lang: str) -> str:
    """The same page in another language: an address begins with its language."""
    rest = address.split("/", 2)[2] if address.count("/") > 1 else ""
    return f"/{lang}/{rest}"


def entries(edition: Edition, lang: str) -> list[Entry]:
    """The navigation, at most nine entries."""

    def column(name: str) -> Entry:
        return Entry(name, COLUMNS[name].title.text(lang), addresses.column(lang, name))

    found = [column(name) for name in ("news", "notices", "cases", "exemplars", "rules")]
    found.append(Entry("data", languages.translate("Data", lang), addresses.catalogue(lang)))
    if edition.units:
        found.append(Entry("units", languages.translate("Units", lang), addresses.units(lang)))
    if edition.settings.dialogue.boards:
        title = languages.translate("Dialogue", lang)
        found.append(Entry("dialogue", title, addresses.dialogue(lang)))
    return [*found, column("pages")]


def frame(lang: str, section: str) -> Frame:
    """The frame of the edition's pages, rendered at the first page that needs it."""
    edition = current_edition()
    known: tuple[Edition, dict[tuple[str, str], Frame]] = current_app.extensions[KEY]
    if known[0] is not edition:
        known = current_app.extensions[KEY] = (edition, {})
    found = known[1].get((lang, section))
    if found is None:
        found = known[1][lang, section] = _frame(edition, lang, section)
    return found


def _frame(edition: Edition, lang: str, section: str) -> Frame:
    settings = edition.settings
    context: dict[str, Any] = {
        "lang": lang, "section": section, "settings": settings, "addresses": addresses,
        "entries": entries(edition, lang), "columns": COLUMNS,
        "has_report": edition.report_channels, "has_obligations": edition.obligations_page,
        "has_checks": edition.has_checks,
    }  # fmt: skip

    def part(name: str) -> Markup:
        return Markup(template(f"frame/{name}.html").render(context))  # noqa: S704 - autoescaped

    return Frame(
        head=part("head"), banner=part("banner"), navigation=part("navigation"),
        footer=part("footer"), site=languages.pick(settings.title, lang),
        base_url=settings.base_url, publisher=languages.pick(settings.publisher, lang),
        email=settings.email, phone=settings.phone,
        language=name_of(lang), language_label=languages.translate("Languages", lang),
        others=tuple((other, name_of(other)) for other in settings.languages if other != lang),
    )  # fmt: skip


def template(name: str) -> Any:
    """A template of the application."""
    return current_app.jinja_env.get_template(name)


def show(
    name: str, *, title: str, address: str, section: str = "", description: str = "",
    versions: tuple[str, ...] | None = None, indexed: bool = True, **context: Any,
) -> str:  # fmt: skip
    """The page that the template `name` makes: the frame, and what `context` adds.

    `address` is the page's own, `section` the entry of the navigation that it belongs to;
    `versions` are the languages in which its text really exists (all, unless said);
    pages that are not `indexed` ask search engines to leave them out.
    """
    lang = current_language()
    around = frame(lang, section)
    page: str = template(name).render(
        {
            "lang": lang, "frame": around, "title": title, "address": address,
            "description": description, "versions": versions, "indexed": indexed,
            "section": section, **context,
        }
    )  # fmt: skip
    return page


def quoted(text: str) -> str:
    """A text as part of an address's query."""
    return quote(text, safe="")


def install(app: Flask) -> None:
    """Give the templates of `app` what they use everywhere."""
    app.extensions[KEY] = (None, {})
    app.jinja_env.globals.update(
        asset=asset,
        addresses=addresses,
        translated=translated,
        quoted=quoted,
        translate=languages.translate,
    )
