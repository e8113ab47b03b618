"""What fails is told in the site's own frame, or as JSON: every route of the map, badly asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
from werkzeug.test import Client, TestResponse

from dialogue.storage import database
from tests.dialogue.conftest import Clock, clock
from tests.dialogue.matters import ADMINISTRATOR, MODERATOR
from tests.website.staff.workplace import OWN, Workplace, workplace

__all__ = ["clock"]

FOREIGN: Final = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
MANY: Final = 1_200_000
"""Bytes: more than any form without files may have."""

WAYS: Final[dict[str, dict[str, Any]]] = {
    "nothing": {"method": "POST", "headers": OWN},
    "unknown words": {"method": "POST", "headers": OWN,
                      "data": {"do": "fly", "action": "fly", "step": "fly", "receipt": "1",
                               "revision": "x", "board": "x", "form": "x"}},
    "json": {"method": "POST", "headers": OWN, "json": {"do": "accept"}},
    "broken parts": {"method": "POST", "headers": OWN, "data": b"--y\r\nnonsense",
                     "content_type": "multipart/form-data; boundary=x"},
    "no boundary": {"method": "POST", "headers": OWN, "data": b"nonsense",
                    "content_type": "multipart/form-data"},
    "too much": {"method": "POST", "headers": OWN, "data": b"body=" + b"a" * MANY,
                 "content_type": "application/x-www-form-urlencoded"},
    "from elsewhere": {"method": "POST", "headers": FOREIGN},
    "read": {"method": "GET"},
    "put": {"method": "PUT", "headers": OWN},
    "delete": {"method": "DELETE", "headers": OWN},
}  # fmt: skip
"""How an address can be asked."""

NUMBER: Final = "4K7PXW2M9Q"
PLACES: Final[dict[str, tuple[str, ...]]] = {
    "board": ("county", "x"), "identity": (NUMBER, "x"), "event": ("accept", "fly"),
    "name": ("county", "x"), "extension": ("json",), "status": ("404",), "column": ("news",),
    "page": ("2",),
}  # fmt: skip
"""Values of the parts of addresses; there is no such thing but the board."""

BESIDE: Final = ("/{lang}/nowhere", "/staff/nowhere", "/staff", "/api/nowhere", "/api/v1/nowhere",
                 "/{lang}/dialogue/county/x/y", "/{lang}/dialogue/x/")  # fmt: skip
"""Addresses that no route stands for."""

ENDING: Final = ("/staff/sign-out", "/staff/account/sign-out-everywhere")
"""What would end the sessions of the test; neither can fail."""


@pytest.fixture
def place(tmp_path: Path, clock: Clock) -> Iterator[Workplace]:
    """The website with two boards and a desk."""
    opened = database.connect(database.address(tmp_path))
    database.migrate(opened)
    yield workplace(opened, clock, tmp_path)
    opened.close()


def asked(place: Workplace, lang: str) -> Iterator[str]:
    """Addresses of every route in one language, and of none."""
    for rule in place.app.url_map.iter_rules():
        names = re.findall(r"<(?:[^<>]*:)?(\w+)>", rule.rule)
        for chosen in product(*([lang] if name == "lang" else PLACES.get(name, ("x",))
                                for name in names)):  # fmt: skip
            address = rule.rule
            for value in chosen:
                address = re.sub(r"<[^<>]*>", value, address, count=1)
            yield address
    yield from (address.format(lang=lang) for address in BESIDE)


def unframed(address: str, answer: TestResponse, lang: str) -> str:
    """What is wrong with an answer to a failed request, "" where nothing is."""
    if answer.status_code < 400:
        return ""
    if answer.mimetype == "application/json":
        return "" if "error" in json.loads(answer.data) else "no error in the JSON"
    if address.startswith("/api/"):
        return "no JSON"
    page = answer.get_data(as_text=True)
    spoken = re.search(r'<html lang="(\w+)"', page)
    named = address.startswith((f"/{lang}/", "/staff"))
    if '<footer class="lw-footer"' not in page or '<main class="govuk-main-wrapper"' not in page:
        return "no frame"
    return "" if spoken and (spoken[1] == lang or not named) else "another language"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("way", WAYS)
def test_every_failure_has_the_frame_of_the_site(place: Workplace, way: str, lang: str) -> None:
    browsers = {False: Client(place.app), True: place.browser(MODERATOR, lang).client}
    administrator = place.browser(ADMINISTRATOR, lang).client
    wrong, failed = [], 0
    for address in asked(place, lang):
        client = browsers[address.startswith("/staff")]
        if address in ENDING:
            continue
        if address.startswith("/staff/accounts"):
            client = administrator
        answer = client.open(address, **WAYS[way])
        failed += answer.status_code >= 400
        found = unframed(address, answer, lang)
        if found or answer.status_code == 500:
            wrong.append((address, answer.status_code, found))
    assert failed > 5
    assert wrong == []


@pytest.mark.parametrize(
    ("lang", "method", "address", "status", "said"),
    [
        ("zh", "POST", "/zh/dialogue/receipt", 403, "没有作出任何改动"),
        ("en", "POST", "/en/dialogue/receipt", 403, "Nothing was changed"),
        ("en", "DELETE", "/en/dialogue/receipt", 403, "Nothing was changed"),
    ],
)
def test_a_forged_form_is_told_so(
    place: Workplace, lang: str, method: str, address: str, status: int, said: str
) -> None:
    answer = Client(place.app).open(address, method=method, headers=FOREIGN)
    assert (answer.status_code, unframed(address, answer, lang)) == (status, "")
    assert said in answer.text


def test_a_forged_form_changes_no_language_of_the_desk(place: Workplace) -> None:
    client = place.browser(MODERATOR, "zh").client
    assert client.post("/staff/intake?lang=en", headers=FOREIGN).status_code == 403
    assert '<html lang="zh"' in client.get("/staff/").text


def test_a_page_of_the_desk_that_does_not_exist_speaks_the_language_of_the_account(
    place: Workplace,
) -> None:
    page = place.browser(MODERATOR, "en").get("/staff/nowhere")
    assert page.status_code == 404
    assert '<html lang="en"' in page.text
    assert f"<strong>{MODERATOR.name.title()}</strong>" in page.text


def test_an_unknown_choice_for_an_account_is_a_bad_request_in_the_desks_frame(
    place: Workplace,
) -> None:
    answer = place.browser(ADMINISTRATOR).post("/staff/accounts/li", action="fly")
    assert answer.status_code == 400
    assert "Open the page again and send it from there." in answer.text
    assert f"<strong>{ADMINISTRATOR.name.title()}</strong>" in answer.text


def test_what_only_can_be_read_says_by_which_methods(place: Workplace) -> None:
    answer = Client(place.app).put("/en/dialogue/receipt", headers=OWN)
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(re.findall(r"\w+", answer.headers["Allow"]))


def test_a_program_is_told_in_json_that_nothing_is_there(place: Workplace) -> None:
    answer = Client(place.app).get("/api/v1/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert answer.json == {"error": "There is no such page"}


@pytest.mark.parametrize("address", [
    "/en/dialogue/", "/dialogue/files/x/y", "/api/v1/dialogue/statistics", "/staff/",
    "/api/v1/dialogue/boards", "/en/feeds/board/all.atom",
])  # fmt: skip
def test_without_the_database_every_part_of_the_site_says_so(
    place: Workplace, address: str
) -> None:
    from website.dialogue import office as offices

    client = place.browser(MODERATOR, "en").client
    away = database.connect("sqlite:////nowhere/dialogue.sqlite")
    desk = place.app.extensions[offices.KEY]
    place.app.extensions[offices.KEY] = desk._replace(database=away)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    told = address.startswith(("/en/", "/api/"))  # elsewhere the language cannot be known then
    assert ("not available at this moment" if told else "暂时") in answer.text
    assert unframed(address, answer, "en" if told else "zh") == ""
