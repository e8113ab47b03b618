"""The demonstration county as plain documents, read without the publisher, with its weights.

Identifiers are short: `notices/bus-fare-hearing.zh`, `data/procurement.en`, for rows
`contracts/HT2025-116`, for flags, which the checks raise anew, `flags/C02-b2927ab7b9.zh`, and
for leaders' boards `boards/county.en`.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from publisher.release.found import boards, names, weights
from publisher.release.found.row_titles import title_of
from publisher.source.columns import LABELS
from publisher.source.settings_file import settings_of
from publisher.source.units import Unit, from_row
from publisher.supervision.checks import CHECKS
from search_index import Document, Words, shipped
from search_index.words import parse_synonyms
from tests.publisher.supervision.demonstration import results

TODAY: Final = datetime.date(2026, 3, 31)
ROOT: Final = Path(__file__).parents[3]
_MARKUP: Final = re.compile(r"\]\([^)]*\)|[#*>`|\[\]!]+|-{3,}")


class Table(NamedTuple):
    """Which columns of a table name a row, title it, are looked up whole and are read.

    Rows without a `title` are titled by their first texts. Those of what lasts, by the column
    `ends`, weigh more. `said` are words that stand beside the cells.
    """

    file: str
    key: str
    title: str
    codes: tuple[str, ...]
    texts: tuple[str, ...]
    date: str
    rows: int = 1_000
    weight: int = weights.ROW
    ends: str = ""
    said: str = ""


TABLES: Final = (
    Table("procurement/data/contracts", "contract_id", "project_name",
          ("contract_id", "ocid", "approval_no"),
          ("contract_id", "project_name", "method_reason", "agency", "experts", "source_doc"),
          "signed_on"),
    Table("procurement/data/suppliers", "supplier_id", "name", ("supplier_id",),
          ("name", "address", "source_doc"), "published_on"),
    Table("decisions/data/decisions", "decision_id", "title", ("decision_id",),
          ("decision_id", "title", "threshold_basis", "observers", "majority_departure_reason"),
          "meeting_on"),
    Table("appointments/data/appointments", "notice_id", "proposed_post",
          ("notice_id", "source_doc", "decision_id"),
          ("candidate_name", "current_post", "proposed_post", "exceptional_reason", "source_doc"),
          "posted_on"),
    Table("organisations/data/organisations", "org_id", "name_zh",
          ("org_id", "credit_code", "phone"),
          ("name_zh", "name_en", "short_name", "address", "phone", "source_doc"), "published_on",
          weight=weights.UNIT, said="办公地址 办公电话 address telephone"),
    Table("organisations/data/posts", "post_id", "", ("post_id",),
          ("title_zh", "holder_name", "duties", "dual_responsibility"), "published_on",
          ends="end_on"),
    Table("villages/data/village_accounts", "record_id", "item", ("line_code",),
          ("item", "note", "source_doc"), "published_on"),
    Table("party-affairs/data/party_catalogue", "item_id", "item", ("item_id",),
          ("item", "duty_post", "basis"), "published_on"),
    Table("villages/data/collective_assets", "asset_id", "description", ("asset_id",),
          ("description", "source_doc"), "published_on"),
    Table("payments/data/payments", "payment_id", "summary", ("payment_id", "voucher_no"),
          ("summary", "payee_name", "source_doc"), "paid_on", rows=300),
)  # fmt: skip


def documents() -> Iterator[Document]:
    """Everything that is judged: articles, datasets and their tables, rows, flags, boards."""
    yield from _articles()
    for path in sorted(ROOT.glob("datasets/*/datapackage.yaml")):
        yield from _dataset(yaml.safe_load(path.read_text(encoding="utf-8")))
    for table in TABLES:
        yield from _rows(table)
    yield from _flags()
    yield from _boards()


def words() -> Words:
    """The words of the site that is judged: shipped synonyms, the county's own, names of units."""
    own = parse_synonyms((ROOT / "search" / "synonyms.txt").read_text(encoding="utf-8"))
    found = names.of_units(units().values(), ("short_name",))
    return Words((*own, *shipped().synonyms), shipped().stop, found)


@cache
def units() -> Mapping[str, Unit]:
    """The county's units by code."""
    path = ROOT / "datasets" / "organisations" / "data" / "organisations.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        found = (from_row({k: v for k, v in row.items() if v}) for row in csv.DictReader(stream))
        return {unit.org_id: unit for unit in found}


def _boards() -> Iterator[Document]:
    settings, _ = settings_of(ROOT)
    assert settings is not None
    for document in boards.documents(settings.dialogue.boards, units(), settings.languages):
        name = document.id.split("/")[-2]
        yield replace(document, id=f"boards/{name}.{document.lang}")


def _articles() -> Iterator[Document]:
    for path in sorted(ROOT.glob("content/*/*.md")):
        if path.parent.name == "answers":
            continue  # they stand on the pages of flags
        name, lang = path.name.removesuffix(".md").rsplit(".", 1)
        _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
        front: dict[str, Any] = yaml.safe_load(head)
        column = path.parent.name
        if front.get("draft") or column == "answers":  # units' answers are no articles
            continue
        said = (LABELS.get((column, key), {}).get(str(value)) for key, value in front.items())
        tags = " ".join((*map(str, front.get("tags", ())), *(m.text(lang) for m in said if m)))
        yield Document(
            f"{column}/{name}.{lang}",
            kind="article",
            lang=lang,
            title=str(front["title"]),
            body="\n".join((str(front.get("summary", "")), _MARKUP.sub(" ", text), tags)),
            date=_day(front.get("date")),
            category=column,
            unit=str(front.get("unit", "")),
            weight=weights.GUIDE if column == "pages" else weights.ARTICLE,
        )


def _dataset(package: dict[str, Any]) -> Iterator[Document]:
    for lang in ("zh", "en"):
        keywords = package.get("keywords", ()) if lang == "zh" else ()
        tables = [
            f"{table['title'][lang]} {table['description'][lang]}" for table in package["resources"]
        ]
        yield Document(
            f"data/{package['name']}.{lang}",
            kind="dataset",
            lang=lang,
            title=package["title"][lang],
                body="\n".join((package["description"][lang], " ".join(keywords), *tables)),
            date=_day(str(package["created"])[:10]),
            unit=package["lightwell"]["unit"],
            collection=package["name"],
            weight=weights.DATASET,
            names=tuple(keywords),
        )


def _rows(table: Table) -> Iterator[Document]:
    path = ROOT / "datasets" / f"{table.file}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for _, row in zip(range(table.rows), csv.DictReader(stream), strict=False):
            texts = [row[name] for name in table.texts]
            title, rest, called = title_of(texts, len(texts))
            lasts = table.ends and not row[table.ends]
            yield Document(
                f"{path.stem}/{row[table.key]}",
                kind="row",
                title=row[table.title] if table.title else title,
                names=() if table.title else called,
                body="\n".join(
                    text for text in (*(texts if table.title else rest), table.said) if text
                ),
                date=_day(row[table.date]),
                unit=row.get("org_id") or row["publisher"],
                collection=table.file.split("/")[0],
                codes=tuple(row[name] for name in table.codes if row[name]),
                weight=weights.LASTING if lasts else table.weight,
            )


def _flags() -> Iterator[Document]:
    # C26 looks at articles, which the checks are not given here.
    found = (flag for result in results().values() if result.outcome and result.check != "C26"
             for flag in result.outcome.flags)  # fmt: skip
    for flag in found:
        for lang in ("zh", "en"):
            yield Document(
                f"flags/{flag.id}.{lang}",
                kind="flag",
                lang=lang,
                title=f"{flag.check} {CHECKS[flag.check].name.text(lang)}",
                body="\n".join((flag.text.text(lang), *(found.key for found in flag.evidence))),
                date=TODAY,
                unit=flag.unit,
                codes=(flag.id,),
                weight=weights.FLAG,
            )


def _day(value: object) -> datetime.date | None:
    return datetime.date.fromisoformat(str(value)) if value else None
