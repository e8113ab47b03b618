"""One search with Whoosh: conditions as sets of documents, scores added up over them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from whoosh import query as wq
from whoosh.searching import SearchContext, Searcher

from .. import ranking
from ..documents import LABELS, date_of
from ..highlight import Highlighter
from ..query import FACETS, Plan
from ..results import Hit, Results
from ..tree import (
    All,
    Between,
    Code,
    Everything,
    Label,
    Node,
    Not,
    Nothing,
    Some,
    Term,
    as_regex,
    asked_for,
    codes,
    labels,
)

MOST_EXPANDED: Final = 500
"""So many words that a pattern fits are looked for: each costs some 0.1 ms."""

NONE: Final = "\x7f"
"""Stands for a label that a document does not carry; no label can be so."""


class Search:
    """One search: conditions are carried out as sets of documents, which exclude exactly.

    (Whoosh's own `AndNot` forgets to exclude the first match.)
    """

    def __init__(self, searcher: Searcher, asked: Plan) -> None:
        self._searcher, self._asked = searcher, asked
        self._live: set[int] | None = None
        self._found: dict[tuple[str, Term | Code], set[int]] = {}
        self._cut = False

    def results(self) -> Results:
        """The page of hits."""
        asked = self._asked
        matching = self._matching(asked.condition())
        if asked.by_date:
            orders = self._column("order")
            ordered = sorted(matching, key=lambda number: -orders[number])
            ranked = [(number, 0.0) for number in ordered[asked.offset :][: asked.limit]]
        else:
            ranked = self._ranked(matching)
        marks = Highlighter(asked.terms)
        hits = tuple(
            _hit(self._searcher.stored_fields(number), score, marks, asked.node)
            for number, score in ranked
        )
        facets = self._facets(matching)
        notes = (*asked.notes, "too_many_terms") if self._cut else asked.notes
        return Results(len(matching), hits, tuple(dict.fromkeys(notes)), facets)

    def _ranked(self, matching: set[int]) -> list[tuple[int, float]]:
        asked = self._asked
        if not matching:
            return []
        scores = dict.fromkeys(matching, 0.0)
        for term, boost in _terms(asked.node, 1.0):
            self._add_term(scores, term, boost)
        if asked.together is not None:
            self._add_term(scores, asked.together, ranking.TOGETHER)
        for word, share in asked.words:
            for field, boost in (("title_words", ranking.WORD_IN_TITLE),
                                 ("body_words", ranking.WORD_IN_BODY)):  # fmt: skip
                self._add(scores, wq.Term(field, word, boost=boost * share))
        for code in codes(asked.node):
            _add_constant(scores, self._matching(code), ranking.CODE)
        for label in labels(asked.node):
            _add_constant(scores, self._matching(label), label.score)
        for name in asked.names:
            _add_constant(scores, self._documents(wq.Term("name", name)), ranking.NAME)
        gains, orders = self._column("gain"), self._column("order")
        for number in scores:
            scores[number] *= gains[number] / 1_000
        ordered = sorted(scores, key=lambda number: (-scores[number], -orders[number]))
        return [(number, scores[number]) for number in ordered[asked.offset :][: asked.limit]]

    def _add_term(self, scores: dict[int, float], term: Term, boost: float) -> None:
        """What a term scores in the title and in the whole text."""
        for part, weight in (("title", ranking.TITLE * boost), ("text", boost)):
            if part == "text" and term.where == "title":
                continue
            if term.prefix or term.pattern:
                _add_constant(scores, self._standing(part, term), weight)
            elif term.chinese:
                _add_constant(scores, self._standing(part, term), ranking.MATCH * weight)
            else:
                self._add(scores, _in_field(f"{part}_{term.stream}", term, boost=weight))

    def _add(self, scores: dict[int, float], query: wq.Query) -> None:
        context = SearchContext(weighting=self._searcher.weighting)
        for leaf, offset in self._searcher.leaf_searchers():
            matcher = query.matcher(leaf, context)
            while matcher.is_active():
                number = matcher.id() + offset
                if number in scores:
                    scores[number] += matcher.score()
                matcher.next()

    def _standing(self, part: str, term: Term) -> set[int]:
        """The documents where a term stands; asked for once in a search."""
        found = self._found.get((part, term))
        if found is None:
            field = f"{part}_{term.stream}"
            if term.prefix or term.pattern:
                begin = term.tokens[0]
                query = self._expanded(field, begin, as_regex(term.pattern) if term.pattern else "")
            else:
                query = _in_field(field, term, boost=1.0)
            found = self._found[part, term] = self._documents(query)
        return found

    def _carrying(self, code: Code) -> set[int]:
        """The documents that carry a code; asked for once in a search."""
        found = self._found.get(("codes", code))
        if found is None:
            if code.prefix:
                query = self._expanded("codes", code.key, "")
            else:
                query = wq.Term("codes", code.key)
            found = self._found["codes", code] = self._documents(query)
        return found

    def _expanded(self, field: str, begin: str, pattern: str) -> wq.Query:
        """One of the words of a field that begin so and fit a pattern, the first of very many."""
        fits = re.compile(pattern).fullmatch if pattern else None
        words = (word.decode() for word in self._searcher.reader().expand_prefix(field, begin))
        found = list(islice((w for w in words if fits is None or fits(w)), MOST_EXPANDED + 1))
        self._cut = self._cut or len(found) > MOST_EXPANDED
        return wq.Or([wq.Term(field, word) for word in found[:MOST_EXPANDED]])

    def _matching(self, node: Node) -> set[int]:
        """The documents of which `node` is true."""
        match node:
            case All(parts):
                found = [self._matching(part) for part in parts if not isinstance(part, Not)]
                kept = set.intersection(*found) if found else set(self._all())
                for part in parts:
                    if isinstance(part, Not):
                        kept -= self._matching(part.part)
                return kept
            case Some(parts, least=least):
                counts = Counter(number for part in parts for number in self._matching(part))
                return {number for number, count in counts.items() if count >= least}
            case Not(part):
                return self._all() - self._matching(part)
            case Between(low, high):
                orders = self._column("order")
                return {number for number in self._all() if low <= orders[number] < high}
            case Everything():
                return set(self._all())
            case Nothing():
                return set()
            case Label(name, values):
                return self._documents(wq.Or([_label(name, value) for value in values]))
            case Code():
                return self._carrying(node)
            case Term():
                return self._standing("title" if node.where == "title" else "text", node)

    def _documents(self, query: wq.Query) -> set[int]:
        return set(self._searcher.docs_for_query(query))

    def _all(self) -> set[int]:
        if self._live is None:
            self._live = set(self._searcher.reader().all_doc_ids())
        return self._live

    def _column(self, name: str) -> Sequence[Any]:
        reader = self._searcher.reader()
        if not reader.doc_count_all():
            return ()  # an empty index has no columns to read
        columns: Sequence[Any] = reader.column_reader(name)
        return columns

    def _facets(self, matching: set[int]) -> dict[str, dict[str, int]]:
        """Counts by facet, each without its own filter."""
        asked = self._asked
        found: dict[str, dict[str, int]] = {}
        for name in FACETS if asked.facets else ():
            numbers = matching
            if name in asked.filters:
                numbers = self._matching(asked.condition(without=name))
            values = self._column(name)
            counts = Counter(values[number] for number in numbers)
            found[name] = {str(value): count for value, count in counts.items()
                           if value not in (NONE, 0)}  # fmt: skip
        return found


def _label(name: str, value: str) -> wq.Query:
    # Whoosh indexes no empty text: what has no label stands under a sign of its own.
    return wq.Term(name, value or NONE)


def _terms(node: Node, boost: float) -> Iterator[tuple[Term, float]]:
    """What scores; synonyms count for less than the word that was asked for."""
    match node:
        case Term():
            yield node, boost
        case Some(parts, rest):
            for place, part in enumerate(parts):
                less = rest if place and isinstance(part, Term) else 1.0
                yield from _terms(part, boost * less)
        case All(parts):
            for part in parts:
                yield from _terms(part, boost)


def _add_constant(scores: dict[int, float], numbers: set[int], constant: float) -> None:
    for number in numbers & scores.keys():
        scores[number] += constant


def _in_field(field: str, term: Term, *, boost: float) -> wq.Query:
    if len(term.tokens) == 1:
        return wq.Term(field, term.tokens[0], boost=boost)
    return wq.Phrase(field, list(term.tokens), boost=boost)


def _hit(stored: dict[str, Any], score: float, marks: Highlighter, asked: Node) -> Hit:
    return Hit(
        id=stored["id"],
        **{name: stored["labels"][place] for place, name in enumerate(LABELS)},
        date=date_of(stored["order"]),
        score=score,
        order=stored["order"],
        title=marks.title(stored["title"]),
        snippet=marks.snippet(stored["body"]),
        codes=asked_for(asked, stored["carried"]),
    )
