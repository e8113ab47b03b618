"""Conditions as tantivy's queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import tantivy

from .. import analysis, ranking
from ..query import Plan
from ..refinement import RankingWord
from ..tree import All, Between, Code, Everything, Label, Node, Not, Nothing, Some, Term, as_regex

MUST, SHOULD, MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_EVERY: Final = tantivy.Query.all_query()


class Translator:
    """Makes the queries of one search, whose terms come again for its facets.

    `labels` keeps, for all searches of an index, how many documents carry each value of a label.
    """

    def __init__(
        self, schema: tantivy.Schema, searcher: tantivy.Searcher, labels: dict[str, dict[str, int]]
    ) -> None:
        self._schema = schema
        self._searcher = searcher
        self._labels = labels
        self._made: dict[tuple[str, Term], tantivy.Query | None] = {}

    def ranked(self, plan: Plan) -> tantivy.Query:
        """All that `plan` asks for, with what only ranks."""
        condition = self.condition(plan.condition(), scored=not plan.by_date)
        rest = [] if plan.by_date else [(SHOULD, query) for query in self._ranking(plan)]
        return tantivy.Query.boolean_query([(MUST, condition), *rest]) if rest else condition

    def _ranking(self, plan: Plan) -> Iterator[tantivy.Query]:
        """What only ranks, and stands somewhere: what nothing can match slows each document."""
        for word in plan.words:
            yield from self._word(word)
        if plan.together is not None:
            together = self._term(plan.together, scored=True)
            yield tantivy.Query.boost_query(together, ranking.TOGETHER)
        for name in plan.names:
            if self._searcher.doc_freq("name", name):
                yield tantivy.Query.const_score_query(self._exact("name", name), ranking.NAME)

    def condition(self, node: Node, *, scored: bool = False) -> tantivy.Query:
        """The documents of which `node` is true; `scored` ones rank by what is in the title."""
        match node:
            case Term():
                return self._term(node, scored=scored)
            case Code():
                return tantivy.Query.const_score_query(self._code(node), ranking.CODE)
            case Label(name, values, score):
                return tantivy.Query.const_score_query(self._label(name, values), score)
            case Between(low, high):
                return tantivy.Query.const_score_query(self._between(low, high), 0.0)
            case Some():
                return self._some(node, scored=scored)
            case All(parts):
                return self._all(parts, scored=scored)
            case Not(part):
                return self._all((Not(part),), scored=scored)
            case Nothing():
                return tantivy.Query.empty_query()
            case Everything():
                return tantivy.Query.const_score_query(_EVERY, 0.0)

    def _all(self, parts: Iterable[Node], *, scored: bool) -> tantivy.Query:
        clauses = [
            (MUST_NOT, self.condition(part.part)) if isinstance(part, Not)
            else (MUST, self.condition(part, scored=scored))
            for part in parts
        ]  # fmt: skip
        if all(occur == MUST_NOT for occur, _ in clauses):
            clauses.append((MUST, tantivy.Query.const_score_query(_EVERY, 0.0)))
        return tantivy.Query.boolean_query(clauses)

    def _some(self, some: Some, *, scored: bool) -> tantivy.Query:
        found = [self.condition(part, scored=scored) for part in some.parts]
        if some.rest != 1 and scored:
            found = [
                tantivy.Query.boost_query(query, some.rest) if place and isinstance(part, Term)
                else query
                for place, (part, query) in enumerate(zip(some.parts, found, strict=True))
            ]  # fmt: skip
        clauses = [(SHOULD, query) for query in found]
        return tantivy.Query.boolean_query(clauses, some.least)

    def _term(self, term: Term, *, scored: bool) -> tantivy.Query:
        """The term in the title or the whole text; in the title it counts for more."""
        title = self._title(term) if scored or term.where == "title" else None
        if term.where == "title":
            return title or tantivy.Query.empty_query()
        text = self._in_field(f"text_{term.stream}", term) or tantivy.Query.empty_query()
        if title is None:
            return text
        return tantivy.Query.boolean_query([(MUST, text), (SHOULD, title)])

    def _title(self, term: Term) -> tantivy.Query | None:
        found = self._in_field(f"title_{term.stream}", term)
        return tantivy.Query.boost_query(found, ranking.TITLE) if found else None

    def _in_field(self, field: str, term: Term) -> tantivy.Query | None:
        """The term in one field; None if it cannot stand there."""
        made = (field, term)
        if made not in self._made:
            self._made[made] = self._looked_up(field, term)
        return self._made[made]

    def _looked_up(self, field: str, term: Term) -> tantivy.Query | None:
        if term.chinese:
            found = self._chinese(field, term)
            return tantivy.Query.const_score_query(found, ranking.MATCH) if found else None
        if term.pattern:
            return tantivy.Query.regex_query(self._schema, field, as_regex(term.pattern))
        if term.prefix:
            # Only letters and digits come out of the analysis: nothing that a pattern could read.
            return tantivy.Query.regex_query(self._schema, field, f"{term.tokens[0]}.*")
        if not all(self._searcher.doc_freq(field, token) for token in term.tokens):
            return None
        if len(term.tokens) == 1:
            return tantivy.Query.term_query(self._schema, field, term.tokens[0])
        return tantivy.Query.phrase_query(self._schema, field, list(term.tokens))

    def _chinese(self, field: str, term: Term) -> tantivy.Query | None:
        """Pairs that overlap, in a row: the rarest of them that cover the text stand for all.

        Two pairs that stand two places apart have the third between them, since the analysis
        leaves more room wherever a run of characters ends. A text that the index has as a whole
        is looked up as such.
        """
        counts = [self._searcher.doc_freq(field, token) for token in term.tokens]
        if not all(counts):
            return None
        if len(term.tokens) == 1:
            return self._exact(field, term.tokens[0])
        text, wholes = "".join(term.pieces), field.replace("grams", "whole")
        inside = analysis.whole(text)
        if text in inside:
            return self._exact(wholes, text)
        phrase = tantivy.Query.phrase_query(
            self._schema, field, [(place, term.tokens[place]) for place in _cover(counts)]
        )
        return phrase

    def _word(self, word: RankingWord) -> Iterator[tantivy.Query]:
        for field, boost in (("title_words", ranking.WORD_IN_TITLE),
                             ("body_words", ranking.WORD_IN_BODY)):  # fmt: skip
            if self._searcher.doc_freq(field, word.text):
                match = tantivy.Query.term_query(self._schema, field, word.text)
                yield tantivy.Query.boost_query(match, boost * word.share)

    def _label(self, name: str, values: tuple[str, ...]) -> tantivy.Query:
        """One of the values; what few documents have is rather left out than the rest let in."""
        if len(values) == 1:
            return self._exact(name, values[0])
        known = self._labels.get(name)
        if known is None:
            known = self._labels[name] = dict(self._searcher.terms_with_prefix(name, ""))
        others = [value for value in known if value not in values]
        if sum(known[value] for value in others) > sum(known.get(value, 0) for value in values):
            clauses = [(SHOULD, self._exact(name, value)) for value in values]
        else:
            clauses = [(MUST, _EVERY), *((MUST_NOT, self._exact(name, value)) for value in others)]
        return tantivy.Query.boolean_query(clauses)

    def _code(self, code: Code) -> tantivy.Query:
        if not code.prefix:
            return self._exact("codes", code.key)
        return tantivy.Query.regex_query(self._schema, "codes", f"{re.escape(code.key)}.*")

    def _exact(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value, "basic")

    def _between(self, low: int, high: int) -> tantivy.Query:
        return tantivy.Query.range_query(
            self._schema, "order", tantivy.FieldType.Integer, low, high, include_upper=False
        )


def _cover(counts: Sequence[int]) -> list[int]:
    """Places from the first to the last, none more than two apart, whose counts add up to least."""
    best: list[tuple[int, int]] = []  # the sum up to here, and the place before
    for place, count in enumerate(counts):
        before = [(best[other][0], other) for other in (place - 1, place - 2) if other >= 0]
        least, came = min(before, default=(0, -1))
        best.append((least + count, came))
    kept = [len(counts) - 1]
    while kept[-1] > 0:
        kept.append(best[kept[-1]][1])
    return kept[::-1]
