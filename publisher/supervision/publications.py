"""What was published under an obligation: the rows and articles that count as its publications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from publisher.source import schemas
from publisher.source.articles import Article
from publisher.source.frames import ROW
from publisher.supervision import periods
from publisher.supervision.county import DATASET, RESOURCE
from publisher.supervision.model import Evidence
from publisher.supervision.obligations import Obligation, Rows


class Case(NamedTuple):
    """A publication, or an event that calls for one; `stated` is None while there is none.

    `begins` is the day on which an event's time begins; `source` is the dataset, or the article as
    content/<column>/<slug>.
    """

    unit: str
    period: str
    begins: dt.date | None
    stated: dt.date | None
    source: str
    evidence: Evidence | None = None
    article: tuple[str, str] | None = None


class Found(NamedTuple):
    """The cases of an obligation, the datasets they lie in, and how many rows say too little."""

    cases: tuple[Case, ...]
    datasets: frozenset[str]
    unreadable: int


def in_rows(entry: Obligation, rows: Rows, frame: pl.DataFrame) -> Found:
    """The cases in a table: the first row of each unit and period, or every row with an event."""
    for column, value in rows.where:
        frame = frame.filter(pl.col(column) == value)
    datasets = frozenset(frame[DATASET].unique().to_list())
    if not rows.period:
        return _events(rows, frame, datasets)
    first = (
        frame.drop_nulls(list(rows.period))
        .sort(rows.published, nulls_last=True, maintain_order=True)
        .unique([rows.unit, *rows.period], keep="first", maintain_order=True)
    )
    key = _key_columns(rows.schema)
    cases, unreadable = [], 0
    for row in first.iter_rows(named=True):
        period = periods.written(entry.frequency, *(row[column] for column in rows.period))
        if period is None or row[rows.unit] is None:
            unreadable += 1
            continue
        cases.append(_case(rows, row, key, period, None))
    return Found(tuple(cases), datasets, unreadable)


def _events(rows: Rows, frame: pl.DataFrame, datasets: frozenset[str]) -> Found:
    known = frame.drop_nulls([rows.unit, rows.trigger])
    key = _key_columns(rows.schema)
    cases = tuple(
        _case(rows, row, key, "", row[rows.trigger]) for row in known.iter_rows(named=True)
    )
    return Found(cases, datasets, frame.height - known.height)


def _case(
    rows: Rows, row: dict[str, object], key: tuple[str, ...], period: str, begins: dt.date | None
) -> Case:
    """A row as a case; an event has the row's key as its period."""
    stated = row[rows.published]
    dataset, resource, number = str(row[DATASET]), str(row[RESOURCE]), row[ROW]
    assert isinstance(number, int)  # noqa: S101 - frames number their rows
    name = " / ".join([str(row[column]) for column in key])
    return Case(
        unit=str(row[rows.unit]), period=period or name, begins=begins,
        stated=stated if isinstance(stated, dt.date) else None, source=dataset,
        evidence=Evidence(dataset, resource, name, number),
    )  # fmt: skip


def _key_columns(schema: str) -> tuple[str, ...]:
    document = schemas.shipped(schema)
    assert document is not None  # noqa: S101 - tables are found by shipped schemas
    return schemas.names(document.value.get("primaryKey"))


def in_articles(entry: Obligation, articles: Iterable[Article]) -> Found:
    """The cases among articles: the first of each unit for the year before its date.

    Tags differ from language to language: an article counts if they stand in one of them.
    """
    assert entry.articles is not None  # noqa: S101 - asked for obligations with articles only
    found: dict[tuple[str, str], Case] = {}
    for article in sorted(articles, key=lambda article: (article.date, article.path)):
        if article.column != entry.articles.column or article.withdrawn or not article.unit:
            continue
        if set(entry.articles.tags) <= set(article.tags):
            period = str(article.date.year - 1)
            source = f"content/{article.column}/{article.slug}"
            case = Case(article.unit, period, None, article.date, source, article=article.key)
            found.setdefault((article.unit, period), case)
    return Found(tuple(found.values()), frozenset(), 0)
