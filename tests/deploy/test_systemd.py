"""The units as systemd itself reads them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
ANALYZE = shutil.which("systemd-analyze")


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
def test_units_are_right(tmp_path: Path) -> None:
    command = tmp_path / "lightwell"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    units = [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]
    assert len(units) == 5
    for unit in units:
        text = unit.read_text("utf-8").replace("/opt/lightwell/bin/lightwell", str(command))
        (tmp_path / unit.name).write_text(text)
    result = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", *[str(tmp_path / unit.name) for unit in units]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in result.stderr.splitlines() if "lightwell" in line]
    assert (result.returncode, said) == (0, [])
