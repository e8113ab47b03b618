"""What to ask instead of a question that is half typed, or finds nothing or hardly anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from publisher import addresses, languages
from publisher.edition import Edition
from search_index import MAX_CHARACTERS, analysis
from search_index.completing import complete
from search_index.suggesting import correct
from search_index.terms import is_code
from website.search.asking import ALL, Asked, address_of, query_of
from website.search.facets import choices_of
from website.search.readers import Indexes

FEW: Final = 2
"""With so many hits or fewer, what may have been meant is said."""

MOST_WORDS: Final = 6


class Way(NamedTuple):
    """Another question: what it is, where it leads, how much it finds (-1: not a search)."""

    label: str
    address: str
    hits: int = -1


def meant(indexes: Indexes, asked: Asked, *, base: str, lang: str) -> tuple[Way, ...]:
    """What may have been meant: other words that find something as they stand.

    If nothing does in the language that is asked for, it is looked for in all of them.
    """
    if not asked.words or len(asked.words) > MAX_CHARACTERS:
        return ()
    for spoken in dict.fromkeys((asked.lang, ALL)):
        other = asked.only(lang=spoken)
        texts = correct(indexes, replace(query_of(other, facets=False), relax=False))
        if texts:
            return tuple(Way(text, address_of(base, other.only(words=text), lang))
                         for text in texts)  # fmt: skip
    return ()


def completed(indexes: Indexes, asked: Asked) -> list[str]:
    """Texts that begin as what was typed, in all languages if there is none in its own."""
    if not asked.words:
        return []
    query = replace(query_of(asked, facets=False), relax=False)
    return complete(indexes, query) or complete(indexes, replace(query, lang=""))


def ways_on(
    edition: Edition, indexes: Indexes, asked: Asked, *, base: str, lang: str
) -> Iterator[Way]:
    """Questions like this one that do find something, each with its count.

    If none does as it stands, those with all its words are given that do when they are taken
    apart.
    """
    others = list(_others(edition, asked, lang))
    wider = [(other, label) for other, label in others if other.words == asked.words]
    for relax, tried in ((False, others), (True, wider)):
        found = [
            Way(label, address_of(base, other, lang), count)
            for other, label in tried
            if (count := indexes.count(replace(query_of(other, facets=False), relax=relax)))
        ]
        if found:
            yield from found
            return


def _others(edition: Edition, asked: Asked, lang: str) -> Iterator[tuple[Asked, str]]:
    """Other questions with the words that describe them."""
    for words in _fewer(asked.words):
        label = languages.message("Only “{words}”", words=words)
        yield asked.only(words=words), label.text(lang)
    if asked.lang != ALL:
        yield asked.only(lang=ALL), languages.translate("In all languages", lang)
    if asked.narrowed:
        yield _bare(asked), languages.translate("Without any filter", lang)
        choices = [choice for choice in choices_of(edition, asked, lang)
                   if choice.without.lang == asked.lang]  # fmt: skip
        for choice in choices if len(choices) > 1 else ():
            yield choice.without, languages.message(
                "Without “{label}: {value}”", label=choice.label, value=choice.value
            ).text(lang)


def _bare(asked: Asked) -> Asked:
    return Asked(words=asked.words, lang=asked.lang, by_date=asked.by_date)


_SIGNS: Final = re.compile(r"[()（）]|\b(?:AND|OR|NOT|ANDNOT|ANDMAYBE)\b|(?:^|\s)-\S+")
_PART: Final = re.compile(r'(?:[^\s":：]+[:：])?"[^"]*"|[^\s"]+')
"""A word, a phrase or a label with its value: unit:"Transport Bureau"."""
_LABELLED: Final = re.compile(r'\w+[:：](?P<words>.*\w.*)')


def _fewer(words: str) -> Iterator[str]:
    """The question without one of its words each; a run of Chinese by the dictionary's words."""
    bare = _SIGNS.sub(" ", words)
    parts = [part[0] for part in _PART.finditer(bare)][:MOST_WORDS]
    labelled = _LABELLED.fullmatch(parts[0]) if len(parts) == 1 else None
    if labelled:
        yield labelled["words"].strip('"')
    elif len(parts) == 1 and is_code(parts[0]):
        return  # of a code no part will do
    elif len(parts) > 1:
        for place in range(len(parts)):
            yield " ".join(part for number, part in enumerate(parts) if number != place)
    else:
        pieces = [
            piece
            for cjk, word in analysis.runs(words)
            for piece in (analysis.segment(cjk) if cjk else [word])
        ]
        telling = (piece for piece in pieces if piece != words and _tells(piece))
        yield from list(dict.fromkeys(telling))[:MOST_WORDS]


def _tells(piece: str) -> bool:
    """Whether a piece of a question says something by itself, unlike 2026 or 号."""
    return len(piece) > 1 and not piece.isdigit()


def elsewhere(edition: Edition, lang: str) -> Iterator[Way]:
    """Where to look and ask beside the search."""
    yield Way(languages.translate("All datasets and their tables", lang), addresses.catalogue(lang))
    if edition.units:
        yield Way(languages.translate("All units", lang), addresses.units(lang))
    if edition.report_channels:
        yield Way(
            languages.translate("Where to report misconduct", lang),
            addresses.article(lang, "pages", addresses.REPORT),
        )
