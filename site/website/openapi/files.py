"""The files of a release that are made for programs: data, their descriptions, feeds, lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.outputs.downloads import MEDIA_TYPES as DOWNLOADS
from publisher.outputs.feeds import MEDIA_TYPES as FEEDS
from publisher.outputs.plan import EXTENSIONS, REDIRECTS
from website.media_types import media_type
from website.openapi.parts import TEXT, Body, Json, Part, get, listed, place

ABSENT: Final = {"404": message("There is none of that name.")}
OBJECT: Final[Json] = {"type": "object"}


def described(edition: Edition) -> Part:
    """The addresses of files, as far as the edition has them."""
    paths = dict(_feeds(edition)) | dict(_single(edition))
    if edition.packages:
        paths |= dict(_data(edition))
    return Part(paths, {})


def _data(edition: Edition) -> Iterator[tuple[str, Json]]:
    """A dataset's files; `dataset` and `table` stand for names."""
    names = {"type": "string", "enum": list(edition.packages)}
    dataset = place(edition, "dataset", message("The name of a dataset."), names)
    table = place(edition, "table", message("The name of one of its tables."), TEXT)
    for extension in EXTENSIONS:
        rows = listed(OBJECT) if extension == "json" else TEXT
        about = message(
            "A table ({format}). One too large for a sheet has no XLSX; the dataset's "
            "datapackage.json names the files there are, and describes every column.",
            format=extension,
        )
        yield addresses.download("{dataset}", "{table}", extension), get(
            edition, f"table{extension.title()}", about, Body({DOWNLOADS[extension]: rows}),
            parameters=[dataset, table], others=ABSENT,
        )  # fmt: skip
    described: tuple[tuple[str, str, Message], ...] = (
        (addresses.package("{dataset}"), "datapackage",
         message("A dataset's description, as a Data Package 2.0")),
        (addresses.report("{dataset}"), "validation", message("What was checked and found in it")),
    )  # fmt: skip
    for address, name, about in described:
        yield address, get(edition, name, about, Body({"application/json": OBJECT}),
                           parameters=[dataset], others=ABSENT)  # fmt: skip
    again = place(edition, "same", message("The name of the dataset once more."), names)
    address = addresses.archive("{dataset}").replace("{dataset}.zip", "{same}.zip")
    yield address, get(
        edition, "archive", message("A dataset's tables and description in one zip"),
        Body({media_type(address): TEXT}), parameters=[dataset, again], others=ABSENT,
    )  # fmt: skip


def _feeds(edition: Edition) -> Iterator[tuple[str, Json]]:
    """Feeds of articles and flags, in each language."""
    spoken = {"type": "string", "enum": list(edition.settings.languages)}
    lang = place(edition, "lang", message("A language of the site."), spoken)
    column = place(edition, "column", message("A section of articles."),
                   {"type": "string", "enum": list(addresses.COLUMNS)})  # fmt: skip
    ids = [about.id.lower() for about in edition.supervision.checks]
    check = place(edition, "check", message("An integrity check, in small letters."),
                  {"type": "string", "enum": ids})  # fmt: skip
    for extension, media in FEEDS.items():
        name, body = extension.title(), Body({media: TEXT})
        yield addresses.whole_feed("{lang}", extension), get(
            edition, f"feed{name}", message("The newest articles ({format})", format=extension),
            body, parameters=[lang],
        )  # fmt: skip
        yield addresses.column_feed("{lang}", "{column}", extension), get(
            edition, f"columnFeed{name}",
            message("The newest articles of a section ({format})", format=extension),
            body, parameters=[lang, column], others=ABSENT,
        )  # fmt: skip
        if edition.supervision.checks:
            yield addresses.check_feed("{lang}", "{check}", extension), get(
                edition, f"checkFeed{name}",
                message("The public flags of an integrity check ({format})", format=extension),
                body, parameters=[lang, check], others=ABSENT,
            )  # fmt: skip
    address = addresses.opml("{lang}")
    yield address, get(edition, "feeds", message("The list of all feeds"),
                       Body({_bare(media_type(address)): TEXT}), parameters=[lang])  # fmt: skip


def _single(edition: Edition) -> Iterator[tuple[str, Json]]:
    """Files that there is one of."""
    json = "application/json"
    if edition.supervision.checks:
        yield addresses.checks_file(), get(
            edition, "checks", message("All integrity checks and their public flags"),
            Body({json: OBJECT}),
        )  # fmt: skip
    if edition.obligations.all:
        about = message("Who had to publish what by when, and whether they did")
        for extension, media, schema in (("json", json, OBJECT), ("csv", "text/csv", TEXT)):
            yield addresses.obligations_file(extension), get(
                edition, f"obligations{extension.title()}", about, Body({media: schema}),
            )  # fmt: skip
    gone = {"type": "object", "required": ["from", "status"],
            "properties": {"from": TEXT, "to": TEXT, "status": {"type": "integer"}}}  # fmt: skip
    yield REDIRECTS, get(edition, "redirects", message("Addresses that moved or are gone"),
                         Body({json: listed(gone)}))  # fmt: skip


def _bare(media: str) -> str:
    return media.partition(";")[0]
