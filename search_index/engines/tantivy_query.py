"""Conditions as tantivy's queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import tantivy

from .. import analysis, ranking
from ..query import Plan
from ..refinement import RankingWord
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
        condition = self.condition(plan.condition(), scored=not plan.by_date)
        if plan.by_date:
            return condition
        found = [query for word in plan.words for query in self._word(word)]
        if plan.together is not None:
            together = self._term(plan.together, scored=True)
            found.append(tantivy.Query.boost_query(together, ranking.TOGETHER))
        if plan.name:
            name = self._exact("name", plan.name)
            found.append(tantivy.Query.const_score_query(name, ranking.NAME))
        rest = ((SHOULD, query) for query in found)
        return tantivy.Query.boolean_query([(MUST, condition), *rest])

    def condition(self, node: Node, *, scored: bool = False) -> tantivy.Query:
        """The documents of which `node` is true; `scored` ones rank by what is in the title."""
        match node:
            case Term():
                return self._term(node, scored=scored)
            case Code():
                return tantivy.Query.const_score_query(self._code(node), ranking.CODE)
            case Label(name, values):
                return tantivy.Query.const_score_query(self._label(name, values), 0.0)
            case Between(low, high):
                return tantivy.Query.const_score_query(self._between(low, high), 0.0)
            case Some(parts, rest):
                return self._some(parts, rest=rest, scored=scored)
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

    def _some(self, parts: tuple[Node, ...], *, rest: float, scored: bool) -> tantivy.Query:
        found = [self.condition(part, scored=scored) for part in parts]
        if rest != 1 and scored:
            found = [
                tantivy.Query.boost_query(query, rest) if place and isinstance(part, Term)
                else query
                for place, (part, query) in enumerate(zip(parts, found, strict=True))
            ]  # fmt: skip
        return tantivy.Query.boolean_query([(SHOULD, query) for query in found])

    def _term(self, term: Term, *, scored: bool) -> tantivy.Query:
        """The term in the title or the whole text; in the title it counts for more."""
        if term.where == "title":
            return self._title(term)
        text = self._in_field(f"text_{term.stream}", term)
        if not scored:
            return text
        return tantivy.Query.boolean_query([(MUST, text), (SHOULD, self._title(term))])

    def _title(self, term: Term) -> tantivy.Query:
        found = self._in_field(f"title_{term.stream}", term)
        return tantivy.Query.boost_query(found, ranking.TITLE)

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

    def _word(self, word: RankingWord) -> Iterator[tantivy.Query]:
        for field, boost in (("title_words", ranking.WORD_IN_TITLE),
                             ("body_words", ranking.WORD_IN_BODY)):  # fmt: skip
            match = tantivy.Query.term_query(self._schema, field, word.text)
            yield tantivy.Query.boost_query(match, boost * word.share)

    def _label(self, name: str, values: tuple[str, ...]) -> tantivy.Query:
        if len(values) == 1:
            return self._exact(name, values[0])
        return tantivy.Query.term_set_query(self._schema, name, list(values))

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


def as_regex(pattern: str) -> str:
    """A pattern with * and ? as a regular expression for one whole word."""
    parts = re.split(r"([*?])", pattern)
    return "".join({"*": ".*", "?": "."}.get(part) or re.escape(part) for part in parts if part)

