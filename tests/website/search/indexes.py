"""Indexes with documents of every kind, put into a published release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from publisher.release.reader import Release
from search_index import ENGINES, Document

ROWS: Sequence[Document] = (
    Document(
        id="row:payments/payments/5", kind="row", title="维修 5",
        body="摘要：屋顶维修 单位：财政局", date=dt.date(2026, 1, 6), unit="TX-CZ",
        collection="payments", codes=("PAY-5",),
    ),
    Document(
        id="row:payments/payments/6", kind="row", title="维修 6", body="摘要：道路维修",
        date=dt.date(2025, 1, 7), unit="TX-XF", collection="payments",
    ),
    Document(id="/zh/units/TX-CZ", kind="unit", lang="zh", title="测试县财政局", unit="TX-CZ"),
    Document(id="/en/units/TX-CZ", kind="unit", lang="en", title="Finance Bureau", unit="TX-CZ"),
)  # fmt: skip


def add(release: Release, documents: Iterable[Document]) -> None:
    """Replace the index of a release by one that holds these documents too."""
    fresh = release.folder / "fresh"
    ENGINES["tantivy"].update(fresh, base=release.index, changed=documents, removed=())
    release.index.rename(release.folder / "former")
    fresh.rename(release.index)
