"""Answers to flags: what a unit, a supplier or a candidate says to a signal, read from files.

`content/answers/<flag id>.<party>.<lang>.md` holds one party's answer in one language;
`content/answers/notices.yaml` says on which day a unit was asked about which flag.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from publisher.errors import UsageError
from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source.articles import opened
from publisher.source.fragments import Fragment, Link, render
from publisher.source.keys import Key, check_keys
from publisher.source.yaml import Document, YamlError, load

FOLDER = "content/answers/"
NOTICES = f"{FOLDER}notices.yaml"
STATES = ("answered", "corrected", "refuted")
FLAG = re.compile(r"[A-Z][0-9]{2}[a-z]?-[0-9a-f]{10}")
NAME = re.compile(
    r"(?P<flag>[A-Za-z][0-9]{2}[A-Za-z]?-[0-9A-Fa-f]{10})\.(?P<party>[^./]+)"
    r"\.(?P<lang>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.md"
)
KEYS = (
    Key("date", "date", message("The day of the answer."), required=True),
    Key("state", "text", message("What the answer says: explained (answered), put right "
                                 "(corrected), or a false alarm (refuted)."), choices=STATES),
    Key("by", "text", message("Who answers, where it is not the party's own name.")),
)  # fmt: skip
HEAD = """\
# On which day a unit was asked about which flag: its time to answer runs from then on.
# `lightwell flags notify` adds flags that are not here yet. Lines are never taken out.
"""


class Answer(NamedTuple):
    """An answer: who says what to which flag, and since when.

    `flag` is the flag's id, `party` the id of the unit, supplier or notice that answers, `by` the
    name to be shown (else the party's own); `state` is answered, corrected or refuted; `html` is
    safe. An answer whose file is no longer there was `taken_back` on a day, and has no text.
    """

    path: str
    flag: str
    party: str
    lang: str
    date: dt.date
    state: str
    by: str
    html: str
    text: str
    sha256: str
    date_line: int = 1
    links: tuple[Link, ...] = ()
    taken_back: dt.date | None = None


class Notices(NamedTuple):
    """Since when units know of flags: the day and the line by flag."""

    path: str
    sha256: str
    days: Mapping[str, tuple[dt.date, int]]

    def day(self, flag: str) -> dt.date | None:
        """The day on which the unit was asked about a flag, None if it was not."""
        return self.days[flag][0] if flag in self.days else None


class AnswerFile(NamedTuple):
    """A file of the folder as read: an answer, the notices, or why there is neither."""

    sha256: str
    answer: Answer | None
    notices: Notices | None
    findings: tuple[Finding, ...]


def is_answer(path: str) -> bool:
    """Whether a file belongs to the answers: a text or the notices, right in their folder."""
    name = path.removeprefix(FOLDER)
    return path == NOTICES or (
        name != path and "/" not in name and name.endswith(".md") and name != "README.md"
    )


def flag_id(text: str) -> str:
    """A flag's id as checks write it, from a file's name in any letters: C09-…, C04a-…."""
    check, _, rest = text.lower().partition("-")
    return f"{check[:1].upper()}{check[1:]}-{rest}"


def file_name(flag: str, party: str, lang: str) -> str:
    """The file that holds a party's answer to a flag, below the source folder."""
    return f"{FOLDER}{flag.lower()}.{party}.{lang}.md"


def read(path: str, source: bytes) -> AnswerFile:
    """Read a file of the folder from its bytes."""
    sha256 = hashlib.sha256(source).hexdigest()
    if path == NOTICES:
        notices, found = _notices(source, sha256)
        return AnswerFile(sha256, None, notices, tuple(found))
    answer, found = _answer(path, source, sha256)
    return AnswerFile(sha256, answer, None, tuple(found))


def _answer(path: str, source: bytes, sha256: str) -> tuple[Answer | None, list[Finding]]:
    named = NAME.fullmatch(path.removeprefix(FOLDER))
    if named is None:
        return None, [error("answer-name", path, message(
            "An answer's file is named <flag>.<party>.<lang>.md; the party is the id of the unit, "
            "the supplier or the notice."), hint=message(
            "`lightwell flags` names the file for each flag."), line=1)]  # fmt: skip
    file = opened(path, source)
    if isinstance(file, Finding):
        if file.code == "front-matter":
            file = replace(file, hint=message(
                "Begin with a line ---, then date: … on a line of its own, and again ---; the "
                "answer's text stands below."))  # fmt: skip
        return None, [file]
    findings = list(check_keys(file.document, path, KEYS))
    fragment = render(file.body, path, first_line=file.body_line)
    findings += fragment.findings
    findings += [
        error("answer-picture", path, message("An answer is a text; it cannot hold pictures."),
              line=image.line)
        for image in fragment.images
    ]  # fmt: skip
    if not fragment.text:
        findings.append(error("answer-empty", path, message("The answer has no text."),
                              line=file.body_line))  # fmt: skip
    if any(finding.code in ("wrong-value", "missing-key") for finding in findings):
        return None, findings
    value, flag = file.document.value, flag_id(named["flag"])
    return Answer(
        path=path, flag=flag, party=named["party"], lang=named["lang"], date=value["date"],
        state=value.get("state") or "answered", by=(value.get("by") or "").strip(),
        html=_html(fragment, f"{flag}-{named['party']}"), text=fragment.text, sha256=sha256,
        date_line=file.document.line("date"), links=fragment.links,
    ), findings  # fmt: skip


def _html(fragment: Fragment, name: str) -> str:
    """The text for a page on which other answers stand too: names and headings of its own."""
    text = re.sub(r'(\sid=")', rf"\1{name}-", fragment.html)
    text = re.sub(r'(\shref="#)', rf"\1{name}-", text)
    return re.sub(r"<(/?)h[2-6]\b", r"<\1h4", text)


def _notices(source: bytes, sha256: str) -> tuple[Notices | None, list[Finding]]:
    try:
        document = load(source.decode("utf-8-sig"))
    except UnicodeDecodeError as failure:
        line = source[: failure.start].count(b"\n") + 1
        return None, [error("encoding", NOTICES, message("The file is not UTF-8 here."),
                            line=line)]  # fmt: skip
    except YamlError as failure:
        return None, [error(failure.code, NOTICES, failure.text, line=failure.line)]
    if document.value is None:
        return Notices(NOTICES, sha256, {}), []
    if not isinstance(document.value, dict):
        return None, [error("wrong-value", NOTICES, message(
            "Notices are written as “flag: date”, each in a line."), line=1)]  # fmt: skip
    findings = list(_notice_findings(document))
    if findings:
        return None, findings
    days = {flag: (day, document.line(flag)) for flag, day in document.value.items()}
    return Notices(NOTICES, sha256, days), []


def _notice_findings(document: Document) -> Iterator[Finding]:
    for flag, day in document.value.items():
        if not FLAG.fullmatch(flag):
            yield error("unknown-flag", NOTICES, message("“{flag}” is not the id of a flag.",
                        flag=flag[:60]), line=document.line(flag))  # fmt: skip
        elif not isinstance(day, dt.date) or isinstance(day, dt.datetime):
            yield error("wrong-value", NOTICES, message(
                "“{key}” must be {kind}; here it is “{value}”.", key=flag,
                kind=message("a date such as 2026-03-31"), value=str(day)[:60],
            ), line=document.line(flag))  # fmt: skip


def add_notices(folder: Path, flags: Iterable[tuple[str, str]], day: dt.date) -> Path:
    """Note that units were asked on `day` about flags, given as (flag, unit); gives the file.

    Raises UsageError where the file there cannot be read; what stands in it stays as it is.
    """
    file = folder / NOTICES
    before = file.read_bytes() if file.is_file() else HEAD.encode()
    days = _readable(file, before).days
    rows = [f"{flag}: {day}  # {unit}\n" for flag, unit in flags if flag not in days]
    if rows:
        gap = b"" if before.endswith(b"\n") else b"\n"
        content = before + gap + "".join(rows).encode()
        _readable(file, content)
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{file.name}.new")
        fresh.write_bytes(content)
        fresh.replace(file)
    return file


def _readable(file: Path, content: bytes) -> Notices:
    known = read(NOTICES, content)
    if known.notices is None:
        raise UsageError(
            message("{path} cannot be read: {what}", path=file, what=known.findings[0].message)
        )
    return known.notices
