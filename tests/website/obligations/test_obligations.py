"""The pages of obligations: what is late, what comes next, and for whom."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from werkzeug.test import Client

from publisher import addresses
from publisher.publish import Workplace, publish
from publisher.release.reader import current
from publisher.source import answers
from publisher.supervision.model import flag_id
from tests.publisher.release.test_first_published import DESCRIPTOR, HEAD, at, dues
from tests.sources import article, put, tree, write_source
from tests.website.county import ORGANISATIONS, UNITS
from website.plan import plan
from website.serve import application

REPORT = article(
    "年度报告", date="2026-01-31", more="unit: TX-XF\ntags: [政府信息公开, 年度报告]\n"
)
FILES = {
    "datasets/organisations/datapackage.yaml": ORGANISATIONS,
    "datasets/organisations/data/organisations.csv": UNITS,
    "datasets/party/datapackage.yaml": DESCRIPTOR,
    "content/news/report.zh.md": REPORT,
}
ROWS = "".join((
    dues("TX-XF", "2025-10-09", quarter=3), dues("TX-CZ", "2025-10-09", quarter=3),
    dues("TX-CW", "2025-10-09", quarter=3), dues("TX-XF", "2026-01-05"),
    dues("TX-CZ", "2026-01-21"),
))  # fmt: skip


def publish_on(folder: Path, day: str, rows: str = ROWS) -> None:
    """Publish the county on a day, with its website's pages."""
    put(folder / "source", {"datasets/party/data/dues.csv": HEAD + rows})
    publish(Workplace((folder / "source",), folder / "var", plan), now=lambda: at(day))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county on 1 February 2026: one of its units is late, one has published nothing."""
    folder = tmp_path_factory.mktemp("county")
    organisations = ORGANISATIONS.split("  - name: posts")[0]
    files = {**FILES, "datasets/organisations/datapackage.yaml": organisations}
    write_source(folder / "source", files)
    publish_on(folder, "2026-02-01")
    return folder


@pytest.fixture
def client(place: Path) -> Client:
    """Asks the server of that county."""
    return Client(application(place / "var"))


def words(html: str) -> str:
    """The text of a page's main part, white space made one blank."""
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def test_overview_in_english(client: Client) -> None:
    text = words(client.get("/en/obligations/").text)
    assert "On time 71.4% 5 of 7 that were due" in text
    assert "Late 1 published after the day" in text
    assert ("Missing for 12 days Party dues Q4 2025 Chengwan Village Due 20 January 2026 "
            "Computed from dates; no judgement. The unit has until 13 February 2026 to answer."
            ) in text  # fmt: skip
    assert "A flag is a signal, never a verdict." in text
    assert ("1 day late Party dues Q4 2025 Finance Bureau Due 20 January 2026 "
            "Published 21 January 2026") in text  # fmt: skip
    assert "78 days left Party dues Q1 2026 3 units Due 20 April 2026" in text
    assert "by 31 March of the year after" in text
    assert "within 20 days of the end of the period" in text
    assert "Due 31 March 2027 provisional" in text


def test_overview_in_chinese_has_the_same_rows(client: Client) -> None:
    text = words(client.get("/zh/obligations/").text)
    for said in ("71.4%", "2025年第4季度", "测试县城湾村", "2026年1月20日", "党费收缴和使用"):
        assert said in text, said


def test_an_obligation_has_its_periods_and_duties(client: Client) -> None:
    text = words(client.get("/en/obligations/party-dues").text)
    assert "66.7% on time: 4 of 6 that were due" in text
    assert "Q4 2025 20 January 2026 33.3% 1/3 1 1 —" in text
    assert "a local setting" in text
    html = client.get("/en/obligations/party-dues").text
    assert 'href="/en/data/party/dues?org_id=TX-CZ"' in html


def test_an_article_is_linked(client: Client) -> None:
    html = client.get("/en/obligations/information-report").text
    assert 'href="/en/news/report"' in html


def test_unknown_obligations_are_not_found(client: Client) -> None:
    for name in ("nothing", "village-accounts", "party-dues/x"):
        assert client.get(f"/en/obligations/{name}").status_code == 404


def test_a_unit_has_its_clock(client: Client) -> None:
    text = words(client.get("/en/units/TX-CW").text)
    assert "50.0% on time: 1 of 2 that were due Missing for 12 days Party dues Q4 2025" in text
    assert "Due next 78 days left Party dues Q1 2026 Due 20 April 2026" in text


def test_what_a_unit_says_stands_beside_what_is_late(tmp_path: Path) -> None:
    files = {**FILES, "datasets/organisations/datapackage.yaml":
             ORGANISATIONS.split("  - name: posts", maxsplit=1)[0]}  # fmt: skip
    write_source(tmp_path / "source", files)
    publish_on(tmp_path, "2026-02-01")
    name = flag_id("C08", ("party-dues", "TX-CZ", "2025Q4"))
    publish_on(tmp_path, "2026-02-28")
    pages = ("/en/obligations/", "/en/obligations/party-dues", "/en/units/TX-CZ")
    for address in pages:
        html = Client(application(tmp_path / "var")).get(address).text
        assert "The flag: the unit has not answered" in words(html)
        assert f'href="{addresses.flag("en", name)}"' in html
    put(tmp_path / "source", {answers.file_name(name, "TX-CZ", "en"):
                              "---\ndate: 2026-02-27\n---\nWe were short of staff.\n"})  # fmt: skip
    publish_on(tmp_path, "2026-02-28")
    for address in pages:
        assert "Read what the unit answered" in words(
            Client(application(tmp_path / "var")).get(address).text
        )


@pytest.mark.parametrize("address", ["/en/", "/en/units/", "/en/units/TX-CZ", "/en/data/party/dues",
                                     "/en/data/party/dues?org_id=TX-CZ"])  # fmt: skip
def test_every_page_leads_there(client: Client, address: str) -> None:
    assert 'href="/en/obligations/"' in client.get(address).text


def test_files_have_every_duty(client: Client) -> None:
    content = json.loads(client.get("/obligations.json").text)
    assert content["as_of"] == "2026-02-01"
    assert (content["score"]["due"], content["score"]["share"]) == (7, 0.7143)
    assert content["units"]["TX-CW"]["missing"] == 1
    rows = list(csv.DictReader(client.get("/obligations.csv").text.splitlines()))
    assert len(rows) == len(content["duties"]) == 11
    late = [row for row in rows if row["status"] == "late"]
    assert [(row["unit"], row["due_on"], row["days"], row["provisional"]) for row in late] == [
        ("TX-CZ", "2026-01-20", "1", "false")
    ]


def test_pages_follow_the_day_and_the_data_as_if_made_anew(place: Path, tmp_path: Path) -> None:
    write_source(tmp_path / "source", {})
    put(tmp_path / "source", dict(tree(place / "source")))
    for day, rows in (("2026-02-01", ROWS), ("2026-02-02", ROWS),
                      ("2026-02-02", ROWS + dues("TX-CW", "2026-01-06"))):  # fmt: skip
        publish_on(tmp_path, day, rows)
    page = (tmp_path / "var/current/public/en/units/TX-CW.html").read_text(encoding="utf-8")
    assert "The row says 6 January 2026, but it was not on this site then." in page
    shown = current(tmp_path / "var")
    assert shown is not None
    grown = tree(shown.public)
    (tmp_path / "var" / "cache").rename(tmp_path / "elsewhere")
    (tmp_path / "var" / "releases").rename(tmp_path / "before")
    (tmp_path / "var" / "current").unlink()
    publish_on(tmp_path, "2026-02-02", ROWS + dues("TX-CW", "2026-01-06"))
    shown = current(tmp_path / "var")
    assert shown is not None
    assert tree(shown.public) == grown


def test_a_county_without_obligations_has_no_page(tmp_path: Path) -> None:
    write_source(tmp_path / "source", {"content/news/a.zh.md": article()})
    publish(Workplace((tmp_path / "source",), tmp_path / "var", plan),
            now=lambda: at("2026-02-01"))  # fmt: skip
    public = tmp_path / "var/current/public"
    assert not (public / "en/obligations").exists()
    assert not (public / "obligations.json").exists()
    assert "obligations" not in (public / "en/index.html").read_text(encoding="utf-8")
