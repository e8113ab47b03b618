"""Texts that exist in several languages.

English stands in the code; the other languages stand in `translations/<lang>/LC_MESSAGES`.
Four kinds of text know how to be shown in a language: a `Message` is ours, `Words` belong to the
data (a column's title), a `Series` lists several, a `Day` is a date.
"""

from __future__ import annotations

import datetime as dt
import gettext
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

TRANSLATIONS = Path(__file__).parent / "translations"
DOMAIN = "lightwell"

Localised = Mapping[str, str]
"""A text by language; the key "" holds a text whose language nobody stated."""


class Message(NamedTuple):
    """A sentence to be shown in the reader's language: a template and what fills it.

    What fills it may itself be a message, words of the data, or a series of such texts.
    """

    template: str
    values: tuple[tuple[str, str | tuple[Any, ...]], ...] = ()

    def text(self, lang: str) -> str:
        """The sentence in `lang`, in English where there is no translation.

        What fills it cannot steer a terminal or turn the direction of writing.
        """
        values = {name: told(value, lang) for name, value in self.values}
        return translate(self.template, lang).format_map(values)


class Words(NamedTuple):
    """A text that belongs to the data, by language, such as a column's title."""

    texts: tuple[tuple[str, str], ...]

    def text(self, lang: str) -> str:
        """The text in `lang`, else one in another language."""
        return visible(pick(dict(self.texts), lang))


class Series(NamedTuple):
    """Several texts one after the other, parted as the reader's language parts them."""

    parts: tuple[str | tuple[Any, ...], ...]

    def text(self, lang: str) -> str:
        """The texts in `lang`, with its commas."""
        return ("、" if lang.startswith("zh") else ", ").join(told(p, lang) for p in self.parts)


class Day(NamedTuple):
    """A date, given as ISO text."""

    iso: str

    def text(self, lang: str) -> str:
        """The date as Chinese texts write it; as ISO elsewhere, which nobody misreads."""
        if not lang.startswith("zh"):
            return self.iso
        year, month, day = map(int, self.iso.split("-"))
        return f"{year}年{month}月{day}日"


def words(texts: Localised) -> Words:
    """A text of the data as something that a message can be filled with."""
    return Words(tuple(texts.items()))


def told(value: str | tuple[Any, ...], lang: str) -> str:
    """What fills a message, in `lang`."""
    if isinstance(value, Message | Words | Series | Day):
        return value.text(lang)
    return visible(str(value))


def visible(text: str) -> str:
    """`text` with control characters and marks of writing direction made visible."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or unicodedata.category(character) == "Zs"
        else chr(0x2400 + ord(character)) if ord(character) < 0x20
        else f"⟨U+{ord(character):04X}⟩"
        for character in text
    )  # fmt: skip


def message(template: str, **values: object) -> Message:
    """A message; `template` is English and the key of its translations.

    The extraction of translatable texts looks for calls of this name.
    """
    return Message(template, tuple((name, _filling(value)) for name, value in values.items()))


def _filling(value: object) -> str | tuple[Any, ...]:
    """What a message holds of a value: a date can be shown in any language, an instant cannot."""
    if isinstance(value, Message | Words | Series | Day):
        return value
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Day(value.isoformat())
    return str(value)


def series(parts: Iterable[Message | Words | str]) -> Series:
    """Several texts as one that a message can be filled with."""
    return Series(tuple(parts))


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
