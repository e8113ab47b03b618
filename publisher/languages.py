"""Texts that exist in several languages.

English stands in the code; the other languages stand in `translations/<lang>/LC_MESSAGES`.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

TRANSLATIONS = Path(__file__).parent / "translations"
DOMAIN = "lightwell"

Localised = Mapping[str, str]
"""A text by language; the key "" holds a text whose language nobody stated."""


class Words(NamedTuple):
    """Words that exist in several languages outside the catalogue, to fill a message."""

    texts: tuple[tuple[str, str], ...]

    def text(self, lang: str) -> str:
        """The words in `lang`, else in another language."""
        return pick(dict(self.texts), lang)


def words(texts: Localised) -> Words:
    """A localised text as something that can fill a message."""
    return Words(tuple(texts.items()))


class Message(NamedTuple):
    """A sentence to be shown in the reader's language: a template and what fills it.

    What fills it may itself be a message, or words by language.
    """

    template: str
    values: tuple[tuple[str, str | tuple[Any, ...]], ...] = ()

    def text(self, lang: str) -> str:
        """The sentence in `lang`, in English where there is no translation."""
        values = {
            name: value.text(lang) if isinstance(value, Message | Words) else value
            for name, value in self.values
        }
        return translate(self.template, lang).format_map(values)


def message(template: str, **values: object) -> Message:
    """A message; `template` is English and the key of its translations.

    The extraction of translatable texts looks for calls of this name.
    """
    return Message(
        template,
        tuple(
            (name, value if isinstance(value, Message | Words) else str(value))
            for name, value in values.items()
        ),
    )


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """The compiled catalogue of `lang`, an empty one where there is none."""
    return gettext.translation(DOMAIN, TRANSLATIONS, [lang], fallback=True)


def translate(template: str, lang: str) -> str:
    """`template` in `lang`, unfilled."""
    return catalogue(lang).gettext(template)


def pick(texts: Localised, lang: str) -> str:
    """The text in `lang`, else the one without a language, else the first; "" if there is none."""
    for key in (lang, ""):
        if texts.get(key):
            return texts[key]
    return next((text for text in texts.values() if text), "")
