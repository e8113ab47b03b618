"""What was checked of a dataset, with which rules, and what was found: for a page and a file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import metadata
from typing import Any, NamedTuple

from publisher.checking.wording import column_of, constraint_rules, key_rules, requirement
from publisher.edition import Edition, HeldBack
from publisher.findings import Finding, Group, Severity, grouped, totals
from publisher.languages import Message, Words, words
from publisher.outputs.discretion import discreet
from publisher.source.packages import DataPackage, Resource
from publisher.source.rules import rules_of
from publisher.source.schemas import Field

STANDARD: Mapping[str, Any] = {"delimiter": ",", "quoteChar": '"', "header": True}
"""What a CSV file is like where nothing is said."""


class CheckedColumn(NamedTuple):
    """A column that was checked: what its cells hold, and the rules for them."""

    field: Field
    holds: Message
    rules: tuple[Message, ...]


class DeclaredRule(NamedTuple):
    """A rule of a schema about rows or the whole table, and what it rests on."""

    code: str
    about: Words
    source: str


class CheckedTable(NamedTuple):
    """A table that was checked: its rows and columns, and all rules that hold for them."""

    resource: Resource
    rows: int
    columns: tuple[CheckedColumn, ...]
    keys: tuple[Message, ...]
    rules: tuple[DeclaredRule, ...]

    @property
    def cells(self) -> int:
        """The number of cells."""
        return self.rows * len(self.columns)

    @property
    def encoding(self) -> str:
        """The encoding that the file was read with."""
        return (self.resource.encoding or "utf-8").upper()

    @property
    def dialect(self) -> Mapping[str, Any]:
        """How the file is written: its delimiter, its quotes and what differs from the usual."""
        if self.resource.format not in ("csv", "tsv"):
            return self.resource.dialect
        usual = {**STANDARD, "delimiter": "\t"} if self.resource.format == "tsv" else STANDARD
        return {**usual, **self.resource.dialect}


class Validation(NamedTuple):
    """A dataset's validation; rows and columns are those of the version that is shown.

    `published` is the day on which that version became public.
    """

    package: DataPackage
    tables: tuple[CheckedTable, ...]
    findings: tuple[Finding, ...]
    held_back: HeldBack | None
    published: dt.date | None
    frictionless: str

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def columns(self) -> int:
        """The columns of all tables."""
        return sum(len(table.columns) for table in self.tables)

    @property
    def cells(self) -> int:
        """The cells of all tables."""
        return sum(table.cells for table in self.tables)

    @property
    def rules(self) -> int:
        """The rules for columns, rows and tables, the types of the columns among them."""
        return sum(
            len(table.keys) + len(table.rules) + sum(1 + len(c.rules) for c in table.columns)
            for table in self.tables
        )

    @property
    def groups(self) -> list[Group]:
        """The findings by kind, the heaviest first."""
        order = list(Severity)
        groups = grouped(self.findings)
        return sorted(groups, key=lambda group: order.index(group.first.severity))

    @property
    def totals(self) -> Mapping[Severity, int]:
        """How many findings have each severity."""
        return totals(self.findings)

    @property
    def status(self) -> str:
        """How it stands: valid, remarks or held-back."""
        return "held-back" if self.held_back else "remarks" if self.findings else "valid"


def validation(edition: Edition, package: DataPackage, rows: Mapping[str, int]) -> Validation:
    """The validation of a dataset; `rows` are those of its tables."""
    return Validation(
        package,
        tuple(_table(edition, package, table, rows[table.name]) for table in package.resources),
        tuple(discreet(finding) for finding in edition.findings.get(package.folder, ())),
        edition.held_back.get(package.folder),
        edition.published.get(package.folder),
        _frictionless(),
    )


@cache
def _frictionless() -> str:
    """The version of frictionless, found without the time that importing it takes."""
    return metadata.version("frictionless")


def _table(edition: Edition, package: DataPackage, resource: Resource, rows: int) -> CheckedTable:
    return CheckedTable(
        resource, rows,
        tuple(_column(resource, field) for field in resource.schema.fields),
        tuple(key_rules(edition.packages, package, resource)),
        declared_rules(resource),
    )  # fmt: skip


def _column(resource: Resource, field: Field) -> CheckedColumn:
    holds = requirement(column_of(resource, field.name))
    return CheckedColumn(field, holds, tuple(rule for _, rule in constraint_rules(field)))


def declared_rules(resource: Resource) -> tuple[DeclaredRule, ...]:
    """The rules that a table's schema declares for rows and for the table as a whole."""
    return tuple(
        DeclaredRule(rule.code, words(rule.about), rule.source)
        for rule in rules_of(resource.schema)
    )


def as_json(shown: Validation, edition: Edition) -> bytes:
    """The validation for programs, every text in each language of the site."""
    languages = edition.settings.languages
    package = shown.package
    value: dict[str, Any] = {
        "dataset": package.name, "title": package.title, "version": package.version,
        "created": package.created, "as_of": edition.today.isoformat(), "status": shown.status,
    }  # fmt: skip
    if shown.published:
        value["published"] = shown.published.isoformat()
    if shown.held_back:
        value["held_back_since"] = shown.held_back.since.isoformat()
    value |= {
        "checked": {"tables": len(shown.tables), "rows": shown.rows, "columns": shown.columns,
                    "cells": shown.cells, "rules": shown.rules},
        "checked_by": {"frictionless": shown.frictionless},
        "summary": {severity.value: number for severity, number in shown.totals.items()},
        "findings": [_finding(finding, languages) for finding in shown.findings],
        "tables": [_table_json(table, languages) for table in shown.tables],
    }  # fmt: skip
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _said(text: Message | Words, languages: Sequence[str]) -> dict[str, str]:
    return {lang: text.text(lang) for lang in languages}


def _finding(finding: Finding, languages: Sequence[str]) -> dict[str, Any]:
    entry = finding.as_json(languages[0])
    for key in ("where", "message", "hint", "rule"):
        text = getattr(finding, key)
        if text is not None:
            entry[key] = _said(text, languages)
    return entry


def _table_json(table: CheckedTable, languages: Sequence[str]) -> dict[str, Any]:
    file = table.resource.file
    return {
        "name": table.resource.name, "title": table.resource.title, "file": file.path,
        "bytes": file.size, "hash": f"sha256:{file.sha256}", "format": table.resource.format,
        "encoding": table.encoding, "dialect": dict(table.dialect), "rows": table.rows,
        "source": table.resource.schema.source,
        "columns": [
            {"name": column.field.name, "title": column.field.title, "type": column.field.type,
             "holds": _said(column.holds, languages),
             "rules": [_said(rule, languages) for rule in column.rules]}
            for column in table.columns
        ],
        "keys": [_said(rule, languages) for rule in table.keys],
        "rules": [{"code": rule.code, "about": _said(rule.about, languages),
                   "source": rule.source} for rule in table.rules],
    }  # fmt: skip
