"""The published description and the zip, read by other tools."""

from __future__ import annotations

import copy
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest

from publisher.outputs import descriptors
from publisher.outputs.descriptors import DataFile
from publisher.source import tabular
from publisher.source.packages import DataPackage
from publisher.source.settings import Settings
from tests.publisher.outputs.made import SHARED, MakePackage, fields, gla, north_macedonia, taiwan

PROFILES = SHARED / "standards" / "data-package-2.0"

SCHEMA: dict[str, Any] = {
    "primaryKey": ["编号"],
    "foreignKeys": [
        {"fields": ["上级"], "reference": {"resource": "", "fields": ["编号"]}},
        {"fields": ["部门"], "reference": {"resource": "bodies", "fields": ["id"]}},
    ],
    "fields": [
        {"name": "编号", "type": "string", "title": {"zh": "编号", "en": "Number"}},
        {"name": "上级", "type": "string"},
        {"name": "部门", "type": "string"},
        {"name": "金额", "type": "number", "decimalChar": ",", "unit": "CNY",
         "description": {"en": "In yuan"}},
        {"name": "类", "type": "string", "constraints": {"enum": ["a"]},
         "labels": {"a": {"zh": "甲", "en": "First"}}},
    ],
}  # fmt: skip
LINES = "编号;上级;部门;金额;类\n1;;u;1,50;a\n2;1;u;-3,25;\n".encode("gb18030")
UNITS = b"\xef\xbb\xbfid\tname\nu\tUnit\n"


def described(make: MakePackage, **more: Any) -> DataPackage:
    resources = [
        {"name": "lines", "path": "data/l.csv", "title": {"zh": "明细", "en": "Lines"},
         "encoding": "gb18030", "dialect": {"delimiter": ";"}, "schema": SCHEMA,
         "lightwell": {"foreignKeys": [
             {"fields": ["部门"],
              "reference": {"dataset": "other", "resource": "all", "fields": ["id"]}}]}},
        {"name": "bodies", "path": "u.tsv",
         "schema": {"fields": fields(id="string", name="string")}},
    ]  # fmt: skip
    return make(
        {"data/l.csv": LINES, "u.tsv": UNITS}, resources,
        title={"zh": "账本", "en": "Ledger"}, description={"en": "All of it"}, version="1.2.0",
        created="2026-03-31", licenses=[{"name": "CC-BY-4.0"}], keywords=["钱"],
        contributors=[{"title": "县财政局", "role": "publisher"}],
        lightwell={"unit": "QY-CZJ", "category": "finance", "frequency": "monthly"}, **more,
    )  # fmt: skip


def data_file(extension: str, content: bytes) -> DataFile:
    return DataFile(extension, len(content), hashlib.sha256(content).hexdigest())


def sources(package: DataPackage) -> dict[str, bytes]:
    return {r.name: Path(r.file.place).read_bytes() for r in package.resources}


def publish(package: DataPackage, site: Settings) -> bytes:
    files = {name: [data_file("csv", content), DataFile("json", 5, "0" * 64)]
             for name, content in sources(package).items()}  # fmt: skip
    return descriptors.package_descriptor(package, site, files)


def test_the_descriptor_says_what_is_published(make_package: MakePackage, site: Settings) -> None:
    value = json.loads(publish(described(make_package), site))
    assert value["id"] == "https://open.example.org/data/ledger/datapackage.json"
    assert (value["title"], value["description"]) == ("账本", "All of it")
    assert value["lightwell"]["title"] == {"zh": "账本", "en": "Ledger"}
    assert value["created"] == "2026-03-31T00:00:00+08:00"
    assert value["contributors"] == [{"title": "县财政局", "roles": ["publisher"]}]
    lines, bodies = value["resources"]
    assert lines["path"] == "lines.csv"
    assert (lines["bytes"], lines["encoding"]) == (len(LINES), "gb18030")
    assert lines["hash"] == "sha256:" + hashlib.sha256(LINES).hexdigest()
    assert lines["dialect"] == {"delimiter": ";"}
    assert bodies["dialect"] == {"delimiter": "\t"}
    assert lines["schema"]["fields"][0] == {
        "name": "编号", "type": "string", "title": "编号",
        "lightwell": {"title": {"zh": "编号", "en": "Number"}},
    }  # fmt: skip
    assert lines["schema"]["fields"][3]["lightwell"] == {
        "description": {"en": "In yuan"}, "unit": "CNY"
    }  # fmt: skip
    assert lines["schema"]["foreignKeys"][0]["reference"] == {"fields": ["编号"]}
    assert lines["lightwell"]["foreignKeys"][0]["reference"]["dataset"] == "other"
    (other,) = lines["lightwell"]["alternatives"]
    assert other["path"] == "https://open.example.org/data/ledger/lines.json"


def test_phrases_are_no_licence_names(make_package: MakePackage, site: Settings) -> None:
    package = make_package(
        {"t.csv": b"a\n1\n"},
        [{"name": "t", "path": "t.csv", "schema": {"fields": fields(a="string")}}],
        licenses=[{"name": "Public Domain Licence", "url": "https://example.org/pddl"}],
    )
    (licence,) = json.loads(publish(package, site))["licenses"]
    assert licence == {"title": "Public Domain Licence", "path": "https://example.org/pddl"}


def profile(name: str) -> Any:
    """A published profile; its type of `fieldsMatch` is wrong and is not used here."""
    file = PROFILES / name
    if not file.exists():
        pytest.skip("the profiles of Data Package 2.0 are not on this machine")
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("build", [described, gla, taiwan, north_macedonia])
def test_the_descriptor_fits_the_standard(
    build: Callable[[MakePackage], DataPackage], make_package: MakePackage, site: Settings
) -> None:
    value = json.loads(publish(build(make_package), site))
    jsonschema.Draft7Validator(profile("datapackage.json")).validate(value)
    for resource in value["resources"]:
        jsonschema.Draft7Validator(profile("dataresource.json")).validate(resource)
        jsonschema.Draft7Validator(profile("tableschema.json")).validate(resource["schema"])
        jsonschema.Draft7Validator(profile("tabledialect.json")).validate(
            resource.get("dialect", {})
        )
    wrong = copy.deepcopy(value)
    wrong["licenses"] = [{}]
    assert not jsonschema.Draft7Validator(profile("datapackage.json")).is_valid(wrong)


@pytest.mark.parametrize("build", [described, gla, taiwan, north_macedonia])
def test_the_unpacked_zip_is_a_valid_package(
    build: Callable[[MakePackage], DataPackage], make_package: MakePackage, site: Settings,
    tmp_path: Path,
) -> None:  # fmt: skip
    package = build(make_package)
    files = {f"{r.name}.csv": Path(r.file.place) for r in package.resources}
    target = tmp_path / "ledger.zip"
    descriptors.write_zip(publish(package, site), files, target)
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "out")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    source = tabular.package(package.resources).validate()
    columns = ["type", "rowNumber", "fieldName", "cell"]
    assert report.flatten(columns) == source.flatten(columns)  # some samples have errors
    assert report.valid or build is not described
    assert sum(task.stats["rows"] for task in report.tasks) > 2
    for resource in package.resources:
        content = (tmp_path / "out" / f"{resource.name}.csv").read_bytes()
        assert content == Path(resource.file.place).read_bytes()


def test_a_changed_file_is_noticed(
    make_package: MakePackage, site: Settings, tmp_path: Path
) -> None:
    package = described(make_package)
    (tmp_path / "datapackage.json").write_bytes(publish(package, site))
    for name, content in sources(package).items():
        (tmp_path / f"{name}.csv").write_bytes(content.replace(b"u", b"v"))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_zip_bytes_depend_on_the_content_only(tmp_path: Path) -> None:
    for number, name in enumerate(("b.csv", "a.csv")):
        (tmp_path / name).write_bytes(b"a\n1\n")
        (tmp_path / name).chmod(0o600 + number)
    names = ["b.csv", "a.csv"]
    for target in ("1.zip", "2.zip"):
        descriptors.write_zip(b"{}\n", {name: tmp_path / name for name in names}, tmp_path / target)
        names.reverse()
        (tmp_path / "a.csv").touch()
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["datapackage.json", "a.csv", "b.csv"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
