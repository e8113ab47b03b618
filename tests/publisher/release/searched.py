"""A small source in which much is to be found, and what a release's index says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import publisher.outputs.plan
from publisher.edition import Edition
from publisher.jobs import Job, Order
from publisher.publish import Workplace, publish
from publisher.release.reader import Release, current
from search_index import ENGINES, Hit, Query
from tests.sources import NOW, article, plain_plan

CONTRACTS = """\
name: purchases
title: {zh: 采购, en: Purchases}
description: {zh: 每一份合同, en: Every contract}
created: '2026-03-01'
keywords: [采购]
lightwell: {unit: TX-XF}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: contracts
    title: {zh: 合同, en: Contracts}
    path: data/contracts.csv
    schema:
      primaryKey: contract_id
      fields:
        - {name: contract_id, type: string, title: {zh: 合同编号, en: Contract}}
        - {name: org_id, type: string, title: {zh: 单位, en: Unit}}
        - {name: signed_on, type: date, title: {zh: 签订, en: Signed}}
        - {name: published_on, type: date, title: {zh: 发布, en: Published}}
        - name: project
          type: string
          text: true
          title: {zh: 项目名称, en: Project}
          description: {zh: 买什么, en: What is bought}
        - {name: note, type: string, text: true, title: {zh: 说明, en: Note}}
        - {name: holder, type: string, title: {zh: 经办人, en: Clerk}}
        - {name: phone_no, type: string, contact: true, title: {zh: 电话, en: Telephone}}
        - name: method
          type: string
          title: {zh: 方式, en: Method}
          constraints: {enum: [open, single]}
          labels: {open: {zh: 公开招标, en: Open tender}, single: {zh: 单一来源, en: Single source}}
        - {name: source_doc, type: string, text: true, title: {zh: 来源, en: Source}}
"""
ROWS = """\
contract_id,org_id,signed_on,published_on,project,note,holder,phone_no,method,source_doc
HT-1,TX-CZ,2025-11-03,2026-01-05,教学仪器采购,按期完成,张密密,13900000001,open,测财采〔2026〕3号
HT-2,TX-XF,2025-12-01,2026-01-06,道路养护服务,,李隐隐,13900000002,single,政府采购公告
HT-3,,,,桥,青石桥维修加固,王藏藏,13900000003,open,
"""
DIRECTORY = """\
name: organisations
title: {zh: 单位目录, en: Directory}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: organisations
    path: data/organisations.csv
    lightwell: {role: organisations}
    schema:
      primaryKey: org_id
      fields:
        - {name: org_id, type: string}
        - {name: name_zh, type: string, text: true}
        - {name: name_en, type: string, text: true}
        - {name: credit_code, type: string}
        - {name: org_type, type: string}
        - {name: parent_id, type: string}
        - {name: address, type: string, text: true}
        - {name: phone, type: string}
"""
UNITS = """\
org_id,name_zh,name_en,credit_code,org_type,parent_id,address,phone
TX-XF,测试县人民政府,County Government,11999921MB00100001,government,,政和路一号,0000-1
TX-CZ,测试县财政局,Finance Bureau,11999921MB00100002,government,TX-XF,文津路二号,0000-2
"""
FILES: Mapping[str, str] = {
    "datasets/organisations/datapackage.yaml": DIRECTORY,
    "datasets/organisations/data/organisations.csv": UNITS,
    "datasets/purchases/datapackage.yaml": CONTRACTS,
    "datasets/purchases/data/contracts.csv": ROWS,
    "content/news/budget.zh.md": article("预算公开", "今年的预算。", more="unit: TX-CZ\n"),
    "content/rules/meals.zh.md": article(
        "关于印发测政发〔2025〕7号补充规定的通知", "公务接待。", more="number: 测办字〔2024〕12号\n"
    ),
}


class Picture(NamedTuple):
    """All that an index says, in no order: ids and labels of hits, totals, counts, words."""

    hits: frozenset[tuple[str, ...]]
    answers: tuple[tuple[str, int, frozenset[str], tuple[tuple[str, str, int], ...]], ...]


QUESTIONS = (
    "", "采购", "公开", "道路", "预算", "HT-1", "HT-3", "测试县", "TX-CZ", "kind:row", "kind:unit",
    "作废", "仪器 OR 维修", "老词", "contract", "桥", "finance bureau", "测试县财政局 采购",
)  # fmt: skip


def plan(edition: Edition) -> Iterator[Job]:
    """Plain pages and the tables."""
    yield from plain_plan(edition)
    yield from (job for job in publisher.outputs.plan.plan(edition) if job.order is Order.TABLE)


def release_of(source: Path, var: Path) -> Release:
    """Publish a source as it is."""
    publish(Workplace((source,), var, plan), now=lambda: NOW)
    found = current(var)
    assert found is not None
    return found


def ask(release: Release, text: str = "", **filters: str) -> list[Hit]:
    """The first hundred hits."""
    with closing(ENGINES["tantivy"].open(release.index)) as reader:
        return list(reader.search(Query(text, limit=100, **filters)).hits)  # type: ignore[arg-type]  # filters are texts


def ids(release: Release, text: str = "", **filters: str) -> set[str]:
    """The ids of the first hundred hits."""
    return {hit.id for hit in ask(release, text, **filters)}


def picture(release: Release) -> Picture:
    """All that the release's index says; it holds fewer than a hundred documents."""
    with closing(ENGINES["tantivy"].open(release.index)) as reader:
        everything = reader.search(Query(limit=100))
        assert everything.total == len(everything.hits)
        answers = []
        for question in QUESTIONS:
            found = reader.search(Query(question, limit=100, facets=True))
            counts = tuple(sorted(
                (facet, value, count)
                for facet, values in found.facets.items() for value, count in values.items()
            ))  # fmt: skip
            answers.append((question, found.total, frozenset(h.id for h in found.hits), counts))
        return Picture(frozenset(map(_said, everything.hits)), tuple(answers))


def _said(hit: Hit) -> tuple[str, ...]:
    texts = ("".join(span.text for span in spans) for spans in (hit.title, hit.snippet))
    return (hit.id, hit.kind, hit.lang, hit.category, hit.unit, hit.collection, str(hit.date),
            *texts)  # fmt: skip
