"""Pages of checks: what everybody sees of a flag, and what nobody sees before its time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from werkzeug.test import Client

from publisher import publish as road
from publisher.addresses import file_of
from publisher.release.reader import current
from publisher.supervision import checks as registry
from publisher.supervision.model import Outcome
from tests.sources import article, tree
from tests.supervised import SHORT, SUPPLIER, Supervised, answer, flag_id, noon, notices
from tests.website.checks.conftest import FINE, ODD
from tests.website.editions import Page
from website.checks import check as check_pages
from website.serve import application

FLAG = flag_id("HT-0002")
PAGES = ("zh/checks/index.html", "en/checks/c09.html", "en/checks/units/TX-CZ.html")


def test_nobody_sees_a_flag_before_its_time(county: Supervised) -> None:
    county.publish("2026-03-02")
    for path, content in tree(county.public).items():
        assert FLAG.encode() not in content, path
        assert "from the documents to the deadline; at" not in content.decode("utf-8", "ignore")
    assert not (county.public / "en/checks/units/TX-CZ.html").exists()
    index = Page(county.page("en/checks/index.html"))
    assert "1 flag is in that time at present." in index.text
    assert "No flag is public at present." in index.text


def test_an_unanswered_flag_says_so(county: Supervised) -> None:
    county.put(notices(HT_0002="2026-03-02"))
    county.publish("2026-03-02")
    county.publish("2026-03-17")
    shown = Page(county.page("en/checks/c09.html"))
    assert FLAG in shown.values("id")
    assert "Bidders had 13 days from the documents to the deadline" in shown.text
    assert "The unit has not answered." in shown.text
    assert "the unit was asked on 2 March 2026" in shown.text
    assert "public since 17 March 2026" in shown.text
    assert "/en/data/procurement/contracts?contract_id=HT-0002" in shown.values("href")
    assert "/en/checks/units/TX-CZ" in shown.values("href")


def test_an_answer_stands_beside_its_flag(county: Supervised) -> None:
    county.publish("2026-03-02")
    county.put(answer("HT-0002", "2026-03-05", party="TX-CZ", body="**原因**是汛期。"))
    county.publish("2026-03-05")
    chinese, english = county.page("zh/checks/c09.html"), county.page("en/checks/c09.html")
    assert "<strong>原因</strong>是汛期。" in chinese
    assert '<div class="lw-answer__text lw-text" lang="zh">' in english
    assert "Finance Bureau" in Page(english).text
    assert "first seen on 2 March 2026" in Page(english).text


def test_units_datasets_and_the_front_page_lead_to_flags(county: Supervised) -> None:
    county.publish("2026-03-02")
    county.publish("2026-03-17")
    unit = Page(county.page("en/units/TX-CZ.html"))
    assert f"/en/checks/units/TX-CZ#{FLAG}" in unit.values("href")
    assert "Flags in the data about this unit" in unit.text
    other = Page(county.page("en/units/TX-CW.html"))
    assert "Flags in the data" not in other.text
    assert "/en/checks/c09#flags" in Page(county.page("en/data/procurement/index.html")).values(
        "href"
    )
    assert "1 flag is public at present." in Page(county.page("en/data/index.html")).text
    assert "/en/checks/" in Page(county.page("en/index.html")).values("href")
    assert "What programs noticed in the data" in Page(county.page("en/index.html")).text


def test_every_link_leads_somewhere(county: Supervised) -> None:
    county.put(answer("HT-0002", "2026-03-05", party="TX-CZ"))
    county.publish("2026-03-05")
    for path in PAGES:
        for link in Page(county.page(path)).values("href"):
            parts = urlsplit(link)
            if parts.scheme or parts.path.endswith("/search"):
                continue
            target = unquote(parts.path) or "/" + path.removesuffix(".html")
            assert (county.public / file_of(target)).is_file(), (path, link)


def test_a_change_of_a_parameter_is_published(county: Supervised) -> None:
    county.publish("2026-03-02")
    county.publish("2026-03-17")
    county.settings("[checks]\nanswer_days = 5\n[checks.C09]\ndays = 10\n")
    county.publish("2026-03-18")
    check = Page(county.page("en/checks/c09.html")).text
    assert "changed on 18 March 2026 from 20 to 10" in check
    assert "usually 20" in check
    assert "No longer raised since 18 March 2026, when a parameter of the check changed." in check
    index = Page(county.page("en/checks/index.html")).text
    assert "The time to answer changed on 18 March 2026 from 10 to 5 working days." in index


def test_how_many_flags_wait_is_said_without_names(county: Supervised) -> None:
    county.publish("2026-03-02")
    for path in ("en/checks/index.html", "en/checks/c09.html"):
        text = Page(county.page(path)).text
        assert "1 more flag is still in its time to answer and not public yet." in text
        assert "Finance Bureau" not in text
    county.publish("2026-03-17")
    assert "still in its time to answer" not in Page(county.page("en/checks/c09.html")).text


def test_a_notice_before_the_first_sight_is_said_plainly(county: Supervised) -> None:
    county.put(notices(HT_0002="2026-02-09"))
    county.publish("2026-03-09")
    told = "the unit was asked on 9 February 2026, before this site first showed the data"
    assert told in Page(county.page("en/checks/c09.html")).text


def test_what_is_corrected_stays_listed(county: Supervised) -> None:
    county.publish("2026-03-02")
    county.publish("2026-03-17")
    county.rows(FINE, FINE)
    county.publish("2026-03-20")
    shown = Page(county.page("en/checks/c09.html")).text
    assert "since 20 March 2026 this flag is no longer raised. It stays listed." in shown
    assert "corrected" in shown


@pytest.mark.usefixtures("with_odd_check")
def test_texts_of_others_are_only_ever_text(county: Supervised) -> None:
    county.put(answer("HT-0002", "2026-03-05", party="TX-CZ"))
    county.publish("2026-03-02")
    county.publish("2026-03-17")
    found = [county.page(path) for path in ("en/checks/c98.html", "zh/checks/index.html",
                                            "en/checks/units/TX-CZ.html", "en/units/TX-CZ.html",
                                            "en/feeds/check/c98.atom")]  # fmt: skip
    assert all("<script>alert" not in content for content in found)
    shown = Page(found[0])
    assert shown.text.count(ODD) >= 4
    for text in ("0.125", "1,234,567.50", "Yes", "and 2 more rows", "0.5"):
        assert text in shown.text, text
    assert "It also touches, and may be answered by" in shown.text


@pytest.mark.usefixtures("with_odd_check")
def test_a_page_of_flags_has_an_end(county: Supervised, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_pages, "MOST", 1)
    county.publish("2026-03-02")
    county.publish("2026-03-17")
    for path in ("en/checks/c98.html", "en/checks/units/TX-CZ.html"):
        shown = Page(county.page(path))
        assert len([name for name in shown.values("id") if name.endswith("-title")]) == 1
        assert "The latest 1 of " in shown.text
        assert "/checks.json" in shown.values("href")


@pytest.mark.usefixtures("with_odd_check")
def test_a_supplier_answers_too(county: Supervised) -> None:
    name = flag_id("HT-0001", "C98")
    county.put({
        f"content/answers/{name.lower()}.{SUPPLIER}.en.md":
        "---\ndate: 2026-03-05\nstate: refuted\nby: Test Ltd\n---\nWe bid as everybody did.\n"
    })  # fmt: skip
    done = county.publish("2026-03-06")
    assert done.held_back == ()
    shown = Page(county.page("en/checks/c98.html")).text
    assert "We bid as everybody did." in shown
    assert "Test Ltd" in shown


def test_a_check_that_could_not_run_says_so(
    county: Supervised, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Outcome:
        raise LookupError("<no such thing>")

    check = replace(registry.CHECKS["C09"], run=broken)
    monkeypatch.setitem(registry.CHECKS, "C09", check)
    county.publish("2026-03-02")
    shown = county.page("en/checks/c09.html")
    assert "This check could not run" in Page(shown).text
    for path, content in tree(county.public).items():
        assert b"no such thing" not in content, path
        assert b"LookupError" not in content, path
    assert "its flags stay as they stood" in Page(shown).text
    assert "could not run" in Page(county.page("en/checks/index.html")).text


def test_a_check_without_its_table_says_so(county: Supervised) -> None:
    descriptor = county.folder / "datasets/procurement/datapackage.yaml"
    text = descriptor.read_text(encoding="utf-8")
    start = text.index("  - {name: contracts")
    descriptor.write_text(text[:start] + text[text.index("  - {name: suppliers") :], "utf-8")
    county.publish("2026-03-02")
    shown = Page(county.page("en/checks/c09.html")).text
    assert "This check has no data yet" in shown
    assert "It needs tables that are not published: Procurement contracts" in shown
    assert "政府采购合同" in Page(county.page("zh/checks/c09.html")).text
    assert "no data yet" in Page(county.page("en/checks/index.html")).text


def test_day_by_day_is_the_same_as_made_anew(county: Supervised, tmp_path: Path) -> None:
    def answered() -> None:
        county.put(answer("HT-0002", "2026-03-05", party="TX-CZ"))

    def asked() -> None:
        county.put(notices(HT_0002="2026-03-03"))

    def taken_back() -> None:
        for file in county.folder.glob("content/answers/c09*"):
            file.unlink()

    steps: list[tuple[str, Callable[[], None]]] = [
        ("2026-03-02", lambda: None), ("2026-03-03", asked), ("2026-03-05", answered),
        ("2026-03-06", lambda: county.rows(FINE, FINE)), ("2026-03-09", taken_back),
        ("2026-03-10", lambda: county.settings("[checks.C09]\ndays = 30\n")),
        ("2026-03-30", lambda: county.rows(FINE, FINE | SHORT, FINE | SHORT)),
    ]  # fmt: skip
    for number, (day, change) in enumerate(steps):
        change()
        clean = replace(county.place, var=tmp_path / f"clean{number}")
        if (county.place.var / "archive").is_dir():
            shutil.copytree(county.place.var / "archive", clean.var / "archive")
        county.publish(day)
        road.publish(clean, now=partial(noon, day))
        ours, anew = current(county.place.var), current(clean.var)
        assert ours is not None
        assert anew is not None
        assert tree(ours.public) == tree(anew.public), day


def test_an_answer_makes_only_its_own_pages_anew(county: Supervised) -> None:
    county.publish("2026-03-02")
    county.publish("2026-03-17")
    before = tree(county.public)
    county.put(answer("HT-0002", "2026-03-17", party="TX-CZ"))
    county.publish("2026-03-17")
    after = tree(county.public)
    changed = {path for path in after if before.get(path) != after[path]}
    assert {path for path in changed if path.startswith("en/") and path.endswith(".html")} == {
        "en/index.html", "en/checks/index.html", "en/checks/c09.html",
        "en/checks/units/TX-CZ.html", "en/units/TX-CZ.html",
    }  # fmt: skip
    assert changed.isdisjoint({"sitemap.xml", "en/feeds/all.atom", "en/feeds.opml"})


def test_public_flags_are_found_and_others_are_not(county: Supervised) -> None:
    county.publish("2026-03-02")
    client = Client(application(county.place.var))
    asked = "/en/search?q=%22HT-0002%22&kind=flag"
    assert FLAG not in client.get(asked).text
    county.publish("2026-03-17")
    found = client.get(asked).text
    assert f'href="/en/checks/c09#{FLAG}"' in found
    assert "C09 Short tender: Finance Bureau, 1 row" in Page(found).text
    county.put(answer("HT-0002", "2026-03-18", party="TX-CZ", lang="en", body="Monsoon rains."))
    county.publish("2026-03-18")
    assert FLAG in client.get("/en/search?q=monsoon&kind=flag").text


def test_texts_may_link_to_checks(county: Supervised) -> None:
    there = "[all](/en/checks/) [one](/en/checks/c09) [file](/checks.json)"
    county.put({"content/news/a.en.md": article("A", f"{there} [none](/en/checks/c99)")})
    found = [finding for finding in county.publish("2026-03-02").report.findings
             if finding.code == "broken-link"]  # fmt: skip
    assert ["c99" in finding.message.text("en") for finding in found] == [True]


def test_pages_that_do_not_exist(county: Supervised) -> None:
    county.publish("2026-03-17")
    client = Client(application(county.place.var))
    for address in ("/en/checks/c99", "/en/checks/units/TX-CW", "/en/checks/units/nobody"):
        assert client.get(address).status_code == 404, address
    assert client.get("/en/checks/c09").status_code == 200
    assert client.get("/checks.json").mimetype == "application/json"
