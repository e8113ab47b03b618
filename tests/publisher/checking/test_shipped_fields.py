"""What columns of the shipped schemas accept: real telephones, days of our time, examples."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from publisher.checking.datasets import judge
from publisher.findings import Finding
from publisher.source import schemas
from tests.publisher.source.test_descriptors import read_only
from tests.sources import write_source
from tests.supervised import contracts

PHONES = [("organisations", "phone"), ("suppliers", "phone"), ("appointments", "report_phone")]


@pytest.mark.parametrize(("schema", "name"), PHONES)
@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("010-12345678", True), ("0532-81234567", True), ("0000-6600101", True),
        ("0532-81234567-8001", True), ("0532-81234567转801", True), ("400-123-4567", True),
        ("4001234567", True), ("800-1234567", True), ("12388", True), ("110", True),
        ("13800138000", True), ("6600101", True),
        ("12", False), ("010-123", False), ("23800138000", False), ("0532-81234567-", False),
        ("电话 6600101", False), ("010 12345678", False), ("", False),
    ],
)  # fmt: skip
def test_telephones(schema: str, name: str, number: str, *, right: bool) -> None:
    document = schemas.shipped(schema)
    assert document is not None
    field = schemas.build(document.value, schema).field(name)
    assert field is not None
    assert field.contact
    assert bool(re.fullmatch(field.constraints["pattern"], number)) == right


def test_examples_are_written_as_their_columns_ask() -> None:
    seen = 0
    for name in schemas.shipped_names():
        document = schemas.shipped(name)
        assert document is not None
        for field in schemas.build(document.value, name).fields:
            if field.example:
                seen += 1
                assert re.fullmatch(field.constraints["pattern"], field.example), (name, field)
    assert seen >= 10


def test_a_payment_to_a_person_has_one_of_the_words_that_are_listed() -> None:
    document = schemas.shipped("payments")
    assert document is not None
    schema = schemas.build(document.value, "payments")
    [rule] = [rule for rule in schema.rules if rule.code == "payment-individual"]
    pattern = rule.parts["then"]["summary"]["matches"]
    known = pattern.split("(")[2].split(")")[0].split("|")
    assert len(known) == 17
    field = schema.field("summary")
    assert field is not None
    for lang in ("zh", "en"):
        assert "、".join(known) in rule.hint[lang]
        assert "、".join(known) in field.description[lang]


def judged(folder: Path, **row: str) -> list[Finding]:
    """The findings of a table of contracts with one row."""
    source = read_only(write_source(folder, contracts(row)))
    return judge(source.packages["procurement"], lambda file, rows: None)


@pytest.mark.parametrize("day", ["0026-03-31", "1949-09-30", "2101-01-01", "9999-12-31"])
def test_days_of_another_age(tmp_path: Path, day: str) -> None:
    found = [finding for finding in judged(tmp_path, signed_on=day) if finding.row == 2]
    assert {finding.field for finding in found} == {"signed_on"}
    assert all(finding.severity.value == "error" for finding in found)
    assert schemas.EARLIEST in repr(found) or schemas.LATEST in repr(found)


def test_a_day_of_our_age(tmp_path: Path) -> None:
    assert not judged(tmp_path, acceptance_on="2100-12-31")
