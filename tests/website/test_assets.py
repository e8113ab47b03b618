"""The front end's files: published under names that change with them, and asking nobody else."""

from __future__ import annotations

import re
from pathlib import Path

from tests.website.editions import Site
from website.assets import asset, assets, jobs


def test_published_files_are_the_built_ones(tmp_path: Path) -> None:
    edition = Site(tmp_path, {}).edition()
    for job in jobs(edition):
        target = tmp_path / job.path.rsplit("/", 1)[-1]
        job.maker(edition, target, *job.arguments)
        name = job.arguments[0]
        assert job.path == f"public{asset(name)}"
        assert target.read_bytes() == assets()[name].place.read_bytes()
        assert assets()[name].sha256.startswith(job.path.rsplit("-", 1)[1].split(".")[0])


def test_script_imports_the_library_under_its_published_name() -> None:
    script = assets()["lightwell.js"].place.read_text("utf-8")
    imported = re.findall(r'from "\./([^"]+)"', script)
    assert [f"/assets/{name}" for name in imported] == [asset("govuk-frontend.js")]


def test_style_sheet_has_no_foreign_typeface_and_asks_for_nothing() -> None:
    sheet = assets()["lightwell.css"].place.read_text("utf-8")
    assert "@font-face" not in sheet
    assert "GDS Transport" not in sheet
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert ".govuk-skip-link" in sheet
    assert ".lw-header" in sheet
