"""The descriptor of a new dataset: what is needed is filled in, the rest stands in comments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from publisher.languages import Message, message
from publisher.source import package_keys, schemas
from publisher.source.documents import read_document
from publisher.source.keys import Key
from publisher.source.packages import DESCRIPTORS
from publisher.source.yaml import YamlError

Schemas = Mapping[str, Mapping[str, Any]]
Known = Mapping[str, tuple[str, str]]
"""For each of the field's schemas the dataset and table of the source that hold it."""

EXAMPLES = {"unit": "QY-CZJ", "category": "finance", "frequency": "annual",
            "versions": "all"}  # fmt: skip


def known_tables(folder: Path) -> dict[str, tuple[str, str]]:
    """Where the tables of the field's schemas are in a source, as far as it can be read."""
    found: dict[str, tuple[str, str]] = {}
    for name in DESCRIPTORS:
        for file in sorted(folder.glob(f"datasets/*/{name}")):
            try:
                value = read_document(file.read_bytes(), file.name).value
            except (YamlError, OSError):  # what is wrong with it is told by the check
                continue
            for schema, table in _tables(value):
                found.setdefault(schema, (file.parent.name, table))
    return found


def _tables(value: Any) -> Iterator[tuple[str, str]]:
    resources = value.get("resources") if isinstance(value, dict) else None
    for entry in resources if isinstance(resources, list) else ():
        schema = entry.get("schema") if isinstance(entry, dict) else None
        if isinstance(schema, str) and schema.startswith(schemas.PREFIX):
            yield schema.removeprefix(schemas.PREFIX), str(entry.get("name"))


def descriptor(name: str, tables: Schemas, known: Known, lang: str) -> str:
    """The descriptor's text; `tables` are schemas by name, the first being the one asked for."""
    first = next(iter(tables.values()))
    about = {key.name: key.about for key in package_keys.PACKAGE}
    rows = [
        *_said(message("The dataset's name: that of its folder. It stands in addresses."), lang),
        f"name: {name}",
        *_said(about["title"], lang), f"title: {flow(first['title'])}",
        *_said(about["description"], lang), f"description: {flow(first['description'])}",
        *_said(about["version"], lang), "version: 1.0.0",
        *_said(about["licenses"], lang), "licenses: [{name: CC-BY-4.0}]",
        *_said(message("Keys of this site; take away the # of the lines that you fill in."), lang),
        "# lightwell:",
        *(row for key in package_keys.OWN_PACKAGE for row in _commented(key, lang)),
        *_said(message("The tables. Each has a file, whose first line names the columns in the "
                       "order of the schema."), lang),
        "resources:",
    ]  # fmt: skip
    for table, value in tables.items():
        rows += [f"  {row}" for row in _table(table, value, tables, known, lang)]
    return "\n".join(rows) + "\n"


def _table(
    name: str, value: Mapping[str, Any], tables: Schemas, known: Known, lang: str
) -> Iterator[str]:
    yield f"- name: {name}"
    yield f"  title: {flow(value['title'])}"
    yield f"  path: data/{name}.csv"
    yield from (f"  {row}" for row in _said(message(
        "The columns, their types and the rules they keep: “lightwell reference” explains them."),
        lang))  # fmt: skip
    yield f"  schema: {schemas.PREFIX}{name}"
    keys = list(_foreign_keys(value, tables, known))
    role = "organisations" if name == "organisations" and name not in known else ""
    if keys or role:
        yield "  lightwell:"
    if role:
        yield f"    role: {role}"
    if keys:
        yield from (f"    {row}" for row in _said(message(
            "Codes in these columns must exist in tables of other datasets."), lang))  # fmt: skip
        yield "    foreignKeys:"
        yield from (f"      - {key}" for key in keys)


def _foreign_keys(value: Mapping[str, Any], tables: Schemas, known: Known) -> Iterator[str]:
    """Keys to tables of other datasets, where the source has them and this one has not."""
    inside = {name for key in schemas.foreign_keys(value.get("foreignKeys")) for name in key.fields}
    for field in value["fields"]:
        schema, _, column = str(field.get("refers") or "").partition(".")
        if schema in known and schema not in tables and field["name"] not in inside:
            dataset, table = known[schema]
            yield (f"{{fields: [{field['name']}], reference: {{dataset: {dataset}, "
                   f"resource: {table}, fields: [{column}]}}}}")  # fmt: skip


def _commented(key: Key, lang: str) -> Iterable[str]:
    choices = f" ({' | '.join(key.choices)})" if key.choices else ""
    return (f"#   # {key.about.text(lang)}{choices}", f"#   {key.name}: {EXAMPLES[key.name]}")


def _said(text: Message, lang: str) -> list[str]:
    return [f"# {text.text(lang)}"]


def flow(entry: Mapping[str, Any]) -> str:
    """A mapping in one line; texts are quoted as JSON, which YAML reads."""
    parts = (
        f"{key}: {json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value}"
        for key, value in entry.items() if value is not None
    )  # fmt: skip
    return "{" + ", ".join(parts) + "}"
