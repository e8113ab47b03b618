"""A unit's page: who it is, its people, its articles, its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import Message
from publisher.outputs.cells import Value
from publisher.source import units
from publisher.source.articles import Article
from publisher.source.columns import COLUMNS
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field
from publisher.source.units import Unit
from website.checks.check import Count, count
from website.checks.flags import ShownFlag, shown_flag
from website.data.display import Cell, Target, display, leads_to_units, targets
from website.data.filters import Condition, TableQuery
from website.data.rows import find_rows
from website.obligations.lines import Clock, clock
from website.pages.lists import Entry, entry
from website.tables import open_table
from website.units.tree import kind_labels

LATEST = 10
"""So many articles of each column are listed."""

FLAGS = 5
"""So many flags are listed."""

MOST_POSTS = 200
POST_FIELDS = frozenset({"post_id", "org_id", "title_zh", "holder_name"})
"""A table with these columns beside the directory of units says who holds which post."""

POST_COLUMNS = ("title_zh", "holder_name", "rank", "duties", "start_on")
HIDDEN = frozenset({"org_id", "name_zh", "name_en", "revision"})
"""Columns of the directory that the page shows elsewhere or that say nothing to readers."""


class Line(NamedTuple):
    """A column of the directory: its label and the unit's value."""

    label: str
    cell: Cell


class TableLink(NamedTuple):
    """A table with rows about the unit, what the unit is in them, and where they are."""

    title: str
    role: str
    rows: int
    address: str


class DatasetLinks(NamedTuple):
    """The tables of one dataset with rows about the unit."""

    title: str
    tables: tuple[TableLink, ...]


class ColumnArticles(NamedTuple):
    """The unit's articles in one column, the latest first; `number` includes those not listed."""

    name: str
    title: Message
    entries: tuple[Entry, ...]
    number: int


class UnitPage(NamedTuple):
    """What a unit's page shows; `post_heads` are the titles of the columns of `posts`."""

    unit: Unit
    kind: str
    parent: Unit | None
    below: tuple[Unit, ...]
    lines: tuple[Line, ...]
    post_heads: tuple[str, ...]
    posts: tuple[tuple[Cell, ...], ...]
    columns: tuple[ColumnArticles, ...]
    datasets: tuple[DatasetLinks, ...]
    clock: Clock | None
    flags: tuple[ShownFlag, ...]
    flag_count: Count


def unit_page(edition: Edition, org_id: str, lang: str) -> UnitPage | None:
    """The page of a unit, None if there is no such unit."""
    unit = edition.units.get(org_id)
    if unit is None:
        return None
    heads, posts = _posts(edition, unit, lang)
    return UnitPage(
        unit=unit,
        kind=languages.pick(kind_labels(edition).get(unit.kind, {"": unit.kind}), lang),
        parent=edition.units.get(unit.parent),
        below=tuple(other for other in edition.units.values() if other.parent == org_id),
        lines=tuple(_lines(edition, unit, lang)),
        post_heads=heads,
        posts=posts,
        columns=tuple(_articles(edition, unit, lang)),
        datasets=tuple(_datasets(edition, unit, lang)),
        clock=clock(edition, org_id, lang),
        flags=tuple(latest_flags(edition, org_id, lang)),
        flag_count=count(edition.supervision.of_unit(org_id)),
    )


def latest_flags(edition: Edition, org_id: str, lang: str) -> list[ShownFlag]:
    """The latest public flags of a unit."""
    records = edition.supervision.of_unit(org_id)[:FLAGS]
    return [shown_flag(edition, record, lang) for record in records]


def _lines(edition: Edition, unit: Unit, lang: str) -> Iterator[Line]:
    """Every filled column of the unit's row in the directory."""
    found = units.directory(edition.packages.values())
    if found is None:
        return
    package, resource = found
    facts = open_table(edition, package.name, resource.name).facts.fields
    row = _row(edition, package, resource, unit)
    leads = targets(package, resource)
    for field, fact, value in zip(resource.schema.fields, facts, row, strict=True):
        if value is not None and field.name not in HIDDEN:
            cell = display(edition, field, fact, leads.get(field.name), lang)(value)
            yield Line(languages.pick(field.title, lang) or field.name, cell)


def _row(
    edition: Edition, package: DataPackage, resource: Resource, unit: Unit
) -> tuple[Value, ...]:
    return _rows_of(edition, package, resource, "org_id", unit)[0]


def _rows_of(
    edition: Edition, package: DataPackage, resource: Resource, column: str, unit: Unit
) -> list[tuple[Value, ...]]:
    """The rows of a table that name the unit in `column`."""
    place = [field.name for field in resource.schema.fields].index(column)
    query = TableQuery(conditions=(Condition(place, among=(unit.org_id,)),))
    table = open_table(edition, package.name, resource.name)
    return [cells for _, cells in find_rows(table, query, text_places=(), limit=MOST_POSTS).rows]


def _posts(
    edition: Edition, unit: Unit, lang: str
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """The titles of the columns, and the posts of the unit that are held or vacant now."""
    found = units.directory(edition.packages.values())
    for resource in found[0].resources if found else ():
        fields = {field.name: place for place, field in enumerate(resource.schema.fields)}
        if found is None or not fields.keys() >= POST_FIELDS:
            continue
        facts = open_table(edition, found[0].name, resource.name).facts.fields
        shown = [fields[name] for name in POST_COLUMNS if name in fields]
        shows = [display(edition, resource.schema.fields[p], facts[p], None, lang) for p in shown]
        ended = fields.get("end_on")
        rows = [
            tuple(
                Cell("") if row[place] is None else show(row[place])
                for place, show in zip(shown, shows, strict=True)
            )
            for row in _rows_of(edition, found[0], resource, "org_id", unit)
            if ended is None or row[ended] is None
        ]
        heads = [_title(resource.schema.fields[place], lang) for place in shown]
        return tuple(heads), tuple(rows)
    return (), ()


def _title(field: Field, lang: str) -> str:
    return languages.pick(field.title, lang) or field.name


def articles_of(edition: Edition, org_id: str, lang: str) -> Mapping[str, Sequence[Article]]:
    """The unit's articles by column, the latest first."""
    return _known(edition).articles(lang).get(org_id, {})


def _articles(edition: Edition, unit: Unit, lang: str) -> Iterator[ColumnArticles]:
    for column, found in articles_of(edition, unit.org_id, lang).items():
        shown = tuple(entry(edition, article, lang) for article in found[:LATEST])
        yield ColumnArticles(column, COLUMNS[column].title, shown, len(found))


def naming_columns(edition: Edition) -> Iterator[tuple[DataPackage, Resource, str, Target]]:
    """Every column of every table whose values are units."""
    for package in edition.packages.values():
        for resource in package.resources:
            for column, target in targets(package, resource).items():
                if leads_to_units(edition, target):
                    yield package, resource, column, target


def _datasets(edition: Edition, unit: Unit, lang: str) -> Iterator[DatasetLinks]:
    """The tables with rows about the unit."""
    found: dict[str, list[TableLink]] = {}
    for package, resource, column, _ in naming_columns(edition):
        if column == "publisher" or resource.role == "organisations":
            continue  # who publishes is on every page; who stands below is listed on this one
        count = _counts(edition, package, resource, column).get(unit.org_id, 0)
        field = resource.schema.field(column)
        if count and field:
            query = urlencode({column: unit.org_id})
            found.setdefault(package.name, []).append(
                TableLink(
                    languages.pick(resource.title, lang),
                    languages.pick(field.description, lang) or _title(field, lang), count,
                    f"{addresses.table(lang, package.name, resource.name)}?{query}",
                )
            )  # fmt: skip
    for name, tables in found.items():
        title = languages.pick(edition.packages[name].title, lang)
        yield DatasetLinks(title, tuple(tables))


def _counts(
    edition: Edition, package: DataPackage, resource: Resource, column: str
) -> Mapping[str, int]:
    place = [field.name for field in resource.schema.fields].index(column)
    return _known(edition).counts(package.name, resource.name, place)


class _Known:
    """What was found out for all units of an edition at once."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._articles: dict[str, dict[str, dict[str, list[Article]]]] = {}
        self._counts: dict[tuple[str, str, int], Mapping[str, int]] = {}

    def articles(self, lang: str) -> Mapping[str, Mapping[str, list[Article]]]:
        """Articles by unit and column, the latest first."""
        if lang not in self._articles:
            found: dict[str, dict[str, list[Article]]] = {}
            for column in COLUMNS:
                for article in self.edition.column(column, lang):
                    if article.unit:
                        found.setdefault(article.unit, {}).setdefault(column, []).append(article)
            self._articles[lang] = found
        return self._articles[lang]

    def counts(self, dataset: str, resource: str, place: int) -> Mapping[str, int]:
        """The rows for each unit in one column of a table."""
        key = dataset, resource, place
        if key not in self._counts:
            sql = f"SELECT c{place}, count(*) FROM rows WHERE c{place} IS NOT NULL GROUP BY 1"  # noqa: S608 - c and a number
            self._counts[key] = dict(open_table(self.edition, dataset, resource).query(sql))
        return self._counts[key]


_last: list[_Known] = []


def _known(edition: Edition) -> _Known:
    """What is known for `edition`; each process deals with one at a time."""
    if not _last or _last[0].edition is not edition:
        _last[:] = [_Known(edition)]
    return _last[0]
