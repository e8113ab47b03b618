"""The demonstration county as checks see it, read once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from publisher import workdays
from publisher.source import packages
from publisher.source.files import SourceFile
from publisher.source.packages import DataPackage
from publisher.supervision.county import County, Tables
from tests.demonstration.committed import DATASETS, NAMES
from tests.demonstration.rows import TODAY


def package(folder: Path) -> DataPackage:
    """The dataset in `folder`."""

    def opener(path: str) -> SourceFile:
        place = folder / path
        return SourceFile(f"datasets/{folder.name}/{path}", str(place), place.stat().st_size, "")

    found, findings = packages.parse(
        opener("datapackage.yaml"), (folder / "datapackage.yaml").read_bytes(), opener
    )
    assert found is not None, findings
    return found


@cache
def county() -> County:
    """The demonstration on the day on which it stands still."""
    read = {name: package(DATASETS / name) for name in NAMES}
    return County(Tables(read), TODAY, workdays.shipped())
