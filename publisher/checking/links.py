"""Articles against the rest of the site: links, pictures, units, translations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from publisher import addresses
from publisher.findings import Finding, error, info
from publisher.languages import message, words
from publisher.source.answers import Answer
from publisher.source.articles import NAME, Article
from publisher.source.keys import suggestion
from publisher.source.packages import DataPackage
from publisher.source.source import Source
from publisher.source.units import Unit


def known_addresses(
    languages: Iterable[str],
    articles: Iterable[tuple[str, str]],
    packages: Iterable[DataPackage],
    units: Collection[str],
) -> set[str]:
    """All addresses of pages that a text may link to; articles are (column, slug)."""
    pairs = set(articles)
    tables = [(package.name, resource.name) for package in packages
              for resource in package.resources]  # fmt: skip
    found = {"/"}
    for lang in languages:
        found |= {addresses.home(lang), addresses.catalogue(lang), addresses.search(lang),
                  addresses.units(lang)}  # fmt: skip
        found |= {addresses.column(lang, column) for column in addresses.COLUMNS}
        found |= {addresses.article(lang, column, slug) for column, slug in pairs}
        found |= {addresses.dataset(lang, name) for name, _ in tables}
        found |= {addresses.validation(lang, name) for name, _ in tables}
        found |= {addresses.table(lang, *table) for table in tables}
        found |= {addresses.unit(lang, org_id) for org_id in units}
        found.add(addresses.checks(lang))
    found.add(addresses.checks_file())
    for name, resource in tables:
        found |= {addresses.package(name), addresses.archive(name)}
        found |= {addresses.download(name, resource, extension)
                  for extension in ("csv", "json", "parquet", "xlsx")}  # fmt: skip
    return found


def article_keys(source: Source) -> set[tuple[str, str]]:
    """Column and slug of each article's path, whether or not the article could be read."""
    keys = {article.key for article in source.articles.values()}
    for path in source.items - source.articles.keys():
        if path.startswith("content/"):
            _, column, name = path.split("/")
            found = NAME.fullmatch(name)
            if found:
                keys.add((column, found["slug"]))
    return keys


def check(
    source: Source, units: Mapping[str, Unit] | None, checks: Callable[[], Collection[str]]
) -> Iterator[Finding]:
    """Findings of articles taken together; `units` is None where the site has no units.

    `checks` gives the ids of the integrity checks; it is asked only where a text leads to one.
    """
    drafts = {article.key for article in source.articles.values() if article.draft}
    live = {article.key for article in source.articles.values() if not article.draft}
    keys = article_keys(source) - (drafts - live)
    languages = source.settings.languages
    known = known_addresses(languages, keys, source.packages.values(), units or ())
    datasets = set(source.packages) | {
        item.split("/")[1] for item in source.items if item.startswith("datasets/")
    }
    unread = datasets - set(source.packages)  # their last valid versions stay where they are
    for article in source.articles.values():
        if article.lang not in languages:
            yield error(
                "unknown-language", article.path,
                message("The site has no language “{lang}”.", lang=article.lang),
                hint=suggestion(article.lang, languages),
            )  # fmt: skip
        for image in article.images:
            if image.path not in source.pictures:
                yield error(
                    "missing-image", article.path,
                    message("There is no picture {target}.", target=image.path),
                    hint=suggestion(image.path, source.pictures), line=image.line,
                )  # fmt: skip
        yield from _related(article, keys, datasets)
        if article.unit and units is not None and article.unit not in units:
            yield error(
                "unknown-unit", article.path,
                message("There is no unit “{unit}”.", unit=article.unit),
                hint=suggestion(article.unit, units), line=article.unit_line,
            )  # fmt: skip
    written: list[Article | Answer] = [*source.articles.values(), *source.answers.values()]
    if any("/checks/" in link.address for text in written for link in text.links):
        known |= {addresses.check(lang, name) for lang in languages for name in checks()}
    for text in written:
        for link in text.links:
            if not _leads(link.address, known) and _dataset_of(link.address) not in unread:
                yield error(
                    "broken-link", text.path,
                    message("The link “{target}” leads nowhere.", target=link.address),
                    hint=suggestion(link.address, known), line=link.line,
                )  # fmt: skip
    yield from _translations(source)


def _dataset_of(address: str) -> str:
    """The dataset that an address is about, "" for other addresses."""
    parts = address.strip("/").split("/")
    place = parts.index("data") if "data" in parts[:2] else len(parts)
    return parts[place + 1] if place + 1 < len(parts) else ""


def _leads(address: str, known: Collection[str]) -> bool:
    return address in known or f"{address}/" in known


def _related(
    article: Article, keys: Collection[tuple[str, str]], datasets: Collection[str]
) -> Iterator[Finding]:
    for target, line in article.related:
        column, _, name = target.partition("/")
        if (column, name) in keys or (column == "data" and name in datasets):
            continue
        near = [f"{a}/{b}" for a, b in keys] + [f"data/{name}" for name in datasets]
        yield error(
            "broken-link", article.path,
            message("The related “{target}” does not exist.", target=target),
            hint=suggestion(target, near), line=line,
        )  # fmt: skip


NAMES = {"zh": words({"zh": "中文", "en": "Chinese"}), "en": words({"zh": "英文", "en": "English"})}
"""Languages by their names; others stand with their codes."""


def _translations(source: Source) -> Iterator[Finding]:
    present: dict[tuple[str, str], list[Article]] = {}
    for article in source.articles.values():
        if not article.draft:
            present.setdefault(article.key, []).append(article)
    for group in present.values():
        if len(group) == len(source.settings.languages):
            continue
        there = {article.lang for article in group}
        for lang in source.settings.languages:
            if lang not in there and not any(f"{group[0].path.rsplit('.', 2)[0]}.{lang}.md" == item
                                             for item in source.items):  # fmt: skip
                yield info(
                    "missing-translation", group[0].path,
                    message("There is no translation into “{lang}”; readers see this one with a "
                            "note.", lang=NAMES.get(lang, lang)),
                )  # fmt: skip
