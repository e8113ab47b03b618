"""Who asks too fast waits; nobody else does."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from tests.website.county import County
from website.search import floods
from website.search.floods import Floods, client_of
from website.serve import FrontDoor, application


def test_a_bucket_empties_and_fills_again() -> None:
    moment = [0.0]
    door = Floods(rate=2, burst=3, now=lambda: moment[0])
    assert [door.wait("a") for _ in range(3)] == [0, 0, 0]
    assert door.wait("a") == pytest.approx(0.5)
    assert door.wait("b") == 0, "another client has a bucket of its own"
    moment[0] = 0.5
    assert door.wait("a") == 0
    assert door.wait("a") > 0
    moment[0] = 100
    assert [door.wait("a") > 0 for _ in range(4)] == [False, False, False, True]


def test_many_clients_take_little_memory_and_do_not_free_a_flooder() -> None:
    moment = [0.0]
    door = Floods(rate=1, burst=2, now=lambda: moment[0])
    for number in range(floods.MOST_CLIENTS * 2):
        moment[0] += 0.00001
        door.wait(str(number))
        door.wait("flooder")
    assert len(door._buckets) <= floods.MOST_CLIENTS + 1
    assert door.wait("flooder") > 0


@pytest.mark.parametrize(
    ("address", "told", "header", "client"),
    [
        ("192.0.2.1", "198.51.100.2", "", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.2", "X-Forwarded-For", "198.51.100.2"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.2", "X-Forwarded-For", "198.51.100.2"),
        ("127.0.0.1", "", "X-Forwarded-For", "127.0.0.1"),
        ("2001:db8:1:2:aaaa::1", "", "", "2001:db8:1:2::/64"),
        ("::1", "", "", "::/64"),
        ("::ffff:192.0.2.7", "", "", "192.0.2.7"),
        ("unix:", "", "", "unix:"),
        ("127.0.0.1", "x" * 1000, "X-Forwarded-For", "x" * 64),
    ],
)
def test_who_asks(address: str, told: str, header: str, client: str) -> None:
    environ = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": told}
    assert client_of(environ, header) == client


@pytest.fixture
def door(county: County) -> FrontDoor:
    door = application(county.var, proxy_header="X-Forwarded-For")
    door.floods = Floods(rate=0.1, burst=2)
    return door


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/zh/search?q=预算", "text/html"), ("/en/search/suggest?q=b", "application/json"),
        ("/api/v1/search?q=budget", "application/json"),
        ("/en/feeds/search.atom?q=budget", "text/html"),
        ("/en/feeds/search.json?q=budget", "application/json"),
    ],
)  # fmt: skip
def test_the_flooder_waits_and_others_do_not(door: FrontDoor, address: str, kind: str) -> None:
    client = Client(door)

    def ask(who: str) -> int:
        return client.get(address, headers={"X-Forwarded-For": who}).status_code

    assert [ask("192.0.2.1") for _ in range(3)] == [200, 200, 429]
    assert ask("192.0.2.2") == 200
    refused = client.get(address, headers={"X-Forwarded-For": "192.0.2.1"})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 10
    assert refused.mimetype == kind
    assert refused.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in refused.headers


def test_other_pages_stay_open_to_a_flooder(door: FrontDoor) -> None:
    client = Client(door)
    for _ in range(3):
        last = client.get("/en/search?q=budget")
    assert last.status_code == 429
    for address in ("/en/", "/en/data/payments/payments?id=1", "/healthz", "/en/feeds/all.atom"):
        assert client.get(address).status_code == 200
