"""A table's page: rows, how to sort and filter them, and where to get all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.outputs.cells import Kind, Value
from publisher.outputs.facts import ORDERED, FieldFacts
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field
from website.data.display import Show, display, leads_to_units, markup, measure, targets
from website.data.files import Download, table_files
from website.data.filters import (
    AFTER,
    SORT,
    WORDS,
    Parameters,
    Problem,
    canonical,
    read_query,
)
from website.data.rows import Rows, find_rows
from website.tables import OpenTable, TooSlow, open_table

TOO_SLOW = message("This search takes too long. Give a narrower condition, or download the table.")
EMPTY = "<td></td>\n"
SIGNS = {"min": "≥", "max": "≤"}


class Column(NamedTuple):
    """A column's head: `sorted` is "ascending", "descending" or "", `sort` where its link leads."""

    name: str
    title: str
    unit: str
    description: str
    numeric: bool
    wide: bool
    sorted: str
    sort: str


class Choice(NamedTuple):
    """A value to choose; `rows` counts those that have it, None where it is not known."""

    value: str
    label: str
    rows: int | None
    chosen: bool


class Input(NamedTuple):
    """A part of the form: `kind` is choice, range or text; a range has two values."""

    name: str
    label: str
    kind: str
    type: str
    values: tuple[str, ...]
    choices: tuple[Choice, ...]
    problem: str


class Chip(NamedTuple):
    """A condition in force: its column, how it is compared, the value, and how to drop it."""

    label: str
    sign: str
    value: str
    without: str


class TablePage(NamedTuple):
    """What a table's page shows.

    `rows` are the elements of each row; `total` counts the rows found (None: not counted),
    `all_rows` those of the table; `next` is the address of the following rows; `held_since` says
    since when a newer file is held back.
    """

    package: DataPackage
    resource: Resource
    address: str
    live: bool
    columns: tuple[Column, ...]
    rows: tuple[Markup, ...]
    total: int | None
    all_rows: int
    next: str
    first: str
    words: str
    inputs: tuple[Input, ...]
    kept: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    problems: tuple[tuple[str, str], ...]
    too_slow: Message | None
    files: tuple[Download, ...]
    held_since: dt.date | None

    @property
    def status(self) -> int:
        """The status of the answer: a query that cannot be followed is a bad request."""
        return 503 if self.too_slow else 400 if self.problems else 200


def table_page(
    edition: Edition, dataset: str, name: str, parameters: Parameters, *, lang: str
) -> TablePage | None:
    """The page of the table `name` of `dataset`, None if there is no such table."""
    package = edition.packages.get(dataset)
    resource = package.resource(name) if package else None
    if package is None or resource is None:
        return None
    table = open_table(edition, dataset, name)
    return _Maker(edition, package, resource, table, canonical(parameters), lang).page()


class _Maker:
    """Makes one page."""

    def __init__(
        self, edition: Edition, package: DataPackage, resource: Resource, table: OpenTable,
        parameters: Parameters, lang: str,
    ) -> None:  # fmt: skip
        self.edition, self.package, self.resource, self.table = edition, package, resource, table
        self.parameters, self.lang = parameters, lang
        self.address = addresses.table(lang, package.name, resource.name)
        self.targets = targets(package, resource)
        self.query, self.problems = read_query(table.facts, parameters)
        self.fields = list(zip(resource.schema.fields, table.facts.fields, strict=True))

    def page(self) -> TablePage:
        rows, too_slow = self.rows()
        shows = [
            display(self.edition, field, facts, self.targets.get(field.name), self.lang)
            for field, facts in self.fields
        ]
        held = self.edition.held_back.get(self.package.folder)
        columns = tuple(self.columns())
        styles = [
            ' class="lw-number"' if column.numeric else ' class="lw-wide"' if column.wide else ""
            for column in columns
        ]
        return TablePage(
            package=self.package, resource=self.resource, live=bool(self.parameters),
            address=self.at(self.parameters), columns=columns,
            rows=tuple(_row(shows, styles, cells) for _, cells in rows.rows),
            total=rows.total, all_rows=self.table.facts.rows,
            next=self.at([*self.without(AFTER), (AFTER, str(rows.rows[-1][0]))])
            if rows.more else "",
            first=self.at(self.without(AFTER)) if self.query.after else "",
            words=next((value for name, value in self.parameters if name == WORDS), ""),
            inputs=tuple(self.inputs()),
            kept=tuple(entry for entry in self.parameters if entry[0] == SORT),
            chips=() if self.problems else tuple(self.chips()),
            problems=tuple(
                (self.label(problem), problem.message.text(self.lang))
                for problem in self.problems
            ),
            too_slow=TOO_SLOW if too_slow else None,
            files=tuple(table_files(self.edition, self.package, self.resource)),
            held_since=held.since if held else None,
        )  # fmt: skip

    def rows(self) -> tuple[Rows, bool]:
        """The rows, and whether they could not be found in time."""
        if self.problems:
            return Rows((), None, False), False
        safe = self.resource.searchable
        places = [place for place, (field, _) in enumerate(self.fields) if field.name in safe]
        try:
            return find_rows(self.table, self.query, text_places=places), False
        except TooSlow:
            return Rows((), None, False), True

    def label(self, problem: Problem) -> str:
        """The title of the column that a problem is about, else the parameter."""
        name = problem.parameter.removesuffix(".min").removesuffix(".max")
        field = self.resource.schema.field(name)
        return languages.pick(field.title, self.lang) if field else problem.parameter[:60]

    def at(self, parameters: Parameters) -> str:
        return query_address(self.address, parameters)

    def without(self, *names: str) -> list[tuple[str, str]]:
        return [entry for entry in self.parameters if entry[0] not in names]

    def chips(self) -> Iterator[Chip]:
        """The conditions in force, in the order they were given in."""
        places = {field.name: place for place, (field, _) in enumerate(self.fields)}
        for position, (name, value) in enumerate(self.parameters):
            rest = self.at([
                entry for place, entry in enumerate(self.parameters)
                if place != position and entry[0] != AFTER
            ])  # fmt: skip
            column, _, end = name.rpartition(".")
            column, sign = (name, "=") if name in places else (column, SIGNS.get(end, ""))
            if name == WORDS:
                yield Chip("", "", value, rest)
            elif sign and column in places:
                field, facts = self.fields[places[column]]
                title = languages.pick(field.title, self.lang) or field.name
                words = {c.value: c.label for c in self.choices(field, facts, ())}
                yield Chip(title, sign, words.get(value, value), rest)

    def columns(self) -> Iterator[Column]:
        for place, (field, facts) in enumerate(self.fields):
            sort = self.query.sort
            now = sort is not None and sort.place == place
            descending = now and sort is not None and sort.descending
            toggled = f"-{field.name}" if now and not descending else field.name
            yield Column(
                name=field.name, title=languages.pick(field.title, self.lang) or field.name,
                unit=measure(field, self.lang),
                description=languages.pick(field.description, self.lang),
                numeric=field.numeric, wide=self.is_wide(field, facts),
                sorted="" if not now else "descending" if descending else "ascending",
                sort=self.at([*self.without(SORT, AFTER), (SORT, toggled)]),
            )  # fmt: skip

    def is_wide(self, field: Field, facts: FieldFacts) -> bool:
        """Whether values may be long and then take several lines."""
        long = facts.kind is Kind.JSON or field.text
        return long or leads_to_units(self.edition, self.targets.get(field.name))

    def inputs(self) -> Iterator[Input]:
        told = {problem.parameter: problem.message.text(self.lang) for problem in self.problems}
        for field, facts in self.fields:
            given = [value for name, value in self.parameters if name == field.name]
            choices = tuple(self.choices(field, facts, given))
            ranged = facts.kind in ORDERED and not (given and not choices)
            kind = "choice" if choices else "range" if ranged else "text"
            names = [f"{field.name}.min", f"{field.name}.max"] if ranged else [field.name]
            values = tuple(
                next((value for key, value in self.parameters if key == name), "") for name in names
            )
            if facts.kind is not Kind.JSON:
                yield Input(
                    field.name, languages.pick(field.title, self.lang) or field.name, kind,
                    _input_type(facts, values), values, choices,
                    next((told[name] for name in (field.name, *names) if name in told), ""),
                )  # fmt: skip

    def choices(self, field: Field, facts: FieldFacts, given: Sequence[str]) -> Iterator[Choice]:
        """The values that a column can have, where there are few and they are known."""
        if leads_to_units(self.edition, self.targets.get(field.name)):
            for org_id, unit in self.edition.units.items():
                label = languages.pick(unit.name, self.lang)
                yield Choice(org_id, label, None, org_id in given)
        elif facts.counts is not None:
            show = display(self.edition, field, facts, None, self.lang)
            for code, count in facts.counts:
                label = show(code == "true" if facts.kind is Kind.BOOLEAN else code).text
                yield Choice(code, label, count, code in given)


def query_address(address: str, parameters: Parameters) -> str:
    """The address with those parameters that say something."""
    said = canonical(parameters)
    return f"{address}?{urlencode(said)}" if said else address


def _row(shows: Sequence[Show], styles: Sequence[str], cells: Sequence[Value]) -> Markup:
    elements = [
        EMPTY if value is None else markup(show(value), style)
        for show, style, value in zip(shows, styles, cells, strict=True)
    ]
    return Markup("".join(elements))  # noqa: S704 - `markup` escapes


def _input_type(facts: FieldFacts, values: Sequence[str]) -> str:
    """The type of the form's fields; a date that is none stays to be seen, as text."""
    if facts.kind is Kind.DATE:
        try:
            for value in values:
                if value:
                    dt.date.fromisoformat(value)
        except ValueError:
            return "text"
        return "date"
    return "text"
