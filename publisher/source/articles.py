"""Articles: Markdown files with front matter, read into values and findings."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from publisher import addresses
from publisher.findings import Finding, error
from publisher.languages import Message, message
from publisher.source import columns
from publisher.source.fragments import Fragment, Image, Link, render
from publisher.source.kept_versions import only_current
from publisher.source.keys import LANGUAGE, Key, check_keys, suggestion
from publisher.source.personal import PersonalDatum, personal_data
from publisher.source.yaml import Document, YamlError, load

MAX_BYTES = 2_000_000
NAME = re.compile(r"(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<lang>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.md")


class Correction(NamedTuple):
    """A correction that the page and the feed show; kind: minor or major."""

    date: dt.date
    note: str
    kind: str


class Withdrawal(NamedTuple):
    """When and why something was withdrawn."""

    date: dt.date
    reason: str


class Article(NamedTuple):
    """What an article's file says, without its text; `path` is relative to the source folder.

    `extra` holds the column's own keys in the order of their declaration; `sha256` is the hex
    hash of the file; `links` and `images` are those of the text, `personal` what stands in the
    article beside its own contact and looks like a personal identifier; `only_current` says that
    former versions are not kept.
    """

    path: str
    column: str
    slug: str
    lang: str
    sha256: str
    title: str
    date: dt.date
    summary: str = ""
    unit: str = ""
    tags: tuple[str, ...] = ()
    draft: bool = False
    publish_at: dt.date | None = None
    expires: dt.date | None = None
    contact: str = ""
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    related: tuple[tuple[str, int], ...] = ()
    unit_line: int = 1
    extra: tuple[tuple[str, Any], ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    personal: tuple[PersonalDatum, ...] = ()
    only_current: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Column and slug, shared by an article's translations."""
        return self.column, self.slug

    @property
    def address(self) -> str:
        """The public address."""
        return addresses.article(self.lang, self.column, self.slug)

    @property
    def updated(self) -> dt.date:
        """The day of the last change that readers are told of."""
        if not self.corrections and self.withdrawn is None:
            return self.date
        days = [self.date, *(correction.date for correction in self.corrections)]
        if self.withdrawn:
            days.append(self.withdrawn.date)
        return max(days)

    def value(self, key: str) -> Any:
        """The value of one of the column's own keys, None where it is not given."""
        return dict(self.extra).get(key)


class ParsedArticle(NamedTuple):
    """An article's file as read: the article and its rendered text, or why there is none."""

    article: Article | None
    fragment: Fragment | None
    findings: tuple[Finding, ...]


def split(text: str) -> tuple[str, str, int] | None:
    """Front matter, body and the body's first line; None where there is no front matter."""
    if not text.startswith("---\n"):
        return None
    end = text.find("\n---\n", 3)
    if end < 0:
        if not text.endswith("\n---"):
            return None
        end = len(text) - 4
    front = text[4 : end + 1]
    return front, text[end + 5 :], front.count("\n") + 3


class Opened(NamedTuple):
    """A file with front matter: its keys and values, its body and the body's first line."""

    document: Document
    body: str
    body_line: int


def opened(path: str, source: bytes) -> Opened | Finding:
    """The file at `path` taken apart, or why it cannot be."""

    def stop(code: str, text: Message, line: int = 1, hint: Message | None = None) -> Finding:
        return error(code, path, text, line=line, hint=hint)

    if len(source) > MAX_BYTES:
        return stop("article-too-large", message(
            "The file is larger than {limit} bytes.", limit=MAX_BYTES))
    try:
        text = source.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as failure:
        line = source[: failure.start].count(b"\n") + 1
        return stop("encoding", message("The file is not UTF-8 here."), line,
                    message("Save the file as UTF-8."))  # fmt: skip
    if "\0" in text:
        return stop("nul-character", message("The file holds a NUL character."),
                    text[: text.index("\0")].count("\n") + 1)
    parts = split(text)
    if parts is None:
        return stop("front-matter", message(
            "The file must begin with front matter between two lines of ---."),
            hint=message("Begin with a line ---, then title: … and date: …, each on a line of its "
                         "own, and again ---."))  # fmt: skip
    front, body, body_line = parts
    try:
        document = load(front, first_line=2)
    except YamlError as failure:
        return stop(failure.code, failure.text, failure.line)
    if not isinstance(document.value, dict):
        return stop("front-matter", message("The front matter must be keys and values."), 2)
    return Opened(document, body, body_line)


def parse(path: str, source: bytes, *, require_approval: bool = False) -> ParsedArticle:
    """Read the article at `path` (content/<column>/<slug>.<lang>.md) from its bytes."""
    _, column, name = path.split("/")
    found = NAME.fullmatch(name)
    if found is None:
        return ParsedArticle(None, None, (error("article-name", path, message(
            "An article's file is named <slug>.<lang>.md, the slug of a–z, 0–9 and hyphens."),
            hint=_name_hint(name), line=1),))
    file = opened(path, source)
    if isinstance(file, Finding):
        return ParsedArticle(None, None, (file,))
    document = file.document
    findings = list(front_findings(document, path, column, require_approval=require_approval))
    fragment = render(file.body, path, first_line=file.body_line)
    findings += fragment.findings
    if any(finding.code in ("wrong-value", "missing-key") for finding in findings):
        return ParsedArticle(None, None, tuple(findings))
    article = build(path, document, hashlib.sha256(source).hexdigest(), fragment)
    personal = tuple(personal_data(document, file.body, file.body_line))
    return ParsedArticle(article._replace(personal=personal), fragment, tuple(findings))


def _name_hint(name: str) -> Message:
    """A name that would do for a file that is called otherwise."""
    stem, _, lang = name.removesuffix(".md").rpartition(".")
    if not LANGUAGE.fullmatch(lang) or not stem:
        stem, lang = name.removesuffix(".md"), "zh"
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    if not slug:
        return message("Take a name in Latin letters, such as notice-2026.zh.md; zh is the "
                       "language of the text.")  # fmt: skip
    return message("Name it {name} if its language is “{lang}”.", name=f"{slug}.{lang}.md",
                   lang=lang)  # fmt: skip


def build(path: str, document: Document, sha256: str, fragment: Fragment) -> Article:
    """The article of a front matter that has the right kinds of values."""
    _, column, name = path.split("/")
    slug, lang, _ = name.rsplit(".", 2)
    value = document.value
    withdrawn = value.get("withdrawn")
    own = columns.COLUMNS[column].keys
    return Article(
        path=path, column=column, slug=slug, lang=lang, sha256=sha256,
        title=value["title"].strip(), date=value["date"],
        summary=(value.get("summary") or "").strip(), unit=value.get("unit") or "",
        tags=tuple(value.get("tags") or ()), draft=bool(value.get("draft")),
        publish_at=value.get("publish_at"), expires=value.get("expires"),
        contact=value.get("contact") or "",
        corrections=tuple(
            Correction(entry["date"], entry["note"], entry.get("kind") or "minor")
            for entry in value.get("corrections") or ()
        ),
        withdrawn=Withdrawal(withdrawn["date"], withdrawn["reason"]) if withdrawn else None,
        related=tuple(
            (target.strip("/"), document.line("related", position))
            for position, target in enumerate(value.get("related") or ())
        ),
        unit_line=document.line("unit"),
        extra=tuple(
            (key.name, tuple(entry) if isinstance(entry, list) else entry)
            for key in own if (entry := value.get(key.name)) is not None
        ),
        links=fragment.links, images=fragment.images, only_current=only_current(value),
    )  # fmt: skip


def front_findings(
    document: Document, path: str, column: str, *, require_approval: bool
) -> Iterator[Finding]:
    """What is wrong in an article's front matter, taken alone."""
    value = document.value
    keys: tuple[Key, ...] = (*columns.COMMON, *columns.COLUMNS[column].keys)
    yield from check_keys(document, path, keys)
    if isinstance(value.get("corrections"), list):
        for position, entry in enumerate(value["corrections"]):
            if isinstance(entry, dict):
                yield from check_keys(
                    document, path, columns.CORRECTION, at=("corrections", position)
                )
    if isinstance(value.get("withdrawn"), dict):
        yield from check_keys(document, path, columns.WITHDRAWAL, at=("withdrawn",))
    yield from _order_findings(document, path)
    if require_approval and not value.get("draft"):
        yield from _approval_findings(document, path)


def _order_findings(document: Document, path: str) -> Iterator[Finding]:
    """Dates that cannot be: an end before its beginning, a year nobody means."""
    value = document.value

    def day(entry: Any) -> dt.date | None:
        if isinstance(entry, dt.datetime):
            return entry.date()
        return entry if isinstance(entry, dt.date) else None

    def dates_of(key: str) -> Iterator[dt.date]:
        entries = value.get(key) if key == "corrections" else [value.get(key)]
        for entry in entries if isinstance(entries, list) else []:
            found = day(entry.get("date") if isinstance(entry, dict) else entry)
            if found is not None:
                yield found

    for key in ("date", "publish_at", "expires", "opens", "closes", "in_force"):
        for when in dates_of(key):
            if not 1900 <= when.year <= 2200:
                yield error("impossible-date", path,
                            message("“{key}” is {date}: that year cannot be meant.", key=key,
                                    date=when), line=document.line(key))  # fmt: skip
    for first, last in (
        ("publish_at", "expires"), ("opens", "closes"), ("date", "expires"),
        ("date", "corrections"), ("date", "withdrawn"),
    ):  # fmt: skip
        for start in dates_of(first):
            for end in dates_of(last):
                if end < start:
                    yield error("impossible-order", path,
                                message("“{last}” ({end}) lies before “{first}” ({start}).",
                                        last=last, end=end, first=first, start=start),
                                line=document.line(last))  # fmt: skip


def _approval_findings(document: Document, path: str) -> Iterator[Finding]:
    value = document.value
    for key in ("prepared_by", "approved_by"):
        if not value.get(key):
            yield error("missing-approval", path,
                        message("This site requires “{key}”.", key=key), line=1)  # fmt: skip
    if value.get("prepared_by") and value.get("prepared_by") == value.get("approved_by"):
        yield error("missing-approval", path,
                    message("“prepared_by” and “approved_by” must be two different persons."),
                    line=document.line("approved_by"))  # fmt: skip


def unknown_column(path: str, name: str) -> Finding:
    """The finding for a folder below `content/` that is no column."""
    return error("unknown-column", path,
                 message("“{name}” is not a column; the columns are: {columns}.", name=name,
                         columns=", ".join(columns.COLUMNS)),
                 hint=suggestion(name, columns.COLUMNS))  # fmt: skip
