"""Names and numbers as people write them, kept to be offered while somebody types.

A name is a title of a telling document, or a short run of Chinese that is a whole line, cell or
part of a title: a person, a place, a supplier, a kind of expense. Each stands in the index under
what one types to get it, its folded text and its Pinyin, with what is then shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from . import analysis, sounds
from .documents import Document

TELLING: Final = 6
"""Documents of this weight and more, few of their kind, are offered by their whole titles."""
LONGEST_TITLE: Final = 60
LONGEST_HEARD: Final = 12
"""Characters of the longest name that is known by its Pinyin."""
LINES: Final = 40
"""So many lines of a body are looked at."""

SHOWN: Final = "‖"
"""Stands between what is typed and what is shown."""
_SPACE: Final = "␣"
_NAME = re.compile(rf"(?:^|(?<=[\s·,，:：、|]))[{analysis.CJK}]{{2,12}}(?=$|[\s·,，:：、|])")
_NUMBER = re.compile(r"(?=.*\d)[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*|\d+(?:-[A-Za-z0-9]+)+")


def names(document: Document) -> set[str]:
    """What a document is, or what it is about, in names."""
    lines = analysis.clean(document.body).split("\n", LINES)[:LINES]
    title = " ".join(analysis.clean(document.title).split())
    found = {name for text in (title, *lines) if len(text) <= LONGEST_TITLE
             for name in _NAME.findall(text)}  # fmt: skip
    if document.weight >= TELLING and 1 < len(title) <= LONGEST_TITLE:
        found.add(title)
    return found


def name_tokens(document: Document) -> Iterator[str]:
    """The names of a document as they stand in the index."""
    for name in names(document):
        folded = analysis.fold(name)
        yield _token(folded, name)
        heard = sounds.sound(folded) if len(folded) <= LONGEST_HEARD else ""
        if heard:
            yield _token(heard, name)


def heard_tokens(document: Document) -> set[str]:
    """Its short Chinese names as words that sound."""
    return {token for name in names(document) if len(name) <= LONGEST_HEARD // 2
            if (token := sounds.token(analysis.fold(name)))}  # fmt: skip


def number_tokens(document: Document) -> Iterator[str]:
    """The codes of a document that are typed letter by letter, as they stand in the index."""
    for code in document.codes:
        if _NUMBER.fullmatch(code):
            yield _token(analysis.code_key(code), code)


def begun(typed: str) -> str:
    """How the tokens of names begin that begin as was typed."""
    return typed.replace(" ", _SPACE)


def shown(token: str) -> str:
    """What is shown of a token."""
    return token.partition(SHOWN)[2].replace(_SPACE, " ")


def _token(typed: str, name: str) -> str:
    return f"{typed}{SHOWN}{name}".replace(" ", _SPACE)
