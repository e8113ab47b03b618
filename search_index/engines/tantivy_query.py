"""Conditions as tantivy's queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import tantivy

from .. import analysis, ranking
from ..query import Plan
from ..tree import All, Between, Code, Everything, Label, Node, Not, Nothing, Some, Term

MUST, SHOULD, MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_EVERY: Final = tantivy.Query.all_query()


class Translator:
    """Makes queries for one index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    def ranked(self, plan: Plan) -> tantivy.Query:
        """All that `plan` asks for, with what only ranks."""
        condition = self.condition(plan.condition())
        if plan.by_date:
            return condition
        found = [query for word in plan.words for query in self._word(word)]
        if plan.together is not None:
            found.append(tantivy.Query.boost_query(self._term(plan.together), ranking.TOGETHER))
        if plan.name:
            name = self._exact("name", plan.name)
            found.append(tantivy.Query.const_score_query(name, ranking.NAME))
        return tantivy.Query.boolean_query([(MUST, condition), *((SHOULD, query) for query in found)])

    def condition(self, node: Node) -> tantivy.Query:
        """The documents of which `node` is true."""
        match node:
            case Term():
                return self._term(node)
            case Code(key):
                return tantivy.Query.const_score_query(self._exact("codes", key), ranking.CODE)
            case Label(name, values):
                return tantivy.Query.const_score_query(self._label(name, values), 0.0)
            case Between(low, high):
                return tantivy.Query.const_score_query(self._between(low, high), 0.0)
            case Some(parts, rest):
                return self._some(parts, rest=rest)
            case All(parts):
                return self._all(parts)
            case Not(part):
                return self._all((Not(part),))
            case Nothing():
                return tantivy.Query.empty_query()
            case Everything():
                return tantivy.Query.const_score_query(_EVERY, 0.0)

    def _all(self, parts: Iterable[Node]) -> tantivy.Query:
        clauses = [
            (MUST_NOT, self.condition(part.part)) if isinstance(part, Not)
            else (MUST, self.condition(part))
            for part in parts
        ]  # fmt: skip
        if all(occur == MUST_NOT for occur, _ in clauses):
            clauses.append((MUST, tantivy.Query.const_score_query(_EVERY, 0.0)))
        return tantivy.Query.boolean_query(clauses)

    def _some(self, parts: tuple[Node, ...], *, rest: float) -> tantivy.Query:
        found = [
            tantivy.Query.boost_query(self.condition(part), rest)
            if rest != 1 and place and isinstance(part, Term) else self.condition(part)
            for place, part in enumerate(parts)
        ]  # fmt: skip
        return tantivy.Query.boolean_query([(SHOULD, query) for query in found])

    def _term(self, term: Term) -> tantivy.Query:
        """The term in the title, the body or both; in the title it counts for more."""
        title = tantivy.Query.boost_query(
            self._in_field(f"title_{term.stream}", term), ranking.TITLE
        )
        if term.where == "title":
            return title
        return tantivy.Query.boolean_query(
            [(SHOULD, title), (SHOULD, self._in_field(f"body_{term.stream}", term))]
        )

    def _in_field(self, field: str, term: Term) -> tantivy.Query:
        if term.chinese:
            return tantivy.Query.const_score_query(self._chinese(field, term), ranking.MATCH)
        if term.pattern:
            return tantivy.Query.regex_query(self._schema, field, as_regex(term.pattern))
        if term.prefix:
            # Only letters and digits come out of the analysis: nothing that a pattern could read.
            return tantivy.Query.regex_query(self._schema, field, f"{term.tokens[0]}.*")
        if len(term.tokens) == 1:
            return tantivy.Query.term_query(self._schema, field, term.tokens[0])
        return tantivy.Query.phrase_query(self._schema, field, list(term.tokens))

    def _chinese(self, field: str, term: Term) -> tantivy.Query:
        """Pairs that overlap, in a row: the rarest of them that cover the text stand for all.

        Two pairs that stand two places apart have the third between them, since the analysis
        leaves more room wherever a run of characters ends. A long word of the dictionary is
        looked up as such.
        """
        tokens = term.tokens
        if len(tokens) == 1:
            return tantivy.Query.term_query(self._schema, field, tokens[0], "basic")
        word = "".join(term.pieces)
        if analysis.is_long_word(word):
            field = field.replace("grams", "whole")
            return tantivy.Query.term_query(self._schema, field, word, "basic")
        counts = [self._searcher.doc_freq(field, token) for token in tokens]
        if not all(counts):
            return tantivy.Query.empty_query()
        kept = _cover(counts)
        return tantivy.Query.phrase_query(
            self._schema, field, [(place, tokens[place]) for place in kept]
        )

    def _word(self, word: str) -> Iterator[tantivy.Query]:
        for field, boost in (("title_words", ranking.WORD_IN_TITLE),
                             ("body_words", ranking.WORD_IN_BODY)):  # fmt: skip
            match = tantivy.Query.term_query(self._schema, field, word)
            yield tantivy.Query.boost_query(match, boost)

    def _label(self, name: str, values: tuple[str, ...]) -> tantivy.Query:
        if len(values) == 1:
            return self._exact(name, values[0])
        return tantivy.Query.term_set_query(self._schema, name, list(values))

    def _exact(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value, "basic")

    def _between(self, low: int, high: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(
            self._schema, "order", tantivy.FieldType.Integer, low, high, include_upper=high is None
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


def as_regex(pattern: str) -> str:
    """A pattern with * and ? as a regular expression for one whole word."""
    parts = re.split(r"([*?])", pattern)
    return "".join({"*": ".*", "?": "."}.get(part) or re.escape(part) for part in parts if part)

