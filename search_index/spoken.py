"""Chinese that is meant by a text in Pinyin: gong wu jie dai is 公务接待.

The letters are parted into syllables in every way that they can be, and these into words of the
index. What comes out sounds as asked; whether it stands anywhere, only a search can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from heapq import nlargest
from typing import TYPE_CHECKING, Final, NamedTuple

from . import sounds

if TYPE_CHECKING:
    from .engine import Reader

LONGEST: Final = 40
"""Letters of a text that are read as Pinyin."""
SYLLABLES: Final = 5
"""Syllables of the longest word that is looked for; longer texts are several words."""
KEPT: Final = 6
"""So many ways to write the same part are followed."""
BEGUN: Final = 12
"""So many words are tried where the last one is only begun."""
_LETTER: Final = "[a-z\u00e0-\u00f6\u00f8-\u01dc]"
"""A folded letter of Pinyin, with or without the mark of a tone."""
_PINYIN = re.compile(rf"{_LETTER}+(?:['’ ]+{_LETTER}+)*$")

_PARTED = re.compile(r"['’ ]+")


class Way(NamedTuple):
    """A way to write a part: `alone` single characters among `words` words; `documents` is in how
    many the rarest of them stands.
    """

    alone: int
    words: int
    documents: int
    text: str

    def then(self, word: str, count: int) -> Way:
        """This way with one word more."""
        alone = self.alone + (len(word) == 1)
        return Way(alone, self.words + 1, min(self.documents, count), self.text + word)

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Few and long words are more probable than many short ones, then frequent ones."""
        return (self.alone, self.words, -self.documents, self.text)


def last_letters(text: str) -> tuple[str, str]:
    """What of a folded text is not Pinyin, and the letters of the words at its end that are."""
    found = _PINYIN.search(text)
    while found:
        letters = joined(found[0])
        if letters and len(letters) <= LONGEST and _can_begin(letters):
            return text[: found.start()], letters
        start = text.find(" ", found.start())
        found = _PINYIN.search(text, start + 1) if start >= 0 else None
    return text, ""


def joined(words: str) -> str:
    """Words as the letters of one text in Pinyin; "" if they cannot be."""
    letters = sounds.letters(_PARTED.sub("", words))
    return letters if letters.isascii() and letters.isalpha() else ""


def is_pinyin(text: str) -> bool:
    """Whether a folded text of several words can be Pinyin as a whole: gong wu jie dai."""
    letters = joined(text) if " " in text and _PINYIN.fullmatch(text) else ""
    return bool(letters) and len(letters) <= LONGEST and len(letters) in _reached(letters)


def _can_begin(letters: str) -> bool:
    return any(len(letters) - end < sounds.LONGEST for end in _reached(letters))


def written(reader: Reader, letters: str) -> list[str]:
    """How words of the index write a text in Pinyin, the most probable first."""
    ends = _reached(letters)
    if len(letters) not in ends or len(letters) > LONGEST:
        return []
    for alone in (False, True):
        if ways := _ways(reader, letters, ends, alone=alone).get(len(letters)):
            return _texts(ways)
    return []


def begun(reader: Reader, letters: str) -> list[str]:
    """The same for a text of which the last word may only be begun."""
    ends = _reached(letters)
    for alone in (False, True):
        ways = _ways(reader, letters, ends, alone=alone)
        found = list(ways.get(len(letters), ()))
        for start in sorted(ways):
            if 0 < start < len(letters):
                words = reader.vocabulary("sounds", letters[start:], BEGUN)
                found += _followed(ways[start][:1], map(_word, words))
        if found:
            return _texts(sorted(found, key=lambda way: way.rank))
    return []


def _texts(ways: Iterable[Way]) -> list[str]:
    """The texts of ways, each once; a character by itself may mean anything."""
    return list(dict.fromkeys(way.text for way in ways if len(way.text) > 1))


def _reached(letters: str) -> set[int]:
    """The places up to which the letters can be syllables."""
    reached = {0}
    for start in range(len(letters)):
        if start in reached:
            reached |= set(_ends(letters, start))
    return reached


def _ends(letters: str, start: int) -> Iterator[int]:
    """Where a syllable that begins at `start` can end."""
    for end in range(start + 1, min(start + sounds.LONGEST, len(letters)) + 1):
        if sounds.is_syllable(letters[start:end]):
            yield end


def _ways(
    reader: Reader, letters: str, reached: set[int], *, alone: bool
) -> dict[int, list[Way]]:
    """For each place the best ways to write what stands before it, with or without `alone`: a
    character by itself.
    """
    ways: dict[int, list[Way]] = {0: [Way(0, 0, 1 << 30, "")]}
    for start in sorted(reached):
        before = ways.get(start)
        if not before:
            continue
        for end in _word_ends(letters, start):
            sound = letters[start:end]
            words = _characters(reader, sound) if alone else []
            words += map(_word, reader.vocabulary("sounds", sound + sounds.PARTED, KEPT))
            better = [*ways.get(end, ()), *_followed(before, words)]
            ways[end] = sorted(better, key=lambda way: way.rank)[:KEPT]
    return ways


def _word_ends(letters: str, start: int) -> list[int]:
    """Where a word that begins at `start` can end."""
    found: set[int] = set()
    now = {start}
    for _ in range(SYLLABLES):
        now = {end for place in now for end in _ends(letters, place)}
        found |= now
    return sorted(found)


def _word(token: tuple[str, int]) -> tuple[str, int]:
    return sounds.word_of(token[0]), token[1]


def _characters(reader: Reader, syllable: str) -> list[tuple[str, int]]:
    """The most frequent characters that sound so."""
    found = [entry for character in sounds.characters(syllable)
             for entry in reader.vocabulary("exact", character, 1)]  # fmt: skip
    return nlargest(3, found, key=lambda entry: entry[1])


def _followed(before: Iterable[Way], words: Iterable[tuple[str, int]]) -> list[Way]:
    """Each way with each word; no more than one of the words is a single character."""
    given = list(words)
    found = (way.then(word, count) for way in before for word, count in given)
    return [way for way in found if way.alone < 2 and (way.words > 1 or not way.alone)]
