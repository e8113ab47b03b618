"""From what a person typed to conditions: Whoosh's query language, read the same for all engines.

Words that must all occur; "quoted phrases"; AND, OR, NOT, brackets; procure* and qu?ry; fields
such as title:, unit: and date:[2025 TO 2026], in English or Chinese; -word for what must not
occur. Whatever cannot be read is taken as plain words, with a note: nothing raises an error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Literal

from . import analysis, ranking
from .documents import order_from
from .tree import (
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
    Where,
    wanted,
)
from .words import Words

Note = Literal[
    "too_long", "too_many_terms", "too_deep", "read_as_words", "nothing_to_search", "relaxed"
]
"""How a question had to be read."""

Relaxed = Literal["", "all", "some"]
"""Whether a question is taken apart into words, and whether all of them must be found."""

MAX_CHARACTERS: Final = 200
MAX_TERMS: Final = 16
MAX_PATTERNS: Final = 4
FEWEST_LETTERS: Final = 2
"""A pattern begins with so many letters: others would look at every word there is."""

LABELS: Final = {
    "unit": ("unit", "单位"),
    "kind": ("kind", "类型"),
    "category": ("column", "栏目"),
    "collection": ("dataset", "数据集"),
    "lang": ("lang", "语言"),
    "code": ("code", "编号", "文号"),
}
"""Fields that are compared whole, with the names that people may write before the colon."""
TITLE: Final = ("title", "标题")
DATE: Final = ("date", "日期", "year", "年份")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as conditions, and the notes on how it was read.

    `words` are the folded words that rank what was found, `together` a phrase that does so, and
    `name` the whole question as a title; `looked_for` is False where a text was asked for that
    holds nothing to look for.
    """

    node: Node
    words: tuple[str, ...]
    together: Term | None
    name: str
    notes: tuple[Note, ...]
    looked_for: bool


@dataclass(slots=True)
class _State:
    words: Words
    relaxed: Relaxed
    terms: int = 0
    patterns: int = 0
    notes: list[Note] = field(default_factory=list)

    def note(self, note: Note) -> None:
        if note not in self.notes:
            self.notes.append(note)


def read(text: str, words: Words, *, relaxed: Relaxed = "") -> Reading:
    """Read a question, `relaxed` where nothing was found for it as it stands."""
    state = _State(words, relaxed)
    asked = text.strip()
    if not asked:
        return Reading(Everything(), (), None, "", (), looked_for=True)
    if len(asked) > MAX_CHARACTERS:
        state.note("too_long")
    cleaned = analysis.clean(asked[:MAX_CHARACTERS]).translate(_LOOKALIKES).strip()
    node = _parsed(cleaned, state) if _well_formed(cleaned) else None
    if node is None:
        state.note("read_as_words")
        state.terms = state.patterns = 0
        node = _plain(cleaned, state)
    node = _without_stop_words(node, state)
    if relaxed == "some":
        node = _loosened(node)
    if node is None:
        state.note("nothing_to_search")
    return Reading(
        node=node if node is not None else Everything(),
        words=_ranking(node),
        together=_proximity(node),
        name=analysis.code_key(cleaned),
        notes=tuple(state.notes),
        looked_for=node is not None,
    )


_LOOKALIKES = str.maketrans(
    dict.fromkeys("“”„‟＂「」『』", '"')
    | {"－": "-", "＊": "*", "？": "?", "：": ":", "（": "(", "）": ")"}
    # What parts words in Chinese writing; a comma in 1,234 does not.
    | dict.fromkeys("，、。；！《》", " ")
)
_SIGN = re.compile(r'(?P<quoted>"[^"]*")|(?:(?<=[\s(])|^)-(?=[^\s-])')
"""A minus sign that excludes what follows; those inside quotations are passed over."""
_QUOTED = re.compile(r'"[^"]*"')
_DANGLING = re.compile(r"(?:^|[\s(])(?:AND|OR|ANDNOT|ANDMAYBE)\s*(?:$|\))|^\s*(?:AND|OR)\s|NOT\s*$")


def _well_formed(text: str) -> bool:
    """Whether quotes and brackets are in pairs, and every sign has something to act on."""
    bare = _QUOTED.sub(" x ", text)
    if '"' in bare or _DANGLING.search(bare) or re.search(r"\s\*\s|^\*\s|\s\*$", bare):
        return False
    depth = 0
    for character in bare:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


@cache
def _registry() -> Any:
    """The fields of the language; the library is imported when the first question comes."""
    import whoosh_compat as wc

    def whole(text: str) -> list[str]:
        return [text]

    return wc.FieldRegistry([
        wc.FieldSpec("text", wc.FieldKind.TEXT, analyzer=str.split),
        wc.FieldSpec(TITLE[0], wc.FieldKind.TEXT, aliases=TITLE[1:], analyzer=str.split),
        wc.FieldSpec(DATE[0], wc.FieldKind.DATE, aliases=DATE[1:], date_only=True, fast=True),
        *(wc.FieldSpec(names[0], wc.FieldKind.KEYWORD, aliases=names[1:], analyzer=whole)
          for names in LABELS.values()),
    ])  # fmt: skip


def _parsed(text: str, state: _State) -> Node | None:
    """The conditions of a well-formed question; None if it cannot be read after all."""
    if _BARE.fullmatch(text) and not _OPERATOR.search(text):
        found = (_word(word, state, "any") for word in text.split())
        return _all_of(part for part in found if part is not None)
    import whoosh_compat as wc

    joined = _SIGN.sub(lambda found: found[0] if found["quoted"] else "NOT ", text)
    try:
        result = wc.parse(joined, registry=_registry(), default_fields=["text"])
    except wc.QueryParserError:
        return None
    if result.diagnostics:
        return None
    return _node(result.ast, state)


# Most questions are words and nothing else; making the library's parser costs 0.4 ms.
_BARE = re.compile(r"(?:[\w〔〕]++(?:-\w++)*+\s*+)++")
_OPERATOR = re.compile(r"\b(?:AND|OR|NOT|ANDNOT|ANDMAYBE|REQUIRE|TO)\b")


def _all_of(parts: Iterable[Node]) -> Node | None:
    """All of the parts, each once; None if there is none."""
    found = tuple(dict.fromkeys(parts))
    return All(found) if len(found) > 1 else next(iter(found), None)


def _node(tree: Any, state: _State) -> Node | None:
    """A node of the library's tree as a condition; None where nothing of it can be looked for."""
    from whoosh_compat import ast

    match tree:
        case ast.And(children=children):
            return _joined(children, state, All)
        case ast.Or(children=children):
            return _joined(children, state, Some)
        case ast.Not(child=child):
            inner = _node(child, state)
            return Not(inner) if inner is not None else None
        case ast.AndNot(positive=positive, negative=negative):
            return _both(_node(positive, state), _negated(_node(negative, state)))
        case ast.AndMaybe(required=required):
            return _node(required, state)
        case ast.Require(scored=scored, filter_only=filter_only):
            return _both(_node(scored, state), _node(filter_only, state))
        case ast.Boosted(child=child):
            return _node(child, state)
        case ast.Every():
            return Everything()
        case ast.DateRange(lo=lo, hi=hi, incl_hi=incl_hi):
            return _between(lo, hi, incl_hi=incl_hi)
        case ast.Nothing() | ast.ErrorLeaf():
            return None
    return _leaf(tree, state)


def _leaf(tree: Any, state: _State) -> Node | None:
    from whoosh_compat import ast

    name = tree.field.name if tree.field is not None else "text"
    text = str(getattr(tree, "text", "") or getattr(tree, "pattern", "") or "")
    for label, names in LABELS.items():
        if name == names[0]:
            return Code(analysis.code_key(text)) if label == "code" else Label(label, (text,))
    where: Where = "title" if name == TITLE[0] else "any"
    match tree:
        case ast.Phrase():
            return _term(text, state, quoted=True, where=where)
        case ast.Prefix():
            return _prefix(text, state, where)
        case ast.Wildcard():
            return _pattern(text, state, where)
        case ast.TermRange(lo=lo, hi=hi):
            state.note("read_as_words")
            return _plain(f"{lo or ''} {hi or ''}", state)
    return _word(text, state, where)


def _joined(children: tuple[Any, ...], state: _State, kind: type[All] | type[Some]) -> Node | None:
    parts = [part for child in children if (part := _node(child, state)) is not None]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else kind(tuple(dict.fromkeys(parts)))


def _both(first: Node | None, second: Node | None) -> Node | None:
    if first is None or second is None:
        return first or second
    return All((first, second))


def _negated(node: Node | None) -> Node | None:
    return Not(node) if node is not None else None


def _between(low: dt.datetime | None, high: dt.datetime | None, *, incl_hi: bool) -> Node:
    last = high.date() if high else None
    if last is not None and (incl_hi or (high and high.time() != dt.time())):
        last = last + dt.timedelta(days=1) if last < dt.date.max else last
    return Between(
        order_from(low.date()) if low else 0,
        order_from(last) if last else order_from(dt.date.max),
    )


def _plain(text: str, state: _State) -> Node | None:
    """Each word of the text, whatever stands around it."""
    words = [word for word in re.split(r'[\s"*?()]+', text)
             if word not in ("AND", "OR", "NOT", "ANDNOT")]  # fmt: skip
    found = (_term(word, state, quoted=False) for word in words)
    return _all_of(part for part in found if part is not None)


def _word(text: str, state: _State, where: Where) -> Node | None:
    """A word as typed: itself, or what stands for it, or the code that it is."""
    return _apart(text, state, where) if state.relaxed else _one(text, state, where)


def _one(text: str, state: _State, where: Where) -> Node | None:
    term = _term(text, state, quoted=False, where=where)
    if term is None:
        return None
    others = [_term(other, state, quoted=False, where=where, free=True)
              for other in state.words.others(text)]  # fmt: skip
    parts: list[Node] = [term, *(other for other in others if other is not None)]
    if where == "any" and _CODE.search(text):
        parts.append(Code(analysis.code_key(text)))
    different = tuple(dict.fromkeys(parts))
    return different[0] if len(different) == 1 else Some(different, rest=ranking.STANDS_FOR)


_CODE = re.compile(r"\d|[A-Za-z]-[A-Za-z]")
"""What a code has that other words seldom have."""


def _apart(text: str, state: _State, where: Where) -> Node | None:
    """The words of a run, each a condition of its own; stop words are left out."""
    pieces = [piece for cjk, word in analysis.runs(text)
              for piece in (analysis.finer(cjk) if cjk else [word])]  # fmt: skip
    found = (_one(piece, state, where) for piece in pieces if not state.words.is_stop(piece))
    return _all_of(_or_pairs(part) if state.relaxed == "some" else part
                   for part in found if part is not None)  # fmt: skip


def _term(
    text: str, state: _State, *, quoted: bool, where: Where = "any", free: bool = False
) -> Term | None:
    """The condition that a word or phrase stands for; None if nothing in it can be indexed."""
    if state.terms >= MAX_TERMS and not free:
        state.note("too_many_terms")
        return None
    # The text was cut already, but one character may fold to eighteen.
    found = analysis.streams(text)
    grams, exact = (tuple(stream.split()[:MAX_CHARACTERS]) for stream in (found.grams, found.exact))
    if not exact:
        return None
    state.terms += not free
    cjk = sum(map(analysis.is_cjk, exact))
    if cjk == len(exact):
        by_grams = len(exact) > 1 and analysis.BOUNDARY not in exact
    else:
        by_grams = not (cjk or quoted)
    return Term(grams if by_grams else exact, "grams" if by_grams else "exact", exact, where=where)


def _prefix(text: str, state: _State, where: Where) -> Node | None:
    term = _term(text, state, quoted=False, where=where)
    if term is None or analysis.is_cjk(term.pieces[-1]):
        return term  # a Chinese word is found inside longer ones anyway
    state.patterns += 1
    if len(term.pieces) > 1 or state.patterns > MAX_PATTERNS:
        state.note("read_as_words")
        return term
    return Term(term.pieces, "exact", term.pieces, prefix=True, where=where)


def _pattern(text: str, state: _State, where: Where) -> Node | None:
    folded = analysis.fold(text)
    state.patterns += 1
    if not _PATTERN.fullmatch(folded) or state.patterns > MAX_PATTERNS:
        state.note("read_as_words")
        return _plain(text, state)
    state.terms += 1
    beginning = re.split(r"[*?]", folded)[0]
    return Term((beginning,), "exact", (beginning,), pattern=folded, where=where)


_PATTERN = re.compile(rf"[a-z0-9]{{{FEWEST_LETTERS},}}[a-z0-9*?]{{0,{analysis.MAX_WORD}}}")


def _without_stop_words(node: Node | None, state: _State) -> Node | None:
    """The conditions without words that say nothing, where others remain."""
    if not isinstance(node, All):
        return node
    kept = tuple(part for part in node.parts if not _is_stop(part, state.words))
    if not any(isinstance(part, Term | Some) for part in kept):
        return node
    return kept[0] if len(kept) == 1 else replace(node, parts=kept)


def _or_pairs(node: Node) -> Node:
    """A word of three characters or more, or a pair of them in its place."""
    if not isinstance(node, Term) or node.stream != "grams" or len(node.tokens) < 2:
        return node
    pairs = (Term((token,), "grams", tuple(token), where=node.where) for token in node.tokens
             if analysis.is_cjk_pair(token))  # fmt: skip
    return Some((node, *pairs), rest=ranking.PAIR)


def _loosened(node: Node | None) -> Node | None:
    """The conditions with at least one of the words that are looked for instead of all."""
    if not isinstance(node, All):
        return node
    asked = [part for part in _flat(node) if isinstance(part, Term | Some)]
    others = [part for part in _flat(node) if not isinstance(part, Term | Some)]
    if not asked:
        return node
    one = Some(tuple(dict.fromkeys(asked)))
    return All((one, *others)) if others else one


def _flat(node: All) -> Iterator[Node]:
    for part in node.parts:
        if isinstance(part, All):
            yield from _flat(part)
        else:
            yield part


def _is_stop(node: Node, words: Words) -> bool:
    return (
        isinstance(node, Term) and node.where == "any" and not node.prefix and not node.pattern
        and words.is_stop("".join(node.pieces))
    )  # fmt: skip


def _ranking(node: Node | None) -> tuple[str, ...]:
    """The dictionary's words in the Chinese that is looked for."""
    texts = ("".join(term.pieces) for term in (wanted(node) if node is not None else ()))
    words = (word for text in texts for cjk, _ in analysis.runs(text) if len(cjk) > 1
             for word in analysis.segment(cjk))  # fmt: skip
    return tuple(dict.fromkeys(words))[:MAX_TERMS]


def _proximity(node: Node | None) -> Term | None:
    """Words of other scripts that stand side by side in the question, as one phrase."""
    if not isinstance(node, All) or not all(isinstance(part, Term | Some) for part in node.parts):
        return None
    first = (part.parts[0] if isinstance(part, Some) else part for part in node.parts)
    terms = [part for part in first if isinstance(part, Term)]
    if len(terms) != len(node.parts) or not all(_is_plain_word(term) for term in terms):
        return None
    tokens = tuple(token for term in terms for token in term.tokens)
    pieces = tuple(piece for term in terms for piece in term.pieces)
    return Term(tokens, "grams", pieces)


def _is_plain_word(term: Term) -> bool:
    return (
        term.stream == "grams" and term.where == "any" and not term.prefix and not term.pattern
        and not any(map(analysis.is_cjk, term.pieces))
    )  # fmt: skip


def filters(labels: Iterator[tuple[str, str]]) -> Iterator[Node]:
    """Conditions on labels; a document without a language passes every one."""
    for name, value in labels:
        if any("\ud800" <= character <= "\udfff" for character in value):
            yield Nothing()  # half a surrogate pair: no document carries it
        else:
            yield Label(name, (value, "") if name == "lang" else (value,))
