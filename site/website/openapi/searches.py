"""Search as programs see it: JSON, suggestions, and the feed of any search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.source.columns import COLUMNS
from search_index import MAX_CHARACTERS, MAX_LIMIT
from website.openapi.parts import (
    ADDRESS,
    COUNT,
    DAY,
    NOTHING_YET,
    TEXT,
    TOO_MANY,
    Body,
    Json,
    Part,
    get,
    listed,
    nullable,
    place,
    query,
    record,
    reference,
)
from website.search.asking import ALL, LONGEST, LONGEST_CURSOR, PAGE
from website.search.facets import FACETS
from website.search.feeds import TYPES
from website.search.names import KINDS

OTHERS: Final = {"429": TOO_MANY, "503": NOTHING_YET}
LANGUAGE: Final = message("A language of the site.")
WORDS: Final = message(
    "What is looked for: words, \"phrases\", AND, OR, NOT, brackets, procure*, title:word, "
    "unit:CODE, code:NUMBER, date:[2025 TO 2026]. What cannot be read is taken as plain words."
)
COUNTS: Final[Json] = {"type": "object", "additionalProperties": COUNT}


def described(edition: Edition) -> Part:
    """The addresses of searches."""
    lang = place(edition, "lang", LANGUAGE, {"type": "string", "enum": _spoken(edition)})
    asked = list(_parameters(edition))
    newest = [parameter for parameter in asked if parameter["name"] not in ("sort", "after")]
    limit = query(edition, "limit", message("How many hits a page shall hold."),
                  {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": PAGE})
    paths = {
        addresses.search_api(): get(
            edition, "search", message("Search, ten hits a page unless asked otherwise"),
            Body({"application/json": reference("Found")},
                 {"Link": message("The address of this page and of the next one.")}),
            parameters=[*asked, limit], others=OTHERS,
        ),
        addresses.suggest("{lang}"): get(
            edition, "suggest", message("Texts that begin as what was typed"),
            Body({"application/json": reference("Suggestions")}),
            parameters=[lang, *newest], others=OTHERS,
        ),
    }  # fmt: skip
    for extension, media in TYPES.items():
        schema = {"type": "object"} if extension == "json" else TEXT
        paths[addresses.search_feed("{lang}", extension)] = get(
            edition, f"searchFeed{extension.title()}",
            message("The feed of a search ({format}): its newest hits", format=extension),
            Body({media: schema}), parameters=[lang, *newest], others=OTHERS,
        )  # fmt: skip
    return Part(paths, {"Found": _found(), "Hit": _hit(edition), "Suggestions": _suggestions()})


def _spoken(edition: Edition) -> list[str]:
    return list(edition.settings.languages)


def _parameters(edition: Edition) -> Iterator[Json]:
    """The parameters of a question, as `asking.read_asked` reads them."""
    short: Json = {"type": "string", "maxLength": LONGEST}
    known: tuple[tuple[str, Message, Json], ...] = (
        ("q", WORDS, {"type": "string", "maxLength": MAX_CHARACTERS}),
        ("lang", message("Only this language; “all” for all of them."),
         {"type": "string", "enum": [*_spoken(edition), ALL]}),
        ("kind", message("Only this kind of thing."), {"type": "string", "enum": list(KINDS)}),
        ("column", message("Only this section of articles."),
         {"type": "string", "enum": list(COLUMNS)}),
        ("unit", message("Only what is about this unit, by its code."), short),
        ("dataset", message("Only this dataset and what belongs to it, by its name."), short),
        ("year", message("Only this year."), {"type": "integer", "minimum": 1, "maximum": 9999}),
        ("from", message("From this day on."), DAY),
        ("to", message("Until this day, which is included."), DAY),
        ("sort", message("The newest first instead of the best; any other value is passed over."),
         {"type": "string", "enum": ["date"]}),
        ("after", message("The place of a page, as “next” names it."),
         {"type": "string", "maxLength": LONGEST_CURSOR}),
    )  # fmt: skip
    return (query(edition, name, about, schema) for name, about, schema in known)


def _found() -> Json:
    facets = record(dict.fromkeys((*FACETS, "lang"), COUNTS))
    return record({
        "query": {"type": "object", "additionalProperties": TEXT}, "total": COUNT,
        "notes": listed(TEXT), "hits": listed(reference("Hit")), "facets": facets,
        "next": nullable(ADDRESS),
    })  # fmt: skip


def _hit(edition: Edition) -> Json:
    piece = {"type": "array", "prefixItems": [TEXT, {"type": "boolean"}], "minItems": 2,
             "maxItems": 2}  # fmt: skip
    return record({
        "address": ADDRESS, "kind": {"type": "string", "enum": list(KINDS)},
        "lang": {"type": "string", "enum": ["", *_spoken(edition)]}, "title": TEXT,
        "snippet": TEXT, "highlights": listed(piece), "date": nullable(DAY), "column": TEXT,
        "unit": TEXT, "dataset": TEXT, "table": TEXT,
    })  # fmt: skip


def _suggestions() -> Json:
    return record({"q": TEXT, "suggestions": listed(TEXT)})
