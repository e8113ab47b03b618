"""Editions of small sources, and what their pages hold."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from publisher.checking.check import Results
from publisher.edition import Edition
from publisher.release.archive import Archive
from publisher.release.compose import compose
from tests.sources import SETTINGS, checked, publish_plainly, put, write_source
from website.rendering import render

CHINA = dt.timezone(dt.timedelta(hours=8))
TODAY = dt.datetime(2026, 3, 31, tzinfo=CHINA)


class Site:
    """A source in a folder, and the editions it makes."""

    def __init__(
        self, folder: Path, files: Mapping[str, str | bytes], *, settings: str = SETTINGS
    ) -> None:
        self.folder = write_source(folder / "source", files, settings=settings)
        self.var = folder / "var"

    def publish(self) -> None:
        """Publish the source as it is, so that it is remembered."""
        publish_plainly(self.folder, self.var)

    def change(self, files: Mapping[str, str | bytes]) -> None:
        """Write files anew."""
        put(self.folder, files)

    def edition(self, as_of: dt.datetime = TODAY) -> Edition:
        """The edition of the source as it is."""
        memory = self.var / "memory"
        memory.mkdir(parents=True, exist_ok=True)
        source, report = checked(self.folder, memory=memory)
        with (
            contextlib.closing(Archive(self.var / "archive")) as archive,
            contextlib.closing(source.store.fragments),
        ):
            made = compose(
                source, report, archive, as_of, tables=self.var / "tables",
                fragments_file=memory / "fragments.sqlite", software="test",
                remember=Results(None, "test").get, say=lambda text: None,
            )  # fmt: skip
        return made.edition


class Element(NamedTuple):
    """An element: its tag and attributes."""

    tag: str
    attributes: Mapping[str, str]


class Page(HTMLParser):
    """A page taken apart: its elements, and its text without mark-up."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.words: list[str] = []
        self.inline: list[str] = []
        self.title = ""
        self._open = ""
        self.html = html
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open == "title":
            self.title += data
        if self._open in ("script", "style"):
            self.inline.append(data)
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words, in one line."""
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[Element]:
        """The elements of a tag."""
        return [element for element in self.elements if element.tag == tag]

    def values(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [
            element.attributes[attribute]
            for element in self.elements
            if attribute in element.attributes
        ]


def page(edition: Edition, address: str) -> Page:
    """The page of an edition at an address."""
    return Page(render(edition, address))
