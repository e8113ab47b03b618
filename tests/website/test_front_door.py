from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from publisher.release.reader import Release
from tests.website.county import PAYMENTS, TABLE, County
from tests.website.releases import make_release
from website import released, security
from website.serve import FrontDoor

PAGE = "<h1>云溪县</h1>".encode() * 50
FILES = {
    "index.html": b"<h1>home</h1>",
    "zh/index.html": PAGE,
    "zh/404.html": b"<h1>none</h1>",
    "zh/news/index.html": b"<h1>news</h1>",
    "zh/news/opened.html": b"<h1>opened</h1>",
    "zh/news/gone.html": b"<h1>gone, and why</h1>",
    "zh/data/payments/payments.html": b"<h1>table</h1>",
    "zh/feeds/all.atom": b"<feed/>",
    "assets/site.123.css": b"body{}",
    "media/p.1.png": bytes(range(256)),
    "data/payments/payments.csv": b"a,b\n1,2\n" * 300_000,
    "redirects.json": json.dumps(
        [
            {"from": "/zh/news/gone", "status": 410},
            {"from": "/zh/old", "status": 301, "to": "/zh/news/opened"},
        ]
    ).encode(),
}


def behind(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Stands where Flask does: says that it was asked."""
    release: Release | None = environ[released.KEY]
    start_response("404 Not Found", [("X-Behind", release.id if release else "none")])
    return [b"behind"]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("var")
    make_release(folder, FILES)
    return folder


@pytest.fixture
def client(var: Path) -> Client:
    return Client(FrontDoor(var, behind))


def is_behind(response: TestResponse) -> bool:
    return "X-Behind" in response.headers


@pytest.mark.parametrize(
    ("address", "file", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/zh/", "zh/index.html", "text/html; charset=utf-8"),
        ("/zh/news/opened", "zh/news/opened.html", "text/html; charset=utf-8"),
        ("/zh/feeds/all.atom", "zh/feeds/all.atom", "application/atom+xml; charset=utf-8"),
        ("/assets/site.123.css", "assets/site.123.css", "text/css; charset=utf-8"),
        ("/media/p.1.png", "media/p.1.png", "image/png"),
        ("/data/payments/payments.csv", "data/payments/payments.csv", "text/csv; charset=utf-8"),
    ],
)
def test_files_are_served_as_they_are(client: Client, address: str, file: str, kind: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.data == FILES[file]
    assert response.headers["Content-Type"] == kind
    assert response.content_length == len(FILES[file])
    for name, value in security.HEADERS:
        assert response.headers[name] == value


def test_head_has_the_headers_and_no_body(client: Client) -> None:
    head, get = client.head("/zh/"), client.get("/zh/")
    assert head.data == b""
    assert dict(head.headers) == dict(get.headers)


def test_what_has_a_name_of_its_content_is_kept_for_ever(client: Client) -> None:
    for address in ("/assets/site.123.css", "/media/p.1.png"):
        assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get("/zh/").headers["Cache-Control"] == "no-cache"


def test_the_compressed_twin_is_sent_to_those_who_accept_it(client: Client) -> None:
    plain = client.get("/zh/", headers={"Accept-Encoding": "identity"})
    packed = client.get("/zh/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == PAGE
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
    assert "Vary" not in client.get("/media/p.1.png").headers


def test_what_the_client_has_is_not_sent_again(client: Client) -> None:
    first = client.get("/zh/news/")
    again = client.get("/zh/news/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    dated = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/zh/news/", headers=dated).status_code == 304


def test_a_folder_is_asked_for_with_its_slash(client: Client) -> None:
    response = client.get("/zh/news?page=2")
    assert (response.status_code, response.headers["Location"]) == (301, "/zh/news/?page=2")
    assert is_behind(client.get("/zh/feeds"))  # a folder without a page of its own
    assert is_behind(client.get("/zh/news/opened/"))


def test_ranges_of_a_large_file(client: Client) -> None:
    whole = FILES["data/payments/payments.csv"]
    address = "/data/payments/payments.csv"
    part = client.get(address, headers={"Range": "bytes=5-1500000"})
    assert part.status_code == 206
    assert part.data == whole[5:1500001]
    assert part.headers["Content-Range"] == f"bytes 5-1500000/{len(whole)}"
    assert client.get(address, headers={"Range": "bytes=-7"}).data == whole[-7:]
    beyond = client.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(whole)}")
    other = client.get(address, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (other.status_code, len(other.data)) == (200, len(whole))


def test_files_are_only_read(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        response = client.open("/zh/", method=method)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert is_behind(client.post("/zh/unknown"))


def test_addresses_that_moved_or_are_gone(client: Client) -> None:
    moved = client.get("/zh/old")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/zh/news/opened")
    gone = client.get("/zh/news/gone", headers={"Accept-Encoding": "gzip"})
    assert gone.status_code == 410
    assert gzip.decompress(gone.data) == FILES["zh/news/gone.html"]
    assert client.head("/zh/news/gone").status_code == 410


def test_a_query_makes_a_table_live_and_nothing_else(client: Client) -> None:
    assert client.get("/zh/data/payments/payments").data == b"<h1>table</h1>"
    assert is_behind(client.get("/zh/data/payments/payments?_sort=-amount"))
    assert client.get("/zh/news/opened?from=somewhere").status_code == 200
    assert client.get("/data/payments/payments.csv?v=2", buffered=True).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/../manifest.json", "/zh/../../manifest.json", "/%2e%2e/manifest.json",
        "/zh/%2e%2e/%2e%2e/manifest.json", "/zh//news/opened", "//zh/", "/./zh/",
        "/zh/news/opened%00.html", "/zh%5cnews%5copened", "/..%5cmanifest.json",
        "/%ff%fe", "/zh/news/opened%0d%0aX: y", "/" + "a" * 5000, "/" + "a/" * 3000,
        "/out/manifest.json", "/zh/link", "/zh/link.html", "/etc/passwd", "/zh/unknown",
    ],
)  # fmt: skip
def test_nothing_outside_public_is_served(client: Client, address: str) -> None:
    raw = unquote_to_bytes(address).decode("latin-1")  # as servers hand it on
    assert is_behind(client.get("/", environ_overrides={"PATH_INFO": raw}))


def test_links_are_not_followed(tmp_path: Path) -> None:
    release = make_release(tmp_path, FILES)
    secret = tmp_path / "secret.html"
    secret.write_text("secret")
    (release.public / "zh" / "link.html").symlink_to(secret)
    (release.public / "out").symlink_to(tmp_path)
    client = Client(FrontDoor(tmp_path, behind))
    for address in ("/zh/link", "/zh/link.html", "/out/secret", "/out/secret.html", "/out"):
        assert is_behind(client.get(address)), address


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(st.sampled_from(["..", ".", "zh", "news", "", "%2e%2e", "manifest.json", "\\",
                                 "public", "%2f", "\x00", "opened", "..%2f"])))  # fmt: skip
def test_no_path_leads_out(client: Client, parts: list[str]) -> None:
    raw = unquote_to_bytes("/" + "/".join(parts)).decode("latin-1")
    response = client.get("/", environ_overrides={"PATH_INFO": raw})
    response.close()
    assert b'"lightwell"' not in response.data
    assert response.status_code in (200, 301, 404)


def test_a_switch_shows_at_the_next_request(tmp_path: Path) -> None:
    first = make_release(tmp_path, FILES)
    client = Client(FrontDoor(tmp_path, behind))
    assert client.get("/zh/unknown").headers["X-Behind"] == first.id
    second = make_release(tmp_path, {**FILES, "zh/index.html": b"new", "zh/new.html": b"n"})
    assert client.get("/zh/").data == b"new"
    assert client.get("/zh/new").status_code == 200
    assert client.get("/zh/unknown").headers["X-Behind"] == second.id


@pytest.mark.parametrize("broken", ["missing", "dangling", "a file"])
def test_without_a_release_everything_says_try_again(tmp_path: Path, broken: str) -> None:
    release = make_release(tmp_path, FILES)
    client = Client(FrontDoor(tmp_path, behind))
    assert client.get("/zh/").status_code == 200
    if broken == "missing":
        (tmp_path / "current").unlink()
    elif broken == "a file":
        (tmp_path / "current").unlink()
        (tmp_path / "current").write_text("?")
    else:
        release.folder.rename(tmp_path / "elsewhere")
    for address in ("/zh/", "/zh/unknown", "/"):
        response = client.get(address)
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert response.headers["Content-Security-Policy"]


def test_a_redirects_file_that_cannot_be_read_is_no_crash(tmp_path: Path) -> None:
    make_release(tmp_path, {**FILES, "redirects.json": b"{"})
    assert Client(FrontDoor(tmp_path, behind)).get("/zh/").status_code == 503


def test_tables_say_which_encoding_they_were_saved_in(tmp_path: Path) -> None:
    county = County(tmp_path)
    path = "path: data/payments.csv"
    descriptor = PAYMENTS.replace(path, f"{path}\n    encoding: gb18030")
    county.change(
        {
            "datasets/payments/datapackage.yaml": descriptor,
            "datasets/payments/data/payments.csv": TABLE.encode("gb18030"),
        }
    )
    county.publish()
    response = county.client().get("/data/payments/payments.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=gb18030"
    assert response.data.decode("gb18030") == TABLE
    other = county.client().get("/data/organisations/posts.csv")
    assert other.headers["Content-Type"] == "text/csv; charset=utf-8"
