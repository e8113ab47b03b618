"""Datasets that are checked elsewhere: files that change, results that are kept, no socket."""

from __future__ import annotations

import os
import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher.checking import datasets
from publisher.checking.check import Results, check
from publisher.checking.worker import Failure
from publisher.errors import ConflictError
from publisher.findings import Finding
from publisher.source.packages import DataPackage
from tests.publisher.checking.test_containers import bomb
from tests.publisher.checking.test_patterns import HANG, files
from tests.publisher.source.test_descriptors import read_only
from tests.sources import ROWS, checked, codes, dataset, put, write_source

DATA = "datasets/spending/data/rows.csv"


def silent(item: str, rows: int) -> None:
    """Nobody is interested."""


def _other(place: Path) -> None:
    place.write_text(ROWS + "3,2026-01-02,1,x\n", encoding="utf-8")


def _same_size(place: Path) -> None:
    place.write_text(ROWS.replace("10.50", "90.50"), encoding="utf-8")


def _gone(place: Path) -> None:
    place.unlink()


def _truncated(place: Path) -> None:
    os.truncate(place, 30)


def _link(place: Path) -> None:
    place.rename(place.with_suffix(".old"))
    place.symlink_to("/etc/passwd")


@pytest.mark.parametrize("change", [_other, _same_size, _gone, _truncated, _link])
@pytest.mark.parametrize("big", [False, True])
def test_a_file_that_changed_after_it_was_read_stops_the_publication(
    tmp_path: Path, change: Callable[[Path], None], big: bool
) -> None:
    """Its findings would be kept as those of the bytes that were hashed."""
    more = "".join(f"{n},2026-01-02,1,x\n" for n in range(3, 20_000)) if big else ""
    source = read_only(write_source(tmp_path, dataset(rows=ROWS + more)))
    assert datasets.are_small(list(source.packages.values())) is not big
    change(tmp_path / DATA)
    (tmp_path / "checks").mkdir()
    with pytest.raises(ConflictError) as caught:
        check(source, Results(tmp_path / "checks", "test"), silent)
    assert "rows.csv" in caught.value.message.text("en")
    assert list((tmp_path / "checks").iterdir()) == []


def test_a_file_that_grows_while_it_is_checked(tmp_path: Path) -> None:
    rows = ROWS + "".join(f"{n},2026-01-02,1,x\n" for n in range(3, 40_000))
    source = read_only(write_source(tmp_path, dataset(rows=rows)))
    done = threading.Event()

    def grow() -> None:
        number = 40_000
        while not done.is_set():
            with (tmp_path / DATA).open("a", encoding="utf-8") as file:
                file.write(f"{number},2026-01-02,1,x\n")
            number += 1
            done.wait(0.01)

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        with pytest.raises(ConflictError):
            check(source, Results(None, "test"), silent)
    finally:
        done.set()
        thread.join()


def test_what_was_checked_once_is_not_checked_again(tmp_path: Path) -> None:
    rows = ROWS + "".join(f"{n},2026-01-02,x,x\n" for n in range(3, 12_000))
    source = read_only(write_source(tmp_path, {**dataset(rows=rows), **dataset("other")}))
    (tmp_path / "checks").mkdir()
    told: list[str] = []
    results = Results(tmp_path / "checks", "test")
    first = check(source, results, lambda item, rows: told.append(item))
    assert {"datasets/spending", "datasets/other"} <= set(told)
    told.clear()
    again = check(source, results, lambda item, rows: told.append(item))
    assert told == []
    assert again.findings == first.findings
    assert len(first.findings) > 1


def test_a_check_that_could_not_be_done_is_done_again(tmp_path: Path) -> None:
    source = read_only(write_source(tmp_path, dataset()))
    package: DataPackage = source.packages["spending"]
    for kind in ("time", "memory", "end", "error"):
        found: Finding = datasets.failed(package, Failure(kind, "5"))
        assert found.hint is not None
        assert found.item == "datasets/spending"
        assert "5" in found.message.text("en")
        assert not datasets.is_lasting([found])


def test_hostile_and_harmless_datasets_side_by_side(tmp_path: Path) -> None:
    """One crashes on a bomb, one hangs on a pattern, one is fine: one publication."""
    hanging = {name.replace("spending", "hanging"): text.replace("name: spending", "name: hanging")
               for name, text in files("(a+)+$", HANG).items()}  # fmt: skip
    bombed: dict[str, str | bytes] = {**dataset("bombed")}
    bombed["datasets/bombed/datapackage.yaml"] = str(
        bombed["datasets/bombed/datapackage.yaml"]
    ).replace("rows.csv", "rows.xlsx")
    bombed["datasets/bombed/data/rows.xlsx"] = bomb(10 << 20)
    write_source(tmp_path, {**hanging, **bombed, **dataset("fine")})
    _, report = checked(tmp_path)
    assert sorted(codes(report)) == [
        "not-yet-checked", "not-yet-checked", "pattern-timeout", "too-large"]  # fmt: skip
    assert report.bad_items == {"datasets/bombed", "datasets/hanging"}


@pytest.fixture
def listener() -> Iterator[tuple[int, Callable[[], int]]]:
    """A server on the loopback that counts who calls, and its port."""
    calls = 0
    with socket.create_server(("127.0.0.1", 0)) as server, selectors.DefaultSelector() as selector:
        server.setblocking(False)
        selector.register(server, selectors.EVENT_READ)

        def count() -> int:
            nonlocal calls
            while selector.select(0.1):
                server.accept()[0].close()
                calls += 1
            return calls

        yield server.getsockname()[1], count


DOORS = {
    "path": "    path: {url}", "path list": "    path: ['{url}']",
    "second path": "    path: [data/rows.csv, '{url}']",
    "extrapaths": "    path: data/rows.csv\n    extrapaths: ['{url}']",
    "schema": "    path: data/rows.csv\n    schema: '{url}'",
    "dialect": "    path: data/rows.csv\n    dialect: '{url}'",
    "profile of a resource": "    path: data/rows.csv\n    profile: '{url}'",
    "$schema of a resource": "    path: data/rows.csv\n    $schema: '{url}'",
    "$schema of a dialect": "    path: data/rows.csv\n    dialect: {{$schema: '{url}'}}",
    "basepath": "    path: rows.csv\n    basepath: '{url}'",
    "scheme": "    path: data/rows.csv\n    scheme: http",
    "data": "    data: '{url}'",
    "licenses": "    path: data/rows.csv\n    licenses: [{{name: x, path: '{url}'}}]",
    "sources": "    path: data/rows.csv\n    sources: [{{title: x, path: '{url}'}}]",
}  # fmt: skip
"""What frictionless fetches, or might, in a resource."""
PACKAGE_DOORS = ("profile", "$schema", "homepage", "image", "id", "resources", "schema", "dialect")
SCHEMA_DOORS = (
    "$schema: '{url}'", "$ref: '{url}'",
    "foreignKeys: [{{fields: id, reference: {{resource: '{url}', fields: id}}}}]",
    "foreignKeys: [{{fields: id, reference: {{package: '{url}', resource: '', fields: id}}}}]",
)  # fmt: skip


def doors(url: str) -> Iterator[tuple[str, str]]:
    """Descriptors that each try one door, by the name of their dataset."""
    usual = dataset("x")["datasets/x/datapackage.yaml"]
    number = 0
    for text in DOORS.values():
        number += 1
        changed = usual.replace("    path: data/rows.csv", text.format(url=url))
        if "schema: '" in text and "$" not in text:
            changed = changed[: changed.index("    schema:\n")]
        yield f"d{number}", changed
    for key in PACKAGE_DOORS:
        number += 1
        head = usual if key != "resources" else usual[: usual.index("resources:")]
        yield f"d{number}", f"{key}: '{url}'\n{head}"
    for text in SCHEMA_DOORS:
        number += 1
        yield f"d{number}", f"{usual}      {text.format(url=url)}\n"


CHECK = """
import sys
from pathlib import Path
opened = []
sys.addaudithook(lambda event, args: opened.append((event, args)) if event in
                 ("socket.connect", "socket.getaddrinfo") else None)
from tests.sources import checked
if __name__ == "__main__":
    source, report = checked(Path(sys.argv[1]))
    assert not opened, opened
    print(len(source.packages), len(report.findings))
"""


@pytest.mark.parametrize("content", ["small", "large"])
def test_every_door_stays_shut(
    tmp_path: Path, listener: tuple[int, Callable[[], int]], content: str
) -> None:
    """Here and, with larger files, in workers; in a process of its own, as hooks stay for ever."""
    port, calls = listener
    rows = ROWS if content == "small" else ROWS + "".join(
        f"{n},2026-01-02,1,x\n" for n in range(3, 3000)
    )  # fmt: skip
    source = write_source(tmp_path / "source", {})
    for name, text in doors(f"http://127.0.0.1:{port}/x"):
        put(source, {
            f"datasets/{name}/datapackage.yaml": text.replace("name: x", f"name: {name}", 1),
            f"datasets/{name}/data/rows.csv": rows,
        })  # fmt: skip
    script = tmp_path / "check.py"
    script.write_text(CHECK, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, source], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    readable, findings = map(int, done.stdout.split())
    assert readable >= 4, "links that are only shown do no harm"
    assert findings > 15
    assert calls() == 0


def test_the_listener_counts(listener: tuple[int, Callable[[], int]]) -> None:
    port, calls = listener
    socket.create_connection(("127.0.0.1", port)).close()
    assert calls() == 1
