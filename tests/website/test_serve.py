"""`lightwell serve` as a process of its own, with its real server."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.website.county import County
from website import security

ROOT = Path(__file__).parents[2]
COMMAND = "from website.cli import main; main()"


@contextmanager
def serving(var: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A server of `var` on a free port."""
    for _ in range(5):  # a connection of another test may take the port in between
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        process = start(var, port)
        assert process.stderr is not None
        said = process.stderr.readline()
        if "Address already in use" not in said:
            break
        process.communicate(timeout=20)
    try:
        assert said == f"http://127.0.0.1:{port}/\n"
        wait_for(port)
        yield port, process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


def start(var: Path, port: int) -> subprocess.Popen[str]:
    arguments = ["--var", str(var), "serve", "--port", str(port), "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "LIGHTWELL_LANG": "en"}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            get(port, "/healthz")
        except OSError:
            assert time.monotonic() < until, "nobody answers"
            time.sleep(0.1)
        else:
            return


def ends(port: int, *, seconds: float) -> bool:
    """Whether nobody listens any more after a while; what breaks off on the way is no end."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            get(port, "/healthz")
        except ConnectionRefusedError:
            return True
        except OSError:
            continue
        time.sleep(0.1)
    return False


def get(
    port: int, address: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, address, headers=named)
        response = connection.getresponse()
        found = {name.title(): value for name, value in response.getheaders()}
        return response.status, found, response.read()


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> County:
    county = County(tmp_path_factory.mktemp("served"))
    county.publish()
    return county


@pytest.fixture(scope="module")
def port(changing: County) -> Iterator[int]:
    with serving(changing.var) as (port, _):
        yield port


def test_files_and_live_pages(port: int) -> None:
    for address, part in (
        ("/", b"lang=\"zh\""),
        ("/en/data/payments/payments", b"120 rows"),
        ("/en/data/payments/payments?org_id=TX-CZ&_sort=-amount", b"Finance Bureau"),
        ("/en/search?q=budget", b"<mark>"),
        ("/en/units/TX-CZ", b"Finance Bureau"),
    ):  # fmt: skip
        status, headers, body = get(port, address)
        assert (status, part in body) == (200, True), address
        for name, value in security.HEADERS:
            assert headers[name.title()] == value, (address, name)


def test_what_is_asked_with_conditions(port: int) -> None:
    address = "/data/payments/payments.csv"
    _, headers, whole = get(port, address)
    assert int(headers["Content-Length"]) == len(whole)
    status, head, body = get(port, address, "HEAD")
    assert (status, head["Content-Length"], body) == (200, headers["Content-Length"], b"")
    status, _, body = get(port, address, If_None_Match=headers["Etag"])
    assert (status, body) == (304, b"")
    status, part, body = get(port, address, Range="bytes=10-19")
    assert (status, body, part["Content-Range"]) == (206, whole[10:20], f"bytes 10-19/{len(whole)}")
    assert get(port, address, Range="bytes=9999999-")[0] == 416
    assert get(port, address, "POST")[0] == 405
    packed = get(port, address, Accept_Encoding="gzip")
    assert packed[1]["Content-Encoding"] == "gzip"
    assert len(packed[2]) < len(whole)


def test_idle_connections_keep_nobody_out(port: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(600)]
    try:
        status, _, _ = get(port, "/en/units/TX-CZ")
    finally:
        for connection in idle:
            connection.close()
    assert status == 200


def test_what_does_not_exist_and_what_is_gone(port: int) -> None:
    status, _, body = get(port, "/en/none")
    assert (status, b'lang="en"' in body) == (404, True)
    assert get(port, "/none")[0] == 404
    assert get(port, "/..%2f..%2fmanifest.json")[0] == 404
    assert get(port, "/en/notices/gone")[0] == 410
    assert get(port, "/en/data/payments")[0] == 301


def test_health_names_the_release_and_a_switch_needs_no_restart(
    port: int, changing: County
) -> None:
    status, _, body = get(port, "/healthz")
    before = json.loads(body)
    assert (status, before["live"], before["ready"]) == (200, True, True)
    changing.change(
        {"content/news/fresh.en.md": "---\ntitle: Fresh\ndate: 2026-03-30\n---\nNew.\n"}
    )
    assert get(port, "/en/news/fresh")[0] == 404
    release = changing.publish()
    assert get(port, "/en/news/fresh")[0] == 200
    assert json.loads(get(port, "/healthz")[2])["release"] == release.id != before["release"]
    assert b"Fresh" in get(port, "/en/search?q=fresh")[2]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_ends_cleanly(changing: County, by: signal.Signals) -> None:
    with serving(changing.var) as (port, process):
        process.send_signal(by)
        assert process.wait(15) == 0
        assert process.stdout is not None
        assert process.stderr is not None
        assert (process.stdout.read(), process.stderr.read()) == ("", "")
        with pytest.raises(OSError, match="refused"):
            get(port, "/healthz")


def test_workers_end_with_their_parent(changing: County) -> None:
    with serving(changing.var) as (port, process):
        process.kill()
        assert ends(port, seconds=25)


def test_nothing_to_serve_is_said(tmp_path: Path) -> None:
    process = start(tmp_path / "var", 1)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 3
    assert "lightwell publish" in errors


def test_taken_address_is_said(changing: County) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start(changing.var, taken.getsockname()[1])
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 3
    assert "Address already in use" in errors


def test_release_that_vanishes_while_serving(tmp_path: Path) -> None:
    county = County(tmp_path)
    release = county.publish()
    with serving(county.var) as (port, _):
        assert get(port, "/en/")[0] == 200
        (county.var / "current").rename(county.var / "away")
        assert get(port, "/en/")[0] == 503
        status, _, body = get(port, "/healthz")
        assert (status, json.loads(body)) == (503, {"live": True, "ready": False, "release": None})
        (county.var / "away").rename(county.var / "current")
        assert get(port, "/en/")[0] == 200
        assert json.loads(get(port, "/healthz")[2])["release"] == release.id
