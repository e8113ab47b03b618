"""Table Schemas: fields, keys, and the field's own schemas that ship with the package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from publisher.findings import Finding, error
from publisher.languages import Localised, message
from publisher.source import rule_findings, rules
from publisher.source.keys import KINDS, Key, suggestion
from publisher.source.rules import Rule
from publisher.source.settings import localised
from publisher.source.yaml import Document, load

SHIPPED = Path(__file__).parent.parent / "schemas"
PREFIX = "lightwell:"
EARLIEST, LATEST = "1949-10-01", "2100-12-31"
"""The bounds of days in schemas that ship with the package, where a field has none of its own."""

TYPES = (
    "string", "number", "integer", "boolean", "object", "array", "list", "datetime", "date",
    "time", "year", "yearmonth", "duration", "geopoint", "geojson", "any",
)  # fmt: skip
OWN_SCHEMA = (
    Key("name", "text", message("The schema's name.")),
    Key("title", "localised", message("The table's title.")),
    Key("description", "localised", message("What the table holds.")),
    Key("source", "text", message("The laws and documents that it follows.")),
    Key("rules", "mappings", message("Declared checks of its rows; see below.")),
)
OWN_FIELD = (
    Key("title", "localised", message("What people call the column.")),
    Key("description", "localised", message("What the column holds.")),
    Key("unit", "text", message("The unit of its numbers, such as CNY.")),
    Key("labels", "mapping", message("Words for its codes, each a text for each language.")),
    Key("text", "yes-no", message("Whether it is text that may be searched.")),
    Key("contact", "yes-no",
        message("Whether mobile numbers, e-mail addresses and number plates in it are official; "
                "nothing else ever is.")),
    Key("refers", "text",
        message("The schema and column where its codes stand, such as organisations.org_id: new "
                "datasets get the foreign key.")),
)  # fmt: skip
OWN_KEYS = frozenset(key.name for key in (*OWN_SCHEMA, *OWN_FIELD))
"""Keys of our own in schemas and fields, not passed on to frictionless."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table.

    `labels` are the words for coded values, `example` is how a value is written; `text` says that
    it may be searched, `contact` that it holds official telephone numbers or addresses.
    """

    name: str
    type: str
    title: Localised
    description: Localised
    constraints: Mapping[str, Any]
    unit: str
    labels: Mapping[str, Localised]
    text: bool
    contact: bool = False
    example: str = ""

    @property
    def numeric(self) -> bool:
        """Whether values are numbers to be set flush right and compared by size."""
        return self.type in ("number", "integer")


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Fields whose values must stand in another table; "" means this dataset or table."""

    fields: tuple[str, ...]
    dataset: str
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """A table's columns and keys; `raw` is the plain Table Schema that frictionless reads.

    `name` is that of the shipped schema that a descriptor names, "" for a schema of its own.
    """

    name: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    source: str
    raw: Mapping[str, Any]
    rules: tuple[Rule, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field called `name`."""
        return next((field for field in self.fields if field.name == name), None)


def names(value: Any) -> tuple[str, ...]:
    """One name or a list of names as a tuple."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


@cache
def shipped(name: str) -> Document | None:
    """The schema `name` that ships with the package; its days have bounds."""
    if name not in shipped_names():
        return None
    document = load((SHIPPED / f"{name}.yaml").read_bytes())
    for field in document.value["fields"]:
        if field.get("type") == "date":
            bounds = {"minimum": EARLIEST, "maximum": LATEST}
            field["constraints"] = {**bounds, **(field.get("constraints") or {})}
    return document


@cache
def shipped_names() -> tuple[str, ...]:
    """The names of all schemas that ship with the package."""
    return tuple(sorted(file.stem for file in SHIPPED.glob("*.yaml")))


def findings(value: Any, file: str, line: int) -> Iterator[Finding]:
    """What is wrong in the shape of a schema; frictionless judges the rest with the data."""
    if not isinstance(value, dict):
        yield error("schema", file, message("A schema must be a group of keys."), line=line)
        return
    fields = value.get("fields")
    if not isinstance(fields, list) or not fields:
        yield error("schema", file, message("A schema needs a list of fields."), line=line)
        return
    yield from _own_findings(value, OWN_SCHEMA, "", file, line)
    types: dict[str, str] = {}
    for position, field in enumerate(fields, 1):
        name = field.get("name") if isinstance(field, dict) else None
        if not isinstance(name, str) or not name:
            yield error("schema", file, message("Field {position} has no name.",
                                                position=position), line=line)  # fmt: skip
            continue
        if name in types:
            yield error("schema", file, message("Two fields are called “{name}”.", name=name),
                        line=line)  # fmt: skip
        yield from _own_findings(field, OWN_FIELD, name, file, line)
        kind = field.get("type", "string")
        types[name] = str(kind)
        if kind not in TYPES:
            yield error("schema", file,
                        message("Field “{name}” cannot have the type “{kind}”.", name=name,
                                kind=str(kind)[:40]),
                        hint=suggestion(str(kind), TYPES), line=line)  # fmt: skip
    yield from _key_findings(value, set(types), file, line)
    if value.get("rules") is not None:
        yield from rule_findings.findings(value["rules"], types, file, line)


def _own_findings(
    value: Mapping[str, Any], keys: tuple[Key, ...], name: str, file: str, line: int
) -> Iterator[Finding]:
    """Keys of ours in a schema or its column `name` whose values are of another kind."""
    for key in keys:
        entry = value.get(key.name)
        test, kind = KINDS[key.kind]
        if entry is not None and not test(entry) and key.name != "rules":
            yield error("schema", file,
                        message("“{key}” must be {kind}; here it is “{value}”.", key=key.name,
                                kind=kind, value=str(entry)[:60]),
                        hint=message("See the column “{name}”.", name=name) if name else None,
                        line=line)  # fmt: skip


def _key_findings(
    value: Mapping[str, Any], known: set[str], file: str, line: int
) -> Iterator[Finding]:
    used = list(names(value.get("primaryKey")))
    for key in value.get("foreignKeys") or ():
        if isinstance(key, dict):
            used += names(key.get("fields"))
    for name in used:
        if name not in known:
            yield error("schema", file, message("A key names the field “{name}”, which does not "
                                                "exist.", name=name),
                        hint=suggestion(name, known), line=line)  # fmt: skip


def build(value: Mapping[str, Any], name: str = "") -> Schema:
    """The schema of a descriptor without findings; `name` is that of a shipped one."""
    fields = tuple(
        Field(
            name=field["name"],
            type=field.get("type", "string"),
            title=localised(field.get("title")),
            description=localised(field.get("description")),
            constraints=field.get("constraints") or {},
            unit=str(field.get("unit") or ""),
            labels={str(code): localised(text)
                    for code, text in (field.get("labels") or {}).items()},
            text=bool(field.get("text")),
            contact=bool(field.get("contact")),
            example=str(field.get("example") or ""),
        )
        for field in value["fields"]
    )  # fmt: skip
    return Schema(
        name=name,
        fields=fields,
        primary_key=names(value.get("primaryKey")),
        foreign_keys=tuple(foreign_keys(value.get("foreignKeys"))),
        source=str(value.get("source") or ""),
        raw=plain(value),
        rules=rules.build(value.get("rules")),
    )


def foreign_keys(entries: Any) -> Iterator[ForeignKey]:
    """Foreign keys of a schema or of `lightwell.foreignKeys`."""
    for entry in entries or ():
        reference = entry.get("reference") or {}
        yield ForeignKey(
            fields=names(entry.get("fields")),
            dataset=str(reference.get("dataset") or ""),
            resource=str(reference.get("resource") or ""),
            reference=names(reference.get("fields")),
        )


def plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """The schema as the standard has it: texts in one language, keys of our own left out."""
    schema = {key: entry for key, entry in value.items()
              if key not in OWN_KEYS}  # fmt: skip
    schema["fields"] = [
        {
            key: _written(entry)
            for key, entry in field.items()
            if key not in OWN_KEYS or key == "name"
        }
        for field in value["fields"]
    ]
    return schema


def _written(value: Any) -> Any:
    """A value as JSON has it: days that YAML reads as such, in bounds or lists, are texts."""
    if isinstance(value, dict):
        return {key: _written(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_written(entry) for entry in value]
    return value.isoformat() if isinstance(value, dt.date) else value
