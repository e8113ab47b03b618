"""A dataset of two years and two units, for questions that find little."""

from __future__ import annotations

from collections.abc import Mapping

DESCRIPTOR = """\
name: repairs
title: {zh: 工程, en: Works}
licenses: [{name: CC-BY-4.0}]
lightwell: {unit: TX-XF, category: finance}
resources:
  - name: works
    title: {zh: 工程明细, en: List of works}
    path: data/works.csv
    schema:
      primaryKey: id
      fields:
        - {name: id, type: integer, title: {zh: 编号, en: Number}}
        - {name: org_id, type: string, title: {zh: 单位, en: Unit}}
        - {name: day, type: date, title: {zh: 日期, en: Day}}
        - {name: what, type: string, title: {zh: 内容, en: What}, text: true}
        - {name: note, type: string, title: {zh: 备注, en: Note}, text: true}
"""
TABLE = """\
id,org_id,day,what,note
5,TX-CZ,2026-01-06,办公楼修缮,屋顶漏水已经处理
6,TX-CW,2025-01-07,村道路修缮,
"""
FILES: Mapping[str, str | bytes] = {
    "datasets/repairs/datapackage.yaml": DESCRIPTOR,
    "datasets/repairs/data/works.csv": TABLE,
}
"""Only its rows hold the word 修缮, and only the first of them 屋顶."""

FIRST, SECOND = (f"/data/repairs/works?id={number}" for number in (5, 6))
"""Where its rows are shown, without the language."""
