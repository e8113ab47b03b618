"""Words, phrases and patterns of a question as conditions, within its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from . import analysis, ranking
from .names import Names
from .tree import All, Code, Label, Node, Some, Term, Where
from .words import Words

Note = Literal[
    "too_long", "too_many_terms", "too_deep", "read_as_words", "nothing_to_search", "relaxed",
    "some_words",
]
"""How a question had to be read; of the last two, the first is for all of its words."""

Relaxed = Literal["", "all", "most", "some"]
"""Whether a question is taken apart into words, and how many of them must be found."""

PARTLY: Final[tuple[Relaxed, ...]] = ("most", "some")
"""Not all of the words must be found."""

MAX_CHARACTERS: Final = 200
MAX_TERMS: Final = 16
MAX_PATTERNS: Final = 4
FEWEST_LETTERS: Final = 2
"""A pattern begins with so many letters: others would look at every word there is."""

@dataclass(slots=True)
class State:
    """What is known while a question is read: its words, names of labels, limits, and notes."""

    words: Words
    relaxed: Relaxed
    names: Names
    terms: int = 0
    patterns: int = 0
    notes: list[Note] = field(default_factory=list)

    def note(self, note: Note) -> None:
        """Add a note, once."""
        if note not in self.notes:
            self.notes.append(note)


def all_of(parts: Iterable[Node]) -> Node | None:
    """All of the parts, each once; None if there is none."""
    found = tuple(dict.fromkeys(parts))
    return All(found) if len(found) > 1 else next(iter(found), None)


def plain(text: str, state: State) -> Node | None:
    """Each word of the text, whatever stands around it."""
    pieces = [piece for piece in re.split(r'[\s"*?()]+', text)
              if piece not in ("AND", "OR", "NOT", "ANDNOT")]  # fmt: skip
    found = (term(piece, state, quoted=False) for piece in pieces)
    return all_of(part for part in found if part is not None)


def word(text: str, state: State, where: Where) -> Node | None:
    """A word as typed: itself, or what stands for it, or the code that it is."""
    return _apart(text, state, where) if state.relaxed else _one(text, state, where)


def _one(text: str, state: State, where: Where) -> Node | None:
    parts = list(_itself(text, state, where))
    if not parts:
        return None
    parts += _stands_for(text, state, where)
    if where == "any":
        parts += _of_units(text, state)
    if where == "any" and _CODE.search(text):
        parts.append(Code(analysis.code_key(text)))
    different = tuple(dict.fromkeys(parts))
    return different[0] if len(different) == 1 else Some(different, rest=ranking.STANDS_FOR)


def _stands_for(text: str, state: State, where: Where) -> Iterator[Node]:
    """Its synonyms, and the other way to write an amount."""
    for other in (*state.words.others(text), *_otherwise(text)):
        found = term(other, state, quoted=False, where=where, free=True)
        if found is not None:
            yield found


def _of_units(text: str, state: State) -> Iterator[Node]:
    """What belongs to the units of this name; where the text goes on, what of it holds the rest."""
    names = state.names
    if codes := names.units(text):
        yield Label("unit", codes, ranking.BELONGS)
    elif begun := names.begun(text):
        name, rest = begun
        found = [term(rest, state, quoted=False, free=True), *_stands_for(rest, state, "any")]
        said = tuple(part for part in found if part is not None)
        whose = Label("unit", names.units(name), ranking.BELONGS)
        yield All((whose, said[0] if len(said) == 1 else Some(said, rest=ranking.STANDS_FOR)))


def _itself(text: str, state: State, where: Where) -> Iterator[Node]:
    """What is asked for as it stands; several words together also as each of them."""
    found = [term(piece, state, quoted=False, where=where) for piece in text.split()]
    each = all_of(part for part in found if part is not None)
    if each is not None:
        yield each
    if isinstance(each, All):
        side_by_side = term(text, state, quoted=False, where=where, free=True)
        if side_by_side is not None:
            yield side_by_side


def _otherwise(text: str) -> Iterator[str]:
    """The other way to write an amount: 1,942,724 is 1942724."""
    if _PLAIN.fullmatch(text):
        whole, point, rest = text.partition(".")
        yield f"{int(whole):,}{point}{rest}"
    elif _GROUPED.fullmatch(text):
        yield text.replace(",", "")


_PLAIN = re.compile(r"[1-9][0-9]{4,14}(?:\.[0-9]{1,4})?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,4})?")
_CODE = re.compile(r"\d|[A-Za-z]-[A-Za-z]")
"""What a code has that other words seldom have."""
_CODE_BEGUN = re.compile(r"\d|[A-Za-z]-")
_DOCUMENT_NUMBER = re.compile(r"<\d{4}>第?\d+号$")
"""The end of the number of an official document, as `analysis.code_key` writes it."""


def is_code(text: str) -> bool:
    """Whether a word is a code such as HT2025-142, or the number of an official document."""
    if text.isascii():
        return _CODE.search(text) is not None
    return _DOCUMENT_NUMBER.search(analysis.code_key(text)) is not None


def _apart(text: str, state: State, where: Where) -> Node | None:
    """The words of a run, each a condition of its own, or the code that the run is.

    Names of units stay whole, stop words are left out. Of a code no part will do: its year and
    its last figures stand in thousands of texts that have nothing to do with it.
    """
    pieces = [piece for cjk, other in analysis.runs(text)
              for piece in (_words_of(cjk, state) if cjk else [other])]  # fmt: skip
    if state.relaxed in PARTLY:
        # One character of a longer word says nothing of it.
        pieces = [piece for piece in pieces if len(piece) > 1] or [text]
    found = (_one(piece, state, where) for piece in pieces if not state.words.is_stop(piece))
    whole = is_code(text)
    apart = all_of(_or_pairs(part) if state.relaxed in PARTLY and not whole else part
                   for part in found if part is not None)  # fmt: skip
    if isinstance(apart, All) and where == "any" and whole:
        return Some((apart, Code(analysis.code_key(text))))
    return apart


def _words_of(cjk: str, state: State) -> Iterator[str]:
    names = state.names
    for part in names.parts(cjk):
        if names.is_unit(part):
            yield part
        else:
            yield from analysis.finer(part)


def term(
    text: str, state: State, *, quoted: bool, where: Where = "any", free: bool = False
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


def prefix(text: str, state: State, where: Where) -> Node | None:
    """The words or codes that begin with a text; a Chinese word is found inside longer ones anyway.
    """
    beginning = term(text, state, quoted=False, where=where)
    if beginning is None or analysis.is_cjk(beginning.pieces[-1]):
        return beginning
    state.patterns += 1
    begun: Node = beginning
    if state.patterns > MAX_PATTERNS:
        state.note("read_as_words")
        return beginning
    if len(beginning.pieces) == 1:
        begun = Term(beginning.pieces, "exact", beginning.pieces, prefix=True, where=where)
    if where == "any" and _CODE_BEGUN.search(text):
        return Some((begun, Code(analysis.code_key(text), prefix=True)))
    if len(beginning.pieces) > 1:
        state.note("read_as_words")
    return begun


def pattern(text: str, state: State, where: Where) -> Node | None:
    """The words that a pattern with * and ? fits, if it begins with some letters."""
    folded = analysis.fold(text)
    state.patterns += 1
    if not _PATTERN.fullmatch(folded) or state.patterns > MAX_PATTERNS:
        state.note("read_as_words")
        return plain(text, state)
    state.terms += 1
    beginning = re.split(r"[*?]", folded)[0]
    return Term((beginning,), "exact", (beginning,), pattern=folded, where=where)


_PATTERN = re.compile(rf"[a-z0-9]{{{FEWEST_LETTERS},}}[a-z0-9*?]{{0,{analysis.MAX_WORD}}}")


def _or_pairs(node: Node) -> Node:
    """A word of three characters or more, or a pair of them in its place."""
    if not isinstance(node, Term) or node.stream != "grams" or len(node.tokens) < 2:
        return node
    pairs = (Term((token,), "grams", tuple(token), where=node.where) for token in node.tokens
             if analysis.is_cjk_pair(token))  # fmt: skip
    return Some((node, *pairs), rest=ranking.PAIR)
