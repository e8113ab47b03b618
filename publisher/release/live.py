"""What the running website knows of a release: settings, datasets and units, as JSON.

Articles are not in it: their pages are files. JSON and not a pickle, since a release may have
been made by older code than reads it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publisher import workdays
from publisher.edition import Edition, HeldBack
from publisher.jobs import Job, digest, write
from publisher.release.reader import Release
from publisher.source import settings
from publisher.source.files import SourceFile
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field, ForeignKey, Schema
from publisher.source.units import Unit

PATH = "live/site.json"


def describe(edition: Edition) -> dict[str, Any]:
    """The edition as a JSON value, without its articles."""
    return {
        "settings": edition.settings.raw,
        "as_of": edition.as_of.isoformat(),
        "packages": [dataclasses.asdict(package) for package in edition.packages.values()],
        "units": [unit._asdict() for unit in edition.units.values()],
        "report_channels": edition.report_channels,
        "obligations_page": edition.obligations_page,
        "calendar": workdays.described(edition.calendar),
        "held_back": {item: held.since.isoformat() for item, held in edition.held_back.items()},
    }


def job(edition: Edition) -> Job:
    """The job that writes what the running website reads."""
    return Job(PATH, digest(edition.software, _text(edition)), make)


def make(edition: Edition, target: Path) -> bytes:
    """Write the description."""
    return write(target, _text(edition).encode())


def _text(edition: Edition) -> str:
    return json.dumps(describe(edition), ensure_ascii=False, sort_keys=True, default=str)


def read(release: Release) -> Edition:
    """The edition of a release as far as the running website needs it."""
    value = json.loads((release.folder / PATH).read_bytes())
    packages = [_package(entry) for entry in value["packages"]]
    return Edition(
        settings=settings.build(value["settings"]),
        as_of=dt.datetime.fromisoformat(value["as_of"]),
        articles={}, packages={package.name: package for package in packages},
        units={entry["org_id"]: _unit(entry) for entry in value["units"]},
        pictures={},
        held_back={item: HeldBack(dt.date.fromisoformat(since), ())
                   for item, since in value["held_back"].items()},
        findings={}, gone={}, tables=release.tables, fragments_file=Path(), store_key="",
        software=release.id, report_channels=value.get("report_channels", False),
        obligations_page=value.get("obligations_page", False),
        calendar=workdays.from_description(value["calendar"]) if "calendar" in value
        else workdays.shipped(),
    )  # fmt: skip


def _unit(value: Mapping[str, Any]) -> Unit:
    return Unit(**{**value, "row": tuple((key, text) for key, text in value["row"])})


def _package(value: Mapping[str, Any]) -> DataPackage:
    return DataPackage(**{
        **value,
        "licenses": tuple(value["licenses"]), "sources": tuple(value["sources"]),
        "contributors": tuple(value["contributors"]), "keywords": tuple(value["keywords"]),
        "resources": tuple(_resource(entry) for entry in value["resources"]),
        "files": tuple(SourceFile(*entry) for entry in value["files"]),
    })  # fmt: skip


def _resource(value: Mapping[str, Any]) -> Resource:
    return Resource(**{
        **value,
        "file": SourceFile(*value["file"]), "schema": _schema(value["schema"]),
        "foreign_keys": tuple(_foreign_key(entry) for entry in value["foreign_keys"]),
        "searched": tuple(searched) if (searched := value["searched"]) is not None else None,
        "personal": tuple(value["personal"]),
    })  # fmt: skip


def _schema(value: Mapping[str, Any]) -> Schema:
    return Schema(
        name=value["name"],
        fields=tuple(Field(**entry) for entry in value["fields"]),
        primary_key=tuple(value["primary_key"]),
        foreign_keys=tuple(_foreign_key(entry) for entry in value["foreign_keys"]),
        source=value["source"], raw=value["raw"],
    )  # fmt: skip


def _foreign_key(value: Mapping[str, Any]) -> ForeignKey:
    return ForeignKey(
        fields=tuple(value["fields"]), dataset=value["dataset"], resource=value["resource"],
        reference=tuple(value["reference"]),
    )  # fmt: skip
