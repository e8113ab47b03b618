"""`deploy/nginx.conf` with the real nginx, in a folder of its own and on a free port."""

from __future__ import annotations

import getpass
import gzip
import http.client
import http.server
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.website.releases import make_release
from website import security
from website.media_types import MEDIA_TYPES

DEPLOY = Path(__file__).parents[2] / "deploy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
PAGE = b"<h1>page</h1>" * 100
FILES = {
    "index.html": b"home",
    "zh/index.html": PAGE,
    "zh/404.html": b"nothing here (zh)",
    "zh/500.html": b"broken (zh)",
    "en/500.html": b"broken (en)",
    "en/404.html": b"nothing here (en)",
    "zh/news/index.html": b"news",
    "zh/news/opened.html": b"opened",
    "zh/news/gone.html": b"gone, and why",
    "zh/data/old/index.html": b"dataset gone",
    "zh/data/payments/payments.html": b"table",
    "zh/feeds/all.atom": b"<feed/>",
    "assets/site.123.css": b"body{}",
    "data/payments/payments.csv": b"a,b\n1,2\n",
}

GUARDED = {
    "Content-Security-Policy": security.GUARDED_POLICY, "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}  # fmt: skip
"""What Python says of pages of the dialogue and the desk."""

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


class Live(http.server.BaseHTTPRequestHandler):
    """Stands where Python does: says which address it was asked for."""

    def do_GET(self) -> None:
        body = f"live {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        for name, value in security.HEADERS:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"] or 0)
        body = f"{self.path} {length} from {self.headers['X-Forwarded-For']}".encode()
        assert len(self.rfile.read(length)) == length
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        for name, value in GUARDED.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@dataclass(frozen=True)
class Answer:
    """What nginx said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Site:
    """A running nginx."""

    port: int
    var: Path
    live: http.server.HTTPServer

    def get(self, address: str, method: str = "GET", **headers: str) -> Answer:
        """Ask nginx for an address; `headers` with underscores for hyphens."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, address, headers=named)
            response = connection.getresponse()
            return Answer(response.status, response.msg, response.read())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("nginx")
    var = folder / "var"
    release = make_release(var, FILES)
    live_files = release.folder / "live"
    (live_files / "gone.nginx").write_text(
        '"/zh/news/gone" "/zh/news/gone.html";\n"/zh/data/old/" "/zh/data/old/index.html";\n'
    )
    (live_files / "moved.nginx").write_text('"/zh/old" "/zh/news/opened";\n')
    live = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Live)
    threading.Thread(target=live.serve_forever, daemon=True).start()
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(adapted(folder, var, port, live.server_port))
    command = [str(NGINX), "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    check = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        wait_for(port, process)
        yield Site(port, var, live)
    finally:
        process.terminate()
        process.wait(10)
        live.server_close()


def adapted(folder: Path, var: Path, port: int, live: int) -> str:
    """The configuration with other folders and ports, and nothing else changed."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    changes = {
        "user www-data;": f"user {getpass.getuser()};" if getpass.getuser() == "root" else "",
        "worker_processes auto;": "worker_processes 1;",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": str(folder),
        "/var/lib/lightwell": str(var),
        "listen 80 default_server;": f"listen 127.0.0.1:{port} default_server;",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{live};",
        "http {": "http {\n" + temporary,
    }
    for before, after in changes.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 10
    while True:
        assert process.poll() is None, "nginx ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "nginx does not listen"
            time.sleep(0.05)
        else:
            return


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/zh/", "zh/index.html"),
        ("/zh/news/", "zh/news/index.html"),
        ("/zh/news/opened", "zh/news/opened.html"),
        ("/zh/news/opened?from=elsewhere", "zh/news/opened.html"),
        ("/zh/data/payments/payments", "zh/data/payments/payments.html"),
        ("/zh/feeds/all.atom", "zh/feeds/all.atom"),
        ("/data/payments/payments.csv", "data/payments/payments.csv"),
    ],
)
def test_pages_and_files(site: Site, address: str, file: str) -> None:
    answer = site.get(address)
    assert (answer.status, answer.body) == (200, FILES[file])
    assert answer.headers["Content-Type"] == MEDIA_TYPES[file.rpartition(".")[2]]
    assert answer.headers["Cache-Control"] == "no-cache"


def test_every_answer_has_the_security_headers_once(site: Site) -> None:
    for address in ("/zh/", "/zh/none", "/zh/news/gone", "/zh/news", "/zh/search?q=x", "/zh/old"):
        answer = site.get(address)
        for name, value in security.HEADERS:
            assert answer.headers.get_all(name) == [value], (address, name)
        assert len(answer.headers.get_all("Cache-Control") or []) == 1, address


def test_the_compressed_twin(site: Site) -> None:
    packed = site.get("/zh/", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == PAGE
    assert packed.headers["Vary"] == site.get("/zh/").headers["Vary"] == "Accept-Encoding"


def test_conditions_ranges_and_methods(site: Site) -> None:
    first = site.get("/zh/")
    assert site.get("/zh/", If_None_Match=first.headers["ETag"]).status == 304
    assert site.get("/zh/", If_Modified_Since=first.headers["Last-Modified"]).status == 304
    later = "Fri, 01 Jan 2100 00:00:00 GMT"
    assert site.get("/zh/", If_Modified_Since=later).status == 200
    part = site.get("/data/payments/payments.csv", Range="bytes=0-2")
    assert (part.status, part.body) == (206, b"a,b")
    assert site.get("/zh/", method="HEAD").body == b""
    assert site.get("/zh/news/opened", method="POST").status == 405


def test_assets_are_kept_for_ever(site: Site) -> None:
    assert "immutable" in site.get("/assets/site.123.css").headers["Cache-Control"]


def test_folders_moved_gone_and_unknown(site: Site) -> None:
    folder = site.get("/zh/news")
    assert (folder.status, folder.headers["Location"]) == (301, "/zh/news/")
    moved = site.get("/zh/old")
    assert (moved.status, moved.headers["Location"]) == (301, "/zh/news/opened")
    gone = site.get("/zh/news/gone")
    assert (gone.status, gone.body) == (410, b"gone, and why")
    assert (site.get("/zh/data/old/").status, site.get("/zh/data/old/").body) == (
        410, b"dataset gone",
    )  # fmt: skip
    for address, lang in (("/zh/no", "zh"), ("/en/no", "en"), ("/no", "zh"), ("/en/x/", "en")):
        missing = site.get(address)
        assert (missing.status, missing.body) == (404, f"nothing here ({lang})".encode())


@pytest.mark.parametrize(
    "address", ["/../manifest.json", "/zh/..%2f..%2fmanifest.json", "/zh/link"]
)
def test_nothing_outside_public_is_served(site: Site, address: str) -> None:
    link = site.var / "current" / "public" / "zh" / "link"
    if not link.is_symlink():
        link.symlink_to(site.var / "current" / "manifest.json")
    answer = site.get(address)
    assert answer.status in (400, 403, 404)
    assert b"lightwell" not in answer.body


@pytest.mark.parametrize(
    "address",
    [
        "/zh/search?q=x", "/zh/search", "/zh/search/suggest?q=x", "/zh/feeds/search.atom?q=x",
        "/zh/feeds/search.rss?q=x", "/zh/feeds/search.json?q=x", "/api/v1/search?q=x", "/healthz",
        "/zh/data/payments/payments?_sort=-amount", "/staff", "/staff/", "/staff/sign-in",
        "/staff/matter/4K7PXW2M9Q", "/zh/dialogue", "/zh/dialogue/", "/en/dialogue/county/",
        "/zh/dialogue/new?board=county", "/dialogue/files/4K7PXW2M9Q/plan.png",
        "/api/v1/dialogue/threads?board=county", "/zh/feeds/board/county.atom",
        "/zh/feeds/thread/4K7PXW2M9Q.rss",
    ],
)  # fmt: skip
def test_live_addresses_go_to_python(site: Site, address: str) -> None:
    answer = site.get(address)
    assert (answer.status, answer.body) == (200, f"live {address}".encode())
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_log_holds_a_search(site: Site) -> None:
    for number in range(80):  # more than nginx lets through at once
        site.get(f"/zh/search?q=secret{number}", Referer="https://x.example/zh/search?q=secret")
    for address in ("/zh/search/suggest?q=secret", "/en/%73earch?q=secret",
                    "/zh/feeds/search.atom?q=secret", "/api/v1/search?q=secret"):  # fmt: skip
        site.get(address)
    site.get("/zh/news/opened", Referer="https://x.example/zh/search?q=secret")
    logs = {file.name: file.read_text("utf-8") for file in site.var.parent.glob("*.log")}
    assert "/zh/news/opened" in logs["access.log"]
    assert "secret" not in "".join(logs.values())


@pytest.mark.parametrize("address", ["/zh/dialogue/new", "/staff/sign-in", "/staff/matter/x/y"])
def test_forms_go_to_python_with_its_headers_and_the_client(site: Site, address: str) -> None:
    answer = site.get(address, method="POST")
    assert answer.body == f"{address} 0 from 127.0.0.1".encode()
    for name, value in {**dict(security.HEADERS), **GUARDED}.items():
        assert answer.headers.get_all(name) == [value], name


def test_a_message_may_bring_five_files_and_nothing_else_may(site: Site) -> None:
    for address, size, status in (
        ("/zh/dialogue/new", 51 << 20, 200), ("/zh/dialogue/new", 53 << 20, 413),
        ("/zh/news/opened", 2 << 20, 413), ("/staff/sign-in", 2 << 20, 413),
    ):  # fmt: skip
        with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
            try:
                connection.request("POST", address, body=bytes(size))
            except (BrokenPipeError, ConnectionResetError):
                assert status == 413, "nginx hung up before the end"
                continue
            assert connection.getresponse().status == status, address


def test_no_log_names_who_writes_asks_or_works(site: Site) -> None:
    for address in ("/zh/dialogue/secret", "/en/dialogue/new?x=secret", "/staff/secret",
                    "/staff?x=secret", "/zh/report/", "/zh/report/secret", "/zh/%72eport/secret",
                    "/zh/%64ialogue/secret", "/dialogue/files/secret",
                    "/api/v1/dialogue/secret", "/zh/feeds/thread/secret.atom",
                    "/zh/search/secret/secret"):  # fmt: skip
        site.get(address)
        site.get(address, method="POST")
    site.get("/zh/news/opened?last=1")
    logs = {file.name: file.read_text("utf-8") for file in site.var.parent.glob("*.log")}
    assert "last=1" in logs["access.log"]
    for word in ("secret", "/report", "/dialogue", "/staff"):
        assert word not in "".join(logs.values()), word


def test_machines_at_the_door_are_slowed_down(site: Site) -> None:
    statuses = [site.get("/staff/sign-in", method="POST").status for _ in range(40)]
    assert statuses[:15] == [200] * 15
    assert 429 in statuses[20:]
    assert site.get("/staff/").status == 200
    for file in site.var.parent.glob("*.log"):
        assert "sign-in" not in file.read_text("utf-8")


def test_a_switch_shows_at_the_next_request(site: Site) -> None:
    before = (site.var / "current").readlink()
    assert site.get("/zh/").body == PAGE
    make_release(site.var, {**FILES, "zh/index.html": b"new", "zh/new.html": b"n"})
    assert site.get("/zh/").body == b"new"
    assert site.get("/zh/new").body == b"n"
    (site.var / ".back").symlink_to(before)
    (site.var / ".back").replace(site.var / "current")
    assert site.get("/zh/").body == PAGE
    assert site.get("/zh/new").status == 404


def test_pages_are_served_with_python_dead(site: Site) -> None:
    site.live.shutdown()
    site.live.socket.close()
    for address in ("/zh/", "/zh/news/opened", "/data/payments/payments.csv"):
        assert site.get(address).status == 200
    assert site.get("/zh/none").status == 404
    assert site.get("/zh/search?q=secret").status == 502
    for address, lang in (("/zh/dialogue/secret", "zh"), ("/en/dialogue/secret", "en")):
        away = site.get(address)
        assert (away.status, away.body) == (502, f"broken ({lang})".encode())
        for name, value in security.HEADERS:
            assert away.headers.get_all(name) == [value]
    for file in site.var.parent.glob("*.log"):
        assert "secret" not in file.read_text("utf-8")


def test_types_are_those_of_the_website() -> None:
    block = re.search(r"types \{(.*?)\}", (DEPLOY / "nginx.conf").read_text("utf-8"), re.DOTALL)
    assert block is not None
    told = {
        extension: kind
        for line in block[1].strip().split(";")[:-1]
        for kind, *extensions in [line.split()]
        for extension in extensions
    }
    assert told == {ext: kind.partition(";")[0] for ext, kind in MEDIA_TYPES.items()}
