"""The reader's language: translations, dates and names in it."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from flask import Flask, g, request
from flask_babel import Babel
from markupsafe import Markup

from publisher import languages
from publisher.languages import Localised, Message
from website import citations
from website.editions import current_edition

REGIONS = {"en": "en_GB", "zh": "zh_Hans_CN"}
"""Where a language alone would mean another country's way of writing dates."""


def current_language() -> str:
    """The language of the page in the making: the first part of its address, else the first."""
    known: str | None = g.get("lang")
    if known is None:
        offered = current_edition().settings.languages
        named = request.path.split("/", 2)[1]
        known = g.lang = named if named in offered else offered[0]
    return known


@cache
def locale_of(lang: str) -> Locale:
    """How `lang` writes dates and numbers; as English does where that is unknown."""
    try:
        return Locale.parse(REGIONS.get(lang, lang), sep="-" if "-" in lang else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


@cache
def name_of(lang: str) -> str:
    """A language's name in itself."""
    try:
        return Locale.parse(lang, sep="-").get_display_name(lang) or lang
    except (UnknownLocaleError, ValueError):
        return lang


@lru_cache(maxsize=10_000)
def written_date(when: dt.date, lang: str) -> str:
    """A day in full, as `lang` writes it."""
    return format_date(when, "long", locale=locale_of(lang))


def cited(source: str) -> str:
    """What something rests on, as the reader's language cites it."""
    return citations.basis(source, current_language())


def pick(texts: Localised) -> str:
    """A text in the reader's language, else in another."""
    return languages.pick(texts, current_language())


def text(template: str, **values: object) -> str:
    """One of the website's own texts in the reader's language."""
    found = languages.translate(template, current_language())
    return found % values if values else found


def say(message: Message) -> str:
    """The publisher's message in the reader's language."""
    return message.text(current_language())


def day(when: dt.date) -> str:
    """A day in full, in the reader's language."""
    return written_date(when, current_language())


def _selected() -> str | None:
    lang = current_language()
    return lang if _known(lang) else None


@cache
def _known(lang: str) -> bool:
    try:
        Locale.parse(lang)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _written(template: str, /, **values: object) -> Markup:
    """A text of a template; what fills it is escaped, the text itself is not."""
    if values:
        return Markup(languages.translate(template, current_language())) % values  # noqa: S704
    return _unfilled(template, current_language())


@lru_cache(maxsize=10_000)
def _unfilled(template: str, lang: str) -> Markup:
    return Markup(languages.translate(template, lang)) % {}  # noqa: S704 - %% is written as %


def install(app: Flask) -> None:
    """Give `app` the publisher's catalogues, and its templates the filters for texts.

    Templates look a text up in the catalogue itself: Flask-Babel's way to it through the request
    took half the time of a page, and Jinja's own way around it a fifth of what was left.
    """
    Babel(
        app,
        default_domain=languages.DOMAIN,
        default_translation_directories=str(languages.TRANSLATIONS),
        locale_selector=_selected,
    )
    environment: Any = app.jinja_env
    environment.install_gettext_callables(
        gettext=_written,
        ngettext=lambda one, many, count: languages.catalogue(current_language()).ngettext(
            one, many, count
        ),
        newstyle=True,
    )
    environment.globals.update(_=_written, gettext=_written)
    environment.filters.update(pick=pick, say=say, day=day, cited=cited)
