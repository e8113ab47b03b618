"""Which feeds the dialogue has; the website makes them when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import Localised, message, pick
from publisher.outputs.feeds import NEVER, Feed

ALL = "all"
TITLE = message("Dialogue with the leaders")
ABOUT = message("What was asked, and what became of it.")


def empty_feeds(edition: Edition, lang: str) -> Iterator[Feed]:
    """The feeds of all boards together and of each, without entries, for the list of feeds."""
    boards = edition.settings.dialogue.boards
    if boards:
        yield _feed(edition, ALL, addresses.dialogue(lang), TITLE.text(lang), lang)
    for board in boards:
        yield _feed(edition, board.name, addresses.board(lang, board.name),
                    title_of(board.title, lang), lang)  # fmt: skip


def title_of(board: Localised, lang: str) -> str:
    """The title of a board's feed; the site's is added to it."""
    return message("Dialogue: {board}", board=pick(board, lang)).text(lang)


def _feed(edition: Edition, name: str, address: str, title: str, lang: str) -> Feed:
    settings = edition.settings
    return Feed(
        title=f"{title} · {pick(settings.title, lang)}", subtitle=ABOUT.text(lang),
        address=address, atom_address=addresses.dialogue_feed(lang, "board", name, "atom"),
        rss_address=addresses.dialogue_feed(lang, "board", name, "rss"), lang=lang, updated=NEVER,
        author=pick(settings.publisher, lang), base_url=settings.base_url, entries=(),
    )  # fmt: skip
