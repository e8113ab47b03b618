"""Answers and notices in the light of the flags that are known: what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from publisher.findings import Finding, error, warning
from publisher.languages import message
from publisher.source.answers import Answer, Notices
from publisher.source.keys import suggestion
from publisher.supervision.model import Flag

SITE = "site"
"""The party that answers to flags about the site as a whole: whoever publishes it."""


def answer_findings(
    answers: Iterable[Answer], flags: Mapping[str, Flag], *, unsure: frozenset[str],
    today: dt.date, languages: Sequence[str],
) -> Iterator[Finding]:  # fmt: skip
    """What is wrong with answers; `flags` are all that are known.

    Nothing is said of flags of the checks `unsure`, which did not run.
    """
    for answer in answers:
        if answer.lang not in languages:
            yield error("unknown-language", answer.path,
                        message("The site has no language “{lang}”.", lang=answer.lang), line=1,
                        hint=suggestion(answer.lang, languages))  # fmt: skip
        if answer.date > today:
            yield error("date-in-future", answer.path,
                        message("{date} is still to come.", date=answer.date),
                        line=answer.date_line)  # fmt: skip
        flag = flags.get(answer.flag)
        if flag is None:
            if check_of(answer.flag) not in unsure:
                yield error("unknown-flag", answer.path,
                            message("No check has raised the flag {flag}.", flag=answer.flag),
                            hint=suggestion(answer.flag, flags), line=1)  # fmt: skip
        elif answer.party not in parties_of(flag):
            known = parties_of(flag)
            yield error("unknown-party", answer.path, message(
                "The flag {flag} does not touch “{party}”; who may answer: {parties}.",
                flag=answer.flag, party=answer.party, parties=", ".join(known),
            ), hint=suggestion(answer.party, known), line=1)  # fmt: skip


def notice_findings(
    notices: Notices, flags: Mapping[str, Flag], *, unsure: frozenset[str], today: dt.date
) -> Iterator[Finding]:
    """What is odd about notices; none of these has an effect."""
    for name, (day, line) in notices.days.items():
        if day > today:
            yield warning("date-in-future", notices.path,
                          message("{date} is still to come.", date=day), line=line)  # fmt: skip
        flag = flags.get(name)
        if flag is not None and flag.day is not None and day < flag.day:
            yield warning("notice-too-early", notices.path, message(
                "The flag {flag} is about {day}; nobody can have been asked about it on {date}.",
                flag=name, day=flag.day, date=day), line=line)  # fmt: skip
        if flag is None and check_of(name) not in unsure:
            yield warning("unknown-flag", notices.path,
                          message("No check has raised the flag {flag}.", flag=name),
                          hint=suggestion(name, flags), line=line)  # fmt: skip


def can_be_asked(flag: Flag, day: dt.date, today: dt.date) -> bool:
    """Whether a unit can have been asked about a flag on that day: neither before nor to come."""
    return day <= today and (flag.day is None or flag.day <= day)


def check_of(flag: str) -> str:
    """The check that raised the flag with that id."""
    return flag.partition("-")[0]


def parties_of(flag: Flag) -> tuple[str, ...]:
    """Who may answer to a flag: its unit, the site where it names none, and whom it touches."""
    return flag.unit or SITE, *(party.key for party in flag.parties)
