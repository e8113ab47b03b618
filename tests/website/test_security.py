"""Headers of each family of pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, Response, make_response
from werkzeug.test import Client, TestResponse

import website
from tests.website.releases import make_release
from website import security

GUARDED = ["/staff", "/staff/", "/staff/sign-in", "/zh/dialogue", "/zh/dialogue/",
           "/en/dialogue/county/4K7PXW2M9Q", "/zh/dialogue/new",
           "/dialogue/files/4K7PXW2M9Q/plan.png"]  # fmt: skip
OTHERS = ["/", "/zh/", "/zh/news/dialogue", "/staffing", "/zh/dialogues", "/api/v1/search",
          "/zh/search"]  # fmt: skip
STATIC = Path(website.__file__).parent / "static"


def answer(address: str, **headers: str) -> TestResponse:
    app = Flask(__name__, static_folder=None)

    @app.route("/", defaults={"path": ""})
    @app.route("/<path:path>")
    def view(path: str) -> Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return make_response("page", 200, named)

    app.after_request(security.protect)
    return app.test_client().get(address)


@pytest.mark.parametrize("address", GUARDED)
def test_the_desk_and_the_dialogue_are_kept_nowhere(address: str) -> None:
    headers = answer(address).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith(security.CONTENT_SECURITY_POLICY)
    assert policy.endswith("; require-trusted-types-for 'script'; trusted-types 'none'")


@pytest.mark.parametrize("address", OTHERS)
def test_other_pages_have_the_usual_headers(address: str) -> None:
    headers = answer(address).headers
    for name, value in security.HEADERS:
        assert headers.get_all(name) == [value]
    assert "Cache-Control" not in headers


@pytest.mark.parametrize("address", [*GUARDED, *OTHERS])
def test_every_page_is_cut_off_from_others(address: str) -> None:
    headers = answer(address).headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    off = re.findall(r"([a-z-]+)=\(\)", headers["Permissions-Policy"])
    assert set(off) == set(security.PERMISSIONS)


def test_what_everybody_may_read_says_so_itself() -> None:
    headers = answer("/zh/dialogue/county/", Cache_Control="public, max-age=60").headers
    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def front_door(var: Path, base_url: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    from tests.website import releases
    from website.serve import FrontDoor

    site = {**releases.SETTINGS["site"], "base_url": base_url}  # type: ignore[dict-item]
    monkeypatch.setattr(releases, "SETTINGS", {**releases.SETTINGS, "site": site})
    make_release(var, {"zh/index.html": b"page"})
    plain = Flask(__name__, static_folder=None)
    return Client(FrontDoor(var, plain))


@pytest.mark.parametrize("address", ["/zh/", "/zh/none", "/staff/"])
def test_a_site_of_https_asks_for_https_for_two_years(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = front_door(tmp_path, "https://yunxi.example", monkeypatch)
    said = client.get(address).headers.get_all("Strict-Transport-Security")
    assert said == ["max-age=63072000; includeSubDomains"]
    assert 63072000 == 2 * 365 * 86400


def test_a_site_of_http_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = front_door(tmp_path, "http://yunxi.example", monkeypatch)
    assert "Strict-Transport-Security" not in client.get("/zh/").headers


@pytest.mark.parametrize(
    "sink",
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
     "createContextualFragment", "DOMParser", "srcdoc", "setHTMLUnsafe"],
)  # fmt: skip
def test_no_script_of_ours_makes_pages_out_of_text(sink: str) -> None:
    """What trusted types would refuse on the guarded pages."""
    scripts = [file for file in STATIC.glob("*.js") if file.stem != "altcha"]
    assert scripts
    for file in scripts:
        assert sink not in file.read_text("utf-8"), file.name
