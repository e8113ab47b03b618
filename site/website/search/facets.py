"""What hits can be narrowed down by: values with their counts, as links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from publisher import languages
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.source.columns import COLUMNS
from search_index import Results
from website.search.asking import ALL, Asked, address_of, quoted
from website.search.names import KINDS
from website.wording import name_of

UNFOLDED: Final = 8
"""So many values of a facet are shown at once."""

MOST: Final = 60
"""So many values are shown at all; the rest is reached by asking for more words."""

FACETS: Final[Mapping[str, tuple[str, Message]]] = {
    "kind": ("kind", message("Kind")),
    "column": ("category", message("Section")),
    "year": ("year", message("Year")),
    "unit": ("unit", message("Unit")),
    "dataset": ("collection", message("Dataset")),
}
"""By their names in addresses: the index's name, and the title."""


class Option(NamedTuple):
    """A value: how many hits it would leave, and where that leads (from a chosen one: back)."""

    label: str
    hits: int
    address: str
    chosen: bool


class Facet(NamedTuple):
    """Values to choose from: those shown at once, and the others."""

    name: str
    title: str
    options: tuple[Option, ...]
    more: tuple[Option, ...]


class Choice(NamedTuple):
    """A choice in force, and the question without it."""

    label: str
    value: str
    without: Asked


def facets_of(
    edition: Edition, results: Results, asked: Asked, *, base: str, lang: str
) -> Iterator[Facet]:
    """The facets that offer a choice."""
    for name, (inside, title) in FACETS.items():
        counts = results.facets.get(inside, {})
        chosen = str(getattr(asked, name) or "")
        label = labels(edition, name, lang)
        values = [value for value in counts if name != "column" or value in COLUMNS]
        if chosen and chosen not in values:
            values.append(chosen)
        if (len(values) < 2 and not chosen) or not any(counts.values()):
            continue  # no choice, or none that leads anywhere
        without = address_of(base, asked.only(**{name: 0 if name == "year" else ""}), lang)
        start = f"{without}{'&' if '?' in without else '?'}{name}="
        options = [
            Option(label(value), counts.get(value, 0),
                   without if value == chosen else start + quoted(value), value == chosen)
            for value in _ordered(name, values, counts, chosen)[:MOST]
        ]  # fmt: skip
        yield Facet(name, title.text(lang), tuple(options[:UNFOLDED]), tuple(options[UNFOLDED:]))


def _ordered(
    name: str, values: list[str], counts: Mapping[str, int], chosen: str
) -> list[str]:
    """The chosen value first; years from the last on, others by their counts."""
    if name == "year":
        return sorted(values, key=lambda value: -int(value))
    return sorted(values, key=lambda value: (value != chosen, -counts.get(value, 0), value))


def labels(edition: Edition, name: str, lang: str) -> Callable[[str], str]:
    """What the values of a facet are called."""

    def named(value: str) -> str:
        unit = edition.units.get(value)
        return languages.pick(unit.name, lang) if unit else value

    def titled(value: str) -> str:
        package = edition.packages.get(value)
        return languages.pick(package.title, lang) if package else value

    found: dict[str, Callable[[str], str]] = {
        "kind": lambda value: KINDS[value].text(lang) if value in KINDS else value,
        "column": lambda value: COLUMNS[value].title.text(lang),
        "unit": named,
        "dataset": titled,
    }
    return found.get(name, str)


def language_counts(edition: Edition, results: Results, asked: Asked) -> Mapping[str, int]:
    """How many hits each choice of language would leave; what belongs to every one is in each."""
    counts = results.facets.get("lang", {})
    every = sum(counts.values())
    own = every if asked.lang == ALL else counts.get(asked.lang, 0)
    shared = max(0, results.total - own)
    there = {one: shared + counts.get(one, 0) for one in edition.settings.languages}
    return {**there, ALL: shared + every}


def languages_of(
    edition: Edition, results: Results, asked: Asked, *, base: str, lang: str
) -> Facet:
    """The languages to search in, with all together last; one is always chosen.

    What belongs to every language, such as a row of figures, is counted in each.
    """
    options = []
    for one, count in language_counts(edition, results, asked).items():
        label = language_name(one, lang)
        leads = address_of(base, asked.only(lang=one), lang)
        options.append(Option(label, count, leads, one == asked.lang))
    return Facet("lang", languages.translate("Language", lang), tuple(options), ())


def choices_of(edition: Edition, asked: Asked, lang: str) -> Iterator[Choice]:
    """The choices in force; `lang` is the language that is none."""
    for name, (_, about) in FACETS.items():
        value = getattr(asked, name)
        if value:
            without = asked.only(**{name: 0 if name == "year" else ""})
            yield Choice(about.text(lang), labels(edition, name, lang)(str(value)), without)
    if asked.since:
        title, day = languages.translate("From", lang), asked.since.isoformat()
        yield Choice(title, day, asked.only(since=None))
    if asked.until:
        title, day = languages.translate("Until", lang), asked.until.isoformat()
        yield Choice(title, day, asked.only(until=None))
    if asked.lang != lang:
        title = languages.translate("Language", lang)
        yield Choice(title, language_name(asked.lang, lang), asked.only(lang=lang))


def language_name(code: str, lang: str) -> str:
    """What a choice of language is called."""
    return languages.translate("All languages", lang) if code == ALL else name_of(code)
