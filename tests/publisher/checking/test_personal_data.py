"""Personal data in cells and articles hold their item back, unless they are official."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.findings import Severity
from publisher.identifiers import Kind, find
from publisher.source import frames
from publisher.source.packages import Resource
from tests.sources import SETTINGS, article, checked, codes, write_source

MOBILE = "13812345678"
IDENTITY = "11010519491231002X"
NUMBERS = {
    Kind.MOBILE: MOBILE, Kind.IDENTITY: IDENTITY, Kind.CARD: "6222021234567890128",
    Kind.EMAIL: "wang.wu@mail.example.com", Kind.PLATE: "浙A12345",
    Kind.PASSPORT: "护照E12345678",
}  # fmt: skip
DESCRIPTOR = """\
name: people
title: {zh: 联系人, en: Contacts}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: rows
    path: rows.csv
    schema:
      fields:
        - {name: id, type: string}
        - {name: duty, type: string, title: {zh: 职责, en: Duty}, text: true}
        - {name: phone, type: string, contact: true}
        - {name: note, type: any}
"""
NAME = "datasets/people/datapackage.yaml"


def _table(number: str, column: str, more: str = "") -> dict[str, str]:
    cells = {"id": "1", "duty": "", "phone": "", "note": "", column: number}
    row = ",".join(cells.values())
    return {NAME: DESCRIPTOR + more,
            "datasets/people/rows.csv": f"id,duty,phone,note\n{row}\n"}  # fmt: skip


def _article(**said: str) -> dict[str, str]:
    return {"content/news/a.zh.md": article(**said), "content/news/a.en.md": article()}


WRITTEN: dict[str, Callable[[str], dict[str, str]]] = {
    "a column of contacts": lambda number: _table(number, "phone"),
    "an allowed column": lambda number: _table(
        number, "note", "    lightwell: {personal_data: {allow: [note]}}\n"
    ),
    "an article's contact": lambda number: _article(more=f"contact: '{number}'\n"),
    "an article's text": lambda number: _article(more=f"contact: '{number}'\n", body=number),
}


def people(tmp_path: Path, rows: str, more: str = "") -> list[tuple[int | None, str | None, str]]:
    """Row, field and message of the findings of a table of contacts."""
    own = f"    lightwell: {more}\n" if more else ""
    write_source(tmp_path, {NAME: DESCRIPTOR + own,
                            "datasets/people/rows.csv": f"id,duty,phone,note\n{rows}"})  # fmt: skip
    _, report = checked(tmp_path)
    assert {f.code for f in report.findings} <= {"personal-data"}
    assert all(f.severity is Severity.ERROR for f in report.findings)
    return [(f.row, f.field, f.message.text("en")) for f in report.findings]


def test_a_cell_is_found_and_not_repeated(tmp_path: Path) -> None:
    found = people(tmp_path, f"1,值班 {MOBILE},0000-6600401,\n2,值班,,车号浙A12345\n")
    assert found == [
        (2, "duty", "This looks like a mobile number: 138******78."),
        (3, "note", "This looks like a number plate: 浙A****45."),
    ]


def test_official_contacts_are_allowed(tmp_path: Path) -> None:
    rows = f"1,值班,{MOBILE} a@b.cn,{MOBILE}\n"
    assert [field for _, field, _ in people(tmp_path, rows)] == ["note"]
    assert people(tmp_path, rows, "{personal_data: {allow: [note]}}") == []


def test_an_identity_number_is_no_official_contact(tmp_path: Path) -> None:
    found = people(tmp_path, "1,值班,11010519491231002X,\n")
    assert [(row, field) for row, field, _ in found] == [(2, "phone")]


@given(st.sampled_from(sorted(Kind)), st.sampled_from(sorted(WRITTEN)))
def test_nothing_makes_other_kinds_official(kind: Kind, way: str) -> None:
    """Whatever is declared, in a table, an article or the settings."""
    number = NUMBERS[kind]
    with tempfile.TemporaryDirectory() as folder:
        write_source(Path(folder), WRITTEN[way](number),
                     settings=SETTINGS + f'phone = "{number}"\nemail = "{number}"\n')  # fmt: skip
        _, report = checked(Path(folder))
    kept = kind in (Kind.MOBILE, Kind.EMAIL, Kind.PLATE)
    assert {f.code for f in report.findings} == (set() if kept else {"personal-data"})
    assert all("never be published" in str(f.hint and f.hint.text("en")) for f in report.findings)


@pytest.mark.parametrize("more", ["", "2\n"])
def test_headings_tell_what_cells_hold(tmp_path: Path, more: str) -> None:
    descriptor = DESCRIPTOR.replace("name: note,", "name: note, title: {zh: 护照号},").replace(
        "{zh: 职责, en: Duty}", "{zh: 身份证号}")  # fmt: skip
    rows = "id,duty,phone,note\n1,110105491231002,,E12345678\n2,,,HT2026001\n"
    write_source(tmp_path, {NAME: descriptor, "datasets/people/rows.csv": rows + more})
    _, report = checked(tmp_path)
    found = [f for f in report.findings if f.code == "personal-data"]
    assert [(f.row, f.field, f.message.text("en")) for f in found] == [
        (2, "duty", "This looks like an identity card number: 110**********02."),
        (2, "note", "This looks like a passport number: E1*****78."),
    ]


def test_every_kind_has_its_number() -> None:
    assert {kind: [hit.kind for hit in find(text)] for kind, text in NUMBERS.items()} == {
        kind: [kind] for kind in Kind}  # fmt: skip


def test_the_hint_says_what_can_be_declared(tmp_path: Path) -> None:
    write_source(tmp_path, {
        NAME: DESCRIPTOR,
        "datasets/people/rows.csv": f"id,duty,phone,note\n1,{MOBILE},,{IDENTITY}\n",
    })  # fmt: skip
    _, report = checked(tmp_path)
    hints = [f.hint.text("en") for f in report.findings if f.hint]
    assert ["lightwell.personal_data.allow" in hint for hint in hints] == [True, False]
    assert "never be published" in hints[1]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (f"1,{MOBILE},{MOBILE}\n", {(2, "duty")}),  # a short row
        (f"1,a,,b,c\n2,{IDENTITY},{IDENTITY},\n", {(3, "duty"), (3, "phone")}),
        (f"1,a,,b,电话{MOBILE}\n", {(2, None)}),  # in the cell that is too many
        ('1,a,,b,c\n2,"' + MOBILE + "\n" + "x" * 200_000 + "\n", {(3, "duty")}),  # never closed
    ],
)
def test_tables_with_errors_are_looked_at_too(
    tmp_path: Path, rows: str, expected: set[tuple[int, str | None]]
) -> None:
    write_source(tmp_path, {NAME: DESCRIPTOR,
                            "datasets/people/rows.csv": f"id,duty,phone,note\n{rows}"})  # fmt: skip
    _, report = checked(tmp_path)
    assert {(f.row, f.field) for f in report.findings if f.code == "personal-data"} == expected
    assert len({f.code for f in report.findings}) > 1


def test_columns_in_another_order_keep_their_meaning(tmp_path: Path) -> None:
    rows = f"id,phone,duty,note\n1,{MOBILE},,\n"
    write_source(tmp_path, {NAME: DESCRIPTOR, "datasets/people/rows.csv": rows})
    _, report = checked(tmp_path)
    assert {f.code for f in report.findings} == {"incorrect-label"}


def test_files_in_no_encoding_are_looked_at_too(tmp_path: Path) -> None:
    rows = f"id,duty,phone,note\n1,\xff{MOBILE},,\n".encode("latin-1")
    write_source(tmp_path, {NAME: DESCRIPTOR.replace("path:", "encoding: utf-8\n    path:"),
                            "datasets/people/rows.csv": rows + "值\x80".encode()})  # fmt: skip
    _, report = checked(tmp_path)
    found = [(f.code, f.row, f.field) for f in report.findings]
    assert ("personal-data", 2, "duty") in found
    assert [code for code, _, _ in found if code != "personal-data"] == [
        "not-yet-checked", "encoding-error"]  # fmt: skip


def test_workbooks_and_json_with_errors_are_looked_at_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["id", "duty", "phone", "note"], [1, MOBILE, MOBILE, "b", "c"]):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    objects = json.dumps([{"id": "1", "duty": MOBILE, "phone": MOBILE, "note": "", "more": "x"}])
    for kind, data in (("xlsx", content.getvalue()), ("json", objects)):
        source = tmp_path / kind
        write_source(source, {NAME: DESCRIPTOR.replace("rows.csv", f"rows.{kind}"),
                              f"datasets/people/rows.{kind}": data})  # fmt: skip
        _, report = checked(source)
        found = [(f.row, f.field) for f in report.findings if f.code == "personal-data"]
        assert found == [(2, "duty")]
        assert len(report.findings) > 1


def test_many_in_a_table_with_errors_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"{n},电话 {MOBILE},,\n" for n in range(6_000))
    rows = f"id,duty,phone,note\n{rows}a\n"
    write_source(tmp_path, {NAME: DESCRIPTOR, "datasets/people/rows.csv": rows})
    _, report = checked(tmp_path)
    found = [f for f in report.findings if f.code == "personal-data"]
    assert len(found) == 101
    assert sum(f.count for f in found) == 6_000
    assert (found[-1].row, found[-1].count) == (102, 5_900)


def test_where_errors_stop_the_rules_one_note_says_so(tmp_path: Path) -> None:
    ruled = DESCRIPTOR + "      uniqueKeys: [[duty]]\n"
    write_source(tmp_path, {NAME: ruled,
                            "datasets/people/rows.csv": "id,duty,phone,note\n1\n2\n"})  # fmt: skip
    _, report = checked(tmp_path)
    [note] = [f for f in report.findings if f.code == "not-yet-checked"]
    assert note.severity is Severity.INFO
    assert note.file == NAME
    assert note.message.text("en") == (
        "The rules between columns are checked once these are mended.")  # fmt: skip


def test_many_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"{n},电话 {MOBILE},,\n" for n in range(130))
    write_source(tmp_path, {NAME: DESCRIPTOR,
                            "datasets/people/rows.csv": f"id,duty,phone,note\n{rows}"})  # fmt: skip
    _, report = checked(tmp_path)
    assert len(report.findings) == 101
    assert sum(f.count for f in report.findings) == 130
    assert (report.findings[-1].row, report.findings[-1].count) == (102, 30)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("{searchable: [dutty]}", "no column “dutty”"),
        ("{personal_data: {allow: [fone]}}", "no column “fone”"),
        ("{personal_data: {allowed: [phone]}}", "“allowed” is not known"),
        ("{personal_data: [phone]}", "must be a group of keys"),
        ("{searchable: [note]}", "holds no text"),
    ],
)
def test_unknown_columns_are_findings(tmp_path: Path, more: str, said: str) -> None:
    write_source(tmp_path, {NAME: DESCRIPTOR + f"    lightwell: {more}\n",
                            "datasets/people/rows.csv": "id,duty,phone,note\n"})  # fmt: skip
    _, report = checked(tmp_path)
    (found,) = report.findings
    assert said in found.message.text("en")
    assert found.line == 13


@pytest.mark.parametrize(
    ("more", "expected"),
    [("", ("duty",)), ("    lightwell: {searchable: [id]}\n", ("id",)),
     ("    lightwell: {searchable: []}\n", ())],
)  # fmt: skip
def test_what_may_be_searched(tmp_path: Path, more: str, expected: tuple[str, ...]) -> None:
    write_source(tmp_path, {NAME: DESCRIPTOR + more,
                            "datasets/people/rows.csv": "id,duty,phone,note\n"})  # fmt: skip
    source, report = checked(tmp_path)
    assert codes(report) == []
    resource = source.packages["people"].resource("rows")
    assert isinstance(resource, Resource)
    assert resource.searchable == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (article(date="soon", body=f"请联系 {MOBILE}。"), 5),
        (article(more="colour: red\n", body=f"请联系 {MOBILE}。"), 6),
        (article(title="[", body=f"请联系 {MOBILE}。"), 5),
        (f"请联系 {MOBILE}。\n", 1),
        (article(date="soon", more=f"contact: {IDENTITY}\n"), 4),
        (article(date="soon", more=f"contact: {MOBILE}\n", body=MOBILE), None),
        (article(title="[", more=f"contact: {MOBILE}\n", body=MOBILE), None),
        (article(date="soon", more="draft: true\n", body=MOBILE), None),
    ],
)
def test_articles_with_a_wrong_front_matter_are_looked_at_too(
    tmp_path: Path, text: str, line: int | None
) -> None:
    write_source(tmp_path, {"content/news/a.zh.md": text, "content/news/a.en.md": article()})
    _, report = checked(tmp_path)
    found = [f.line for f in report.findings if f.code == "personal-data"]
    assert found == ([line] if line else [])
    assert len(report.findings) > len(found)


def written(tmp_path: Path, text: str, settings: str = SETTINGS) -> list[tuple[str, int | None]]:
    """Messages and lines of an article's findings."""
    write_source(tmp_path, {"content/news/a.zh.md": text, "content/news/a.en.md": article(),
                            "lightwell.toml": settings})  # fmt: skip
    _, report = checked(tmp_path)
    assert {f.code for f in report.findings} <= {"personal-data"}
    return [(f.message.text("en"), f.line) for f in report.findings]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (article(body=f"请联系\n\n张某 {MOBILE}。"), 7),
        (article(body="请联系 138**1234**5678。"), 5),
        (article(body="请联系 &#49;3812345678。"), 5),
        (article(body=f"[写信](mailto:{MOBILE}@qq.example)"), 5),
        (article(title=f"张某 {MOBILE} 的来信"), 2),
        (article(more=f"summary: 电话 {MOBILE}\n"), 4),
        (article(more=f"tags: [a, '{MOBILE}']\n"), 4),
        (article(more=f"corrections: [{{date: 2026-03-30, note: 电话 {MOBILE} 有误}}]\n"), 4),
    ],
)
def test_articles_hold_no_personal_data(tmp_path: Path, text: str, line: int) -> None:
    found = written(tmp_path, text)
    assert {at for _, at in found} == {line}
    assert all("8123456" not in said for said, _ in found)


@pytest.mark.parametrize(
    "text",
    [
        article(body="请联系 138-1234-5678。", more=f"contact: 张主任 {MOBILE}\n"),
        article(body="来信请寄 open@test.example 或 a.b@zzb.test.example。"),
        article(more=f"prepared_by: '{MOBILE}'\n"),
        article(more=f"draft: true\nsummary: 电话 {MOBILE}\n"),
        article(body="举报电话 12388，0000-6600401；统一社会信用代码 91999921MA0021828J。"),
    ],
)
def test_official_contacts_may_stand_in_articles(tmp_path: Path, text: str) -> None:
    assert written(tmp_path, text) == []


def test_the_settings_say_what_else_is_official(tmp_path: Path) -> None:
    text = article(body="来信请寄 a@county.gov.cn、b@eviltest.example；publisher@mail.example")
    assert len(written(tmp_path, text)) == 3
    more = SETTINGS + 'email = "publisher@mail.example"\nofficial_hosts = ["county.gov.cn"]\n'
    found = written(tmp_path, text, more)
    assert [said for said, _ in found] == [
        "This looks like an e-mail address: b***@eviltest.example."
    ]


def test_large_files_are_read_in_portions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = f"1,值班 {MOBILE},{MOBILE},车号浙A12345\n"
    found = people(tmp_path, rows)
    monkeypatch.setattr(frames, "LARGE", 10)
    assert people(tmp_path, rows) == found
    assert len(found) == 2
