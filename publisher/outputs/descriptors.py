"""The published description of a dataset (Data Package 2.0), and the dataset as one zip."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from publisher import addresses
from publisher.languages import Localised, pick
from publisher.outputs.downloads import MEDIA_TYPES, is_copied
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field, ForeignKey
from publisher.source.settings import Settings
from publisher.source.tabular import CSV_KEYS, TOP_KEYS

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTOR = "datapackage.json"

READING = frozenset(
    {"format", "decimalChar", "groupChar", "bareNumber", "floatNumber", "trueValues", "falseValues",
     "missingValues"}
)  # fmt: skip
"""Keys of a field that say how the source writes its values."""

LICENCE_NAME = re.compile(r"[-a-zA-Z0-9._]+")

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
ZIP_LEVEL = 6


class DataFile(NamedTuple):
    """A published file of a table: its extension (csv, json, parquet, xlsx), size and hash."""

    extension: str
    size: int
    sha256: str


def package_descriptor(
    package: DataPackage, settings: Settings, files: Mapping[str, Iterable[DataFile]]
) -> bytes:
    """The published `datapackage.json`; `files` are each table's files by the table's name.

    Each table needs its CSV file, which is the resource; its other files are named beside it.
    Paths are relative, so that the same bytes describe the site's folder and the zip. Texts are
    in the site's first language; all languages stand under `lightwell`, as does what the
    standard does not know.
    """
    lang = settings.languages[0]
    value: dict[str, Any] = {
        "$schema": SCHEMA,
        "name": package.name,
        "id": settings.base_url + addresses.package(package.name),
        **_texts(lang, title=package.title, description=package.description),
        "version": package.version,
        "created": _instant(package.created, settings),
        "homepage": package.homepage,
        "keywords": list(package.keywords),
        "licenses": [_licence(entry) for entry in package.licenses],
        "sources": [_web(entry) for entry in package.sources],
        "contributors": [_contributor(entry) for entry in package.contributors],
        "resources": [
            _resource(resource, package, settings, list(files[resource.name]))
            for resource in package.resources
        ],
        "lightwell": _filled(
            {
                "title": _languages(package.title),
                "description": _languages(package.description),
                "unit": package.unit,
                "category": package.category,
                "frequency": package.frequency,
                "page": settings.base_url + addresses.dataset(lang, package.name),
            }
        ),
    }
    text = json.dumps(_filled(value), ensure_ascii=False, indent=2, default=_day)
    return text.encode() + b"\n"


def _day(value: Any) -> str:
    """Dates that YAML descriptors hold as such."""
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a descriptor cannot hold {value!r}")


def _filled(entries: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that hold something: the standard allows no empty lists."""
    return {key: value for key, value in entries.items() if value not in (None, "", [], {}, ())}


def _languages(texts: Localised) -> Localised:
    """Texts by language, where any language is named."""
    return dict(texts) if any(texts) else {}


def _texts(lang: str, **texts: Localised) -> dict[str, str]:
    return {key: pick(value, lang) for key, value in texts.items() if value}


def _instant(created: str, settings: Settings) -> str:
    """`created` as an instant; a mere day begins in the site's time zone."""
    if not created:
        return ""
    instant = dt.datetime.fromisoformat(created)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=settings.zone)
    return instant.isoformat()


def _web(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry whose link has the standard's present name."""
    renamed = {"web": "path", "url": "path"}
    return {renamed.get(key, key): value for key, value in entry.items()}


def _licence(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A licence; a name that is a whole phrase is its title."""
    licence = _web(entry)
    name = licence.get("name")
    if isinstance(name, str) and not LICENCE_NAME.fullmatch(name):
        del licence["name"]
        licence.setdefault("title", name)
    return licence


def _contributor(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A contributor; version 1 of the standard had one role, version 2 has several."""
    contributor = _web(entry)
    role = contributor.pop("role", None)
    if role and "roles" not in contributor:
        contributor["roles"] = [role]
    return contributor


def _resource(
    resource: Resource, package: DataPackage, settings: Settings, files: list[DataFile]
) -> dict[str, Any]:
    lang = settings.languages[0]
    copied = is_copied(resource)
    canonical = next(file for file in files if file.extension == "csv")
    others = [
        {
            "path": settings.base_url
            + addresses.download(package.name, resource.name, file.extension),
            "format": file.extension,
            "mediatype": MEDIA_TYPES[file.extension],
            "bytes": file.size,
            "hash": f"sha256:{file.sha256}",
        }
        for file in sorted(files)
        if file.extension != "csv"
    ]
    return _filled(
        {
            "name": resource.name,
            "type": "table",
            "path": f"{resource.name}.csv",
            **_texts(lang, title=resource.title, description=resource.description),
            "format": "csv",
            "mediatype": MEDIA_TYPES["csv"],
            "encoding": (resource.encoding if copied else "") or "utf-8",
            "dialect": _dialect(resource) if copied else {},
            "bytes": canonical.size,
            "hash": f"sha256:{canonical.sha256}",
            "schema": _schema(resource, lang),
            "lightwell": _filled(
                {
                    "title": _languages(resource.title),
                    "description": _languages(resource.description),
                    "role": resource.role,
                    "foreignKeys": [_foreign_key(key) for key in resource.foreign_keys],
                    "alternatives": others,
                }
            ),
        }
    )


def _dialect(resource: Resource) -> dict[str, Any]:
    dialect = {
        key: value for key, value in resource.dialect.items() if key in CSV_KEYS | TOP_KEYS
    }
    if resource.format == "tsv":
        dialect.setdefault("delimiter", "\t")
    return dialect


def _schema(resource: Resource, lang: str) -> dict[str, Any]:
    """The schema of the published file, with the fields' texts."""
    schema = {key: value for key, value in resource.schema.raw.items() if key != "fieldsMatch"}
    copied = is_copied(resource)
    if not copied:
        schema["missingValues"] = [""]
    schema["fields"] = [
        _field(raw if copied else {k: v for k, v in raw.items() if k not in READING}, field, lang)
        for raw, field in zip(resource.schema.raw["fields"], resource.schema.fields, strict=True)
    ]
    if "foreignKeys" in schema:
        schema["foreignKeys"] = [
            {**key, "reference": _filled(key["reference"])} for key in schema["foreignKeys"]
        ]
    return _filled(schema)


def _field(raw: Mapping[str, Any], field: Field, lang: str) -> dict[str, Any]:
    own = _filled(
        {
            "title": _languages(field.title),
            "description": _languages(field.description),
            "unit": field.unit,
            "labels": {code: dict(text) for code, text in field.labels.items()},
        }
    )
    texts = _texts(lang, title=field.title, description=field.description)
    return {**raw, **_filled(texts), **({"lightwell": own} if own else {})}


def _foreign_key(key: ForeignKey) -> dict[str, Any]:
    reference = {"dataset": key.dataset, "resource": key.resource, "fields": list(key.reference)}
    return {"fields": list(key.fields), "reference": _filled(reference)}


def write_zip(descriptor: bytes, files: Mapping[str, Path], target: Path) -> None:
    """Write a dataset as one zip: its descriptor, and `files` by the path the descriptor names.

    The same files give the same bytes: no times, fixed rights, sorted names.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=ZIP_LEVEL) as archive:
        archive.writestr(_zip_entry(DESCRIPTOR, len(descriptor)), descriptor,
                         compresslevel=ZIP_LEVEL)  # fmt: skip
        for name, place in sorted(files.items()):
            entry = _zip_entry(name, place.stat().st_size)
            with place.open("rb") as source, archive.open(entry, "w") as member:
                shutil.copyfileobj(source, member, 1 << 20)


def _zip_entry(name: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it is made
    entry.external_attr = 0o644 << 16
    entry.file_size = size
    return entry
