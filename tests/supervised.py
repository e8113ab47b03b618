"""Sources with a few contracts that C09 looks at, published for real on several days."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from publisher import publish as road
from publisher.jobs import Planner
from publisher.languages import message
from publisher.publish import Outcome, Workplace
from publisher.source import answers, schemas
from publisher.supervision.life import FlagRecord, Supervision
from publisher.supervision.model import Flag, Weight
from tests.sources import SETTINGS, article, put, workplace, write_source

DESCRIPTOR = """\
name: procurement
title: {zh: 采购, en: Procurement}
description: {zh: 测试数据, en: Data for a test}
licenses: [{name: CC-BY-4.0}]
resources:
  - {name: contracts, title: {zh: 合同, en: Contracts}, path: data/contracts.csv,
     schema: 'lightwell:contracts'}
  - {name: suppliers, title: {zh: 供应商, en: Suppliers}, path: data/suppliers.csv,
     schema: 'lightwell:suppliers'}
"""
SUPPLIER = "91999921MA0022994A"
CONTRACT = {
    "org_id": "TX-JYJ", "project_name": "课桌", "budget_item": "TX-1", "category_code": "A",
    "method": "open", "budget_amount": "500000.00", "notice_on": "2025-03-03",
    "docs_from": "2025-03-03", "bid_deadline": "2025-03-24", "bid_open_on": "2025-03-24",
    "result_on": "2025-03-26", "signed_on": "2025-04-10", "contract_published_on": "2025-04-11",
    "supplier_id": SUPPLIER, "amount": "480000.00", "amendments_amount": "0.00",
    "bidders_count": "4", "publisher": "TX-JYJ", "published_on": "2025-04-11", "revision": "1",
    "source_doc": "公告",
}  # fmt: skip
SHORT = {"docs_from": "2025-03-11"}
"""Thirteen days to the deadline."""
FILLED = {
    f"content/{column}/first.zh.md": article(date="2026-02-27")
    for column in ("news", "notices", "cases", "exemplars", "rules")
}
"""An article in each column, so that no check flags an empty one."""


def table(schema: str, rows: Iterable[Mapping[str, str]]) -> str:
    """A table of a shipped schema as CSV; fields left out are blank."""
    document = schemas.shipped(schema)
    assert document is not None
    text = io.StringIO()
    writer = csv.DictWriter(text, [field["name"] for field in document.value["fields"]])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def contracts(*rows: Mapping[str, str]) -> dict[str, str]:
    """The files of a dataset of contracts, numbered from HT-0001; each row says what differs."""
    whole = [
        {**CONTRACT, "contract_id": f"HT-{number:04}", "ocid": f"ocds-qydemo-{number:04}", **row}
        for number, row in enumerate(rows, 1)
    ]
    supplier = {
        "supplier_id": SUPPLIER, "name": "测试公司", "registered_on": "2020-01-06",
        "address": "测试县", "source_doc": "公告", "publisher": "TX-JYJ",
        "published_on": "2025-04-11", "revision": "1",
    }  # fmt: skip
    return {
        "datasets/procurement/datapackage.yaml": DESCRIPTOR,
        "datasets/procurement/data/contracts.csv": table("contracts", whole),
        "datasets/procurement/data/suppliers.csv": table("suppliers", [supplier]),
    }


def flag_id(contract: str, check: str = "C09") -> str:
    """The id of the flag of a contract."""
    return Flag(check=check, subject=(contract,), unit="", weight=Weight.LOW, day=None,
                text=message(""), evidence=(), rows=0).id  # fmt: skip


def answer(
    contract: str, date: str, *, party: str = "TX-JYJ", lang: str = "zh", state: str = "",
    body: str = "我们说明。",
) -> dict[str, str]:  # fmt: skip
    """The file of an answer."""
    more = f"state: {state}\n" if state else ""
    text = f"---\ndate: {date}\n{more}---\n{body}\n"
    return {answers.file_name(flag_id(contract), party, lang): text}


def notices(**days: str) -> dict[str, str]:
    """The file of notices, by contract written with an underscore."""
    rows = [f"{flag_id(name.replace('_', '-'))}: {day}" for name, day in days.items()]
    return {answers.NOTICES: "\n".join(rows) + "\n"}


class Supervised:
    """A source with contracts, and what is known of its flags on a day."""

    def __init__(
        self, folder: Path, *rows: Mapping[str, str], plan: Planner | None = None,
        files: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.folder = write_source(folder / "source", {**contracts(*rows), **(files or {})})
        self.place: Workplace = workplace(self.folder)
        if plan is not None:
            self.place = replace(self.place, plan=plan)

    @property
    def public(self) -> Path:
        """What everybody sees."""
        return self.place.var / "current" / "public"

    def page(self, path: str) -> str:
        """A published file."""
        return (self.public / path).read_text(encoding="utf-8")

    def put(self, files: Mapping[str, str]) -> None:
        """Write files."""
        put(self.folder, files)

    def rows(self, *rows: Mapping[str, str]) -> None:
        """Write the contracts anew."""
        self.put(contracts(*rows))

    def settings(self, more: str) -> None:
        """Write the settings anew, with these further tables."""
        self.put({"lightwell.toml": f"{SETTINGS}\n{more}"})

    def publish(self, day: str) -> Outcome:
        """Publish at noon of a day."""
        return road.publish(self.place, now=lambda: noon(day))

    def on(self, day: str) -> Supervision:
        """Publish on a day, and see what is known then."""
        self.publish(day)
        with road.composed(self.place, now=lambda: noon(day)) as (_, made):
            return made.edition.supervision


def noon(day: str) -> dt.datetime:
    """Noon in China."""
    return dt.datetime.fromisoformat(f"{day}T12:00:00+08:00")


def record_of(supervision: Supervision, contract: str) -> FlagRecord:
    """What is known of a contract's flag."""
    return next(r for r in supervision.records if r.flag.id == flag_id(contract))
