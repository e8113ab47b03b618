"""The ledger of publications: what a unit says about its duties that no other table holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from publisher.supervision.county import Tables
from publisher.supervision.duties import GROUNDS
from publisher.supervision.obligations import Obligation

Key = tuple[str, str, str]


class Ledger(NamedTuple):
    """Exemptions with a legal ground, and days of publications elsewhere, by duty.

    An exemption without a ground known to the law is none: what it would excuse stays missing.
    """

    exempt: Mapping[Key, str]
    published: Mapping[Key, dt.date]


def ledger(tables: Tables, obligations: Iterable[Obligation]) -> Ledger:
    """What the county's table of publications says; empty where there is none.

    Its due dates and its statuses on time, late and missing are not used: they are computed.
    """
    frame = tables.find("publications")
    if frame is None:
        return Ledger({}, {})
    exempt: dict[Key, str] = {}
    published: dict[Key, dt.date] = {}
    known = {entry.id for entry in obligations}
    for row in frame.iter_rows(named=True):
        name = row["obligation_id"].lower()
        if name not in known:
            continue
        key = (name, row["org_id"], str(row["period"]))
        if row["status"] == "exempt":
            if row["exempt_reason"] in GROUNDS:
                exempt[key] = row["exempt_reason"]
        elif row["first_published_on"] is not None:
            published[key] = row["first_published_on"]
    return Ledger(exempt, published)
