"""What staff commands write is valid, and nothing else is changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.errors import UsageError
from publisher.source import columns, editing, package_keys, schemas
from publisher.source.articles import parse
from publisher.source.yaml import load
from tests.sources import article, checked, codes, write_source

DAY = dt.date(2026, 3, 31)


@pytest.mark.parametrize("column", columns.COLUMNS)
def test_a_new_article_is_valid_also_with_everything_in_it(tmp_path: Path, column: str) -> None:
    write_source(tmp_path, {})
    files = editing.new_article(tmp_path, column, "a-b", languages=["zh", "en"], today=DAY)
    assert [file.name for file in files] == ["a-b.zh.md", "a-b.en.md"]
    assert codes(checked(tmp_path)[1]) == []
    keys = {key.name for key in (*columns.COMMON, *columns.COLUMNS[column].keys)}
    assert all(f"{key}:" in files[0].read_text(encoding="utf-8") for key in keys)


@pytest.mark.parametrize("schema", schemas.shipped_names())
def test_a_new_dataset_is_valid(tmp_path: Path, schema: str) -> None:
    write_source(tmp_path, {})
    editing.new_dataset(tmp_path, "units", schema="organisations")
    for lang in ("zh", "en"):
        editing.new_dataset(tmp_path, f"new-{lang}", schema=schema, lang=lang)
    assert codes(checked(tmp_path)[1]) == []


def test_a_new_dataset_knows_the_tables_of_the_source(tmp_path: Path) -> None:
    broken = {"datasets/a/datapackage.yaml": "name: [", "datasets/b/datapackage.json": "3"}
    write_source(tmp_path, broken)
    editing.new_dataset(tmp_path, "units", schema="organisations")
    editing.new_dataset(tmp_path, "market", schema="contracts")
    text = editing.new_dataset(tmp_path, "money", schema="payments")[0].read_text(encoding="utf-8")
    keys = load(text).value["resources"][0]["lightwell"]["foreignKeys"]
    assert [(key["fields"], key["reference"]) for key in keys] == [
        (["org_id"], {"dataset": "units", "resource": "organisations", "fields": ["org_id"]}),
        (["supplier_id"], {"dataset": "market", "resource": "suppliers",
                           "fields": ["supplier_id"]}),
        (["contract_id"], {"dataset": "market", "resource": "contracts",
                           "fields": ["contract_id"]}),
        (["publisher"], {"dataset": "units", "resource": "organisations", "fields": ["org_id"]}),
    ]  # fmt: skip
    for key in package_keys.OWN_PACKAGE:
        assert f"#   {key.name}:" in text
    uncommented = text.replace("\n# lightwell:", "\nlightwell:").replace("\n#   ", "\n  ")
    assert load(uncommented).value["lightwell"]["frequency"] == "annual"


def test_what_cannot_be_made(tmp_path: Path) -> None:
    write_source(tmp_path, {"content/news/a.zh.md": article()})
    with pytest.raises(UsageError, match="not a column"):
        editing.new_article(tmp_path, "newz", "b", languages=["zh"], today=DAY)
    with pytest.raises(UsageError, match="cannot stand in an address"):
        editing.new_article(tmp_path, "news", "B b", languages=["zh"], today=DAY)
    with pytest.raises(UsageError, match="exists already"):
        editing.new_article(tmp_path, "news", "a", languages=["zh"], today=DAY)
    with pytest.raises(UsageError, match="no schema") as failure:
        editing.new_dataset(tmp_path, "x", schema="payment")
    assert "Did you mean “payments”?" in failure.value.message.text("en")
    assert "payments（" in failure.value.message.text("zh") or "（payments）" in (
        failure.value.message.text("zh")
    )
    with pytest.raises(UsageError, match="no schema"):
        editing.new_dataset(tmp_path, "x", schema="nothing")


@pytest.mark.parametrize(
    "more",
    ["", "corrections: [{date: 2026-03-05, note: 一}]\ntags: [a]\n",
     "corrections:\n  - date: 2026-03-05\n    note: 一\n    kind: minor\ntags: [a]\n"],
)  # fmt: skip
def test_a_correction_is_added_and_the_rest_stays(tmp_path: Path, more: str) -> None:
    file = tmp_path / "a.zh.md"
    file.write_text(article(body="正文\n\n---\n\n完", more=more), encoding="utf-8")
    before = parse("content/news/a.zh.md", file.read_bytes()).article
    editing.correct(file, note='“引号” and "quotes": yes', kind="major", day=DAY)
    parsed = parse("content/news/a.zh.md", file.read_bytes())
    assert parsed.findings == ()
    assert before is not None
    assert parsed.article is not None
    assert parsed.article.corrections[:-1] == before.corrections
    assert parsed.article.corrections[-1] == (DAY, '“引号” and "quotes": yes', "major")
    assert parsed.article.tags == before.tags
    assert file.read_text(encoding="utf-8").endswith("正文\n\n---\n\n完\n")


@settings(max_examples=50)
@given(reason=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: bool(text.strip())
))  # fmt: skip
def test_any_reason_survives(tmp_path_factory: pytest.TempPathFactory, reason: str) -> None:
    file = tmp_path_factory.mktemp("x") / "a.zh.md"
    file.write_text(article(), encoding="utf-8")
    editing.withdraw(file, reason=reason, day=DAY)
    parsed = parse("content/news/a.zh.md", file.read_bytes())
    assert parsed.article is not None
    assert parsed.article.withdrawn == (DAY, reason)


def test_an_article_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.zh.md"
    file.write_text("---\na: [\n---\n", encoding="utf-8")
    with pytest.raises(UsageError):
        editing.correct(file, note="x", kind="minor", day=DAY)
    assert file.read_text(encoding="utf-8") == "---\na: [\n---\n"


def test_a_withdrawal_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "a.zh.md"
    file.write_text(article(), encoding="utf-8")
    editing.withdraw(file, reason="first", day=DAY)
    before = file.read_bytes()
    with pytest.raises(UsageError, match="withdrawn already, since 2026-03-31"):
        editing.withdraw(file, reason="second", day=DAY)
    assert file.read_bytes() == before
