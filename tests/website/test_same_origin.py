"""Forged requests: every route of the map that changes something, from wherever they may come."""

from __future__ import annotations

import itertools
import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import Client

from tests.website.releases import empty_edition
from website.app import create_app
from website.same_origin import SAFE, is_own

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
HOST = "county.example"
BASE = f"https://{HOST}"

FOREIGN = {
    "cross-site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    "same-site": {"Sec-Fetch-Site": "same-site", "Origin": "https://other.county.example"},
    "cross-site that names our origin": {"Sec-Fetch-Site": "cross-site", "Origin": BASE},
    "foreign origin": {"Origin": "https://evil.example"},
    "origin that begins as ours": {"Origin": f"{BASE}.evil.example"},
    "our name before an at sign": {"Origin": f"https://{HOST}@evil.example"},
    "another port": {"Origin": f"{BASE}:8443"},
    "opaque origin": {"Origin": "null"},
    "file": {"Origin": "file://"},
    "says nothing": {},
    "only a referrer": {"Referer": f"{BASE}/zh/"},
    "empty word": {"Sec-Fetch-Site": "", "Origin": BASE},
}
OWN = {
    "same-origin": {"Sec-Fetch-Site": "same-origin"},
    "by hand": {"Sec-Fetch-Site": "none"},
    "our origin": {"Origin": BASE},
    "our origin with its port": {"Origin": f"{BASE}:443"},
}


def app() -> Flask:
    """The website without a desk; the guard comes before everything that would need one."""
    edition = empty_edition()
    return create_app(lambda: edition)


APP = app()
PLACES = {"lang": "zh", "column": "news", "page": "2", "status": "404", "extension": "json"}


def address(rule: str) -> str:
    """An address of a route."""
    return re.sub(r"<(?:[^:<>]*:)?(\w+)>", lambda found: PLACES.get(found[1], "x"), rule)


ROUTES = sorted(
    {
        (method, rule.rule)
        for rule in APP.url_map.iter_rules()
        for method in (rule.methods or set()) - SAFE
    }
)


def test_the_map_has_routes_that_change_something() -> None:
    assert ("POST", "/staff/sign-in") in ROUTES
    assert {method for method, _ in ROUTES} <= set(UNSAFE)


@pytest.mark.parametrize("name", FOREIGN)
def test_every_route_refuses_what_comes_from_elsewhere(name: str) -> None:
    client = Client(APP)
    for method, rule in ROUTES:
        answer = client.open(address(rule), method=method, base_url=BASE, headers=FOREIGN[name])
        assert answer.status_code == 403, (method, rule)
        assert "没有作出任何改动" in answer.text or "Nothing was changed" in answer.text
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", OWN)
def test_the_guard_lets_our_own_pages_through(name: str) -> None:
    """No view runs: each route answers 204 as soon as the guard has let a request pass."""
    watched = app()
    for endpoint in watched.view_functions:
        watched.view_functions[endpoint] = lambda **_: ("", 204)
    watched.before_request_funcs = {None: watched.before_request_funcs[None]}
    client = Client(watched)
    for method, rule in ROUTES:
        answer = client.open(address(rule), method=method, base_url=BASE, headers=OWN[name])
        assert answer.status_code == 204, (method, rule)


@pytest.mark.parametrize(("method", "name"), list(itertools.product(UNSAFE, FOREIGN)))
def test_addresses_without_a_route_are_guarded_as_well(method: str, name: str) -> None:
    answer = Client(APP).open("/zh/nowhere", method=method, base_url=BASE, headers=FOREIGN[name])
    assert answer.status_code == 403


def test_reading_is_for_everybody() -> None:
    answer = Client(APP).get("/404.html", base_url=BASE, headers=FOREIGN["cross-site"])
    assert answer.status_code == 200


def test_a_proxy_may_pass_on_another_host() -> None:
    headers = Headers({"Host": "127.0.0.1:8000", "Origin": "https://yunxi.example"})
    assert is_own(headers, "https://yunxi.example")
    assert not is_own(headers, "http://yunxi.example")
    assert not is_own(headers)


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:8000", "http://localhost:8000"), ("county.example", "http://county.example"),
        ("County.Example:80", "http://county.example"), ("[::1]:8000", "http://[::1]:8000"),
    ],
)  # fmt: skip
def test_older_browsers_are_known_by_their_origin(host: str, origin: str) -> None:
    assert is_own(Headers({"Host": host, "Origin": origin}))


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=60))
def test_no_other_origin_is_ours(origin: str) -> None:
    if origin.lower() in {f"{scheme}://{HOST}{port}" for scheme in ("http", "https")
                          for port in ("", ":80", ":443")}:  # fmt: skip
        return
    assert not is_own(Headers({"Host": HOST, "Origin": origin}))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz-", max_size=20))
def test_only_two_words_of_a_browser_mean_our_pages(word: str) -> None:
    assert is_own(Headers({"Sec-Fetch-Site": word})) is (word in {"same-origin", "none"})
