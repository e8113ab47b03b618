"""Obligations of a county's own: a table with the schema `obligations` changes and adds to them.

Its ids are those of the shipped ones in capitals (VILLAGE-ACCOUNTS), or new ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from publisher.languages import Localised
from publisher.source import schemas
from publisher.supervision.county import Tables
from publisher.supervision.limits import Limit
from publisher.supervision.obligations import (
    FREQUENCIES,
    PERIOD_END,
    Obligation,
    Rows,
    Who,
    shipped,
)

PERIODS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "annual": (("year",),),
    "quarterly": (("period",), ("quarter",), ("year", "quarter")),
    "monthly": (("month",), ("year", "month")),
}
"""The columns that make a period, the last that a schema has."""


def of_county(tables: Tables) -> tuple[Obligation, ...]:
    """The shipped obligations with what the county's own table says otherwise or besides."""
    frame = tables.find("obligations")
    found = {entry.id: entry for entry in shipped()}
    for row in frame.iter_rows(named=True) if frame is not None else ():
        name = row["obligation_id"].lower()
        known = found.get(name)
        found[name] = _changed(known, row) if known is not None else _own(row)
    return tuple(found.values())


def _changed(entry: Obligation, row: Mapping[str, Any]) -> Obligation:
    """A shipped obligation with the limit, day, basis or scope that the county sets."""
    changes: dict[str, Any] = {"scope": row.get("scope") or entry.scope}
    if row.get("deadline_n") is not None:
        changes |= {"limit": _limit(row), "fixed": "", "limit_evidence": row.get("evidence") or "M"}
        if not entry.after and not (entry.rows and entry.rows.trigger):
            changes["after"] = PERIOD_END
    if _fixed(row):
        changes |= {"fixed": _fixed(row), "limit_evidence": row.get("evidence") or "M"}
    if row.get("basis"):
        changes["basis"] = row["basis"]
    return entry._replace(**changes)


def _own(row: Mapping[str, Any]) -> Obligation:
    """An obligation that the county adds; one that nothing can answer for says why."""
    rows = _rows(row)
    judged = rows is not None and (_limit(row) is not None or bool(_fixed(row)))
    return Obligation(
        id=row["obligation_id"].lower(),
        title=_title(row) or {"": row["obligation_id"]},
        who={"": row.get("responsible") or "—"},
        basis=row.get("basis") or "",
        evidence=row.get("evidence") or "M",
        limit_evidence=row.get("evidence") or "M",
        frequency=row.get("frequency") or "event",
        rows=rows if judged else None,
        units=_who(row.get("responsible") or ""),
        limit=_limit(row),
        after="" if rows is None or rows.trigger else PERIOD_END,
        fixed=_fixed(row),
        scope=row.get("scope") or "public",
        because=None if judged else {
            "zh": "没有可以据以计算的数据表或期限。",
            "en": "There is no table or limit to compute it from.",
        },
    )  # fmt: skip


def _title(row: Mapping[str, Any]) -> Localised:
    return {"": row["title"]} if row.get("title") else {}


def _limit(row: Mapping[str, Any]) -> Limit | None:
    days = row.get("deadline_n")
    return None if days is None else Limit(int(days), row.get("deadline_unit") == "working_day")


def _fixed(row: Mapping[str, Any]) -> str:
    text = str(row.get("fixed_date") or "")
    return text if re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text, re.ASCII) else ""


def _who(text: str) -> Who:
    """Kinds of units, key_power, or codes of units, with ; between them."""
    names = tuple(name.strip() for name in re.split("[;,；，]", text) if name.strip())
    kinds = tuple(name for name in names if re.fullmatch("[a-z_]+", name) and name != "key_power")
    return Who(
        kinds=kinds, key_power="key_power" in names,
        units=tuple(name for name in names if not re.fullmatch("[a-z_]+", name)),
    )  # fmt: skip


def _rows(row: Mapping[str, Any]) -> Rows | None:
    """The rows of the schema that the county names as publications."""
    document = schemas.shipped(str(row.get("dataset") or ""))
    if document is None or row.get("frequency") not in FREQUENCIES:
        return None
    schema = row["dataset"]
    columns = {field["name"] for field in document.value["fields"]}
    if not {"org_id", "published_on"} <= columns:
        return None
    if row["frequency"] == "event":
        trigger = row.get("trigger_event") or ""
        return Rows(schema, trigger=trigger) if trigger in columns else None
    period = next(_period(row["frequency"], columns), None)
    return Rows(schema, period=period) if period else None


def _period(frequency: str, columns: set[str]) -> Iterator[tuple[str, ...]]:
    return (names for names in reversed(PERIODS[frequency]) if set(names) <= columns)
