"""What people ask, and how it is read.

The language: words that must all occur; "quoted phrases"; `procure*` for beginnings of words
that are not Chinese; `-word` or `NOT word` for what must not occur. What cannot be read is
taken as plain words, with a note; nothing that a person types raises an error.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from . import analysis

MAX_CHARACTERS: Final = 200
MAX_TERMS: Final = 16
MAX_LIMIT: Final = 100
MAX_OFFSET: Final = 10_000

Sort = Literal["relevance", "date"]
Stream = Literal["grams", "exact"]
Note = Literal["too_long", "too_many_terms", "too_deep", "read_as_words", "nothing_to_search"]


@dataclass(frozen=True, slots=True)
class Query:
    """One search.

    An empty `text` finds every document that passes the filters; an empty filter lets
    everything through. `limit` (at most 100) and `offset` (at most 10,000) choose the page.
    """

    text: str = ""
    lang: str = ""
    kind: str = ""
    category: str = ""
    unit: str = ""
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: `tokens` in a row in `stream`; with `prefix`, a word that begins so."""

    tokens: tuple[str, ...]
    stream: Stream
    pieces: tuple[str, ...]
    prefix: bool = False

    @property
    def stemmed(self) -> bool:
        """Whether its words stand for their stems."""
        return self.stream == "grams"


@dataclass(frozen=True, slots=True)
class Plan:
    """A query as engines carry it out; `empty` means that nothing can match."""

    include: tuple[Term, ...]
    exclude: tuple[Term, ...]
    filters: tuple[tuple[str, str], ...]
    by_date: bool
    limit: int
    offset: int
    notes: tuple[Note, ...]
    empty: bool


def plan(query: Query) -> Plan:
    """Read a query: the terms, filters, order and page, each within its limit."""
    notes: list[Note] = []
    asked = query.text.strip()
    if len(asked) > MAX_CHARACTERS:
        notes.append("too_long")
    text = analysis.clean(asked[:MAX_CHARACTERS]).translate(_LOOKALIKES).strip()
    read = _read(text)
    if read is None:
        notes.append("read_as_words")
        read = _plain(text)
    if len(read) > MAX_TERMS:
        read = read[:MAX_TERMS]
        notes.append("too_many_terms")
    if query.offset > MAX_OFFSET:
        notes.append("too_deep")
    if asked and not read:
        notes.append("nothing_to_search")
    include = tuple(term for excluded, term in read if not excluded)
    names = ("lang", "kind", "category", "unit")
    filters = tuple((name, value) for name in names if (value := getattr(query, name)))
    return Plan(
        include=include,
        exclude=tuple(term for excluded, term in read if excluded),
        filters=filters,
        by_date=query.sort == "date" or not include,
        limit=max(0, min(query.limit, MAX_LIMIT)),
        offset=max(0, min(query.offset, MAX_OFFSET)),
        notes=tuple(notes),
        empty=bool(asked and not read) or not all(map(_is_unicode, filters)),
    )


def _is_unicode(a_filter: tuple[str, str]) -> bool:
    """Whether any document could carry this label: half a surrogate pair is in none."""
    return not any("\ud800" <= char <= "\udfff" for char in a_filter[1])


_LOOKALIKES = str.maketrans(
    dict.fromkeys("“”„‟＂「」『』", '"')
    | {"－": "-", "＊": "*"}
    # What parts words in Chinese writing; a comma in 1,234 does not.
    | dict.fromkeys("，、。；！？：《》", " ")
)
_ITEM = re.compile(
    r"(?:(?P<sign>-(?![-\s])|NOT\s+))?"
    r'(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"*]+)(?P<star>\*(?=[\s"]|$))?)\s*'
)
_Read = tuple[bool, Term]


def _read(text: str) -> list[_Read] | None:
    """The terms of a well-formed query, each with whether it excludes; None if it is not."""
    terms: dict[_Read, None] = {}
    position = 0
    while position < len(text):
        match = _ITEM.match(text, position)
        if match is None or match["word"] in ("NOT", "OR"):
            return None
        position = match.end()
        if match["word"] == "AND" and not match["sign"]:
            continue
        quoted = match["phrase"] is not None
        term = _term(match["phrase"] if quoted else match["word"], quoted=quoted)
        if match["star"]:
            term = _prefix(term)
            if term is None:
                return None
        if term is not None:
            terms[bool(match["sign"]), term] = None
    return list(terms)


def _plain(text: str) -> list[_Read]:
    """Each word of the text, whatever stands around it."""
    words = re.split(r'[\s"*()]+', text)
    found = (_term(word, quoted=False) for word in words if word not in ("AND", "OR", "NOT"))
    return list(dict.fromkeys((False, term) for term in found if term is not None))


def _term(text: str, *, quoted: bool) -> Term | None:
    """The condition that a word or phrase stands for; None if nothing in it can be indexed."""
    # The text was cut already, but one character may fold to eighteen.
    grams, exact = (tuple(stream.split()[:MAX_CHARACTERS]) for stream in analysis.streams(text))
    if not exact:
        return None
    cjk = sum(map(analysis.is_cjk, exact))
    if cjk == len(exact):
        by_grams = len(exact) > 1 and analysis.BOUNDARY not in exact
    else:
        by_grams = not (cjk or quoted)
    if by_grams:
        return Term(grams, "grams", exact)
    return Term(exact, "exact", exact)


def _prefix(term: Term | None) -> Term | None:
    if term is None or analysis.is_cjk(term.pieces[-1]):
        return term  # a Chinese word is found inside longer ones anyway
    if len(term.pieces) > 1:
        return None
    return Term(term.pieces, "exact", term.pieces, prefix=True)
