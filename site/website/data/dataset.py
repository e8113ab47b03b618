"""The catalogue, and a dataset's page: what it is, its tables, what their columns mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from markupsafe import Markup

from publisher import addresses, languages
from publisher.edition import Edition, HeldBack
from publisher.findings import totals
from publisher.outputs.downloads import MEDIA_TYPES
from publisher.source.packages import DataPackage, Resource
from publisher.source.units import Unit
from website.checks.check import Count, count
from website.data import words
from website.data.display import measure
from website.data.files import Download, package_files, table_files
from website.data.rules import field_rules, key_rules
from website.tables import open_table


class Entry(NamedTuple):
    """A dataset in the catalogue."""

    package: DataPackage
    rows: int
    unit: Unit | None
    frequency: str
    held_back: HeldBack | None


class Group(NamedTuple):
    """The datasets of one category."""

    name: str
    title: str
    entries: tuple[Entry, ...]


class Meaning(NamedTuple):
    """A line of the data dictionary."""

    name: str
    title: str
    type: str
    unit: str
    description: str
    rules: tuple[str, ...]
    key: bool


class TableEntry(NamedTuple):
    """A table on its dataset's page."""

    resource: Resource
    address: str
    rows: int
    files: tuple[Download, ...]
    fields: tuple[Meaning, ...]
    keys: tuple[str, ...]


class CheckFlags(NamedTuple):
    """A check with public flags that rest on the dataset."""

    title: str
    address: str
    number: int


class DatasetPage(NamedTuple):
    """What a dataset's page shows; `findings` counts what its validation report lists."""

    package: DataPackage
    unit: Unit | None
    category: str
    frequency: str
    licences: tuple[tuple[str, str], ...]
    tables: tuple[TableEntry, ...]
    files: tuple[Download, ...]
    held_back: HeldBack | None
    findings: int
    flags: tuple[CheckFlags, ...]
    linked_data: Markup

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)


def row_counts(edition: Edition, package: DataPackage) -> Mapping[str, int]:
    """The number of rows of each table."""
    return {
        resource.name: open_table(edition, package.name, resource.name).facts.rows
        for resource in package.resources
    }


def catalogue(edition: Edition, lang: str) -> list[Group]:
    """All datasets by category, in the order of the categories' declaration."""
    groups: dict[str, list[Entry]] = {}
    for package in edition.packages.values():
        groups.setdefault(package.category, []).append(
            Entry(
                package, sum(row_counts(edition, package).values()),
                edition.units.get(package.unit), words.frequency(package.frequency, lang),
                edition.held_back.get(package.folder),
            )
        )  # fmt: skip
    order = [*words.CATEGORIES, *sorted(groups.keys() - words.CATEGORIES.keys(), reverse=True)]
    return [
        Group(name or "other", words.category(name, lang), tuple(groups[name]))
        for name in order if name in groups
    ]  # fmt: skip


def dataset_page(edition: Edition, name: str, lang: str) -> DatasetPage | None:
    """The page of a dataset, None if there is no such dataset."""
    package = edition.packages.get(name)
    if package is None:
        return None
    rows = row_counts(edition, package)
    tables = tuple(
        _table(edition, package, resource, rows[resource.name], lang)
        for resource in package.resources
    )
    return DatasetPage(
        package=package,
        unit=edition.units.get(package.unit),
        category=words.category(package.category, lang),
        frequency=words.frequency(package.frequency, lang),
        licences=tuple(_licences(package)),
        tables=tables,
        files=tuple(package_files(edition, package)),
        held_back=edition.held_back.get(package.folder),
        findings=sum(totals(edition.findings.get(package.folder, ())).values()),
        flags=tuple(check_flags(edition, name, lang)),
        linked_data=linked_data(edition, package, tables, lang),
    )


def flag_count(edition: Edition) -> Count | None:
    """How many flags are public, None where there are no checks."""
    supervision = edition.supervision
    return count(supervision.public) if supervision.checks else None


def check_flags(edition: Edition, dataset: str, lang: str) -> Iterator[CheckFlags]:
    """The checks whose public flags rest on a dataset's rows."""
    supervision = edition.supervision
    flags = supervision.of_dataset(dataset)
    for about in supervision.checks:
        number = sum(record.flag.check == about.id for record in flags)
        if number:
            yield CheckFlags(f"{about.id} {about.name.text(lang)}",
                             addresses.check(lang, about.id), number)  # fmt: skip


def _licences(package: DataPackage) -> Iterator[tuple[str, str]]:
    """Each licence's title and address, "" for an address that is none of the web."""
    for entry in package.licenses:
        address = str(entry.get("path") or "")
        title = str(entry.get("title") or entry.get("name") or address)
        yield title, address if address.startswith(("https://", "http://")) else ""


def _table(
    edition: Edition, package: DataPackage, resource: Resource, rows: int, lang: str
) -> TableEntry:
    return TableEntry(
        resource=resource,
        address=addresses.table(lang, package.name, resource.name),
        rows=rows,
        files=tuple(table_files(edition, package, resource)),
        fields=tuple(meanings(resource, lang)),
        keys=tuple(key_rules(edition, package, resource, lang)),
    )


def meanings(resource: Resource, lang: str) -> Iterator[Meaning]:
    """The data dictionary of a table."""
    for field in resource.schema.fields:
        yield Meaning(
            name=field.name, title=languages.pick(field.title, lang) or field.name,
            type=words.type_name(field.type, lang), unit=measure(field, lang),
            description=languages.pick(field.description, lang),
            rules=tuple(field_rules(field, resource, lang)),
            key=field.name in resource.schema.primary_key,
        )  # fmt: skip


def linked_data(
    edition: Edition, package: DataPackage, tables: tuple[TableEntry, ...], lang: str
) -> Markup:
    """The dataset for search engines, as schema.org's JSON-LD.

    The text can stand in a script element: nothing in it ends one.
    """
    base = edition.settings.base_url
    description = languages.pick(package.description, lang) or languages.pick(package.title, lang)
    unit = edition.units.get(package.unit)
    value: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": base + addresses.package(package.name),
        "name": languages.pick(package.title, lang),
        "description": description[:5000],
        "url": base + addresses.dataset(lang, package.name),
        "inLanguage": lang,
        "isAccessibleForFree": True,
        "keywords": list(package.keywords),
        "version": package.version,
        "dateModified": package.created[:10],
        "license": [address or title for title, address in _licences(package)],
        "creator": {
            "@type": "GovernmentOrganization",
            "name": languages.pick(unit.name if unit else edition.settings.publisher, lang),
        },
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": languages.pick(edition.settings.publisher, lang),
            "url": base + addresses.home(lang),
        },
        "distribution": [
            {
                "@type": "DataDownload",
                "name": languages.pick(table.resource.title, lang),
                "encodingFormat": MEDIA_TYPES[file.extension],
                "contentUrl": base + file.address,
            }
            for table in tables
            for file in table.files
        ],
    }
    filled = {key: entry for key, entry in value.items() if entry not in ("", [])}
    text = json.dumps(filled, ensure_ascii=False, indent=1)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - what could end the element is escaped above
