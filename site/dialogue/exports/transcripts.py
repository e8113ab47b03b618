"""Announced hours that are over as articles: the questions as everybody reads them, the answers."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection

from dialogue.hours import live_sessions
from dialogue.hours.live_sessions import LiveSession, Question, SessionState
from dialogue.rules import Office
from publisher import languages
from publisher.languages import message
from publisher.source.kept_versions import CURRENT, VERSIONS

MARKUP: Final = re.compile(r"([\\`*_{}\[\]()>#+\-.!])")
"""Characters that our Markdown takes as they stand if a backslash stands before them."""
ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", "~": "&#126;", "|": "&#124;"})
"""Those for which it knows no backslash."""


class Signed(NamedTuple):
    """Who answers for the articles inside the administration; "" where nobody is named."""

    prepared_by: str = ""
    approved_by: str = ""


def articles(
    connection: Connection, office: Office, until: dt.date, signed: Signed
) -> Iterator[tuple[str, str]]:
    """The path and text of each hour's article, in every language, by the end of a day."""
    for session in sorted(live_sessions.latest(connection, 10_000), key=lambda one: one.id):
        day = office.day(session.ends_at)
        known = session.board in office.rules.boards
        if session.state is not SessionState.ENDED or day > until or not known:
            continue
        asked = [one for one in live_sessions.questions(connection, session.id)
                 if one.place and one.is_public]  # fmt: skip
        for lang in office.rules.languages:
            path = f"content/news/dialogue-{day}-{session.id.lower()}.{lang}.md"
            yield path, _article(session, asked, office, lang, signed)


def _article(
    session: LiveSession, asked: list[Question], office: Office, lang: str, signed: Signed
) -> str:
    board = office.rules.boards[session.board]
    leader = languages.pick(board.leader, lang)
    answered = sum(bool(one.answer) for one in asked)
    head: dict[str, str | dt.date] = {
        "title": languages.pick(session.title, lang), "date": office.day(session.begins_at),
        "summary": message("{leader} took up {asked} questions in the open and answered "
                           "{answered} of them.", leader=leader, asked=len(asked),
                           answered=answered).text(lang),
        "unit": board.unit, "prepared_by": signed.prepared_by, "approved_by": signed.approved_by,
        VERSIONS.name: CURRENT,
    }  # fmt: skip
    lines = ["---"]
    lines += [f"{name}: {_yaml(value)}" for name, value in head.items() if value]
    lines += ["---", "", *_paragraphs(languages.pick(session.introduction, lang))]
    for number, one in enumerate(asked, 1):
        lines += [f"## {number}\\. {plain(one.title)}", "", *_paragraphs(one.body)]
        who = message("{leader}:", leader=leader) if one.answer else _WAITING
        lines += [f"**{plain(who.text(lang))}**", "", *_paragraphs(one.answer)]
    return "\n".join(lines).rstrip("\n") + "\n"


_WAITING: Final = message("Not answered in the hour; it is answered on the board.")


def _yaml(value: str | dt.date) -> str:
    """A YAML scalar; JSON strings are YAML."""
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(
        value, ensure_ascii=False
    )


def _paragraphs(text: str) -> list[str]:
    """Each line as a paragraph."""
    found = []
    for line in text.split("\n"):
        if line.strip():
            found += [plain(line.strip()), ""]
    return found


def plain(text: str) -> str:
    """A text as Markdown that shows it exactly as it was written."""
    return MARKUP.sub(r"\\\1", " ".join(text.split("\n"))).translate(ENTITIES)
