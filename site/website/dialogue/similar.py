"""Public questions like one that is being written, found by the site's index or by their titles."""

from __future__ import annotations

import logging
import re
from typing import Final

from dialogue.matter import identities
from dialogue.reading import public
from dialogue.rules import Office
from dialogue.storage.database import Unavailable
from search_index import IndexFormatError, Query
from website.editions import current_edition
from website.released import current_release
from website.search.views import desk, threads_of

log = logging.getLogger(__name__)

MOST: Final = 5
SHARE: Final = 4
"""A title that shares less than a quarter of the words is not like the other."""
KIND: Final = "thread"
"""What the search index calls the threads of the board."""

ASKING: Final = frozenset({
    "什么", "么时", "时候", "怎么", "怎样", "为什", "哪里", "哪儿", "多少", "是否", "能否",
    "能不", "不能", "可以", "请问", "问一", "一下", "何时", "如何", "有没", "没有", "我们",
    "他们", "你们", "这个", "那个", "的时", "关于", "and", "are", "can", "does", "for", "from",
    "how", "into", "not", "our", "that", "the", "their", "this", "was", "what", "when",
    "where", "which", "who", "why", "will", "with", "you", "your",
})  # fmt: skip
"""Words in which people ask; that two titles share them says nothing."""

_LATIN: Final = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_HAN: Final = re.compile(r"[\u3400-\u9fff]{2,}")


def similar_threads(office: Office, title: str) -> list[public.Line]:
    """Up to MOST public threads like a title; none where that cannot be told at this moment."""
    words = words_of(title)
    if not words:
        return []
    try:
        with office.database.reading() as connection:
            found = public.titles(connection, _indexed(words))
            # The index may not have the newest threads yet.
            found += public.similar(connection, words, limit=MOST)
    except Unavailable as failure:
        log.warning("no similar questions: %s", failure)
        return []
    shared = {
        line.thread.id: (sum(word in line.title.casefold() for word in words), line)
        for line in found
    }
    least = -(-len(words) // SHARE)
    best = sorted(shared.values(), key=lambda one: -one[0])
    return [line for number, line in best[:MOST] if number >= least]


def words_of(title: str) -> list[str]:
    """The words that a title is compared by: of Chinese every two characters that follow."""
    pairs = [run[place : place + 2] for run in _HAN.findall(title) for place in range(len(run) - 1)]
    latin = [word for word in _LATIN.findall(title) if not _HAN.search(word)]
    return [word.casefold() for word in dict.fromkeys([*latin, *pairs]) if word not in ASKING][:40]


def _indexed(words: list[str]) -> list[str]:
    """The ids of the threads that the site's index finds for words, the best first."""
    release = current_release()
    if release is None:
        return []
    query = Query(" OR ".join(f'"{word}"' for word in words), kind=KIND, limit=MOST)
    edition = current_edition()
    try:
        with desk().readers.open(
            release, edition.settings.engine, threads_of(edition)
        ) as indexes:
            hits = indexes.search(query).hits
    except IndexFormatError as failure:  # the release was made by another version
        log.warning("no similar questions from the index: %s", failure)
        return []
    found = [identities.PATTERN.search(hit.id) for hit in hits]
    return [match[0] for match in found if match]
