"""Public copies of files over HTTP: what browsers are told about them, and when they are gone."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from sqlalchemy import select

from dialogue.files import attachments
from dialogue.matter.states import Event
from dialogue.storage import tables
from publisher import addresses
from tests.dialogue import hostile_files as hostile
from tests.dialogue.matters import MODERATOR, sent, step
from tests.website.dialogue.conftest import Site


def released(site: Site, content: bytes, name: str = "路灯") -> tuple[str, str]:
    """A matter with a released file: its id and the file's."""
    file = attachments.read_upload(site.office, "x", content)
    thread = sent(site.office, files=(file,)).thread
    step(site.office, thread, Event.ACCEPT, MODERATOR)
    with site.office.database.reading() as connection:
        table = tables.attachment
        found = connection.execute(select(table.c.id).where(table.c.thread == thread))
        identity = str(found.scalar_one())
    attachments.release(site.office, identity, MODERATOR, name)
    return thread, identity


@pytest.mark.parametrize(
    ("content", "ending", "media_type", "shown"),
    [
        (hostile.photo(), ".jpg", "image/jpeg", "inline"),
        (hostile.moving("GIF"), ".png", "image/png", "inline"),
        (hostile.armed_pdf(), ".pdf", "application/pdf", "attachment"),
        (b"<script>alert(1)</script>", ".txt", "text/plain; charset=utf-8", "attachment"),
    ],
)
def test_a_file_runs_nothing_and_is_what_it_says(
    site: Site, content: bytes, ending: str, media_type: str, shown: str
) -> None:
    _, identity = released(site, content)
    answer = site.client.get(addresses.attachment(identity, "路灯" + ending))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Content-Disposition"].startswith(shown + ";")
    assert unquote(headers["Content-Disposition"]).endswith("路灯" + ending)
    assert headers["Cache-Control"] == "no-cache"
    assert hostile.SECRET not in answer.data


def test_a_known_copy_is_asked_for_again_and_not_sent_again(site: Site) -> None:
    thread, identity = released(site, hostile.photo())
    address = addresses.attachment(identity, "路灯.jpg")
    tag = site.client.get(address).headers["ETag"]
    assert site.client.get(address, headers={"If-None-Match": tag}).status_code == 304
    step(site.office, thread, Event.HIDE, MODERATOR, code="personal")
    assert site.client.get(address, headers={"If-None-Match": tag}).status_code == 410


def test_another_name_leads_to_the_right_one(site: Site) -> None:
    _, identity = released(site, hostile.photo())
    answer = site.client.get(f"/dialogue/files/{identity}/evil.html")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(addresses.attachment(identity, "路灯.jpg"))


def test_a_file_that_is_hidden_diverted_or_withheld_is_not_sent(site: Site) -> None:
    thread, identity = released(site, hostile.photo())
    address = addresses.attachment(identity, "路灯.jpg")
    step(site.office, thread, Event.HIDE, MODERATOR, code="personal")
    assert site.client.get(address).status_code == 410
    step(site.office, thread, Event.SHOW, MODERATOR)
    assert site.client.get(address).status_code == 404
    attachments.release(site.office, identity, MODERATOR, "路灯")
    assert site.client.get(address).status_code == 200
    attachments.withhold(site.office, identity, MODERATOR)
    assert site.client.get(address).status_code == 410
    attachments.release(site.office, identity, MODERATOR, "路灯")
    step(site.office, thread, Event.DIVERT, MODERATOR)
    assert site.client.get(address).status_code == 410


def test_what_was_never_there_is_not_found(site: Site) -> None:
    assert site.client.get("/dialogue/files/NOBODY/x.jpg").status_code == 404
