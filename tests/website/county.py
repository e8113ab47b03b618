"""A small county with units, posts and payments, published for real."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from werkzeug.test import Client

from publisher.publish import Workplace, publish
from publisher.release.reader import Release, current
from tests.sources import NOW, article, put, write_source
from website.plan import plan
from website.serve import application

UNITS = """\
org_id,name_zh,name_en,org_type,parent_id,phone
TX-XF,测试县人民政府,County Government,government,,0000-1
TX-CZ,测试县财政局,Finance Bureau,government,TX-XF,0000-2
TX-CW,测试县城湾村,Chengwan Village,village,TX-XF,0000-3
"""
POSTS = """\
post_id,org_id,title_zh,holder_name,start_on,end_on
P1,TX-CZ,局长,张示范,2024-01-01,
P2,TX-CZ,副局长,李示例,2020-01-01,2023-01-01
P3,TX-XF,县长,,,
"""
ORGANISATIONS = """\
name: organisations
title: {zh: 单位目录, en: Directory}
lightwell: {unit: TX-XF, category: organisation}
resources:
  - name: organisations
    title: {zh: 单位, en: Units}
    path: data/organisations.csv
    lightwell: {role: organisations}
    schema:
      primaryKey: org_id
      fields:
        - {name: org_id, type: string, title: {zh: 编码, en: Code}}
        - {name: name_zh, type: string}
        - {name: name_en, type: string}
        - name: org_type
          type: string
          title: {zh: 类型, en: Type}
          constraints: {enum: [government, village]}
          labels: {government: {zh: 政府, en: Government}, village: {zh: 村, en: Village}}
        - {name: parent_id, type: string, title: {zh: 上级, en: Above}}
        - {name: phone, type: string, title: {zh: 电话, en: Telephone}}
      foreignKeys:
        - {fields: parent_id, reference: {resource: '', fields: org_id}}
  - name: posts
    title: {zh: 职务, en: Posts}
    path: data/posts.csv
    schema:
      primaryKey: post_id
      fields:
        - {name: post_id, type: string}
        - {name: org_id, type: string, title: {zh: 单位, en: Unit}}
        - {name: title_zh, type: string, title: {zh: 职务, en: Title}}
        - {name: holder_name, type: string, title: {zh: 姓名, en: Holder}}
        - {name: start_on, type: date}
        - {name: end_on, type: date}
      foreignKeys:
        - {fields: org_id, reference: {resource: organisations, fields: org_id}}
"""
PAYMENTS = """\
name: payments
title: {zh: 支付, en: Payments}
description: {zh: 全部支付。, en: 'All <payments> & more.'}
version: 1.2.0
created: '2026-03-31'
licenses:
  - {name: CC-BY-4.0, title: CC BY 4.0, path: 'https://creativecommons.org/licenses/by/4.0/'}
keywords: [支付]
lightwell: {unit: TX-CZ, category: finance, frequency: monthly}
resources:
  - name: payments
    title: {zh: 支付明细, en: Payments}
    path: data/payments.csv
    schema:
      primaryKey: id
      fields:
        - {name: id, type: integer, title: {zh: 编号, en: Number}, constraints: {required: true}}
        - name: org_id
          type: string
          title: {zh: 单位, en: Unit}
          description: {en: Unit that paid}
        - {name: day, type: date, title: {zh: 日期, en: Day}}
        - {name: amount, type: number, unit: CNY, title: {zh: 金额, en: Amount}}
        - name: method
          type: string
          title: {zh: 方式, en: Method}
          constraints: {enum: [cash, card]}
          labels: {cash: {zh: 现金, en: Cash}, card: {zh: 公务卡, en: Card}}
        - {name: checked, type: boolean, title: {zh: 已审, en: Checked}}
        - {name: note, type: string, title: {zh: 摘要, en: Note}, text: true}
        - {name: at, type: datetime, title: {zh: 时间, en: Time}}
        - {name: reverses, type: integer, title: {zh: 冲正, en: Reverses}}
      foreignKeys:
        - {fields: reverses, reference: {resource: '', fields: id}}
    lightwell:
      foreignKeys:
        - fields: org_id
          reference: {dataset: organisations, resource: organisations, fields: org_id}
"""
ROWS = 120
HUGE = "1234567890123.456789"


def payment(number: int) -> list[str]:
    """A row; every seventh amount is blank, every third unit is the county."""
    amount = "" if number % 7 == 0 else HUGE if number == 60 else f"{number * 37 % 50}.50"
    return [
        str(number), "TX-XF" if number % 3 == 0 else "TX-CZ",
        f"2026-01-{number % 28 + 1:02}", amount, "cash" if number % 4 else "card",
        "true" if number % 2 else "false",
        f"50% 折_{number} <b>" if number == 5 else f"维修 {number}",
        f"2026-01-{number % 28 + 1:02}T10:00:00", "1" if number == 2 else "",
    ]  # fmt: skip


HEADER = "id,org_id,day,amount,method,checked,note,at,reverses"
TABLE = "\n".join([HEADER, *(",".join(payment(number)) for number in range(1, ROWS + 1))]) + "\n"

FILES: Mapping[str, str | bytes] = {
    "datasets/organisations/datapackage.yaml": ORGANISATIONS,
    "datasets/organisations/data/organisations.csv": UNITS,
    "datasets/organisations/data/posts.csv": POSTS,
    "datasets/payments/datapackage.yaml": PAYMENTS,
    "datasets/payments/data/payments.csv": TABLE,
    "content/news/budget.zh.md": article("预算公开", "今年的预算已经公开。", more="unit: TX-CZ\n"),
    "content/news/budget.en.md": article("Budget", "This is the <budget>.", more="unit: TX-CZ\n"),
    "content/notices/gone.en.md": article(
        "Gone", more="unit: TX-CW\nwithdrawn: {date: 2026-03-01, reason: wrong}\n"
    ),
}


class County:
    """A source that is published into its own `var`."""

    def __init__(self, folder: Path) -> None:
        self.source = write_source(folder / "source", FILES)
        self.var = folder / "var"

    def publish(self, now: dt.datetime = NOW) -> Release:
        """Publish the source as it is."""
        publish(Workplace((self.source,), self.var, plan), now=lambda: now)
        release = current(self.var)
        assert release is not None
        return release

    def change(self, files: Mapping[str, str | bytes]) -> None:
        """Write files of the source anew."""
        put(self.source, files)

    def client(self) -> Client:
        """A client of the whole website."""
        return Client(application(self.var))
