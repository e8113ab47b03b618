"""“Did you mean …?”: other words and codes for what finds nothing.

An index's list of words may still hold those of documents that are gone. So nothing is suggested
before a search has found it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from . import analysis, numbers, sounds, spoken
from .query import Query

if TYPE_CHECKING:
    from .engine import Reader

LONGEST: Final = 40
CANDIDATES: Final = 400
CHECKED: Final = 24
OFTENER: Final = 10
"""A word that occurs is taken as mistyped only for one that occurs so many times as often."""


def correct(reader: Reader, query: Query, *, limit: int = 3) -> list[str]:
    """What may have been meant by a query that finds nothing: other words that find something."""
    text = analysis.fold(analysis.clean(query.text[:LONGEST])).strip()
    pieces = analysis.runs(text)
    if not pieces or len(pieces) > 6:
        return []
    coded = list(found(reader, query, numbers.meant(reader, text), 1))
    if coded:
        return coded
    heard = list(found(reader, query, _spoken(reader, pieces), limit))
    if heard:
        return heard
    choices = [_alternatives(reader, cjk, word) for cjk, word in pieces]
    texts: list[str] = []
    for place, alternatives in enumerate(choices):
        for other in alternatives:
            words = [cjk or word for cjk, word in pieces]
            words[place] = other
            texts.append(" ".join(words))
    texts.append(
        " ".join(
            (alternatives or [cjk or word])[0]
            for alternatives, (cjk, word) in zip(choices, pieces, strict=True)
        )
    )
    asked = (text, " ".join(cjk or word for cjk, word in pieces))
    wanted = dict.fromkeys(candidate for candidate in texts if candidate not in asked)
    return list(found(reader, query, list(wanted)[:CHECKED], limit))


def _spoken(reader: Reader, pieces: list[tuple[str, str]]) -> Iterator[str]:
    """The question with words that stand side by side in Chinese, if they are Pinyin."""
    for latin, group in groupby(enumerate(pieces), key=lambda piece: not piece[1][0]):
        places = [place for place, _ in group]
        letters = spoken.joined("".join(pieces[place][1] for place in places)) if latin else ""
        for other in spoken.written(reader, letters) if letters else ():
            parts = [cjk or word for cjk, word in pieces]
            parts[places[0] : places[-1] + 1] = [other]
            yield " ".join(parts)


def found(reader: Reader, query: Query, texts: Iterable[str], limit: int) -> Iterator[str]:
    """The first `limit` of the texts that a search finds something for."""
    count = replace(query, limit=0, facets=False, sort="date")  # nothing is ranked so
    left = limit
    for text in texts:
        if left and reader.search(replace(count, text=text)).total:
            left -= 1
            yield text


def _alternatives(reader: Reader, cjk: str, word: str) -> list[str]:
    """Words of the index like a run: of the same sound, or spelt with one or two other letters."""
    if cjk:
        return [other for other in _same_sound(reader, cjk) if other != cjk]
    if len(word) < 3:
        return []
    if not word.isascii() or not word.isalpha():
        return []
    heard = spoken.written(reader, word)
    most, letters = 1 if len(word) < 6 else 2, set(word)
    least = OFTENER * dict(reader.vocabulary("exact", word, CANDIDATES)).get(word, 0)
    near = [
        (distance, -count, other)
        for other, count in reader.vocabulary("exact", word[0], CANDIDATES * 50)
        if other != word and count >= least and abs(len(other) - len(word)) <= most
        and len(letters ^ set(other)) <= 2 * most  # most words fail this, which costs little
        and (distance := distance_of(word, other, most)) <= most
    ]  # fmt: skip
    return [*heard, *(other for _, _, other in sorted(near)[:5])]


def _same_sound(reader: Reader, cjk: str) -> list[str]:
    """The run as a whole with the same sound, else with each of its words replaced by one such."""
    whole = _sounding(reader, cjk)
    if whole:
        return whole
    found: list[str] = []
    for start in range(len(cjk) - 1):
        part = cjk[start : start + 2]
        found += [cjk[:start] + other + cjk[start + 2 :]
                  for other in _sounding(reader, part) if other != part]  # fmt: skip
    return found[:CHECKED]


def _sounding(reader: Reader, word: str) -> list[str]:
    spoken = sounds.sound(word)
    if not spoken:
        return []
    found = reader.vocabulary("sounds", spoken + sounds.PARTED, CHECKED)
    return [sounds.word_of(token) for token, _ in sorted(found, key=lambda entry: -entry[1])]


def distance_of(first: str, second: str, most: int) -> int:
    """How many letters are to be changed, added, left out or swapped; `most` + 1 if more."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
