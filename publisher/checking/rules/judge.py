"""Declared checks over the tables of a valid dataset: what breaks them becomes findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from publisher.checking.rules import codes, groups, periods, rows, sums, trees
from publisher.checking.rules.conditions import chosen
from publisher.checking.rules.table import ROW, Broken, Reader, Table
from publisher.checking.wording.columns import column_words
from publisher.findings import Finding, error
from publisher.languages import Message, message, words
from publisher.source import frames, rule_findings
from publisher.source.packages import DataPackage, Resource
from publisher.source.rules import Rule, rules_of

LISTED = 100
"""So many findings of a rule are listed for a column; the rest is counted in one."""

JUDGES: Mapping[str, Callable[[Rule, Table], Iterator[Broken]]] = {
    "sum": sums.total, "part": sums.part, "bands": sums.bands, "scale": sums.scale,
    "when": rows.when, "some": rows.some, "order": rows.order, "listed": rows.listed,
    "working-days": rows.working_days, "suppression": rows.suppression,
    "checksum": codes.checksum, "unique": groups.unique, "balance": groups.balance,
    "children": groups.children, "explained": groups.explained, "carry": periods.carry,
    "no-overlap": periods.no_overlap, "no-cycle": trees.no_cycle, "one-root": trees.one_root,
}  # fmt: skip


class Claim(NamedTuple):
    """A rule of a table, the columns it needs, and whether they lead to other datasets."""

    rule: Rule
    fields: tuple[str, ...]
    outside: bool


def check_package(package: DataPackage) -> list[Finding]:
    """Findings of the rules of a valid dataset's tables that need no other dataset."""
    return _findings(Reader(package, {package.name: package}), outside=False)


def check_references(package: DataPackage, packages: Mapping[str, DataPackage]) -> list[Finding]:
    """Findings of the rules that compare rows with those of the valid datasets `packages`."""
    return _findings(Reader(package, {**packages, package.name: package}), outside=True)


def _findings(reader: Reader, *, outside: bool) -> list[Finding]:
    found: list[Finding] = []
    for resource in reader.package.resources:
        claims: list[Claim] = []
        for rule in rules_of(resource.schema):
            claim = _claim(reader, resource, rule, found)
            if claim is not None and claim.outside == outside:
                claims.append(claim)
        for together in frames.portions(resource, claims):
            names = chain.from_iterable(claim.fields for claim in together)
            table = reader.read(resource, names)
            for claim in together:
                found += judge(claim.rule, table)
    return found


def _claim(reader: Reader, resource: Resource, rule: Rule, found: list[Finding]) -> Claim | None:
    """What the rule needs; None where a key of it leads nowhere, or its columns do not fit."""
    fields = rule.fields
    types = reader.types(resource, fields)
    if not set(fields) <= set(types):
        return None
    targets = [reader.target(resource, name.partition(".")[0]) for name in fields if "." in name]
    outside = any(target and target.dataset != reader.package.name for target in targets)
    wrong = rule_findings.of_rule(rule, types) if any("." in name for name in fields) else []
    found += [
        error("rule", reader.package.path,
              message("Rule “{rule}”: {what}", rule=rule.code, what=text))
        for text in wrong
    ]  # fmt: skip
    return None if wrong else Claim(rule, fields, outside)


def judge(rule: Rule, table: Table) -> Iterator[Finding]:
    """The findings of one rule over a table."""
    for broken in JUDGES[rule.kind](rule, chosen(table, rule.parts.get("where"))):
        yield from _listed(rule, table.resource, broken)


def _listed(rule: Rule, resource: Resource, broken: Broken) -> Iterator[Finding]:
    names = [field.name for field in resource.schema.fields]
    column = names.index(broken.field) + 1 if broken.field in names else None
    field = resource.schema.field(broken.field)
    rest = broken.rows.height - LISTED
    shown = broken.rows.head(LISTED + 1 if rest > 0 else LISTED)
    for place, row in enumerate(shown.iter_rows(named=True)):
        yield error(
            rule.code, resource.file.path, broken.say(row), row=row[ROW], column=column,
            field=broken.field if column else None,
            heading=column_words(field) if field else None,
            hint=Message("{hint}", (("hint", words(rule.hint)),)) if rule.hint else None,
            rule=behind(rule), count=rest if place == LISTED else 1,
        )  # fmt: skip


def behind(rule: Rule) -> Message:
    """The rule in a sentence, with its source."""
    if rule.source:
        return message("{rule} ({source})", rule=words(rule.about), source=rule.source)
    return message("{rule}", rule=words(rule.about))
