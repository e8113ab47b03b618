"""No public output tells what is hidden: matters full of secrets, then everything is fetched.

The addresses come from the website's own map of routes, so that a new route is looked at too.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dialogue.files import attachments
from dialogue.gate.submit import File
from dialogue.hours import asking, live_sessions
from dialogue.hours.live_sessions import LiveSession, SessionEvent, SessionState
from dialogue.matter.matters import Hiding, Part
from dialogue.matter.states import Event
from dialogue.reading import own
from dialogue.storage import tables
from dialogue.text.redaction import Redaction, of_words
from publisher import identifiers
from search_index import ENGINES, LiveReader, Query
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import CITIZEN, MODERATOR, sent, step
from tests.website.county import County
from tests.website.outputs.routes import public_addresses
from tests.website.outputs.secrets import digits, email, identifier, leaks, readings, words
from tests.website.outputs.site import LEADER, OFFICER, Site, site

FATES = ("received", "withdrawn", "returned", "declined", "diverted", "merged", "accepted",
         "asked", "replied", "reopened", "closed", "hidden", "shown", "passed-on")  # fmt: skip
OPEN = frozenset({"accepted", "asked", "replied", "reopened", "closed", "shown"})
"""Fates after which the texts are public, less what is hidden in them."""


@dataclass
class Matter:
    """What is secret in a matter: always, and as long as its texts are not public."""

    fate: str
    writers: str
    moderators: str
    numbers: list[str]
    private: str
    contact: str
    when_redacted: str
    thread: str = ""
    receipt: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def secrets(self) -> list[str]:
        """What nobody may find anywhere."""
        numbers = [number.removeprefix("护照号") for number in self.numbers]
        found = [self.writers, self.contact, *numbers]
        if self.fate not in {"received", "withdrawn", "returned", "declined", "diverted"}:
            found.append(self.moderators)
        return found if self.fate in OPEN else [*found, self.moderators, self.private]

    def text(self, *parts: str) -> str:
        """A text with every secret in it, and `parts`."""
        said = f"路灯{self.writers}坏了，{self.moderators}说{self.private}。"
        return f"{said}联系{'，'.join(self.numbers)}；{''.join(parts)}"


matters = st.builds(
    Matter, st.sampled_from(FATES), words, words, st.lists(identifier(), min_size=1, max_size=3),
    words, digits.map(email), st.sampled_from(["before", "after"]),
)  # fmt: skip


@pytest.fixture(scope="module")
def everything(
    made_county: County, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, Clock]]:  # fmt: skip
    """One site on which the matters of all examples gather."""
    clock = Clock()
    made = site(tmp_path_factory.mktemp("everywhere"), made_county, clock)
    yield made, clock
    made.office.database.close()


class Walk:
    """A matter on its way."""

    def __init__(self, site: Site, clock: Clock, matter: Matter) -> None:
        self.site, self.clock, self.matter = site, clock, matter
        name = f"{matter.writers}.txt"
        received = sent(
            site.office, title=f"路灯 {matter.writers}{matter.moderators}", body=matter.text(),
            hidden_words=(matter.writers,), contact=matter.contact,
            files=(File(name=name, media_type="text/plain", content=matter.text().encode()),),
        )  # fmt: skip
        matter.thread, matter.receipt = received.thread, received.receipt

    def go(self) -> None:
        """Everything up to the matter's fate."""
        fate = self.matter.fate
        if fate in {"received", "withdrawn", "returned", "declined", "diverted", "merged"}:
            self._before_acceptance(fate)
            return
        self.do(Event.ACCEPT)
        if self.matter.when_redacted == "before":
            self.redact()
        self.release_file()
        if fate != "accepted":
            self._with_the_unit(fate)
        if self.matter.when_redacted == "after":
            self.redact()
        if fate in {"hidden", "shown"}:
            self.do(Event.HIDE, code="insult")
        if fate == "shown":
            self.do(Event.SHOW)
        if fate == "passed-on":
            self.do(Event.DIVERT)

    def _before_acceptance(self, fate: str) -> None:
        if fate == "withdrawn":
            self.do(Event.WITHDRAW, CITIZEN)
        elif fate == "returned":
            self.do(Event.RETURN, reason="请写清楚")
        elif fate == "declined":
            self.do(Event.DECLINE, code="abuse")
        elif fate == "diverted":
            self.do(Event.DIVERT)
        elif fate == "merged":
            target = self.site.accepted(title="合并的目标", body="无。")
            self.do(Event.MERGE, target=target)

    def _with_the_unit(self, fate: str) -> None:
        matter = self.matter
        self.do(Event.ASSIGN, unit="TX-CZ")
        said = "" if matter.when_redacted == "before" else matter.moderators
        self.do(Event.EXTEND, LEADER, reason=f"要问{said}",
                until=self.site.office.rules.calendar.add(self.site.office.today, 4))  # fmt: skip
        self.do(Event.START, OFFICER)
        self.do(Event.ASK, OFFICER, texts={Part.QUESTION: f"请问{said}哪一盏？"})
        self.write(Event.CLARIFY, Part.ANSWER)
        self.do(Event.RELEASE)
        if fate == "asked":
            return
        self.reply(said, Event.PUBLISH_REPLY)
        if fate in {"reopened", "closed"}:
            self.write(Event.DISSATISFY, Part.COMMENT, scores=(1, 2, 3))
            self.write(Event.REOPEN, Part.REOPENING)
            self.do(Event.RELEASE)
        if fate == "closed":
            self.do(Event.START, OFFICER)
            self.reply(said, Event.PUBLISH_SECOND)
            self.do(Event.CONFIRM, reason=f"看过{said}")

    def reply(self, said: str, event: Event) -> None:
        """A signed reply that repeats what is not hidden yet."""
        self.do(Event.DRAFT, OFFICER, texts={Part.DRAFT: f"已经修好，{said}。"}, outcome="not-ours",
                referred_to=f"镇政府{said}")  # fmt: skip
        self.do(Event.SIGN, LEADER)
        self.do(event)

    def write(self, event: Event, part: Part, **given: Any) -> None:
        """Something of the writer's, with the same words hidden."""
        content = self.matter.text(part)
        hidden = tuple(of_words(content, [self.matter.writers]))
        self.do(event, CITIZEN, texts={part: content}, redactions={part: hidden}, **given)

    def redact(self) -> None:
        """A moderator hides words in the first text alone."""
        mine = own.look_up(self.site.office, self.matter.receipt)
        assert isinstance(mine, own.Own)
        body = next(one for one in mine.written if one.part is Part.BODY)
        found = of_words(body.content, [self.matter.moderators])
        hidden = tuple(Redaction(one.start, one.end, Hiding.THIRD_PARTY) for one in found)
        self.do(Event.REDACT, text=body.id, code="third-party", hidden=hidden)

    def release_file(self) -> None:
        """The text file with all secrets becomes public."""
        with self.site.office.database.reading() as connection:
            table = tables.attachment
            identity = connection.execute(
                select(table.c.id).where(table.c.thread == self.matter.thread)
            ).scalar_one()
        attachments.release(self.site.office, identity, MODERATOR, "说明")
        self.matter.files.append(identity)

    def do(self, event: Event, actor: Any = MODERATOR, **given: Any) -> None:
        """One event, a minute after the last one."""
        self.clock.forward(minutes=1)
        step(self.site.office, self.matter.thread, event, actor, **given)


def hour_of(site: Site, clock: Clock, walked: list[Matter]) -> str:
    """An hour with a leader for which all of the matters were sent, the public ones in order."""
    now, day = site.office.now(), dt.timedelta(days=1)
    hour = live_sessions.announce(site.office, LiveSession(
        "", "county", {"zh": "一小时", "en": "An hour"}, {"zh": "说明", "en": "About"}, now,
        now + day, now + day, now + 2 * day,
        SessionState.ANNOUNCED,
    ), MODERATOR).id  # fmt: skip
    for matter in walked:
        asking.attach(site.office, hour, matter.thread)
    with site.office.database.reading() as connection:
        shown = [one.thread for one in live_sessions.questions(connection, hour) if one.is_public]
    live_sessions.arrange(site.office, hour, shown, MODERATOR)
    clock.forward(days=1)
    live_sessions.happen(site.office, hour, SessionEvent.OPEN, MODERATOR)
    return hour


def bodies(site: Site, walked: list[Matter], hour: str) -> Iterator[tuple[str, bytes]]:
    """Every public output by name: each address, and each file of `var`."""
    app: Flask = site.door.app  # type: ignore[assignment]
    values = {
        "lang": ("zh", "en"), "board": ("county", "finance"), "extension": ("atom", "rss", "json"),
        "identity": (hour, *(one.thread for one in walked)), "event": ("redact",),
        "hour_id": (hour,),
        "name": ("all", "county", walked[0].thread),
    }  # fmt: skip
    files = {"identity": tuple(one for matter in walked for one in matter.files)}
    # Half a secret is asked for: an answer repeats the question.
    for address in public_addresses(app, values, walked[0].writers[:2]):
        yield address, _got(site, address)
    for identity in files["identity"]:
        yield identity, _got(site, f"/dialogue/files/{identity}/x")
    for matter in walked:
        for extension in ("atom", "rss", "json"):
            address = f"/zh/feeds/thread/{matter.thread}.{extension}"
            yield address, _got(site, address)
        yield matter.thread, _got(site, f"/zh/dialogue/county/{matter.thread}")
        yield matter.thread, _got(site, f"/api/v1/dialogue/threads/{matter.thread}")
    for file in sorted(site.county.var.rglob("*")):
        if file.is_file() and not file.is_symlink():
            yield str(file), _plain(file)


def _got(site: Site, address: str) -> bytes:
    answer = site.get(address, follow_redirects=True)
    assert answer.status_code < 500, address
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    body: bytes = answer.data
    return body + headers.encode()


def _plain(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == ".gz" else content


def in_files(content: bytes, secrets: list[str]) -> list[str]:
    """Secrets that stand in a file as they are."""
    return [secret for secret in secrets if secret.encode() in content]


@settings(max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate],
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(st.lists(matters, min_size=3, max_size=6, unique_by=lambda one: one.writers))
def test_no_output_tells_a_secret(everything: tuple[Site, Clock], walked: list[Matter]) -> None:
    site, clock = everything
    secrets = [secret for one in walked for secret in one.secrets]
    site.keeper.catch_up()
    for one in walked:
        note(f"{one.fate}: {one.secrets}")
        Walk(site, clock, one).go()
    site.keeper.catch_up()
    for name, body in bodies(site, walked, hour_of(site, clock, walked)):
        if name.startswith(str(site.county.var)):
            assert not in_files(body, secrets), name
            continue
        assert not leaks(body, secrets), name
        if name.startswith(("/zh/dialogue", "/en/dialogue", "/api", "/zh/feeds", "/en/feeds")):
            assert not [hit for text in readings(body) for hit in identifiers.find(text)], name
    reader = LiveReader(site.county.var / "live-index", ENGINES["tantivy"])
    stored = "".join(
        "".join(span.text for span in (*hit.title, *hit.snippet)) for hit in
        reader.search(Query("kind:thread", limit=100)).hits
    )  # fmt: skip
    reader.close()
    assert not leaks(stored.encode(), secrets)


def test_the_search_for_leaks_finds_them() -> None:
    """What would be found if it were there."""
    number = "13912345678"
    for said in ("<p>139<b>1234</b>5678</p>", "１３９１２３４５６７８", "139-1234-5678",
                 "&#49;3912345678", "139%31%32345678"):  # fmt: skip
        assert leaks(said.encode(), [number]) == [number], said
    assert leaks(b'{"a": "\\u9f98\\u9750"}', ["龘靐"]) == ["龘靐"]
    assert not leaks(b"nothing", [number, "龘靐"])
