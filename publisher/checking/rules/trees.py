"""Rules on rows that stand above each other."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from publisher.checking.rules.conditions import required, selects
from publisher.checking.rules.table import Broken, Row, Table
from publisher.languages import Message, message
from publisher.source.rules import Rule


def no_cycle(rule: Rule, table: Table) -> Iterator[Broken]:
    """No row stands above itself, however many lie between."""
    name, parent = rule.parts["id"], rule.parts["parent"]
    above = dict(table.frame.drop_nulls([name, parent]).select(name, parent).rows())
    circular = cycles(above)
    rows = table.frame.filter(
        pl.Series([value in circular for value in table.frame[name]], dtype=pl.Boolean)
    )

    def say(row: Row) -> Message:
        path = [row[name], above[row[name]]]
        while path[-1] != row[name] and len(path) < 6:
            path.append(above[path[-1]])
        return message("“{id}” stands above itself: {path}.", id=row[name],
                       path=" → ".join(map(str, path)))  # fmt: skip

    yield Broken(rows, parent, say)


def cycles(above: dict[str, str]) -> set[str]:
    """The ids that lie on a cycle; each id is walked over once."""
    done: set[str] = set()
    circular: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path[at] = None
            at = above.get(at)
        if at is not None and at in path:
            steps = list(path)
            circular |= set(steps[steps.index(at) :])
        done |= path.keys()
    return circular


def one_root(rule: Rule, table: Table) -> Iterator[Broken]:
    """Exactly one row has no row above it; an empty table has none to have."""
    parent = rule.parts["parent"]
    roots = table.frame.filter(pl.col(parent).is_null())
    if roots.is_empty():
        yield Broken(table.frame.head(1), parent, lambda row: message(
            "Every row has a row above it: the one at the top is missing."))  # fmt: skip
        return
    first = roots[rule.parts["id"]][0]
    yield Broken(roots.slice(1), parent, lambda row: message(
        "{column} is blank here and at “{first}”: only one row can be at the top.",
        column=table.called(parent), first=first))  # fmt: skip
    wanted = rule.parts.get("root") or {}
    yield Broken(roots.head(1).filter(~selects(wanted, table)), parent, lambda row: message(
        "The row at the top is not as it must be: {requirements}.",
        requirements=required(wanted, table)))  # fmt: skip
