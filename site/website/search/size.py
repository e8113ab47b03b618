"""Whether a release holds more than its search engine answers for in good time."""

from __future__ import annotations

from contextlib import closing

from publisher.languages import Message, message
from publisher.release import live
from publisher.release.reader import Release
from search_index import ENGINES, IndexFormatError, Query


def too_many(release: Release) -> Message | None:
    """What to tell who publishes or serves a release; None if there is nothing to tell."""
    name = live.read(release).settings.engine
    engine = ENGINES[name]
    if engine.serves_well is None:
        return None
    try:
        reader = engine.open(release.index)
    except IndexFormatError:  # made by another version: the search page says so itself
        return None
    with closing(reader):
        number = reader.search(Query(limit=0)).total
    if number <= engine.serves_well:
        return None
    return message(
        "Search will be slow: the engine {engine} serves about {most} articles and rows well, and "
        "this release has {number}. Choose `engine = \"tantivy\"` under [search] in "
        "lightwell.toml.",
        engine=name, most=f"{engine.serves_well:,}", number=f"{number:,}",
    )
