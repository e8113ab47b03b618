"""The datasets are valid packages, and their keys hold across packages."""

import re
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from stdnum.cn import uscc

from publisher.source.schemas import SHIPPED as SCHEMAS
from tests.demonstration.committed import DATASETS, NAMES, descriptor, schema, table
from tests.demonstration.rows import TODAY, field_names

SCHEMA_NAMES = sorted(path.stem for path in SCHEMAS.glob("*.yaml"))
RESOURCES = [
    (name, resource["name"]) for name in NAMES for resource in descriptor(name)["resources"]
]
PLANNED = {"contract_to", "probation_until", "closes_on", "paid_to"}
CATEGORIES = {
    "finance",
    "organisation",
    "procurement",
    "decisions",
    "personnel",
    "villages",
    "party",
}


def plain(value: Any) -> Any:
    """The value with every {zh, en} text replaced by its Chinese part."""
    if isinstance(value, dict):
        if set(value) == {"zh", "en"}:
            return value["zh"]
        return {key: plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list) else value


def resolved(name: str) -> Package:
    """The package as frictionless wants it: plain titles, schemas in place of their names."""
    package = plain(descriptor(name))
    for resource in package["resources"]:
        resource["schema"] = plain(schema(resource["schema"].removeprefix("lightwell:")))
    return Package.from_descriptor(package, basepath=str(DATASETS / name))


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_finds_no_error(name: str) -> None:
    report = resolved(name).validate(limit_errors=5)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


def test_frictionless_would_find_an_error(tmp_path: Path) -> None:
    package = plain(descriptor("organisations"))
    package["resources"] = package["resources"][:1]
    package["resources"][0]["schema"] = plain(schema("organisations"))
    (tmp_path / "data").mkdir()
    text = (DATASETS / "organisations/data/organisations.csv").read_text(encoding="utf-8")
    broken = text.replace("QY-XW,county", "QY-NO-SUCH-UNIT,county", 1)
    (tmp_path / "data/organisations.csv").write_text(broken, encoding="utf-8")
    report = Package.from_descriptor(package, basepath=str(tmp_path)).validate()
    assert {error[0] for error in report.flatten(["type"])} == {"foreign-key"}


@pytest.mark.parametrize("name", NAMES)
def test_descriptor_is_complete(name: str) -> None:
    package = descriptor(name)
    assert package["name"] == name
    assert all(len(package["description"][lang]) >= 50 for lang in ("zh", "en"))
    assert "虚构" in package["description"]["zh"]
    assert package["lightwell"]["category"] in CATEGORIES
    assert package["lightwell"]["unit"] in {r["org_id"] for r in organisations()}
    for resource in package["resources"]:
        assert re.fullmatch("[a-z0-9_-]+", resource["name"])
        assert resource["schema"] == f"lightwell:{resource['name']}"
        assert (DATASETS / name / resource["path"]).is_file()


def organisations() -> list[dict[str, str]]:
    """The rows of the list of units."""
    return table("organisations", "organisations")


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_schema_speaks_both_languages(name: str) -> None:
    described = schema(name)
    assert described["name"] == name
    for part in (described, *described["fields"]):
        assert set(part["title"]) == set(part["description"]) == {"zh", "en"}
    for field in described["fields"]:
        values = field.get("constraints", {}).get("enum", [])
        assert set(values) <= set(field.get("labels", values)), field["name"]
    assert set(described["primaryKey"]) <= set(field_names(name))


def test_every_table_has_a_schema_of_the_field() -> None:
    assert {resource for _, resource in RESOURCES} <= set(SCHEMA_NAMES)


@pytest.mark.parametrize(("dataset", "resource"), RESOURCES)
def test_cross_package_keys_hold(dataset: str, resource: str) -> None:
    described = next(r for r in descriptor(dataset)["resources"] if r["name"] == resource)
    for key in described.get("lightwell", {}).get("foreignKeys", []):
        (field,), target = key["fields"], key["reference"]
        (other,) = target["fields"]
        known = {row[other] for row in table(target["dataset"], target["resource"])}
        used = {row[field] for row in table(dataset, resource)} - {""}
        assert used, field
        assert used <= known


@pytest.mark.parametrize(("dataset", "resource"), RESOURCES)
def test_files_are_plain_and_nothing_is_dated_after_today(dataset: str, resource: str) -> None:
    data = (DATASETS / dataset / "data" / f"{resource}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    dates = [f["name"] for f in schema(resource)["fields"] if f["type"] == "date"]
    for row in table(dataset, resource):
        for name in set(dates) - PLANNED:
            assert row[name] <= TODAY.isoformat(), (row, name)


def test_credit_codes_have_valid_check_characters() -> None:
    codes = [row["credit_code"] for row in organisations() if row["credit_code"]]
    codes += [row["supplier_id"] for row in table("procurement", "suppliers")]
    assert len(codes) == len(set(codes)) == 101
    assert all(uscc.is_valid(code) for code in codes)


@pytest.mark.parametrize(("dataset", "resource"), RESOURCES)
def test_no_mobile_or_identity_numbers(dataset: str, resource: str) -> None:
    text = (DATASETS / dataset / "data" / f"{resource}.csv").read_text(encoding="utf-8")
    assert not re.search(r"(?<![0-9A-Z])1[3-9]\d{9}(?![0-9A-Z])", text)
    assert not re.search(r"(?<![0-9A-Z])\d{17}[0-9X](?![0-9A-Z])", text)
