"""An article's Markdown made into safe HTML, with what the checks need to know of it.

Python-Markdown renders, nh3 sanitises. Raw HTML in Markdown is shown as text, not interpreted:
what a page holds is then all in Markdown's tree, where links and pictures can be checked.
"""

from __future__ import annotations

import html
import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.toc import slugify_unicode
from markdown.treeprocessors import Treeprocessor

from publisher import addresses
from publisher.findings import Finding, error, warning
from publisher.languages import message, translate
from publisher.source.inline import SkippingInlineProcessor

MEDIA_PLACEHOLDER = "/media/?"
"""Stands before a picture's path in a fragment until the page knows the picture's address."""

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
TAGS = frozenset(
    {"a", "abbr", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em",
     "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "s", "strong", "sub",
     "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)  # fmt: skip
ATTRIBUTES = {
    "*": {"id", "class", "lang"},
    "a": {"href", "title", "role"},
    "abbr": {"title"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


class Link(NamedTuple):
    """A link inside the site: the address it leads to and its line."""

    address: str
    line: int


class Image(NamedTuple):
    """A picture: its path in the source folder and its line."""

    path: str
    line: int


class Heading(NamedTuple):
    """A heading for the table of contents; `level` is 2 to 6."""

    level: int
    anchor: str
    text: str


class Fragment(NamedTuple):
    """An article's text as HTML, and the same as plain text for searching."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    findings: tuple[Finding, ...]


class _Survey(Treeprocessor):
    """Resolves links and pictures in the finished tree, and reports what is wrong with them."""

    path = ""
    lang = ""
    source: tuple[str, ...] = ()
    first_line = 1

    def begin(self, path: str, source: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.lang = path.rsplit(".", 2)[1]
        self.source = tuple(source.split("\n"))
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.findings: list[Finding] = []
        self.fragments: list[tuple[str, int]] = []
        self.anchors: set[str] = set()

    def line_of(self, text: str) -> int:
        for number, row in enumerate(self.source):
            if text in row:
                return self.first_line + number
        return self.first_line

    def run(self, root: ET.Element) -> None:
        for parent in list(root.iter()):
            anchor = parent.get("id")
            if anchor:
                self.anchors.add(anchor)
            if parent.tag == "a":
                self.link(parent)
            elif parent.tag == "img":
                self.image(parent)
            elif parent.tag == "h1":
                parent.tag = "h2"
                self.findings.append(warning(
                    "heading-level", self.path,
                    message("The title is the page's only first-level heading; begin with ##."),
                    line=self.line_of("# "),
                ))  # fmt: skip
            elif parent.tag in ("td", "th"):
                align(parent)
            for position, child in enumerate(list(parent)):
                if child.tag == "table":
                    parent[position] = scrolling(child)
        for target, line in self.fragments:
            if target not in self.anchors:
                self.broken("#" + target, line)

    def link(self, element: ET.Element) -> None:
        target = html.unescape(element.get("href") or "").strip()
        line = self.line_of(target) if target and not target.startswith("#fn") else self.first_line
        try:
            parts = urlsplit(target)
        except ValueError:
            self.broken(target, line)
            return
        if parts.scheme:
            if parts.scheme.lower() not in SCHEMES:
                self.broken(target, line)
        elif target.startswith("//"):
            self.broken(target, line)
        elif target.startswith("#"):
            self.fragments.append((unquote(target[1:]), line))
        else:
            self.inner(element, target, line)

    def inner(self, element: ET.Element, target: str, line: int) -> None:
        parts = urlsplit(target)
        address = unquote(parts.path)
        if not address.startswith("/"):
            resolved = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), address))
            found = re.fullmatch(r"content/([\w-]+)/([\w-]+)\.([\w-]+)\.md", resolved)
            if found is None:
                self.broken(target, line)
                return
            address = addresses.article(found[3], found[1], found[2])
            tail = f"#{parts.fragment}" if parts.fragment else ""
            element.set("href", address + tail)
        self.links.append(Link(address, line))

    def image(self, element: ET.Element) -> None:
        target = html.unescape(element.get("src") or "").strip()
        line = self.line_of(target)
        if not (element.get("alt") or "").strip():
            self.findings.append(error(
                "image-alt", self.path,
                message("The picture “{target}” has no alternative text.", target=target),
                hint=message("Write what it shows between the square brackets: ![…](…)."),
                line=line,
            ))  # fmt: skip
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), unquote(target)))
        extension = posixpath.splitext(path)[1].lower()
        if ":" in target or target.startswith("/") or not path.startswith("content/"):
            self.findings.append(error(
                "image-outside", self.path,
                message("The picture “{target}” must be a file below content/.", target=target),
                line=line,
            ))  # fmt: skip
        elif extension not in PICTURES:
            self.findings.append(error(
                "image-format", self.path,
                message("“{target}” is not a PNG, JPEG, WebP or GIF picture.", target=target),
                line=line,
            ))  # fmt: skip
        else:
            self.images.append(Image(path, line))
            element.set("src", MEDIA_PLACEHOLDER + path)

    def broken(self, target: str, line: int) -> None:
        self.findings.append(error(
            "broken-link", self.path, message("The link “{target}” leads nowhere.", target=target),
            line=line,
        ))  # fmt: skip


def align(cell: ET.Element) -> None:
    """Turn the alignment that Python-Markdown writes as a style into a class."""
    style = cell.attrib.pop("style", "")
    if style:
        cell.set("class", "align-" + style.rstrip(";").rsplit(" ", 1)[-1])


def scrolling(table: ET.Element) -> ET.Element:
    """A wide table in a box of its own that scrolls and can be reached by the keyboard."""
    box = ET.Element("div", {"class": "table-scroll", "tabindex": "0"})
    box.tail, table.tail = table.tail, None
    box.append(table)
    return box


class _SurveyExtension(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.deregister("prettify")
        md.treeprocessors.register(SkippingInlineProcessor(md), "inline", 20)
        md.treeprocessors.register(_Survey(md), "survey", 0)


@cache
def engine(lang: str) -> markdown.Markdown:
    """This process's renderer for texts in `lang`; it is reset before each text."""
    return markdown.Markdown(
        extensions=["tables", "footnotes", "fenced_code", "sane_lists", "abbr", "toc",
                    _SurveyExtension()],
        extension_configs={
            "toc": {"slugify": slugify_unicode, "toc_depth": "2-3", "marker": ""},
            "footnotes": {"BACKLINK_TITLE": translate("Back to footnote {} in the text", lang)},
        },
        output_format="html",
    )  # fmt: skip


@cache
def cleaner() -> nh3.Cleaner:
    """The sanitiser: it lets through what Markdown makes, and nothing else."""
    return nh3.Cleaner(
        tags=set(TAGS), attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES), link_rel=None,
    )  # fmt: skip


def render(body: str, path: str, *, first_line: int = 1) -> Fragment:
    """Render the Markdown `body` of the article at `path`; `first_line` is where it begins."""
    md = engine(path.rsplit(".", 2)[1])
    md.reset()
    survey = md.treeprocessors["survey"]
    assert isinstance(survey, _Survey)  # noqa: S101 - registered above
    survey.begin(path, body, first_line)
    dirty = md.convert(body)
    clean = cleaner().clean(dirty)
    if "&lt;" in clean:
        survey.findings.extend(_raw_html(survey, body))
    return Fragment(
        html=clean,
        text=plain_text(clean),
        headings=tuple(_headings(md.toc_tokens)),  # type: ignore[attr-defined]  # set by toc
        links=tuple(survey.links),
        images=tuple(survey.images),
        findings=tuple(survey.findings),
    )


def _raw_html(survey: _Survey, body: str) -> Iterator[Finding]:
    fence = re.sub(r"(?ms)^(```|~~~).*?^\1|`[^`\n]*`", lambda m: "\n" * m[0].count("\n"), body)
    found = re.search(r"<(?:/?[a-zA-Z][\w-]*(?:\s[^<>\n]*)?/?|!--)>?", fence)
    if found and not re.match(r"<(?:https?:|mailto:|[^\s@]+@)", found[0]):
        yield warning(
            "raw-html", survey.path,
            message("HTML such as “{tag}” is shown as text; write Markdown.", tag=found[0][:40]),
            line=survey.first_line + fence[: found.start()].count("\n"),
        )  # fmt: skip


def _headings(tokens: list[dict[str, object]]) -> Iterator[Heading]:
    for token in tokens:
        yield Heading(int(str(token["level"])), str(token["id"]), html.unescape(str(token["name"])))
        children = token["children"]
        if isinstance(children, list):
            yield from _headings(children)


BLOCK = re.compile(r"</?(?:p|li|h[2-6]|tr|td|th|blockquote|pre|dt|dd|br|hr|div|ul|ol)\b[^>]*>")
INLINE = re.compile(r"<[^>]+>")


def plain_text(fragment: str) -> str:
    """The words of sanitised HTML; blocks are parted by line breaks."""
    text = INLINE.sub("", BLOCK.sub("\n", fragment))
    return re.sub(r"\s*\n\s*", "\n", html.unescape(text)).strip()
