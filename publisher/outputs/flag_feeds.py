"""The feeds of integrity checks: flags that became public, were answered, or are raised no more."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterator

from publisher import addresses
from publisher.edition import Edition, moment
from publisher.languages import message, pick
from publisher.outputs import FEED_LENGTH, signals
from publisher.outputs.article_feeds import absolute
from publisher.outputs.feeds import NEVER, Entry, Feed, newest
from publisher.supervision.life import About, FlagRecord


def check_feed(edition: Edition, about: About, lang: str, *, empty: bool = False) -> Feed:
    """The feed of a check; an `empty` one is enough for the list of feeds."""
    settings = edition.settings
    records = () if empty else edition.supervision.of_check(about.id)
    chosen = newest((flag_entry(edition, record, lang) for record in records), FEED_LENGTH)
    return Feed(
        title=f"{about.id} {about.name.text(lang)} · {pick(settings.title, lang)}",
        subtitle=f"{about.about.text(lang)} {signals.SIGNAL.text(lang)}",
        address=addresses.check(lang, about.id),
        atom_address=addresses.check_feed(lang, about.id, "atom"),
        rss_address=addresses.check_feed(lang, about.id, "rss"),
        lang=lang, updated=chosen[0].updated if chosen else NEVER,
        author=pick(settings.publisher, lang), base_url=settings.base_url, entries=chosen,
    )  # fmt: skip


def flag_entry(edition: Edition, record: FlagRecord, lang: str) -> Entry:
    """What a feed says of a public flag.

    Every answer, and the end of the flag, move `updated` on, by a second where several fall on one
    day, so that readers show the entry again.
    """
    flag = record.flag
    changes = len(record.answers) + (record.gone is not None)
    published = moment(record.public_since, edition.as_of)
    updated = moment(record.updated, edition.as_of) + dt.timedelta(seconds=changes)
    paragraphs = list(_paragraphs(edition, record, lang))
    address = addresses.flag(lang, flag.id)
    return Entry(
        address=address, title=signals.title(edition, flag, lang), summary=flag.text.text(lang),
        html=absolute("".join(paragraphs), edition.settings.base_url, address),
        published=published, updated=updated,
        categories=(signals.about(edition.supervision, flag.check).text(lang),
                    signals.unit_name(edition, flag.unit, lang)),
    )  # fmt: skip


def _paragraphs(edition: Edition, record: FlagRecord, lang: str) -> Iterator[str]:
    """The flag and what was said to it, as safe HTML."""
    flag = record.flag
    yield f"<p>{html.escape(flag.text.text(lang))}</p>"
    items = [
        f"{title.text(lang)}{message(': ').text(lang)}{signals.written(value, lang)}"
        for title, value in flag.figures
    ]
    for entry in flag.evidence:
        link = signals.row_address(edition, entry, lang)
        if link:
            items.append(f'\0<a href="{html.escape(link)}">{html.escape(entry.key)}</a>')
    if items:
        yield "<ul>" + "".join(
            f"<li>{item[1:] if item[0] == chr(0) else html.escape(item)}</li>" for item in items
        ) + "</ul>"  # fmt: skip
    for answer in record.answers:
        who = signals.speaker(edition, record, answer, lang)
        if answer.lang == lang or not any(
            other.lang == lang and other.party == answer.party for other in record.answers
        ):
            said = message("{who} answered on {date}:", who=who, date=answer.date)
            if answer.taken_back:
                said = message("{who} took its answer back on {date}.", who=who,
                               date=answer.taken_back)  # fmt: skip
            yield f"<p><strong>{html.escape(said.text(lang))}</strong></p>{answer.html}"
    if not record.answers:
        yield f"<p>{html.escape(message('The unit has not answered.').text(lang))}</p>"
    if record.gone:
        gone = message("The flag is no longer raised since {date}.", date=record.gone.since)
        yield f"<p>{html.escape(gone.text(lang))}</p>"
    yield f"<p><small>{html.escape(signals.SIGNAL.text(lang))}</small></p>"
