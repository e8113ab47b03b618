"""Files of checks: `/checks.json`, and feeds as readers read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import pytest

from publisher.outputs import signals
from publisher.outputs.plan import plan
from publisher.supervision.model import Value
from tests.supervised import FILLED, SHORT, Supervised, answer, flag_id, notices

BASE = "https://test.example"
FLAG = flag_id("HT-0002")
TITLE = "C09 Short tender: TX-JYJ, 1 row"
VERDICTS = (
    "illegal", "violation", "guilty", "corrupt", "fraud", "违法", "违纪", "违规", "舞弊", "腐败",
)  # fmt: skip


@pytest.mark.parametrize(("value", "said"), [
    (2 / 3, "2/3"), (1 / 3, "1/3"), (0.5, "0.5"), (0.2865, "0.2865"), (2.4e-7, "< 0.0001"),
    (8760.0, "8,760"), (2_299_800.0, "2,299,800"), (220864.79999, "220,864.80"), (2025, "2025"),
    (20_000, "20,000"), (0.0, "0"), ("D", "D"), (True, "Yes"),
])  # fmt: skip
def test_figures_are_written_as_people_read_them(value: Value, said: str) -> None:
    assert signals.written(value, "en") == said


@pytest.fixture
def county(tmp_path: Path) -> Supervised:
    """A flag that is public and answered, and two of a third tender that nobody knows yet."""
    county = Supervised(
        tmp_path, {}, SHORT, SHORT | {"method": "invited"}, plan=plan, files=FILLED
    )
    county.put(notices(HT_0002="2026-03-02"))
    county.put(answer("HT-0002", "2026-03-05", state="refuted", body="[表](/zh/data/)在此。"))
    county.put(answer("HT-0002", "2026-03-06", lang="en", body="See **here**."))
    county.publish("2026-03-10")
    return county


@pytest.fixture
def value(county: Supervised) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(county.page("checks.json"))
    return found


def test_the_file_says_what_was_checked(value: dict[str, Any]) -> None:
    assert (value["as_of"], value["answer_days"], value["waiting"]) == ("2026-03-10", 10, 2)
    assert "never a verdict" in value["notice"]["en"]
    (check,) = [check for check in value["checks"] if check["id"] == "C09"]
    assert check["name"]["en"] == "Short tender"
    assert (check["population"], check["not_evaluated"]) == (3, [])
    assert (check["missing"], check["failure"]) == ([], None)
    assert check["flags"] == {"public": 1, "answered": 1}
    assert check["parameters"][:1] == [{
        "name": "days", "about": {"zh": check["parameters"][0]["about"]["zh"],
                                  "en": "Least number of days"},
        "value": 20, "default": 20, "basis": "招标投标法 art.24", "source": "V", "changes": [],
    }]  # fmt: skip
    assert check["pages"]["zh"] == f"{BASE}/zh/checks/c09"


def test_the_file_has_public_flags_with_evidence_and_answers(value: dict[str, Any]) -> None:
    (flag,) = value["flags"]
    assert {key: flag[key] for key in (
        "id", "check", "unit", "weight", "day", "rows", "parties", "state", "first_seen",
        "asked_on", "public_since", "no_longer_raised_since", "because_of_parameters",
    )} == {
        "id": FLAG, "check": "C09", "unit": "TX-JYJ", "weight": "high", "day": "2025-03-24",
        "rows": 1, "parties": [], "state": "refuted", "first_seen": "2026-03-10",
        "asked_on": "2026-03-02", "public_since": "2026-03-05", "no_longer_raised_since": None,
        "because_of_parameters": False,
    }  # fmt: skip
    assert flag["text"]["en"].startswith("Bidders had 13 days")
    assert flag["figures"][0]["value"] == 13
    row = f"{BASE}/en/data/procurement/contracts?contract_id=HT-0002"
    assert flag["evidence"] == [{
        "dataset": "procurement", "resource": "contracts", "key": {"contract_id": "HT-0002"},
        "row": 3, "pages": {"zh": row.replace("/en/", "/zh/"), "en": row},
    }]  # fmt: skip
    assert [(a["lang"], a["date"], a["state"], a["text"]) for a in flag["answers"]] == [
        ("zh", "2026-03-05", "refuted", "表在此。"), ("en", "2026-03-06", "answered", "See here."),
    ]  # fmt: skip
    assert flag["pages"]["en"] == f"{BASE}/en/checks/c09#{FLAG}"


def test_a_change_of_a_parameter_stands_in_the_file(county: Supervised) -> None:
    county.settings("[checks.C09]\ndays = 10\n")
    county.publish("2026-03-11")
    value = json.loads(county.page("checks.json"))
    (check,) = [check for check in value["checks"] if check["id"] == "C09"]
    assert check["parameters"][0]["changes"] == [{"on": "2026-03-11", "from": 20, "to": 10}]
    assert value["flags"][0]["no_longer_raised_since"] == "2026-03-11"
    assert value["flags"][0]["because_of_parameters"]


@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_feedparser_reads_the_feed_of_a_check(county: Supervised, extension: str) -> None:
    read = feedparser.parse(county.page(f"en/feeds/check/c09.{extension}"))
    assert not read.bozo
    (entry,) = read.entries
    assert entry.title == TITLE
    assert entry.link == f"{BASE}/en/checks/c09#{FLAG}"
    assert entry.published_parsed[:3] == (2026, 3, 4), "midnight in China"
    assert entry.updated_parsed[:6] == (2026, 3, 5, 16, 0, 2), "two answers, the last on the 6th"
    content = entry.content[0].value
    assert "<strong>here</strong>" in content
    assert f"{BASE}/en/data/procurement/contracts?contract_id=HT-0002" in content
    assert "never a verdict" in content


@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_fastfeedparser_reads_it_too(county: Supervised, extension: str) -> None:
    read = fastfeedparser.parse(county.page(f"zh/feeds/check/c09.{extension}"))
    assert [entry.link for entry in read.entries] == [f"{BASE}/zh/checks/c09#{FLAG}"]
    assert f"{BASE}/zh/data/" in read.entries[0].content[0]["value"]


def test_the_end_of_a_flag_moves_its_entry(county: Supervised) -> None:
    county.rows({}, {}, {})
    county.publish("2026-03-12")
    (entry,) = feedparser.parse(county.page("en/feeds/check/c09.atom")).entries
    assert entry.updated_parsed[:6] == (2026, 3, 11, 16, 0, 3)
    assert "no longer raised since 2026-03-12" in entry.content[0].value


def test_the_list_of_feeds_names_each_check(county: Supervised) -> None:
    assert f'xmlUrl="{BASE}/zh/feeds/check/c09.atom"' in county.page("zh/feeds.opml")
    assert "en/checks/c09" in county.page("sitemap.xml")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_titles_hold_no_verdict(county: Supervised, lang: str) -> None:
    feed = feedparser.parse(county.page(f"{lang}/feeds/check/c09.atom"))
    for title in (feed.feed.title, feed.feed.subtitle, *(entry.title for entry in feed.entries)):
        assert not [word for word in VERDICTS if word in title.lower()]


def test_nothing_else_tells_of_flags(county: Supervised) -> None:
    for path in ("zh/feeds/all.atom", "zh/feeds/all.rss", "sitemap.xml", "redirects.json"):
        assert FLAG not in county.page(path), path
