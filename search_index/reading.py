"""From what a person typed to conditions: Whoosh's query language, read the same for all engines.

Words that must all occur; "quoted phrases"; AND, OR, NOT, brackets; procure* and qu?ry; fields
such as title:, unit: and date:[2025 TO 2026], in English or Chinese; -word for what must not
occur. Whatever cannot be read is taken as plain words, with a note: nothing raises an error.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from . import analysis, days, spoken
from .documents import order_from
from .names import Called
from .refinement import (
    RankingWord,
    asked_names,
    loosened,
    ranking_words,
    together,
    without_stop_words,
)
from .terms import (
    MAX_CHARACTERS,
    PARTLY,
    Note,
    Relaxed,
    State,
    all_of,
    is_code,
    pattern,
    plain,
    prefix,
    term,
    word,
)
from .tree import All, Between, Code, Everything, Label, Node, Not, Some, Term, Where
from .words import Words, names_known

LABELS: Final = {
    "unit": ("unit", "单位"),
    "kind": ("kind", "type", "类型", "类别"),
    "category": ("column", "section", "栏目"),
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
    `names` what a document that is asked for may be called; `looked_for` is False where a text
    was asked for that holds nothing to look for.
    """

    node: Node
    words: tuple[RankingWord, ...]
    together: Term | None
    names: tuple[str, ...]
    notes: tuple[Note, ...]
    looked_for: bool


REMEMBERED: Final = 256
"""Readings that are kept, in some MB: a page asks several indexes the same, and its links lead to
the same words with other choices."""


def read(
    text: str, words: Words, *, relaxed: Relaxed = "", called: tuple[Called, ...] = ()
) -> Reading:
    """Read a question, `relaxed` where nothing was found for it as it stands.

    `called` are names that may be written for the values of labels.
    """
    return _read(text.strip()[: MAX_CHARACTERS + 1], words, relaxed, called)


@lru_cache(maxsize=REMEMBERED)
def _read(asked: str, words: Words, relaxed: Relaxed, called: tuple[Called, ...]) -> Reading:
    state = State(words, relaxed, names_known(words, called))
    if not asked:
        return Reading(Everything(), (), None, (), (), looked_for=True)
    if len(asked) > MAX_CHARACTERS:
        state.note("too_long")
    cleaned = analysis.clean(asked[:MAX_CHARACTERS]).translate(_LOOKALIKES).strip()
    cleaned = state.names.quoted(days.in_iso(cleaned, DATE), LABELS)
    node = _parsed(cleaned, state) if _well_formed(cleaned) else None
    if node is None:
        state.note("read_as_words")
        state.terms = state.patterns = 0
        node = plain(cleaned, state)
    node = without_stop_words(node, state)
    if relaxed in PARTLY:
        spelt = spoken.is_pinyin(analysis.fold(cleaned))
        node = loosened(node, most=relaxed == "most", spelt=spelt)
    if node is None:
        state.note("nothing_to_search")
    return Reading(
        node=node if node is not None else Everything(),
        words=ranking_words(node),
        together=together(node),
        names=tuple(dict.fromkeys(map(analysis.code_key, (cleaned, *asked_names(node))))),
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


def _parsed(text: str, state: State) -> Node | None:
    """The conditions of a well-formed question; None if it cannot be read after all."""
    if _BARE.fullmatch(text) and not _OPERATOR.search(text):
        found = (word(piece, state, "any") for piece in state.words.pieces(text))
        return all_of(part for part in found if part is not None)
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


def _node(tree: Any, state: State) -> Node | None:
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


def _leaf(tree: Any, state: State) -> Node | None:
    from whoosh_compat import ast

    name = tree.field.name if tree.field is not None else "text"
    text = str(getattr(tree, "text", "") or getattr(tree, "pattern", "") or "")
    for label, written in LABELS.items():
        if name == written[0]:
            return _code(tree, text) if label == "code" else _label(label, text, state)
    where: Where = "title" if name == TITLE[0] else "any"
    match tree:
        case ast.Phrase():
            return term(text, state, quoted=True, where=where)
        case ast.Prefix():
            return prefix(text, state, where)
        case ast.Wildcard():
            return pattern(text, state, where)
        case ast.TermRange(lo=lo, hi=hi):
            state.note("read_as_words")
            return plain(f"{lo or ''} {hi or ''}", state)
    return word(text, state, where)


def _label(name: str, text: str, state: State) -> Node:
    """A label by a name of its value, or as written, or all in capitals or small letters: nobody
    types QY-FY on a phone.

    Where no unit is called so, what holds the name is found.
    """
    known = state.names.values(name, (text, *state.words.others(text)))
    if known:
        return Label(name, known)
    label = Label(name, tuple(dict.fromkeys((text, text.upper(), text.lower()))))
    told = word(text, state, "any") if name == "unit" and not is_code(text) else None
    return Some((label, told)) if told is not None else label


def _code(tree: Any, text: str) -> Code:
    from whoosh_compat import ast

    return Code(analysis.code_key(text), prefix=isinstance(tree, ast.Prefix))


def _joined(children: tuple[Any, ...], state: State, kind: type[All] | type[Some]) -> Node | None:
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
        order_from(low.date() if low else dt.date.min),  # what has no date lies in no range
        order_from(last) if last else order_from(dt.date.max),
    )
