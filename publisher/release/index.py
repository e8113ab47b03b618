"""The search index of a release: articles, descriptions of datasets, and flags as documents."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from publisher import addresses
from publisher.edition import Edition
from publisher.jobs import digest
from publisher.languages import pick
from publisher.outputs import signals
from publisher.outputs.flag_plan import flag_state
from publisher.release.reader import Release
from publisher.source.articles import Article
from publisher.source.packages import DataPackage
from publisher.supervision.life import FlagRecord
from search_index import ENGINES, Document

PREFIX = "index/"
ENGINE = f"{PREFIX}engine"
TOO_MANY = 0.5
"""With a larger share of changed documents, building anew is faster than updating."""


class Index:
    """What is to be found in an edition, and how its index is made."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.engine = edition.settings.engine
        self.articles: dict[str, Article] = {}
        self.packages: dict[str, tuple[DataPackage, str]] = {}
        self.flags: dict[str, tuple[FlagRecord, str]] = {}
        for article in edition.all_articles():
            if article.withdrawn is None and not article.draft:
                self.articles[article.address] = article
        for package in edition.packages.values():
            for lang in edition.settings.languages:
                self.packages[addresses.dataset(lang, package.name)] = (package, lang)
        for record in edition.supervision.public:
            for lang in edition.settings.languages:
                self.flags[addresses.flag(lang, record.flag.id)] = (record, lang)

    def inputs(self) -> dict[str, str]:
        """What the index depends on: a digest for each document and for the engine."""
        engine = digest(self.engine)
        found = {ENGINE: engine}
        for address, article in self.articles.items():
            found[PREFIX + address] = article.sha256
        for address, (package, _) in self.packages.items():
            found[PREFIX + address] = package.sha256
        for address, (record, _) in self.flags.items():
            found[PREFIX + address] = flag_state(self.edition, record)
        return found

    def make(self, base: Release | None, folder: Path) -> None:
        """Make the index in `folder` from that of `base`, as far as that is faster."""
        wanted = self.inputs()
        rows = base.input_rows if base else []
        had = {row for row in rows if row.startswith(PREFIX)}
        now = {f"{key}\t{value}" for key, value in wanted.items()}
        changed = sorted(row.partition("\t")[0] for row in now - had)
        former = {row.partition("\t")[0] for row in had - now}
        removed = sorted(key.removeprefix(PREFIX) for key in former - wanted.keys())
        engine = ENGINES[self.engine]
        if base is None or ENGINE in changed or (
            len(changed) + len(removed) > TOO_MANY * len(wanted)
        ):  # fmt: skip
            engine.build(folder, self.documents(wanted))
        elif changed or removed:
            engine.update(
                folder, base=base.index, changed=self.documents(changed), removed=removed
            )
        else:
            link_folder(base.index, folder)

    def documents(self, keys: Mapping[str, str] | list[str]) -> Iterator[Document]:
        """The documents with these keys; texts are fetched one by one."""
        for key in keys:
            address = key.removeprefix(PREFIX)
            if address in self.articles:
                yield self.article(address, self.articles[address])
            elif address in self.packages:
                yield self.dataset(address, *self.packages[address])
            elif address in self.flags:
                yield self.flag(address, *self.flags[address])

    def article(self, address: str, article: Article) -> Document:
        """An article as a document."""
        parts = [article.summary, " ".join(article.tags), self.edition.fragment(article).text]
        return Document(
            id=address, kind="article", lang=article.lang, title=article.title,
            body="\n".join(part for part in parts if part), date=article.date,
            category=article.column, unit=article.unit,
        )  # fmt: skip

    @staticmethod
    def dataset(address: str, package: DataPackage, lang: str) -> Document:
        """A dataset's description as a document."""
        parts = [pick(package.description, lang), " ".join(package.keywords)]
        for resource in package.resources:
            parts += [pick(resource.title, lang), pick(resource.description, lang)]
            parts += [f"{pick(field.title, lang)} {pick(field.description, lang)}".strip()
                      for field in resource.schema.fields]  # fmt: skip
        return Document(
            id=address, kind="dataset", lang=lang, title=pick(package.title, lang),
            body="\n".join(part for part in parts if part), category="data", unit=package.unit,
        )  # fmt: skip

    def flag(self, address: str, record: FlagRecord, lang: str) -> Document:
        """A public flag as a document, with a title that judges nothing."""
        flag = record.flag
        parts = [flag.text.text(lang), *(entry.key for entry in flag.evidence)]
        parts += [answer.text for answer in record.answers if answer.lang == lang]
        return Document(
            id=address, kind="flag", lang=lang, title=signals.title(self.edition, flag, lang),
            body="\n".join(parts), date=record.public_since, category="data", unit=flag.unit,
        )  # fmt: skip


def link_folder(base: Path, folder: Path) -> None:
    """Link all files of an unchanged index into a new folder."""
    for file in sorted(base.rglob("*")):
        target = folder / file.relative_to(base)
        if file.is_dir():
            target.mkdir(parents=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, target)
