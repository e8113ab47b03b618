"""What is offered while somebody types: whole words and names, as people write them.

Offered in turn are topics (words of the lists of synonyms), names of units, names and titles in
the index, then single words. An index's lists may still hold what is gone: nothing is offered
before a search has found it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Final

from . import analysis, naming, numbers, sounds, spoken
from .names import UNIT, Called
from .query import Query
from .reading import LABELS
from .suggesting import CHECKED, LONGEST, found

if TYPE_CHECKING:
    from .engine import Reader

CANDIDATES: Final = 40
MANY: Final = 400
TOGETHER: Final = 60
"""So many words are looked for right behind the word that was typed before."""
_LAST = re.compile(rf"[{analysis.CJK}]+$|{analysis.WORD}+$")
_LABEL = re.compile(r'(?:^|\s)(?P<label>\w+):"?(?P<name>[^":]*)$')
_SPACED = re.compile(r"\S+$")


def complete(reader: Reader, query: Query, *, limit: int = 8) -> list[str]:
    """Texts that begin as the query's text does.

    The text as a whole is completed, else its last word, in Chinese also from the Pinyin of one
    word or of several; filters of `query` hold.
    """
    text = analysis.fold(analysis.clean(query.text[-LONGEST:])).lstrip()
    if not text.strip() or "*" in text or "?" in text:
        return []
    candidates = _different(_candidates(reader, query, text), text.strip())
    checked = (candidate for candidate, _ in zip(candidates, range(CHECKED), strict=False))
    return list(found(reader, query, checked, limit))


def _different(candidates: Iterable[str], typed: str) -> Iterator[str]:
    """Each text once, whatever its capitals, and none that was typed already."""
    seen = {typed}
    for candidate in candidates:
        folded = analysis.fold(candidate)
        if folded not in seen:
            seen.add(folded)
            yield candidate


def _candidates(reader: Reader, query: Query, text: str) -> Iterator[str]:
    last = _SPACED.search(text)
    if last is None:
        return
    label = _LABEL.search(text)
    if label is not None:
        yield from _labelled(reader, query, text[: label.start("name")], label)
        return
    coded = numbers.begun(reader, last[0], CANDIDATES)
    yield from (text[: last.start()] + code for code in sorted(coded))
    named = dict.fromkeys(_in_turn(*_named(reader, text)))
    # What sounds as typed comes after what is written so, where English is read.
    yield from (name for name in named if query.lang != "en" or name.isascii() == text.isascii())
    before, letters = spoken.last_letters(text)
    words = reader.vocabulary("sounds", letters, CANDIDATES) if len(letters) > 1 else []
    heard = [before + other for other in
             (*spoken.begun(reader, letters), *(sounds.word_of(token) for token, _ in words))]
    word = _LAST.search(text)
    parts = list(_last_words(reader, query, text[: word.start()], word[0])) if word else []
    yield from chain(parts, heard) if parts and query.lang == "en" else chain(heard, parts)


def _labelled(
    reader: Reader, query: Query, before: str, asked: re.Match[str]
) -> Iterator[str]:
    """A text whose last word is a label, with the names of its values: unit:"Finance Bureau"."""
    inside = next((one for one, written in LABELS.items() if asked["label"] in written), "")
    yield from (f'{before}"{one.name}"' if " " in one.name else before + one.name
                for one in (*query.called, *reader.words.called)
                if one.label == inside
                and analysis.fold(one.name).startswith(asked["name"]))  # fmt: skip


def _named(reader: Reader, text: str) -> Iterator[list[str]]:
    """Topics, units and names that begin as a text does, a list each."""
    own = reader.words
    topics = (word for group in own.synonyms for word in group)
    yield [word for word in topics if analysis.fold(word).startswith(text)]
    units = [one.name for one in own.called if analysis.fold(one.name).startswith(text)]
    named = own.names.values(UNIT, (text, *own.others(text))) if len(text) > 1 else ()
    yield [*units, *(_name_like(text, value, own.called) for value in named)]
    listed = reader.vocabulary("names", naming.begun(text), CANDIDATES)
    yield [naming.shown(token) for token, _ in listed]


def _last_words(reader: Reader, query: Query, before: str, last: str) -> Iterator[str]:
    """A text with its last word completed; of words with the same stem the most frequent one."""
    if before and analysis.is_cjk(last[0]):
        yield from (before + name for names in _named(reader, last) for name in names)
    if analysis.is_cjk(last[0]):
        yield from (before + word for word, _ in reader.vocabulary("words", last, CANDIDATES))
        return
    if not last.isalpha() or not (before or len(last) > 1):
        return
    by_stem: dict[str, str] = {}
    for word, _ in reader.vocabulary("exact", last, MANY):
        if word.isalpha() and not reader.words.is_stop(word):
            by_stem.setdefault(analysis.stem(word), word)
    texts = [before + word for word in by_stem.values()]
    if before.strip().isalpha():
        together = (f'"{text}"' for text in texts[:TOGETHER])
        side_by_side = [text.strip('"') for text in found(reader, query, together, CHECKED)]
        texts = side_by_side or texts
    yield from texts


def _name_like(text: str, value: str, called: Iterable[Called]) -> str:
    """The name of a unit in the script of a text."""
    names = [one.name for one in called if one.value == value]
    return next((name for name in names if name.isascii() == text.isascii()), names[0])


def _in_turn(*lists: Iterable[str]) -> Iterator[str]:
    for several in zip_longest(*lists):
        yield from (one for one in several if one is not None)
