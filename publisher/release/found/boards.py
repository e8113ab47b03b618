"""Boards of the dialogue: found by the leader's office and name in every language of the site."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import message, pick
from publisher.release.found import weights
from publisher.release.found.entries import Entry, joined, label, ready
from publisher.source.board_settings import BoardSettings
from publisher.source.units import Unit
from search_index import Document

CATEGORY: Final = "dialogue"
ABOUT: Final = message("Messages to the leader, and the replies.")


def entries(edition: Edition) -> Iterator[Entry]:
    """Each board of the settings in every language of the site; nothing where there is none."""
    settings = edition.settings
    for document in documents(settings.dialogue.boards, edition.units, settings.languages):
        yield ready(document)


def documents(
    boards: Collection[BoardSettings], units: Mapping[str, Unit], languages: Collection[str]
) -> Iterator[Document]:
    """The documents of boards: the post and who holds it, also in the site's other languages."""
    for board in boards:
        for lang in languages:
            office, leader = pick(board.title, lang), pick(board.leader, lang)
            unit = units.get(board.unit)
            yield Document(
                id=addresses.board(lang, board.name), kind="board", lang=lang,
                title=f"{office} · {leader}",
                body=joined(ABOUT.text(lang), pick(unit.name, lang) if unit else "",
                            *board.title.values(), *board.leader.values()),
                category=CATEGORY, unit=label(board.unit),
                weight=weights.BOARD, names=(office, leader),
            )  # fmt: skip
