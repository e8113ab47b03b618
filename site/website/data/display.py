"""Cells as people read them: words for codes, numbers in columns, links to what is meant."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from html import escape
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.outputs.cells import Kind, Value, plain_text
from publisher.outputs.facts import FieldFacts
from publisher.source import units
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field

WEB = re.compile(r"https?://[^\s<>\"']{1,500}")
GROUPED_FROM = 10_000
"""Columns of whole numbers that stay below are often years or ordinals: no separators there."""

YES, NO = message("Yes"), message("No")
UNITS_OF_MEASURE: Mapping[str, Message] = {
    "CNY": message("yuan"),
    "10k CNY": message("10,000 yuan"),
    "bidders": message("bidders"),
    "groups": message("groups"),
    "persons": message("persons"),
    "receptions": message("receptions"),
    "vehicles": message("vehicles"),
    "votes": message("votes"),
}
"""Words for the usual units of measure; others are shown as the schema has them."""


class Cell(NamedTuple):
    """A cell to be shown: `code` is what the data say where `text` is a word for it."""

    text: str
    code: str = ""
    address: str = ""


Show = Callable[[Value], Cell]


class Target(NamedTuple):
    """Where a column's values lead: the dataset, table and field that they stand for."""

    dataset: str
    resource: str
    field: str


def measure(field: Field, lang: str) -> str:
    """The unit of a column's values, in words; "" if it has none."""
    known = UNITS_OF_MEASURE.get(field.unit)
    return known.text(lang) if known else field.unit


def targets(package: DataPackage, resource: Resource) -> Mapping[str, Target]:
    """Where the values of each column lead, for keys of one field."""
    found: dict[str, Target] = {}
    for key in (*resource.schema.foreign_keys, *resource.foreign_keys):
        if len(key.fields) == 1 == len(key.reference):
            found[key.fields[0]] = Target(
                key.dataset or package.name, key.resource or resource.name, key.reference[0]
            )
    return found


def leads_to_units(edition: Edition, target: Target | None) -> bool:
    """Whether the values are codes of units that have pages."""
    known = units.directory(edition.packages.values())
    return bool(edition.units) and target is not None and known is not None and (
        (target.dataset, target.resource, target.field)
        == (known[0].name, known[1].name, "org_id")
    )  # fmt: skip


def display(
    edition: Edition, field: Field, facts: FieldFacts, target: Target | None, lang: str
) -> Show:
    """What turns a column's values into cells for readers of `lang`."""
    if leads_to_units(edition, target):
        return lambda value: _unit(edition, value, lang)
    if field.labels:
        return lambda value: _labelled(field, value, lang)
    if target is not None and _exists(edition, target):
        return _row(target, lang)
    if facts.kind is Kind.BOOLEAN:
        return lambda value: Cell((YES if value else NO).text(lang))
    if facts.kind in (Kind.INTEGER, Kind.NUMBER):
        return _number(field, facts)
    return _plain


def _plain(value: Value) -> Cell:
    text = plain_text(value)
    if isinstance(value, dt.datetime):
        return Cell(text.replace("T", " "))
    return Cell(text, address=text if WEB.fullmatch(text) else "")


def _unit(edition: Edition, value: Value, lang: str) -> Cell:
    unit = edition.units.get(str(value))
    if unit is None:
        return Cell(str(value))
    return Cell(languages.pick(unit.name, lang), unit.org_id, addresses.unit(lang, unit.org_id))


def _labelled(field: Field, value: Value, lang: str) -> Cell:
    code = plain_text(value)
    parts = [part.strip() for part in code.split(";")]
    if not all(part in field.labels for part in parts):
        return Cell(code)
    words = [languages.pick(field.labels[part], lang) for part in parts]
    return Cell(("、" if lang.startswith("zh") else ", ").join(words), code)


def _number(field: Field, facts: FieldFacts) -> Show:
    whole = [bound for bound in (facts.minimum, facts.maximum) if isinstance(bound, int)]
    grouped = facts.kind is Kind.NUMBER or any(abs(bound) >= GROUPED_FROM for bound in whole)
    form = f",.{min(facts.decimals, 12)}f" if facts.kind is Kind.NUMBER else ",d"
    if field.type == "year" or not grouped:
        return lambda value: Cell(str(value))

    def show(value: Value) -> Cell:
        if isinstance(value, Decimal) and not value.is_finite():
            return Cell(str(value))
        return Cell(format(value, form)) if isinstance(value, int | Decimal) else Cell(str(value))

    return show


def _exists(edition: Edition, target: Target) -> bool:
    package = edition.packages.get(target.dataset)
    return package is not None and package.resource(target.resource) is not None


def _row(target: Target, lang: str) -> Show:
    table = addresses.table(lang, target.dataset, target.resource)
    start = f"{table}?{urlencode({target.field: ''})}"

    def show(value: Value) -> Cell:
        code = plain_text(value)
        return Cell(code, address=start + quote_plus(code))

    return show


def markup(cell: Cell, style: str) -> str:
    """The cell as an element of a row; a template would take ten times as long for a page of them.

    `style` is the class attribute with a space before it, or "".
    """
    text = escape(cell.text)
    if cell.address:
        rel = "" if cell.address.startswith("/") else ' rel="external nofollow"'
        text = f'<a href="{escape(cell.address)}"{rel}>{text}</a>'
    title = f' title="{escape(cell.code)}"' if cell.code else ""
    return f"<td{style}{title}>{text}</td>\n"
