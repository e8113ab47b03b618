"""The export is a source like any other: checked without findings, published, searched."""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from frictionless import Resource, Schema
from werkzeug.test import Client

from dialogue.exports.folder import MARK, export
from dialogue.exports.transcripts import Signed, plain
from dialogue.figures import daily
from dialogue.figures.lines import as_csv, as_value
from dialogue.hours import asking, live_answers, live_sessions
from dialogue.hours.live_sessions import LiveSession, SessionEvent, SessionState
from dialogue.matter.matters import Hiding, Part
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor
from dialogue.storage import database
from dialogue.text import texts
from dialogue.text.redaction import Redaction
from publisher.errors import UsageError
from publisher.publish import Workplace, checked, publish, rollback
from publisher.source.fragments import render
from tests.demonstration.committed import schema as named
from tests.demonstration.test_packages import plain as plain_titles
from tests.dialogue.matters import MODERATOR, sent, step
from tests.publisher.leftovers import holding
from tests.sources import NOW, SETTINGS, tree
from tests.website.county import County
from tests.website.dialogue.conftest import BOARDS, Site
from website.cli import main
from website.plan import plan
from website.serve import application

SIGNED = Signed("officer", "director")
DAY = dt.date(2026, 3, 2)
LEADER = Actor(role=Role.LEADER, name="wu", boards=frozenset({"county"}), post="P3")
HOSTILE = "路灯 <b>坏了</b> [点这里](javascript:alert) *急*"


def hour(site: Site) -> str:
    """An hour that is over, with one question answered and one not; the first one's title."""
    office, now = site.office, site.office.now()
    given = LiveSession(
        "", "county", {"zh": "县长在线", "en": "The magistrate online"},
        {"zh": "谈谈道路。", "en": "About roads."}, now, now + dt.timedelta(minutes=10),
        now + dt.timedelta(minutes=20), now + dt.timedelta(minutes=80), SessionState.ANNOUNCED,
    )  # fmt: skip
    session = live_sessions.announce(office, given, MODERATOR)
    threads = [sent(office, title=title).thread for title in (HOSTILE, "第二个问题")]
    for thread in threads:
        asking.attach(office, session.id, thread)
        step(office, thread, Event.ACCEPT, MODERATOR)
    live_sessions.arrange(office, session.id, threads, MODERATOR)
    live_sessions.happen(office, session.id, SessionEvent.OPEN, LEADER)
    live_answers.give_answer(office, session.id, threads[0], "下周修好。", LEADER)
    live_sessions.happen(office, session.id, SessionEvent.END, LEADER)
    return session.id


def public(site: Site, title: str) -> str:
    thread = sent(site.office, title=title).thread
    step(site.office, thread, Event.ACCEPT, MODERATOR)
    return thread


def exported(site: Site, folder: Path) -> Path:
    export(site.office, folder, DAY, SIGNED)
    return folder


def valid_export(site: Site, folder: Path) -> Path:
    """An export under posts whose ids are written as the schema of messages wants them."""
    boards = {name: board._replace(post="TX-XF-P01")
              for name, board in site.office.rules.boards.items()}  # fmt: skip
    export(replace(site.office, rules=replace(site.office.rules, boards=boards)), folder, DAY,
           SIGNED)  # fmt: skip
    return folder


def test_twice_the_same_bytes(site: Site, tmp_path: Path) -> None:
    public(site, "村口的路灯")
    hour(site)
    first = tree(exported(site, tmp_path / "one"))
    assert tree(exported(site, tmp_path / "two")) == first
    assert tree(exported(site, tmp_path / "one")) == first
    assert any(name.startswith("content/news/dialogue-2026-03-02-") for name in first)


def test_only_public_text_is_exported(site: Site, tmp_path: Path) -> None:
    sent(site.office, title="没有受理的问题")
    step(site.office, public(site, "被撤下的问题"), Event.HIDE, MODERATOR, code="personal")
    words = sent(site.office, title="李家村的路灯", hidden_words=("李家村",)).thread
    step(site.office, words, Event.ACCEPT, MODERATOR)
    everything = b"".join(tree(exported(site, tmp_path / "out")).values()).decode()
    assert "███的路灯" in everything
    for secret in ("没有受理的问题", "被撤下的问题", "李家村"):
        assert secret not in everything


def test_a_foreign_folder_is_refused_and_left_alone(site: Site, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine")
    with pytest.raises(UsageError, match="no export wrote"):
        exported(site, tmp_path / "mine")
    assert tree(tmp_path / "mine") == {"file": b"mine"}


def test_an_earlier_export_is_replaced(site: Site, tmp_path: Path) -> None:
    folder = exported(site, tmp_path / "out")
    (folder / "datasets" / "stale.csv").write_text("old")
    exported(site, folder)
    assert not (folder / "datasets" / "stale.csv").exists()
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith(".out")) == []
    assert (folder / MARK).exists()


def test_no_moment_leaves_nothing_in_the_folder(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = exported(site, tmp_path / "out")
    first = tree(folder)
    public(site, "村口的路灯")
    renamed: list[Path] = []
    rename = Path.rename

    def noted(path: Path, to: Path) -> Path:
        renamed.append(path)
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", noted)
    exported(site, folder)
    assert renamed == [], "the names were exchanged, none was taken away"
    assert tree(folder) != first


def test_where_names_cannot_be_exchanged_the_export_is_replaced_too(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dialogue.exports.folder.exchanged", lambda _one, _other: False)
    exported(site, tmp_path / "out")
    public(site, "村口的路灯")
    folder = exported(site, tmp_path / "out")
    assert "村口的路灯" in (folder / "datasets/messages/data/messages.csv").read_text()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".out")] == []


def test_both_datasets_are_valid_under_frictionless(site: Site, tmp_path: Path) -> None:
    declined(site)
    public(site, "村口的路灯")
    hour(site)
    folder = valid_export(site, tmp_path / "out")
    report = Resource(path="datasets/messages/data/messages.csv",
                      schema=Schema.from_descriptor(plain_titles(named("messages"))),
                      basepath=str(folder)).validate()  # fmt: skip
    assert report.valid, report.flatten(["type", "note"])
    package = folder / "datasets" / "dialogue-statistics"
    described = json.loads((package / "datapackage.json").read_text())["resources"][0]
    report = Resource(path=described["path"], basepath=str(package),
                      schema=Schema.from_descriptor(plain_titles(described["schema"])),
                      ).validate()  # fmt: skip
    assert report.valid, report.flatten(["type", "note"])
    assert report.tasks[0].stats["rows"] > 0


def declined(site: Site) -> None:
    """Enough matters that were not accepted for figures to be shown."""
    for _ in range(6):
        step(site.office, sent(site.office).thread, Event.DECLINE, MODERATOR, code="abuse")


@pytest.mark.parametrize("text", [HOSTILE, "# 标题", "1. 一", "- a", "a_b_c", "&lt;", "`x`", "\\"])
def test_markup_of_citizens_stays_text(text: str) -> None:
    found = render(plain(text), "content/news/one.zh.md")
    assert not found.findings
    assert html.unescape(re.sub(r"</?p>", "", found.html)).strip() == text


def test_it_is_published_beside_a_county_and_found_by_search(site: Site, tmp_path: Path) -> None:
    declined(site)
    public(site, "清源大桥几点收灯")
    hour(site)
    folder = valid_export(site, tmp_path / "out")
    county = County(tmp_path / "county")
    county.change({"lightwell.toml": SETTINGS + BOARDS})
    place = Workplace((county.source, folder), county.var, plan)
    with checked(place, now=lambda: NOW) as (_, result, _processes):
        ours = [one for one in result.findings
                if "dialogue" in one.file or "messages" in one.file]  # fmt: skip
    assert ours == []
    publish(place, now=lambda: NOW)
    client = Client(application(county.var))
    found = client.get("/zh/search", query_string={"q": "清源大桥"}).get_data(as_text=True)
    assert "清源大桥几点收灯" in re.sub(r"</?mark>", "", found)
    news = client.get("/zh/news/").get_data(as_text=True)
    assert "县长在线" in news
    assert "officer" not in news


def messages_of(folder: Path) -> dict[str, dict[str, str]]:
    """The exported rows by their ids."""
    with (folder / "datasets/messages/data/messages.csv").open(newline="") as file:
        return {row["message_id"]: row for row in csv.DictReader(file)}


def test_a_hidden_matter_keeps_its_row_without_texts(site: Site, tmp_path: Path) -> None:
    thread = public(site, "被撤下的问题")
    step(site.office, thread, Event.HIDE, MODERATOR, code="personal")
    row = messages_of(exported(site, tmp_path / "out"))[thread]
    told = {name: value for name, value in row.items() if value}
    assert told.pop("source_doc").endswith(thread)
    assert told == {
        "message_id": thread, "board": row["board"], "type": row["type"], "domain": row["domain"],
        "submitted_on": "2026-03-02", "reviewed_on": "2026-03-02", "state": "accepted",
        "auto_rated": "false", "visibility": "no_text", "publisher": row["publisher"],
        "published_on": "2026-03-02", "revision": "1",
    }  # fmt: skip


def test_a_joined_matter_has_a_row_and_a_declined_one_none(site: Site, tmp_path: Path) -> None:
    target = public(site, "村口的路灯")
    joined, refused = (sent(site.office).thread for _ in range(2))
    step(site.office, joined, Event.MERGE, MODERATOR, target=target)
    step(site.office, refused, Event.DECLINE, MODERATOR, code="abuse")
    rows = messages_of(exported(site, tmp_path / "out"))
    assert set(rows) == {target, joined}
    assert (rows[joined]["state"], rows[joined]["visibility"]) == ("merged", "no_text")
    assert rows[joined]["title"] == ""


def test_the_groups_are_called_alike_everywhere(site: Site, tmp_path: Path) -> None:
    declined(site)
    folder = exported(site, tmp_path / "out")
    with (folder / "datasets/dialogue-statistics/data/figures.csv").open(newline="") as file:
        ours = {(row["dimension"], row["group"]) for row in csv.DictReader(file)}
    with site.office.database.reading() as connection:
        figures = daily.latest(connection, DAY)
    assert figures is not None
    theirs = as_value(figures)["figures"]
    assert ours == {(line["dimension"], line["group"]) for line in theirs}
    assert ("all", "all") in ours
    assert as_csv(figures) == (folder / "datasets/dialogue-statistics/data/figures.csv"
                               ).read_bytes().replace(b"\n", b"\r\n")  # fmt: skip


def test_what_was_hidden_since_is_nowhere_after_it_is_published_again(
    site: Site, tmp_path: Path
) -> None:
    declined(site)
    hidden = public(site, "清源大桥几点收灯")
    words = public(site, "赵家湾的路灯")
    session = hour(site)
    county = County(tmp_path / "county")
    county.change({"lightwell.toml": SETTINGS + BOARDS})
    place = Workplace((county.source, tmp_path / "out"), county.var, plan)
    valid_export(site, tmp_path / "out")
    first = publish(place, now=lambda: NOW).release
    secrets = ["清源大桥几点收灯", "赵家湾", "第二个问题"]
    assert all(holding(county.var, secret) for secret in secrets)
    with site.office.database.reading() as connection:
        asked = live_sessions.questions(connection, session)[1].thread
        key = texts.key_of(connection, site.office.vault, words)
        assert key is not None
        title = next(one.id for one in texts.read_texts(connection, key, words)
                     if one.part is Part.TITLE)  # fmt: skip
    for thread in (hidden, asked):
        step(site.office, thread, Event.HIDE, MODERATOR, code="personal")
    step(site.office, words, Event.REDACT, MODERATOR, code="third-party", text=title,
         hidden=(Redaction(0, 3, Hiding.THIRD_PARTY),))  # fmt: skip
    valid_export(site, tmp_path / "out")
    publish(place, now=lambda: NOW)
    assert [left for secret in secrets for left in holding(county.var, secret)] == []
    assert holding(county.var, hidden)
    assert any(session.lower() in name for name in holding(county.var, "下周修好"))
    with pytest.raises(UsageError, match="former version"):
        rollback(county.var, first, note="", now=lambda: NOW)


@pytest.mark.parametrize(("asks", "signed", "lacking"), [
    (True, Signed(), 2), (True, Signed("officer"), 2), (True, SIGNED, 0), (False, Signed(), 0),
])  # fmt: skip
def test_articles_without_the_approval_that_the_site_asks_for_are_counted(
    site: Site, tmp_path: Path, asks: bool, signed: Signed, lacking: int
) -> None:
    hour(site)
    office = replace(site.office, rules=replace(site.office.rules, require_approval=asks))
    assert export(office, tmp_path / "out", DAY, signed).unapproved == lacking


def test_the_command_says_that_approvals_are_asked_for(site: Site, tmp_path: Path) -> None:
    hour(site)
    county = County(tmp_path / "county")
    asks = "[content]\nrequire_approval = true\n"
    county.change({"lightwell.toml": SETTINGS + asks + BOARDS})
    county.publish()
    environment = {"LIGHTWELL_DATABASE_URL": database.address(tmp_path),
                   "LIGHTWELL_DIALOGUE_KEY": "11" * 32}  # fmt: skip
    told = [
        CliRunner().invoke(
            main, ["--var", str(county.var), "dialogue", "export", str(tmp_path / "out"),
                   "--as-of", "2026-03-02", *more], env=environment,
        )
        for more in ((), ("--prepared-by", "officer", "--approved-by", "director"))
    ]  # fmt: skip
    assert [one.exit_code for one in told] == [0, 0], told[0].output
    assert "2 articles of hours lack them" in told[0].stderr
    assert "articles of hours" not in told[1].stderr
