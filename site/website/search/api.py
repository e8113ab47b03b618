"""Search as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from publisher import addresses
from publisher.edition import Edition
from publisher.source.columns import COLUMNS
from search_index import MAX_LIMIT, Hit, Results
from website.search.asking import ALL, PAGE, Asked, address_of, query_of, said
from website.search.facets import FACETS, language_counts
from website.search.found import found, plain
from website.search.readers import Indexes
from website.search.searching import notes_of


class ApiAnswer(NamedTuple):
    """A body and the addresses of this page and of the following one ("" at the end)."""

    body: bytes
    own: str
    next: str


def read_limit(parameters: Mapping[str, str]) -> int:
    """How many hits a page shall hold: 10 unless said, 100 at most."""
    text = parameters.get("limit", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else PAGE
    return max(1, min(number, MAX_LIMIT))


def api_answer(edition: Edition, indexes: Indexes, asked: Asked, *, limit: int) -> ApiAnswer:
    """The answer to a question; its parameters are those of the search page, and `limit`.

    `total` counts the hits; `facets` holds counts by `kind`, `column`, `unit`, `dataset`, `year`
    and `lang`, each without its own filter (in `lang`, what belongs to every language is
    counted in each, and `all` stands for all); `notes` say in English how the question had to be
    read. A hit has its `address`, `kind`, `lang` ("" where it belongs to every language),
    `title`, `snippet` and `highlights` (the snippet in pieces, and whether each matched),
    `date`, `column`, `unit`, `dataset`, and for a row or a column its `table`. `next` is the
    address of the following page, null at the end. All addresses are absolute.
    """
    results, following = indexes.page(query_of(asked, limit=limit), after=asked.after)
    base = edition.settings.base_url
    lang = asked.lang if asked.lang != ALL else edition.settings.languages[0]
    own = base + _address(asked, limit)
    after = base + _address(asked._replace(after=following), limit) if following else ""
    value = {
        "query": dict(said(asked, "")),
        "total": results.total,
        "notes": [note.text("en") for note in notes_of(results, asked, indexes.threads)],
        "hits": [_hit(edition, hit, lang) for hit in results.hits],
        "facets": {
            **{name: _counts(results, name, inside) for name, (inside, _) in FACETS.items()},
            "lang": dict(language_counts(edition, results, asked)),
        },
        "next": after or None,
    }
    return ApiAnswer(json.dumps(value, ensure_ascii=False).encode() + b"\n", own, after)


def _counts(results: Results, name: str, inside: str) -> Mapping[str, int]:
    """The counts of a facet, of those values that its parameter takes."""
    counts = results.facets.get(inside, {})
    if name != "column":
        return counts
    return {value: count for value, count in counts.items() if value in COLUMNS}


def _address(asked: Asked, limit: int) -> str:
    address = address_of(addresses.search_api(), asked, ALL)
    if limit == PAGE:
        return address
    return f"{address}{'&' if '?' in address else '?'}limit={limit}"


def _hit(edition: Edition, hit: Hit, lang: str) -> dict[str, Any]:
    shown = found(edition, hit, hit.lang or lang)
    return {
        "address": edition.settings.base_url + shown.address,
        "kind": hit.kind,
        "lang": hit.lang,
        "title": plain(shown.title),
        "snippet": plain(shown.snippet),
        "highlights": [[span.text, span.highlighted] for span in shown.snippet],
        "date": hit.date.isoformat() if hit.date else None,
        "column": hit.category,
        "unit": hit.unit,
        "dataset": hit.collection,
        "table": shown.table,
    }
