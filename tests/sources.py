"""Small sources for tests: written into a folder, read and published for real."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from publisher import addresses
from publisher.checking.check import Report, Results, check
from publisher.edition import Edition
from publisher.jobs import Job, digest, write
from publisher.processes import Processes
from publisher.publish import Outcome, Workplace, publish
from publisher.source.memory import Store
from publisher.source.read import read
from publisher.source.source import Source

NOW = dt.datetime(2026, 3, 31, 4, 0, tzinfo=dt.UTC)

SETTINGS = """\
[site]
title.zh = "测试县"
title.en = "Test County"
base_url = "https://test.example"
languages = ["zh", "en"]
timezone = "Asia/Shanghai"

[publisher]
name.zh = "测试县纪委监委"
name.en = "Test County Commission"
"""

ARTICLE = """\
---
title: {title}
date: {date}
{more}---
{body}
"""

DESCRIPTOR = """\
name: {name}
title: {{zh: 支出, en: Spending}}
description: {{zh: 测试数据, en: Data for a test}}
licenses: [{{name: CC-BY-4.0}}]
resources:
  - name: rows
    path: data/rows.csv
    schema:
      fields:
        - {{name: id, type: integer, title: {{zh: 编号, en: Number}}}}
        - {{name: day, type: date}}
        - {{name: amount, type: number, unit: CNY}}
        - {{name: payee, type: string, text: true}}
      primaryKey: id
"""

ROWS = "id,day,amount,payee\n1,2026-01-02,10.50,甲公司\n2,2026-01-03,-3.00,乙公司\n"


def article(
    title: str = "标题", body: str = "正文。", date: str = "2026-03-01", more: str = ""
) -> str:
    """The text of an article's file; `more` are further lines of front matter."""
    return ARTICLE.format(title=title, date=date, more=textwrap.dedent(more), body=body)


def dataset(name: str = "spending", rows: str = ROWS) -> dict[str, str]:
    """The files of a small dataset."""
    return {
        f"datasets/{name}/datapackage.yaml": DESCRIPTOR.format(name=name),
        f"datasets/{name}/data/rows.csv": rows,
    }


def write_source(
    folder: Path, files: Mapping[str, str | bytes], *, settings: str = SETTINGS
) -> Path:
    """Write a source with these files into `folder`."""
    put(folder, {"lightwell.toml": settings, **files})
    return folder


def put(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def checked(folder: Path, *, memory: Path | None = None) -> tuple[Source, Report]:
    """Read and check a source."""
    store = Store(memory, "test")
    with Processes() as processes:
        source = read([folder], store, processes)
        report = check(source, Results(memory, "test"))
    store.fragments.close()
    return source, report


def codes(report: Report) -> list[str]:
    """The codes of all findings."""
    return [finding.code for finding in report.findings]


def plain_page(edition: Edition, target: Path, column: str, slug: str, lang: str) -> None:
    """A page without a website: title, text, and whether it is held back."""
    shown = edition.articles[(column, slug)][lang]
    held = edition.held_back.get(shown.path)
    write(target, f"{shown.title}\n{edition.fragment(shown).html}\n{held and held.since}".encode())


def plain_plan(edition: Edition) -> Iterator[Job]:
    """One page for each article, and nothing else."""
    for shown in edition.all_articles():
        held = edition.held_back.get(shown.path)
        yield Job(
            "public/" + addresses.file_of(shown.address),
            digest(edition.software, shown.sha256, held),
            plain_page, (shown.column, shown.slug, shown.lang),
        )  # fmt: skip


def workplace(source: Path, var: Path | None = None) -> Workplace:
    """Where a source is published with plain pages."""
    return Workplace((source,), var or source / "var", plain_plan)


def publish_plainly(source: Path, var: Path | None = None, *, now: dt.datetime = NOW) -> Outcome:
    """Publish a source with plain pages."""
    return publish(workplace(source, var), now=lambda: now)


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their bytes."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*")) if file.is_file()
    }  # fmt: skip
