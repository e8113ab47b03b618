"""Which files a release has besides its pages: data, feeds, sitemap, pictures, redirects."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from publisher import addresses
from publisher.edition import Edition
from publisher.errors import ConflictError
from publisher.jobs import Job, Order, digest, write
from publisher.languages import message, pick
from publisher.outputs import (
    FEED_LENGTH,
    descriptors,
    downloads,
    flag_plan,
    obligations,
    sitemap,
    tables,
    validation,
)
from publisher.outputs.cells import DoesNotFit
from publisher.outputs.descriptors import DataFile
from publisher.source.articles import Article
from publisher.source.fragments import MEDIA_PLACEHOLDER
from publisher.source.packages import DataPackage, Resource

if TYPE_CHECKING:
    from publisher.outputs import feeds

EXTENSIONS = ("csv", "json", "parquet", "xlsx")
PICTURE = re.compile(rf'(?<=src="){re.escape(MEDIA_PLACEHOLDER)}([^"]+)')
REDIRECTS = "/redirects.json"


def plan(edition: Edition) -> Iterator[Job]:
    """All files of an edition that are not pages."""
    for package in edition.packages.values():
        yield from package_jobs(edition, package)
    yield from picture_jobs(edition)
    for lang in edition.settings.languages:
        yield from feed_jobs(edition, lang)
    yield from flag_plan.jobs(edition)
    yield from machine_jobs(edition)
    yield from obligations.jobs(edition)


def public(address: str) -> str:
    """The path of the file at `address` below the release's folder."""
    return "public/" + addresses.file_of(address)


def table_path(dataset: str, resource: str) -> str:
    """The path of a table's SQLite file below the release's folder."""
    return f"tables/{dataset}/{resource}.sqlite"


def package_jobs(edition: Edition, package: DataPackage) -> Iterator[Job]:
    """A dataset's tables, downloads, description and zip."""
    for resource in package.resources:
        names = (package.name, resource.name)
        inputs = digest(edition.software, package.digest, resource.name)
        yield Job(table_path(*names), inputs, make_table, names, Order.TABLE)
        for extension in EXTENSIONS:
            yield Job(
                public(addresses.download(*names, extension)),
                digest(inputs, edition.settings.languages), make_download, (*names, extension),
                Order.DOWNLOAD,
            )  # fmt: skip
    yield validation_job(edition, package)
    settings = edition.settings
    inputs = digest(edition.software, package.digest, settings.languages, settings.base_url,
                    settings.timezone)  # fmt: skip
    for address, maker in (
        (addresses.package(package.name), make_descriptor),
        (addresses.archive(package.name), make_zip),
    ):
        yield Job(public(address), inputs, maker, (package.name,), Order.DESCRIPTION)


def validation_job(edition: Edition, package: DataPackage) -> Job:
    """A dataset's validation report; it names tables of others that the dataset refers to."""
    titles = [
        (other.name, resource.name, resource.title)
        for other in edition.packages.values() for resource in other.resources
    ]  # fmt: skip
    inputs = digest(
        edition.software, package.digest, edition.settings.languages, titles, edition.today,
        edition.findings.get(package.folder), edition.held_back.get(package.folder),
        edition.published.get(package.folder),
    )  # fmt: skip
    return Job(public(addresses.report(package.name)), inputs, make_report, (package.name,),
               Order.DESCRIPTION)  # fmt: skip


def make_report(edition: Edition, target: Path, dataset: str) -> bytes:
    """Write a dataset's `validation.json`."""
    package = edition.packages[dataset]
    rows = {
        resource.name: tables.read_facts(_table(edition, dataset, resource.name)[0]).rows
        for resource in package.resources
    }
    return write(target, validation.as_json(validation.validation(edition, package, rows), edition))


def _table(edition: Edition, dataset: str, name: str) -> tuple[Path, Resource]:
    resource = edition.packages[dataset].resource(name)
    if resource is None:
        raise KeyError(name)
    return edition.tables.parent / table_path(dataset, name), resource


def make_table(edition: Edition, target: Path, dataset: str, name: str) -> None:
    """Write a table's SQLite file."""
    tables.write_sqlite(_table(edition, dataset, name)[1], target)


def make_download(edition: Edition, target: Path, dataset: str, name: str, kind: str) -> None:
    """Write a table in one format. A table too large for a sheet has no XLSX."""
    table, resource = _table(edition, dataset, name)
    if kind == "csv":
        downloads.write_csv(table, resource, target)
    elif kind == "json":
        downloads.write_json(table, target)
    elif kind == "parquet":
        downloads.write_parquet(table, target)
    else:
        from publisher.outputs import workbooks

        try:
            workbooks.write_xlsx(table, resource, target, languages=edition.settings.languages)
        except DoesNotFit:
            return


def data_files(edition: Edition, package: DataPackage, resource: Resource) -> list[DataFile]:
    """The downloads of a table that exist in the release, with sizes and hashes."""
    found = []
    for extension in EXTENSIONS:
        address = addresses.download(package.name, resource.name, extension)
        file = edition.public / addresses.file_of(address)
        if file.exists():
            with file.open("rb") as content:
                sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            found.append(DataFile(extension, file.stat().st_size, sha256))
    return found


def _descriptor(edition: Edition, package: DataPackage) -> bytes:
    files = {r.name: data_files(edition, package, r) for r in package.resources}
    return descriptors.package_descriptor(package, edition.settings, files)


def make_descriptor(edition: Edition, target: Path, dataset: str) -> bytes:
    """Write a dataset's `datapackage.json`."""
    return write(target, _descriptor(edition, edition.packages[dataset]))


def make_zip(edition: Edition, target: Path, dataset: str) -> None:
    """Write a dataset as one zip."""
    package = edition.packages[dataset]
    files = {
        f"{resource.name}.csv": edition.public
        / addresses.file_of(addresses.download(dataset, resource.name, "csv"))
        for resource in package.resources
    }
    descriptors.write_zip(_descriptor(edition, package), files, target)


def picture_jobs(edition: Edition) -> Iterator[Job]:
    """Every picture in every size."""
    for path, picture in edition.pictures.items():
        for position, variant in enumerate(picture.variants):
            inputs = digest(edition.software, picture.file.sha256, variant)
            yield Job(public(addresses.media(variant.name)), inputs, make_picture,
                      (path, position))  # fmt: skip


def make_picture(edition: Edition, target: Path, path: str, position: int) -> None:
    """Write a picture in one size. Raises ConflictError for one that cannot be read any more."""
    from publisher.source import pictures  # Pillow is imported where a picture is made

    picture = edition.pictures[path]
    try:
        pictures.write(picture.file, picture.variants[position], target)
    except pictures.PictureError as failure:
        raise ConflictError(
            message("The picture {path} cannot be published: {what}", path=path,
                    what=failure.message)
        ) from failure  # fmt: skip


def newest(articles: Sequence[Article]) -> list[Article]:
    """The articles that a feed shows, of those of a column, the latest first: those updated last.

    Only a correction or a withdrawal moves an article up.
    """
    moved = [article for article in articles if article.corrections or article.withdrawn]
    chosen = {article.path: article for article in (*articles[: FEED_LENGTH], *moved)}
    ordered = sorted(chosen.values(), key=lambda a: (a.updated, a.date, a.slug), reverse=True)
    return ordered[: FEED_LENGTH]


def of_all(columns: Iterable[Sequence[Article]]) -> list[Article]:
    """The articles updated last among those of several columns."""
    every = [article for column in columns for article in column]
    ordered = sorted(every, key=lambda a: (a.updated, a.date, a.slug), reverse=True)
    return ordered[: FEED_LENGTH]


def feed_jobs(edition: Edition, lang: str) -> Iterator[Job]:
    """The feeds of a language: each column's, everything's, and the list of them."""
    settings = edition.settings
    base = digest(edition.software, settings.raw, lang)
    every: list[Article] = []
    for column in addresses.COLUMNS:
        shown = newest(edition.column(column, lang))
        every += shown
        yield from _feed_jobs(edition, base, shown, column, lang)
    yield from _feed_jobs(edition, base, of_all([every]), "", lang)
    listed = digest(base, edition.supervision.checks)
    yield Job(public(addresses.opml(lang)), listed, make_opml, (lang,))


def _feed_jobs(
    edition: Edition, base: str, shown: Sequence[Article], column: str, lang: str
) -> Iterator[Job]:
    used = [edition.pictures.get(image.path) for article in shown for image in article.images]
    inputs = digest(base, [(article.address, article.sha256) for article in shown],
                    [picture and picture.variants for picture in used])  # fmt: skip
    for extension in ("atom", "rss"):
        address = (
            addresses.column_feed(lang, column, extension)
            if column else addresses.whole_feed(lang, extension)
        )  # fmt: skip
        yield Job(public(address), inputs, make_feed, (column, lang, extension))


def make_feed(edition: Edition, target: Path, column: str, lang: str, extension: str) -> bytes:
    """Write one feed."""
    from publisher.outputs import feeds  # feedgen and lxml are imported where a feed is made

    feed = _feed(edition, column, lang)
    return write(target, feeds.atom(feed) if extension == "atom" else feeds.rss(feed))


def _feed(edition: Edition, column: str, lang: str, *, empty: bool = False) -> feeds.Feed:
    """A feed; an `empty` one is enough for the list of feeds."""
    from publisher.outputs import article_feeds

    wanted = (column,) if column and not empty else () if empty else addresses.COLUMNS
    shown = of_all(newest(edition.column(name, lang)) for name in wanted)
    entries = [
        article_feeds.feed_entry(article, with_pictures(edition, article), edition.settings)
        for article in shown
    ]
    if column:
        return article_feeds.column_feed(column, lang, entries, settings=edition.settings)
    return article_feeds.whole_feed(lang, entries, settings=edition.settings)


def with_pictures(edition: Edition, article: Article) -> str:
    """An article's text with the addresses of its pictures, in their largest size."""

    def address(found: re.Match[str]) -> str:
        picture = edition.pictures.get(found[1])
        return addresses.media(picture.variants[-1].name) if picture else found[0]

    return PICTURE.sub(address, edition.fragment(article).html)


def make_opml(edition: Edition, target: Path, lang: str) -> bytes:
    """Write the list of a language's feeds."""
    from publisher.outputs import board_feeds, feeds

    every = [_feed(edition, column, lang, empty=True) for column in ("", *addresses.COLUMNS)]
    every += flag_plan.empty_feeds(edition, lang)
    every += board_feeds.empty_feeds(edition, lang)
    return write(target, feeds.opml(pick(edition.settings.title, lang), every))


def machine_jobs(edition: Edition) -> Iterator[Job]:
    """What machines ask for: sitemap, robots.txt, and what moved or is gone."""
    base = digest(edition.software, edition.settings.base_url)
    listed = list(_listed(edition))
    inputs = digest(base, edition.settings.languages, listed)
    for name in sitemap.names(len(listed) * len(edition.settings.languages)):
        yield Job(f"public/{name}", inputs, make_sitemap, (name,))
    yield Job("public/robots.txt", base, make_robots)
    redirects = redirections(edition)
    yield Job(public(REDIRECTS), digest(edition.software, redirects), make_redirects)


def _listed(edition: Edition) -> Iterator[tuple[tuple[str, ...], dt.date | None]]:
    """Every page that can be found, by what its address is made of, and its last change."""
    yield from (((name,), None) for name in ("", "data/", "units/"))
    yield from (((column, ""), None) for column in addresses.COLUMNS)
    for key, versions in edition.articles.items():
        yield key, max([article.updated for article in versions.values()])
    for package in edition.packages.values():
        yield ("data", package.name, ""), None
        yield from ((("data", package.name, table.name), None) for table in package.resources)
    yield from ((("units", org_id), None) for org_id in edition.units)
    if edition.obligations.all:
        yield ("obligations", ""), None
        yield from ((("obligations", name), None) for name in edition.obligations.by_obligation)
    supervision = edition.supervision
    if supervision.checks:
        yield ("checks", ""), None
        yield from ((("checks", about.id.lower()), None) for about in supervision.checks)
        yield from ((("checks", "units", unit), None) for unit in supervision.units)


def sitemap_pages(edition: Edition) -> Iterator[sitemap.Page]:
    """Every page in each language, with the others as its alternates."""
    languages = edition.settings.languages
    for parts, updated in _listed(edition):
        alternates = tuple(
            (lang, addresses.article(lang, *parts) if parts in edition.articles
             else f"/{lang}/{'/'.join(parts)}")
            for lang in languages
        )  # fmt: skip
        for _, address in alternates:
            yield sitemap.Page(address, updated, alternates if len(languages) > 1 else ())


def make_sitemap(edition: Edition, target: Path, name: str) -> bytes:
    """Write the sitemap, or one of its parts."""
    pages = sitemap_pages(edition)
    return write(target, sitemap.sitemap(pages, edition.settings.base_url)[name])


def make_robots(edition: Edition, target: Path) -> bytes:
    """Write robots.txt."""
    return write(target, sitemap.robots(edition.settings.base_url))


def redirections(edition: Edition) -> list[dict[str, object]]:
    """Addresses that are not what they were: withdrawn and gone pages answer 410."""
    found = [
        addresses.article(lang, *key)
        for key, versions in edition.articles.items()
        for lang in edition.settings.languages
        if (versions.get(lang) or versions[edition.first_language(versions)]).withdrawn
    ]
    return [{"from": address, "status": 410} for address in sorted({*found, *edition.gone})]


def make_redirects(edition: Edition, target: Path) -> bytes:
    """Write `redirects.json`."""
    rows = ",\n".join(json.dumps(row) for row in redirections(edition))
    return write(target, f"[\n{rows}\n]\n".encode())
