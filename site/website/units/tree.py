"""The list of units: by kind, and below one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publisher import languages
from publisher.edition import Edition
from publisher.languages import Localised
from publisher.source import units
from publisher.source.units import Unit


class Branch(NamedTuple):
    """A unit in the list, and those below it of the same kind."""

    unit: Unit
    below: tuple[Branch, ...]


class Kind(NamedTuple):
    """The units of one kind, as trees."""

    code: str
    title: str
    number: int
    branches: tuple[Branch, ...]


def kind_labels(edition: Edition) -> Mapping[str, Localised]:
    """The words for kinds of units, in the order of their declaration."""
    found = units.directory(edition.packages.values())
    field = found[1].schema.field("org_type") if found else None
    return field.labels if field else {}


def unit_list(edition: Edition, lang: str) -> list[Kind]:
    """All units by kind; within a kind each stands below its parent."""
    labels = kind_labels(edition)
    kinds: dict[str, list[Unit]] = {}
    for unit in edition.units.values():
        kinds.setdefault(unit.kind, []).append(unit)
    order = [*labels, *(code for code in kinds if code not in labels)]
    return [
        Kind(code, languages.pick(labels.get(code, {"": code}), lang), len(kinds[code]),
             _branches(kinds[code]))
        for code in order if code in kinds
    ]  # fmt: skip


def _branches(members: list[Unit]) -> tuple[Branch, ...]:
    known = {unit.org_id for unit in members}
    children: dict[str, list[Unit]] = {}
    for unit in members:
        children.setdefault(unit.parent if unit.parent in known else "", []).append(unit)
    placed: set[str] = set()

    def grow(parent: str) -> tuple[Branch, ...]:
        branches = []
        for unit in children.get(parent, ()):
            if unit.org_id not in placed:
                placed.add(unit.org_id)
                branches.append(Branch(unit, grow(unit.org_id)))
        return tuple(branches)

    roots = grow("")
    # Units that are their own ancestors belong to no root.
    return (*roots, *(Branch(unit, ()) for unit in members if unit.org_id not in placed))
