"""What a search must give, worked out by reading every document: the truth for the engines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search_index import FACETS, Document, Query, analysis
from search_index.documents import order_key
from search_index.query import Plan, plan
from search_index.tree import (
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
)
from search_index.words import Words


@dataclass(frozen=True)
class Answer:
    """The ids that match, the newest first, and the counts by facet."""

    ids: tuple[str, ...]
    facets: Mapping[str, Mapping[str, int]]


def answer(documents: Sequence[Document], query: Query, words: Words) -> Answer:
    """The whole answer to a query, whatever its page."""
    asked = plan(query, words)
    if asked.empty:
        return Answer((), {})
    newest = sorted(documents, key=order_key, reverse=True)
    found = [document for document in newest if holds(asked.condition(), document)]
    return Answer(tuple(document.id for document in found), _facets(newest, asked))


def holds(node: Node, document: Document) -> bool:
    """Whether a condition is true of a document."""
    match node:
        case All(parts):
            return all(holds(part, document) for part in parts)
        case Some(parts):
            return any(holds(part, document) for part in parts)
        case Not(part):
            return not holds(part, document)
        case Between(low, high):
            return low <= order_key(document) < high
        case Label(name, values):
            return getattr(document, name) in values
        case Code(key, prefix):
            codes = map(analysis.code_key, document.codes)
            return any(code.startswith(key) if prefix else code == key for code in codes)
        case Everything():
            return True
        case Nothing():
            return False
        case Term():
            texts = [document.title] if node.where == "title" else [document.title, document.body]
            return any(stands(node, text) for text in texts)


def stands(term: Term, text: str) -> bool:
    """Whether a term stands in a text: token by token, the Chinese ones by their characters."""
    tokens = analysis.streams(analysis.clean(text)).exact.split()
    if term.pattern:
        pattern = "".join({"*": ".*", "?": "."}.get(c) or re.escape(c) for c in term.pattern)
        return any(re.fullmatch(pattern, token) for token in tokens)
    if term.prefix:
        return any(token.startswith(term.pieces[0]) for token in tokens)
    wanted = list(term.pieces)
    if term.stemmed:
        tokens, wanted = _stems(tokens), _stems(wanted)
    return any(tokens[n : n + len(wanted)] == wanted for n in range(len(tokens)))


def _stems(tokens: Iterable[str]) -> list[str]:
    return [analysis.stem(token) for token in tokens]


def _facets(documents: Sequence[Document], asked: Plan) -> dict[str, dict[str, int]]:
    if not asked.facets:
        return {}
    counts: dict[str, dict[str, int]] = {}
    for name in FACETS:
        condition = asked.condition(without=name)
        values = (_value(document, name) for document in documents if holds(condition, document))
        counts[name] = dict(Counter(value for value in values if value))
    return counts


def _value(document: Document, facet: str) -> str:
    if facet == "year":
        return str(document.date.year) if document.date else ""
    return str(getattr(document, facet))
