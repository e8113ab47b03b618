"""A site, and datasets written for a test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from publisher.source import packages, settings
from publisher.source.packages import DataPackage
from publisher.source.settings import Settings
from tests.publisher.outputs.made import MakePackage, source_file


@pytest.fixture
def make_package(tmp_path: Path) -> MakePackage:
    """Write a dataset's folder and read it: `make_package(files, resources, **more)`.

    `files` are contents by path; `more` are further keys of the descriptor.
    """

    def make(
        files: Mapping[str, bytes], resources: list[dict[str, Any]], **more: Any
    ) -> DataPackage:
        folder = tmp_path / "source" / "ledger"
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        descriptor = folder / "datapackage.json"
        value = {"name": "ledger", "resources": resources, **more}
        descriptor.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        package, findings = packages.parse(
            source_file(descriptor, "datasets/ledger/datapackage.json"),
            descriptor.read_bytes(),
            lambda path: source_file(folder / path, f"datasets/ledger/{path}"),
        )
        assert package is not None, findings
        return package

    return make


@pytest.fixture
def site() -> Settings:
    """A site in two languages."""
    return settings.build(
        {
            "site": {
                "title": {"zh": "清源县公开", "en": "Qingyuan in the open"},
                "description": {"zh": "公开的一切", "en": "All that is public"},
                "base_url": "https://open.example.org",
                "languages": ["zh", "en"],
                "timezone": "Asia/Shanghai",
            },
            "publisher": {"name": {"zh": "清源县", "en": "Qingyuan County"}},
        }
    )
