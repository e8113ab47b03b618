"""Governments' own files go the whole road, unchanged: London, Leeds, Taiwan, North Macedonia."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import polars
import pytest

from publisher.findings import Finding, Severity
from publisher.outputs.tables import read_facts
from publisher.publish import Outcome, Workplace, publish
from publisher.release.reader import Release, current
from search_index import ENGINES, Query
from tests.sources import NOW, article, put, write_source
from website.plan import plan

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"there is no folder {SAMPLES}")


class Sample(NamedTuple):
    """A file, what a descriptor must say for it to be read, and what is known about it.

    `types` are the types of the fields that are no plain texts; `reader` are the arguments of the
    independent reader that the outputs are compared with.
    """

    file: str
    rows: int
    types: Mapping[str, str]
    amount: str
    about: str
    key: str = ""
    more: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ","

    @property
    def place(self) -> Path:
        """Where the file lies."""
        return SAMPLES / self.file

    def labels(self) -> list[str]:
        """The columns' labels."""
        with self.place.open(encoding=self.encoding, newline="") as text:
            return next(csv.reader(text, delimiter=self.delimiter))

    def read(self) -> list[dict[str, str]]:
        """The rows by the independent reader, blank ones left out."""
        with self.place.open(encoding=self.encoding, newline="") as text:
            rows = csv.DictReader(text, delimiter=self.delimiter)
            return [row for row in rows if any(row.values())]


CLEAN: Mapping[str, Sample] = {
    "london": Sample(
        "gb_gla_spend_2008_2013.csv", 28_145,
        {"ID": "integer", "VendorID": "integer", "AccountCode": "integer", "Amount": "number",
         "Date": "date"},
        "Amount", "What the mayoralty of London paid", key="ID",
    ),
    "leeds": Sample(
        "gb_leeds_2011_09_clean.csv", 9_569,
        {"Detailed expenditure code": "integer", "Date paid": "date", "Net amount": "number"},
        "Net amount", "What a city of Yorkshire paid", key="Transaction number",
    ),
    "taiwan": Sample(
        "tw_budget_2025_zh.csv", 1_194, {"year": "year", "amount": "integer"},
        "amount", "總統府等機關之歲出預算", key="code",
    ),
    "macedonia": Sample(
        "mk_budget.csv", 10_153,
        {"Датум на објавување": "datetime", "Број раздел": "integer", "Сметка": "integer",
         "Категорија": "integer", "Ставка": "integer", "Буџет": "number"},
        "Буџет", "Буџет на централната власт",
        more='dialect: {delimiter: ";", skipBlankRows: true}', delimiter=";",
    ),
}  # fmt: skip
RAW = Sample(
    "gb_leeds_2011_12_raw_cp1252.csv", 9_954, {}, "Net amount", "As it was first put online",
    more="encoding: cp1252", encoding="cp1252",
)  # fmt: skip
DIRTY: Mapping[str, Sample] = {"raw": RAW, "mistaken": RAW._replace(more="encoding: utf-8")}
FOUND_BY = {"london": "mayoralty", "leeds": "yorkshire", "taiwan": "歲出預算", "macedonia": "власт"}


def descriptor(name: str, sample: Sample) -> str:
    """A descriptor for a file: every labelled column is a field."""
    fields = [
        {"name": label, "type": sample.types.get(label, "string")}
        for label in sample.labels() if label
    ]  # fmt: skip
    schema: dict[str, Any] = {"fields": fields}
    if sample.key:
        schema["primaryKey"] = sample.key
    return "\n".join([
        f"name: {name}",
        f"title: {name.title()}",
        f"description: {{zh: {sample.about}, en: {sample.about}}}",
        "licenses: [{name: other-open}]",
        "resources:",
        "  - name: rows",
        f"    path: {sample.file}",
        *([f"    {sample.more}"] if sample.more else []),
        f"    schema: {json.dumps(schema, ensure_ascii=False)}",
    ])  # fmt: skip


class Published(NamedTuple):
    """The one publication that all tests look at."""

    outcome: Outcome
    release: Release

    def file(self, name: str, extension: str) -> Path:
        """A table's file in one format."""
        return self.release.public / f"data/{name}/rows.{extension}"

    def findings(self, name: str) -> list[Finding]:
        """What was found in a dataset."""
        return [found for found in self.outcome.report.findings
                if found.item == f"datasets/{name}"]  # fmt: skip


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """All samples, published with the website's pages."""
    source = write_source(
        tmp_path_factory.mktemp("real") / "source",
        {"content/news/a.zh.md": article("甲", "见[数据](/zh/data/taiwan/)。")},
    )
    for name, sample in {**CLEAN, **DIRTY}.items():
        put(source, {f"datasets/{name}/datapackage.yaml": descriptor(name, sample)})
        shutil.copyfile(sample.place, source / f"datasets/{name}/{sample.file}")
    outcome = publish(Workplace((source,), source / "var", plan), now=lambda: NOW)
    release = current(source / "var")
    assert release is not None
    return Published(outcome, release)


def test_only_the_dirty_ones_are_held_back(published: Published) -> None:
    assert published.outcome.held_back == ("datasets/mistaken", "datasets/raw")
    assert published.outcome.report.bad_items == {"datasets/mistaken", "datasets/raw"}
    for name in DIRTY:
        assert not published.file(name, "csv").exists()
    assert (published.release.public / "zh/news/a.html").is_file()


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_one_has_no_findings(published: Published, name: str) -> None:
    assert published.findings(name) == []


@pytest.mark.parametrize("name", CLEAN)
def test_the_bytes_are_the_governments_own(published: Published, name: str) -> None:
    assert published.file(name, "csv").read_bytes() == CLEAN[name].place.read_bytes()


@pytest.mark.parametrize("name", CLEAN)
def test_every_format_has_every_row_and_the_same_total(published: Published, name: str) -> None:
    sample = CLEAN[name]
    expected = sample.read()
    total = sum((Decimal(row[sample.amount]) for row in expected), Decimal())
    assert len(expected) == sample.rows

    facts = read_facts(published.release.tables / f"{name}/rows.sqlite")
    assert facts.rows == sample.rows

    text = published.file(name, "json").read_text(encoding="utf-8")
    rows = json.loads(text, parse_float=Decimal)
    assert len(rows) == sample.rows
    assert list(rows[0]) == sample.labels()
    assert sum((Decimal(row[sample.amount]) for row in rows), Decimal()) == total

    frame = polars.read_parquet(published.file(name, "parquet"))
    assert (frame.height, frame.columns) == (sample.rows, sample.labels())
    assert sum((Decimal(cell) for cell in frame[sample.amount]), Decimal()) == total

    with zipfile.ZipFile(published.file(name, "xlsx")) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert len(re.findall(rb"<row ", sheet)) == sample.rows + 1, "the header and the rows"


@pytest.mark.parametrize("name", CLEAN)
def test_every_text_cell_is_as_it_was(published: Published, name: str) -> None:
    sample = CLEAN[name]
    texts = [label for label in sample.labels() if label not in sample.types]
    frame = polars.read_parquet(published.file(name, "parquet"), columns=texts)
    for label in texts:
        assert frame[label].to_list() == [row[label] or None for row in sample.read()]


def test_notes_of_many_lines_keep_their_lines(published: Published) -> None:
    frame = polars.read_parquet(published.file("taiwan", "parquet"), columns=["note"])
    longest = max((note for note in frame["note"] if note), key=lambda note: note.count("\n"))
    assert longest.count("\n") > 50
    assert "\u3000" in longest


@pytest.mark.parametrize("name", CLEAN)
def test_a_word_of_the_description_finds_the_dataset(published: Published, name: str) -> None:
    reader = ENGINES["tantivy"].open(published.release.index)
    found = reader.search(Query(FOUND_BY[name], kind="dataset"))
    reader.close()
    assert {hit.id for hit in found.hits} == {f"/zh/data/{name}/", f"/en/data/{name}/"}


def test_findings_of_the_raw_file_name_rows_and_columns(published: Published) -> None:
    found = published.findings("raw")
    labels = RAW.labels()
    blank = [place for place, label in enumerate(labels, 1) if not label]
    assert len(blank) == 25
    [header, *others] = found
    assert (header.row, header.severity) == (1, Severity.ERROR)
    assert header.file == f"datasets/raw/{RAW.file}"
    told = header.message.text("en")
    assert all(str(place) in told for place in blank[:3]), told
    assert [finding.code for finding in others] in ([], ["not-yet-checked"])


def test_the_wrong_encoding_is_told_and_the_right_one_used(published: Published) -> None:
    """Its first byte beyond ASCII stands far into the file: a look at its beginning is no help."""
    content = RAW.place.read_bytes()
    with pytest.raises(UnicodeDecodeError) as caught:
        content.decode("utf-8")
    assert caught.value.start > 1 << 20
    [used] = [found for found in published.findings("mistaken") if found.code == "encoding-used"]
    assert used.severity is Severity.INFO
    assert used.message.text("en") == (
        f"“{RAW.file}” is read as cp1252; the descriptor says utf-8."
    )
    others = [found for found in published.findings("mistaken") if found is not used]
    assert [(found.code, found.row, found.column) for found in others] == [
        (found.code, found.row, found.column) for found in published.findings("raw")
    ]
