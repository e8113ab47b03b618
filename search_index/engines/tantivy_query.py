"""Conditions as tantivy's queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import tantivy

from .. import ranking
from ..query import Plan
from ..ranking import Bonus
from ..tree import All, Between, Code, Everything, Label, Node, Not, Nothing, Some, Term

MUST, SHOULD, MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_EVERY: Final = tantivy.Query.all_query()


class Translator:
    """Makes queries for one index."""

    def __init__(self, schema: tantivy.Schema, newest: int) -> None:
        self._schema = schema
        self._bonuses = [
            (SHOULD, tantivy.Query.const_score_query(self._between(bonus.low, None), bonus.gain))
            for bonus in ranking.freshness(newest)
        ] + [
            (SHOULD, tantivy.Query.const_score_query(self._exact("weight", str(weight)),
                                                     weight * ranking.WEIGHT))
            for weight in range(1, 10)
        ]  # fmt: skip

    def ranked(self, plan: Plan) -> tantivy.Query:
        """All that `plan` asks for, with what only ranks."""
        condition = self.condition(plan.condition())
        if plan.by_date:
            return condition
        words = [(SHOULD, query) for word in plan.words for query in self._word(word)]
        return tantivy.Query.boolean_query([(MUST, condition), *words, *self._bonuses])

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
            case Some(parts, ranked):
                return self._some(parts, ranked=ranked)
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

    def _some(self, parts: tuple[Node, ...], *, ranked: bool) -> tantivy.Query:
        found = [self.condition(part) for part in parts]
        if ranked:
            found = [
                tantivy.Query.boost_query(query, ranking.STANDS_FOR)
                if place and isinstance(part, Term) else query
                for place, (part, query) in enumerate(zip(parts, found, strict=True))
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
        if term.pattern:
            return tantivy.Query.regex_query(self._schema, field, as_regex(term.pattern))
        if term.prefix:
            # Only letters and digits come out of the analysis: nothing that a pattern could read.
            return tantivy.Query.regex_query(self._schema, field, f"{term.tokens[0]}.*")
        if len(term.tokens) == 1:
            return tantivy.Query.term_query(self._schema, field, term.tokens[0])
        return tantivy.Query.phrase_query(self._schema, field, list(term.tokens))

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


def as_regex(pattern: str) -> str:
    """A pattern with * and ? as a regular expression for one whole word."""
    parts = re.split(r"([*?])", pattern)
    return "".join({"*": ".*", "?": "."}.get(part) or re.escape(part) for part in parts if part)


__all__ = ["Bonus", "Translator", "as_regex"]
