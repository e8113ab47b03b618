"""The address that hands out puzzles, and a message sent with one."""

from __future__ import annotations

import altcha
import pytest

from dialogue.gate import challenge, forms
from tests.website.dialogue.conftest import OWN, Site


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puzzles of the same kind with fewer tries: Python is slower than a browser."""
    monkeypatch.setattr(challenge, "MOST_TRIES", (100, 200, 300, 400))


def test_a_form_gets_a_puzzle_that_no_cache_keeps(site: Site) -> None:
    token = forms.new_form(site.office)
    answer = site.client.post("/en/dialogue/challenge", data={"form": token}, headers=OWN)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"
    puzzle = altcha.Challenge.from_dict(answer.get_json())
    solution = altcha.solve_challenge(puzzle)
    assert solution is not None
    payload = altcha.Payload(puzzle, solution).to_base64()
    secret = forms.read_form(site.office, token)
    assert challenge.verified(site.office, payload, secret) is not None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_without_a_form_there_is_no_puzzle(site: Site, lang: str) -> None:
    answer = site.client.post(f"/{lang}/dialogue/challenge", data={"form": "x"}, headers=OWN)
    assert answer.status_code == 400
    assert set(answer.get_json()) == {"error"}


def test_other_sites_get_no_puzzles(site: Site) -> None:
    token = forms.new_form(site.office)
    answer = site.client.post("/en/dialogue/challenge", data={"form": token},
                              headers={"Sec-Fetch-Site": "cross-site"})  # fmt: skip
    assert answer.status_code == 403


def test_tokens_are_not_taken_from_addresses(site: Site) -> None:
    token = forms.new_form(site.office)
    assert site.client.get(f"/en/dialogue/challenge?form={token}").status_code != 200
    answer = site.client.post(f"/en/dialogue/challenge?form={token}", headers=OWN)
    assert answer.status_code == 400
