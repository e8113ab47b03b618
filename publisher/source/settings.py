"""`lightwell.toml`: who publishes, where, in which languages."""

from __future__ import annotations

import re
import tomllib
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from publisher.findings import Finding, error
from publisher.languages import Localised, message
from publisher.source import board_settings
from publisher.source.board_settings import DialogueSettings
from publisher.source.keys import LANGUAGE, Key, check_keys, unknown_key
from publisher.source.syntax import explained
from publisher.source.yaml import Document

FILE = "lightwell.toml"

SITE_KEYS = (
    Key("title", "localised", message("The site's name."), required=True),
    Key("description", "localised", message("One sentence on what the site is for.")),
    Key("base_url", "text", message("The public address, such as https://www.example.org."),
        required=True),
    Key("languages", "texts", message("The languages of the site; the first is the default."),
        required=True),
    Key("timezone", "text", message("The time zone's name, such as Asia/Shanghai."),
        required=True),
    Key("demonstration", "yes-no", message("Whether every page says that it is a demonstration.")),
)  # fmt: skip
PUBLISHER_KEYS = (
    Key("name", "localised", message("Who is responsible for the site."), required=True),
    Key("email", "text", message("Where to write to.")),
    Key("phone", "text", message("Where to call.")),
    Key("address", "localised", message("Where to come to.")),
    Key("official_hosts", "texts",
        message("Hosts whose e-mail addresses are official and may stand in articles, beside "
                "the site's own, such as county.gov.cn.")),
)  # fmt: skip
LINK_KEYS = (
    Key("title", "localised", message("The link's text."), required=True),
    Key("url", "text", message("Where the link leads."), required=True),
)
RELEASE_KEYS = (Key("keep", "whole number", message("How many releases are kept.")),)
CONTENT_KEYS = (
    Key("require_approval", "yes-no",
        message("Whether an article needs two different persons, prepared_by and approved_by.")),
)  # fmt: skip
SEARCH_KEYS = (
    Key("engine", "text",
        message("The search engine. whoosh needs nothing compiled, but is slow beyond about 5,000 "
                "articles and rows."), choices=("tantivy", "whoosh")),
)  # fmt: skip
TABLES: Mapping[str, tuple[Key, ...]] = {
    "site": SITE_KEYS,
    "publisher": PUBLISHER_KEYS,
    "links": LINK_KEYS,
    "releases": RELEASE_KEYS,
    "content": CONTENT_KEYS,
    "search": SEARCH_KEYS,
}
CHECKS_KEYS = (
    Key("answer_days", "whole number",
        message("How many working days a unit has to answer before a flag is public; the table "
                "[checks.<check>] holds a check's own parameters, which its page names.")),
)  # fmt: skip
FREE_TABLES = ("checks", "dialogue")
"""Tables whose keys are declared elsewhere: by the integrity checks, and for the dialogue."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another site, shown in the footer."""

    title: Localised
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `lightwell.toml` says; `base_url` has no trailing slash.

    `lines` holds the line of each table and key, where the file itself was read.
    """

    title: Localised
    description: Localised
    base_url: str
    languages: tuple[str, ...]
    timezone: str
    demonstration: bool
    publisher: Localised
    email: str
    phone: str
    address: Localised
    official_hosts: tuple[str, ...]
    links: tuple[Link, ...]
    keep: int
    require_approval: bool
    engine: str
    checks: Mapping[str, Any]
    dialogue: DialogueSettings
    raw: Mapping[str, Any]
    lines: Mapping[tuple[str | int, ...], int] = field(
        default_factory=dict, repr=False, compare=False
    )

    def line(self, *path: str | int) -> int:
        """The line where `path` stands, or the nearest known line above it."""
        return Document(self.raw, self.lines).line(*path)

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The site's time zone."""
        return zoneinfo.ZoneInfo(self.timezone)


def localised(value: Any) -> Localised:
    """A text by language from a plain text or a mapping; empty for anything else."""
    if isinstance(value, str):
        return {"": value}
    return dict(value) if isinstance(value, dict) else {}


def parse(text: bytes) -> tuple[Settings | None, list[Finding]]:
    """Settings from the file's bytes, and what is wrong with them; None where it is too wrong."""
    try:
        value = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as failure:
        found = re.search(r"at line (\d+)", str(failure))
        line = int(found.group(1)) if found else 1
        return None, [
            error("toml-syntax", FILE, message("This is not valid TOML: {what}.",
                                               what=explained(failure)),
                  line=line)
        ]  # fmt: skip
    document = Document(value, _lines(text.decode("utf-8")))
    findings = list(_findings(document))
    if any(finding.code != "unknown-key" for finding in findings):
        return None, findings
    return replace(build(value), lines=document.lines), findings


def build(value: Mapping[str, Any]) -> Settings:
    """Settings from a parsed file that is known to be right."""
    site, publisher = value["site"], value["publisher"]
    return Settings(
        title=localised(site["title"]),
        description=localised(site.get("description")),
        base_url=site["base_url"].rstrip("/"),
        languages=tuple(site["languages"]),
        timezone=site["timezone"],
        demonstration=site.get("demonstration", False),
        publisher=localised(publisher["name"]),
        email=publisher.get("email", ""),
        phone=publisher.get("phone", ""),
        address=localised(publisher.get("address")),
        official_hosts=tuple(publisher.get("official_hosts", ())),
        links=tuple(
            Link(localised(link["title"]), link["url"]) for link in value.get("links", [])
        ),
        keep=value.get("releases", {}).get("keep", 5),
        require_approval=value.get("content", {}).get("require_approval", False),
        engine=value.get("search", {}).get("engine", "tantivy"),
        checks=value.get("checks", {}),
        dialogue=board_settings.build(value.get("dialogue", {})),
        raw=value,
    )


def _findings(document: Document) -> Iterator[Finding]:
    value = document.value
    for name, table in value.items():
        if name == "dialogue" and isinstance(table, dict):
            yield from board_settings.findings(document, FILE)
            continue
        if name in FREE_TABLES and isinstance(table, dict):
            continue
        if name not in TABLES:
            yield unknown_key(name, FILE, (*TABLES, *FREE_TABLES), line=document.line(name))
        elif name == "links":
            if not isinstance(table, list) or not all(isinstance(row, dict) for row in table):
                yield error("wrong-value", FILE, message("Links are written as [[links]]."),
                            line=document.line(name))  # fmt: skip
                continue
            for position in range(len(table)):
                yield from check_keys(document, FILE, LINK_KEYS, at=("links", position))
        elif not isinstance(table, dict):
            yield error("wrong-value", FILE, message("“{key}” must be a table, [{key}].", key=name),
                        line=document.line(name))  # fmt: skip
        else:
            yield from check_keys(document, FILE, TABLES[name], at=(name,))
    for name in ("site", "publisher"):
        if name not in value:
            yield error("missing-key", FILE, message("The table [{key}] is missing.", key=name),
                        line=1)  # fmt: skip
    if isinstance(value.get("site"), dict):
        yield from _site_findings(document, value["site"])


def _site_findings(document: Document, site: Mapping[str, Any]) -> Iterator[Finding]:
    zone = site.get("timezone")
    if isinstance(zone, str) and not _is_zone(zone):
        yield error("wrong-value", FILE, message("There is no time zone “{zone}”.", zone=zone),
                    line=document.line("site", "timezone"))  # fmt: skip
    base = site.get("base_url")
    if isinstance(base, str) and not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", base):
        yield error("wrong-value", FILE, message("“{url}” is not a web address.", url=base),
                    line=document.line("site", "base_url"))  # fmt: skip
    languages = site.get("languages")
    if isinstance(languages, list):
        if not languages:
            yield error("wrong-value", FILE, message("At least one language is needed."),
                        line=document.line("site", "languages"))  # fmt: skip
        for lang in languages:
            if not isinstance(lang, str) or not LANGUAGE.fullmatch(lang):
                yield error("wrong-value", FILE,
                            message("“{lang}” is not a language code.", lang=lang),
                            line=document.line("site", "languages"))  # fmt: skip


def _is_zone(name: str) -> bool:
    """Whether there is such a time zone; listing them all would read 600 files."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _lines(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each table and key; TOML's parser does not tell them."""
    lines: dict[tuple[str | int, ...], int] = {}
    at: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, row in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*\[\[\s*([\w-]+)\s*\]\]", row):
            name = found.group(1)
            at = (name, counts.get(name, 0))
            counts[name] = counts.get(name, 0) + 1
            lines.setdefault((name,), number)
            lines[at] = number
        elif found := re.match(r"\s*\[\s*([\w.-]+)\s*\]", row):
            at = tuple(found.group(1).split("."))
            lines[at] = number
        elif found := re.match(r"\s*([\w-]+)", row):
            lines.setdefault((*at, found.group(1)), number)
    return lines
