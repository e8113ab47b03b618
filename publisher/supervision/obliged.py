"""Which units an obligation binds: by the directory of units and by the tables they are in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from publisher.supervision.county import Tables
from publisher.supervision.obligations import Who


class Member(NamedTuple):
    """A unit of the directory, as far as obligations ask."""

    kind: str
    key_power: bool
    established_on: dt.date | None
    abolished_on: dt.date | None

    def existed(self, first: dt.date, last: dt.date) -> bool:
        """Whether the unit was there when the time from `first` to `last` ended."""
        begun = self.established_on is None or self.established_on <= last
        return begun and (self.abolished_on is None or self.abolished_on > last)


@dataclass
class Directory:
    """The units by org_id; empty where the county publishes no directory."""

    members: Mapping[str, Member]
    _in_tables: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict)

    def obliged(
        self, who: Who, tables: Tables, seen: Set[str], first: dt.date, last: dt.date
    ) -> list[str]:
        """The units bound by `who` that existed at the end of a period, in order.

        `seen` are the units in the obligation's own table.
        """
        if who.units:
            chosen = set(who.units)
        elif who.kinds or who.key_power:
            chosen = {
                org_id for org_id, member in self.members.items()
                if member.kind in who.kinds or (who.key_power and member.key_power)
            }  # fmt: skip
        else:
            chosen = set(self.in_tables(who.tables, tables)) if who.tables else set(seen)
        return sorted(
            org_id for org_id in chosen
            if org_id not in self.members or self.members[org_id].existed(first, last)
        )  # fmt: skip

    def in_tables(self, schemas: tuple[str, ...], tables: Tables) -> frozenset[str]:
        """The units with rows in any table of these schemas."""
        if schemas not in self._in_tables:
            frames = (tables.find(schema) for schema in schemas)
            self._in_tables[schemas] = frozenset(
                org_id for frame in frames if frame is not None
                for org_id in frame["org_id"].drop_nulls().unique().to_list()
            )  # fmt: skip
        return self._in_tables[schemas]


def directory(tables: Tables) -> Directory:
    """The directory of units that the county publishes."""
    frame = tables.find("organisations")
    if frame is None:
        return Directory({})
    columns = ("org_id", "org_type", "key_power", "established_on", "abolished_on")
    rows = frame.select(columns).iter_rows()
    return Directory({
        org_id: Member(kind or "", bool(power), begun, ended)
        for org_id, kind, power, begun, ended in rows
    })  # fmt: skip
