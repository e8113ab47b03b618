"""From text to tokens, once for all engines.

An engine gets four streams of tokens parted by spaces and looks at nothing else, so all engines
find the same documents:

- *grams*: runs of Chinese, Japanese and Korean characters as overlapping pairs (招标公 gives
  招标 标公), other words as English stems. A run of one character stands as it is. A mark
  follows each run, another stands between two: so two pairs that stand two places apart always
  overlap with a third.
- *exact*: each such character alone, other words as they were written.
- *words*: what a dictionary takes for Chinese words, other words as English stems. It is never
  asked whether a document matches, only how well.
- *whole*: every word of the dictionary with three characters or more, wherever it stands, also
  inside others, and every two common words of two characters side by side (政府采购). An engine
  may look such a text up instead of its pairs in a row.

Pairs that follow one another without a gap are the text itself, so a phrase of pairs finds a
word wherever it stands, whatever a segmenter would have made of it. The exact stream answers
what pairs cannot: single characters, 2024年, quoted words, prefixes.
"""

import re
from functools import cache, lru_cache
from operator import add
from typing import Any, Final, NamedTuple

from .folding import clean as clean
from .folding import fold as fold
from .folding import fold_offsets as fold_offsets
from .stems import beginning as beginning
from .stems import stem as stem

MAX_WORD: Final = 64
"""Characters of a word that count; what follows them is not looked at."""

BOUNDARY: Final = "|"
"""Stands between two runs of characters that punctuation or a space parts."""

SEAM: Final = "‖"
"""Stands between a title and a body, twice."""

CJK: Final = (
    "\u3005-\u3007"  # 々〆〇
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7af"  # Hangul
)
"""The inside of a character class: what is written without spaces between words."""

WORD: Final = rf"[^\W_{CJK}]"
"""A pattern for one character of a word in any other script."""

_RUN = re.compile(rf"([{CJK}]+)|({WORD}+)")


class Streams(NamedTuple):
    """One text as an engine indexes it: tokens parted by single spaces."""

    grams: str
    exact: str
    words: str
    whole: str


def streams(text: str) -> Streams:
    """The tokens of a cleaned text, for the index."""
    return _short_streams(text) if len(text) <= SHORT else _streams(text)


SHORT: Final = 40
"""Texts and runs of up to so many characters are remembered: the cells of tables repeat."""


def _streams(text: str) -> Streams:
    grams: list[str] = []
    exact: list[str] = []
    words: list[str] = []
    whole: list[str] = []
    after_cjk = False
    for cjk, word in _RUN.findall(fold(text)):
        if after_cjk:
            grams.append(BOUNDARY)
        if word:
            kept = word[:MAX_WORD]
            stemmed = stem(kept)
            grams.append(stemmed)
            exact.append(kept)
            words.append(stemmed)
        else:
            if after_cjk:
                grams.append(BOUNDARY)
                exact.append(BOUNDARY)
            run = _short_run(cjk) if len(cjk) <= SHORT else _run(cjk)
            grams.append(run.grams)
            exact.append(run.exact)
            words.append(run.words)
            if run.whole:
                whole.append(run.whole)
        after_cjk = bool(cjk)
    return Streams(*map(" ".join, (grams, exact, words, whole)))


def joined(title: str, body: str) -> str:
    """The tokens of one stream of a title and a body, as one text in which no phrase spans both."""
    return f"{title} {SEAM} {SEAM} {body}"


def _run(cjk: str) -> Streams:
    """The tokens of a folded run of CJK characters."""
    pairs = [*map(add, cjk, cjk[1:])]
    return Streams(
        " ".join(pairs) or cjk, " ".join(cjk), " ".join(segment(cjk)),
        " ".join(_whole(cjk, pairs)),
    )  # fmt: skip


_short_streams = lru_cache(maxsize=1 << 13)(_streams)
_short_run = lru_cache(maxsize=1 << 14)(_run)


def runs(text: str) -> list[tuple[str, str]]:
    """The runs of a text, folded: (CJK characters, "") or ("", a word of another script)."""
    return [(cjk, word[:MAX_WORD]) for cjk, word in _RUN.findall(fold(clean(text)))]


def segment(cjk: str) -> list[str]:
    """The dictionary's words in a run of CJK characters; single characters only where alone."""
    found: list[str] = _dictionary().cut(cjk, False)
    return [word for word in found if len(word) > 1] or found


@lru_cache(maxsize=1 << 12)
def whole(cjk: str) -> tuple[str, ...]:
    """What the *whole* stream holds of a run; what stands around the run does not matter."""
    return tuple(_whole(cjk, [*map(add, cjk, cjk[1:])]))


def _whole(cjk: str, pairs: list[str]) -> list[str]:
    if len(cjk) < 3:
        return []
    words = _dictionary().cut_all(cjk)
    found = [word for word in words if len(word) > 2]
    common = {word for word in words if len(word) == 2 and _COMMON[word]}
    if len(common) > 1:
        found += [first + second for first, second in zip(pairs, pairs[2:], strict=False)
                  if first in common and second in common]  # fmt: skip
    return [*dict.fromkeys(found)]


COMMON: Final = 1_000
"""A word that the dictionary counted so often, about once in 60,000: others are found quickly
by their pairs in a row, and a quarter of a text's words would be indexed twice for them."""


class _Common(dict[str, bool]):
    """Whether a word of the dictionary is a common one, looked up once."""

    def __missing__(self, word: str) -> bool:
        found: bool = _dictionary().suggest_freq(word) >= COMMON
        self[word] = found
        return found


_COMMON: Final = _Common()


def finer(cjk: str) -> list[str]:
    """The words in a run of a question, the long ones taken apart where shorter ones make them."""
    found: list[str] = []
    for word in _dictionary().cut(cjk, True):
        parts = [part for part in _dictionary().cut_for_search(word, False) if part != word]
        found += parts if sum(map(len, parts)) == len(word) else [word]
    return [word for word in found if len(word) > 1] or found


def is_cjk_pair(token: str) -> bool:
    """Whether a token of the grams stream is a pair of CJK characters."""
    return len(token) == 2 and _CJK_CHARACTER.match(token) is not None


def is_cjk(token: str) -> bool:
    """Whether a token of the exact stream is a CJK character (or the boundary between two)."""
    return token == BOUNDARY or _CJK_CHARACTER.fullmatch(token) is not None


_CJK_CHARACTER = re.compile(rf"[{CJK}]")


@cache
def _dictionary() -> Any:
    """The dictionary of Chinese words; reading it costs 0.1 s, and most commands need none."""
    import rjieba

    return rjieba.Jieba()


@lru_cache(maxsize=1 << 14)
def code_key(code: str) -> str:
    """A code as it is compared: folded, without spaces, its brackets and dashes of one kind."""
    return _CODE_NOISE.sub("", fold(clean(code)).translate(_CODE_SIGNS))[:MAX_WORD]


_CODE_NOISE = re.compile(r"\s+")
_CODE_SIGNS = str.maketrans("〔〕[]【】()—–‐‑", "<><><><>----")
