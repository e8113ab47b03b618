"""Feeds of the dialogue: what became public on a board, on all of them, or in one thread.

Each event is an entry whose name stays. What is hidden later is sent again as hidden, so that
readers' programs replace what they hold.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Role
from dialogue.reading.news import Told
from dialogue.rules import Office
from dialogue.storage.journal import Entry as Happened
from publisher import addresses
from publisher.edition import Edition
from publisher.languages import Message, Words, message, pick
from publisher.outputs import FEED_LENGTH, json_feeds
from publisher.outputs.board_feeds import ABOUT
from publisher.outputs.feeds import NEVER, Entry, Feed, atom, newest, rss
from website.dialogue.history import Happening, happenings
from website.dialogue.thread_page import why_not_shown

TEXTS: Final = {
    Event.ACCEPT: Part.BODY, Event.TAKE_IN: Part.BODY, Event.ASK: Part.QUESTION,
    Event.CLARIFY: Part.ANSWER, Event.PUBLISH_REPLY: Part.REPLY, Event.PUBLISH_SECOND: Part.REPLY,
    Event.SATISFY: Part.COMMENT, Event.DISSATISFY: Part.COMMENT, Event.REOPEN: Part.REOPENING,
}  # fmt: skip
"""The text that came with an event."""

SECOND: Final = frozenset({Event.PUBLISH_SECOND})
BEFORE_PUBLIC: Final = frozenset({Event.SUBMIT, Event.SUBMIT_SLOWLY, Event.TAKE_IN})
"""Events from before anybody could read the thread; its acceptance tells of it."""

CHANGES_TEXTS: Final = frozenset({Event.REDACT, Event.RELEASE, Event.HIDE, Event.SHOW})
"""Events after which what was told before reads otherwise: its title, or its own words."""

LATER: Final = frozenset({Part.ANSWER, Part.COMMENT, Part.REOPENING})
"""What the writer adds is told without its words until they are released."""


class Place(NamedTuple):
    """Which feed: `board` or `thread`, its name, its title, and the page that it follows."""

    kind: str
    name: str
    title: str
    address: str


def dialogue_feed(
    edition: Edition, office: Office, told: Iterable[Told], place: Place, *, extension: str,
    lang: str,
) -> bytes:  # fmt: skip
    """The feed at `place` in `lang`, as `extension` says: atom, rss or json."""
    settings = edition.settings
    entries = newest((one for thread in told for one in _entries(thread, office, lang)),
                     FEED_LENGTH)  # fmt: skip
    own = {
        one: addresses.dialogue_feed(lang, place.kind, place.name, one)
        for one in ("atom", "rss", "json")
    }
    feed = Feed(
        title=f"{place.title} · {pick(settings.title, lang)}",
        subtitle=ABOUT.text(lang),
        address=place.address, atom_address=own["atom"], rss_address=own["rss"], lang=lang,
        updated=entries[0].updated if entries else NEVER,
        author=pick(settings.publisher, lang), base_url=settings.base_url, entries=entries,
    )  # fmt: skip
    if extension == "json":
        return json_feeds.json_feed(feed, own["json"])
    return atom(feed) if extension == "atom" else rss(feed)


def _entries(told: Told, office: Office, lang: str) -> Iterator[Entry]:
    """What happened in a thread, each event as it may be read now."""
    shown = happenings(told.thread, told.history, office, office.rules.languages)
    for happened, happening in zip(told.history, shown, strict=True):
        if happened.event in BEFORE_PUBLIC:
            continue
        at, name = _told_at(happened, office)
        changed = max((one.at for one in told.history if _changes(one, happened)), default=None)
        updated = at if changed is None else max(at, _zoned(changed, office))
        address = addresses.thread(lang, told.thread.board, told.thread.id)
        yield Entry(
            address=f"{address}#{happened.event}-{name}",
            title=_title(told, happening, lang), summary="",
            html=_html(told, happened, happening, lang), published=at, updated=updated,
            categories=_categories(told, office, lang) if told.is_open else (),
        )  # fmt: skip


def _changes(later: Happened, told: Happened) -> bool:
    """Whether what is told of an event reads otherwise since a later one."""
    if later.event not in CHANGES_TEXTS or later.at <= told.at:
        return False
    return later.event != Event.RELEASE or TEXTS.get(Event(told.event)) in LATER


def _told_at(happened: Happened, office: Office) -> tuple[dt.datetime, str]:
    """When something happened, as the feed tells it and as the entry's name holds it.

    What the citizen did is told by its day: the second would tell the owner of a network who of
    those on it wrote.
    """
    if happened.role != Role.CITIZEN:
        return _zoned(happened.at, office), f"{happened.at:%Y%m%d%H%M%S}"
    day = office.day(happened.at)
    return dt.datetime.combine(day, dt.time(), office.rules.zone), f"{day:%Y%m%d}"


def _title(told: Told, happening: Happening, lang: str) -> str:
    if told.is_open and told.title:
        return message("{event}: {title}", event=happening.what, title=told.title).text(lang)
    return message("{event}: question {id}", event=happening.what, id=told.thread.id).text(lang)


def _html(told: Told, happened: Happened, happening: Happening, lang: str) -> str:
    """The event in paragraphs; of what cannot be read any more only why."""
    if not told.is_open:
        why = why_not_shown(told.thread)
        hidden = message("This was taken off the public page: {why}", why=why or "")
        held = happened.event in {*TEXTS, *CHANGES_TEXTS}
        return _paragraphs([(hidden if held else why or happening.what).text(lang)])
    lines = [f"{_said(happening.what, lang)} · {_said(happening.who, lang)}"]
    lines += [_said(note, lang) for note in happening.notes]
    part = TEXTS.get(Event(happened.event))
    round_ = 2 if happened.event in SECOND else 1
    texts = [one.content for one in told.texts if one.part is part
             and (one.round == round_ or part is not Part.REPLY)]  # fmt: skip
    return _paragraphs([*lines, *(line for text in texts for line in text.split("\n"))])


def _said(one: Message | Words | str, lang: str) -> str:
    return one if isinstance(one, str) else one.text(lang)


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines if line.strip())


def _categories(told: Told, office: Office, lang: str) -> tuple[str, ...]:
    board = office.rules.boards.get(told.thread.board)
    unit = office.rules.units.get(told.thread.unit)
    return tuple(
        pick(name, lang) for name in (board.title if board else None, unit) if name is not None
    )


def _zoned(at: dt.datetime, office: Office) -> dt.datetime:
    """An instant of the database, to the second, in the site's time zone."""
    return at.replace(tzinfo=dt.UTC, microsecond=0).astimezone(office.rules.zone)
