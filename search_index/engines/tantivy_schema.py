"""What tantivy keeps of a document."""

from __future__ import annotations

from typing import Final

import tantivy

from .. import analysis, naming, ranking, sounds
from ..documents import LABELS, Document, names, order_key

_STREAMS: Final = ("text_grams", "text_exact", "title_grams", "title_exact")
_WORDS: Final = ("title_words", "body_words")
_SETS: Final = ("title_whole", "text_whole", "sounds", "names", "numbers")


def schema() -> tantivy.Schema:
    """The fields of every index of this engine."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in LABELS:
        builder.add_text_field(
            name, stored=True, fast=True, tokenizer_name="raw", index_option="basic"
        )
    for name in ("codes", "name"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("title", "body", "carried"):
        # Stored for what is shown; the streams below are what is searched.
        builder.add_bytes_field(name, stored=True)
    builder.add_integer_field("order", stored=True, fast=True)
    builder.add_integer_field("year", fast=True)
    builder.add_float_field("gain", fast=True)
    for name in _STREAMS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in _WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in _SETS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def entry(document: Document) -> tantivy.Document:
    """A document with its tokens, ready to be written."""
    made = tantivy.Document()
    made.add_text("id", document.id)
    for name in LABELS:
        made.add_text(name, getattr(document, name))
    for code in document.codes:
        made.add_text("codes", analysis.code_key(code))
    made.add_bytes("carried", "\n".join(document.codes).encode())
    for name in names(document):
        made.add_text("name", analysis.code_key(name))
    made.add_integer("order", order_key(document))
    made.add_integer("year", document.date.year if document.date else 0)
    # A score is multiplied by log2(2 + the field).
    made.add_float("gain", 2 ** ranking.gain(document) - 2)
    cleaned = analysis.clean(document.title), analysis.clean(document.body)
    title, body = map(analysis.streams, cleaned)
    made.add_bytes("title", cleaned[0].encode())
    made.add_bytes("body", cleaned[1].encode())
    made.add_text("title_words", title.words)
    made.add_text("body_words", body.words)
    for name in ("grams", "exact", "whole"):
        tokens = getattr(title, name)
        made.add_text(f"title_{name}", tokens)
        made.add_text(f"text_{name}", analysis.joined(tokens, getattr(body, name)))
    heard = {sounds.token(word) for word in (*title.words.split(), *body.words.split())}
    made.add_text("sounds", " ".join(heard | naming.heard_tokens(document)))
    made.add_text("names", " ".join(naming.name_tokens(document)))
    made.add_text("numbers", " ".join(naming.number_tokens(document)))
    return made
