"""Obligations: who must publish what by when, as data that ships with the package."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from publisher.languages import Localised
from publisher.source.settings import localised
from publisher.source.yaml import load
from publisher.supervision.limits import Limit

SHIPPED = Path(__file__).parent.parent / "obligations" / "cn.yaml"
FREQUENCIES = ("event", "monthly", "quarterly", "annual")
PERIOD_END, HALF_PUBLISHED = "period_end", "half_published"


class Rows(NamedTuple):
    """Rows of tables that are publications: those of `schema` with the values of `where`.

    `unit` is the column of the unit. `period` are the columns that make the period; with none of
    them every row is an event, whose time begins on the day in the column `trigger`. `published`
    is the column of the day of publication.
    """

    schema: str
    where: tuple[tuple[str, str], ...] = ()
    unit: str = "org_id"
    period: tuple[str, ...] = ()
    trigger: str = ""
    published: str = "published_on"


class Articles(NamedTuple):
    """Articles that are publications: those of a column with all of `tags`."""

    column: str
    tags: tuple[str, ...]


class Who(NamedTuple):
    """Which units must publish; with nothing said, those that are in the table."""

    kinds: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    key_power: bool = False


class Obligation(NamedTuple):
    """One line of the obligations calendar.

    `limit` counts from `after`: the trigger's day (""), period_end or half_published; `fixed`, a
    month and day of the year after the period, takes the place of both. `because` says why nothing
    is looked at. `limit_evidence` is the evidence tag of the limit.
    """

    id: str
    title: Localised
    who: Localised
    basis: str
    evidence: str
    limit_evidence: str
    frequency: str
    rows: Rows | None = None
    articles: Articles | None = None
    units: Who = Who()
    limit: Limit | None = None
    after: str = ""
    fixed: str = ""
    because: Localised | None = None
    flagged_by: str = ""
    scope: str = "public"

    @property
    def rule(self) -> str:
        """The id with a digest of what counts as its publication.

        Where that changes, the archive has not looked at it before.
        """
        text = repr((self.rows, self.articles)).encode()
        return f"{self.id} {hashlib.blake2b(text, digest_size=4).hexdigest()}"


@cache
def shipped() -> tuple[Obligation, ...]:
    """The obligations that ship with the package."""
    return tuple(map(_obligation, load(SHIPPED.read_bytes()).value["obligations"]))


def _obligation(entry: Mapping[str, Any]) -> Obligation:
    due, units = entry.get("due") or {}, entry.get("units") or {}
    rows, articles = entry.get("published_in"), entry.get("articles")
    return Obligation(
        id=entry["id"],
        title=localised(entry["title"]),
        who=localised(entry["who"]),
        basis=entry["basis"],
        evidence=entry["evidence"],
        limit_evidence=entry.get("limit", entry["evidence"]),
        frequency=entry["frequency"],
        rows=_rows(rows) if rows else None,
        articles=Articles(articles["column"], tuple(articles["tags"])) if articles else None,
        units=Who(
            kinds=tuple(units.get("kinds") or ()), tables=tuple(units.get("tables") or ()),
            units=tuple(units.get("units") or ()), key_power=bool(units.get("key_power")),
        ),
        limit=Limit(due["days"], due["unit"] == "working_day") if "days" in due else None,
        after=due.get("after", ""),
        fixed=due.get("fixed", ""),
        because=localised(entry["because"]) if "because" in entry else None,
        flagged_by=entry.get("flagged_by", ""),
    )  # fmt: skip


def _rows(entry: Mapping[str, Any]) -> Rows:
    texts = {key: entry[key] for key in ("schema", "unit", "trigger", "published") if key in entry}
    return Rows(
        **texts, where=tuple((entry.get("where") or {}).items()),
        period=tuple(entry.get("period") or ()),
    )  # fmt: skip
