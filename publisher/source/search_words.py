"""A source's own synonyms and stop words, beside those that ship with the search.

`search/synonyms.txt` has a group of words that stand for each other on each line, parted by `=`;
`search/stopwords.txt` has words that a question can do without, parted by spaces. `#` begins a
remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from publisher.findings import Finding, error, warning
from publisher.languages import Message, message
from publisher.source.files import UnsafePath, safe_file, walk

FOLDER: Final = "search"
SYNONYMS: Final = f"{FOLDER}/synonyms.txt"
STOP_WORDS: Final = f"{FOLDER}/stopwords.txt"
MAX_BYTES: Final = 200_000
MAX_WORD: Final = 60
MAX_GROUP: Final = 9


class SearchWords(NamedTuple):
    """Groups of words that stand for each other, and words without which a question stands."""

    synonyms: tuple[tuple[str, ...], ...] = ()
    stop: frozenset[str] = frozenset()


NO_WORDS: Final = SearchWords()


def read(folders: Sequence[Path]) -> tuple[SearchWords, list[Finding]]:
    """The lists of all folders together, and what is wrong in them; wrong lines are left out."""
    findings: list[Finding] = []
    synonyms: list[tuple[str, ...]] = []
    stop: set[str] = set()
    for folder in folders:
        findings += _stray(folder)
        for _, words in _good(_lines(folder, SYNONYMS, findings), SYNONYMS, findings):
            synonyms.append(words)
        for _, words in _good(_lines(folder, STOP_WORDS, findings), STOP_WORDS, findings):
            stop.update(words)
    return SearchWords(tuple(dict.fromkeys(synonyms)), frozenset(stop)), findings


def _stray(folder: Path) -> Iterator[Finding]:
    for path, entry in walk(folder / FOLDER, FOLDER):
        if path not in (SYNONYMS, STOP_WORDS) and entry.name != "README.md":
            yield warning("stray-file", path,
                          message("The search reads only {names} here.",
                                  names=f"{SYNONYMS}, {STOP_WORDS}"))  # fmt: skip


Line = tuple[int, tuple[str, ...]]
"""A line's number and its words."""


def _lines(folder: Path, path: str, findings: list[Finding]) -> Iterator[Line]:
    """The lines of a list that say something."""
    try:
        place = safe_file(folder, path)
    except UnsafePath as failure:
        if failure.code != "missing-file":
            findings.append(error(failure.code, path, failure.message))
        return
    with place.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        findings.append(error(
            "search-words", path,
            message("The file is larger than {limit} bytes and is not read.", limit=MAX_BYTES),
        ))  # fmt: skip
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = content[: failure.start].count(b"\n") + 1
        findings.append(error("encoding", path, message("The file is not UTF-8 here."), line=line))
        return
    for number, row in enumerate(text.split("\n"), 1):
        said = row.partition("#")[0].strip()
        if said:
            parts = said.split("=") if path == SYNONYMS else said.split()
            yield number, tuple(" ".join(part.split()) for part in parts)


def _good(lines: Iterable[Line], path: str, findings: list[Finding]) -> Iterator[Line]:
    """The lines that can be followed; the others become findings."""
    for number, words in lines:
        wrong = _wrong(words, group=path == SYNONYMS)
        if wrong is None:
            yield number, words
        else:
            findings.append(error("search-words", path, wrong, line=number))


def _wrong(words: tuple[str, ...], *, group: bool) -> Message | None:
    """Why a line cannot be followed."""
    if group and len(words) < 2:
        return message("A line needs two words that stand for each other, with = between them.")
    if "" in words:
        return message("There is no word before or after a =.")
    if group and len(set(words)) < len(words):
        return message("A word stands twice in the line.")
    if group and len(words) > MAX_GROUP:
        return message("More than {limit} words cannot stand for each other.", limit=MAX_GROUP)
    for word in words:
        if len(word) > MAX_WORD:
            return message("“{word}” is longer than {limit} characters.", word=f"{word[:30]}…",
                           limit=MAX_WORD)  # fmt: skip
        if not group and "=" in word:
            return message("Words to leave out have no = between them.")
        if not any(map(str.isalnum, word)) or not word.isprintable():
            return message("“{word}” is not a word that can be looked for.",
                           word="".join(c if c.isprintable() else "�" for c in word))  # fmt: skip
    return None
