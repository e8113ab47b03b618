"""The catalogue, a dataset's page and its validation report."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from werkzeug.test import Client

from publisher.release import live
from tests.sources import NOW
from tests.website.county import PAYMENTS, TABLE, County
from website.citations import basis
from website.data.files import written_size
from website.data.validation import row_address


def test_catalogue_groups_datasets_by_subject(client: Client) -> None:
    html = client.get("/en/data/").text
    assert re.findall(r'class="lw-heading" id="\w+">([^<]+)<', html) == [
        "Public money", "Organisation",
    ]  # fmt: skip
    assert "120 rows" in html
    assert "All &lt;payments&gt; &amp; more." in html
    assert '<a href="/en/data/organisations/posts">Posts</a>' in html


def test_dataset_says_what_it_is_and_where_its_files_are(county: County, client: Client) -> None:
    html = client.get("/en/data/payments/").text
    for said in ("Finance Bureau", "Monthly", "1.2.0", "2026-03-31", "CC BY 4.0", "No errors found",
                 "Public money", "120 rows"):  # fmt: skip
        assert said in html, said
    files = re.findall(r'<li><a href="(/data/[^"]+)" download>', html)
    assert len(files) == 7
    for address in files:
        size = (county.var / "current/public" / address[1:]).stat().st_size
        place = html.index(f'href="{address}"')
        assert written_size(size) in html[place : place + 200]


def test_data_dictionary_names_every_column_with_its_rules(client: Client) -> None:
    html = client.get("/en/data/payments/").text
    assert html.count("<code>") == 9
    assert "Identifies the row<br>Never blank" in html
    assert "One of: Cash (cash), Card (card)" in html
    assert "yuan" in html


def test_linked_data_is_json_that_cannot_end_its_element(client: Client) -> None:
    html = client.get("/en/data/payments/").text
    block = re.search(r'<script type="application/ld\+json">\n(.*?)\n</script>', html, re.DOTALL)
    assert block is not None
    assert not set("<>&") & set(block[1])
    value = json.loads(block[1])
    assert value["@type"] == "Dataset"
    assert value["description"] == "All <payments> & more."
    assert value["creator"]["name"] == "Finance Bureau"
    assert value["distribution"][0]["encodingFormat"] == "text/csv"
    assert len(value["distribution"]) == 4


def test_report_of_a_valid_dataset_looks_like_success(client: Client) -> None:
    html = client.get("/zh/data/payments/_validation").text
    assert "lw-verdict--good" in html
    english = client.get("/en/data/payments/_validation").text
    assert "Checked on 31 March 2026: 120 rows, not one error." in english
    assert "Whatever stands in Unit exists in the table “Units”." in english
    assert "Each row has its own key (Number)." in english


def test_report_says_what_was_checked_with_which_rules(client: Client) -> None:
    html = client.get("/en/data/payments/_validation").text
    text = re.sub(r"<[^>]+>", "", html)
    for said in ("1 table", "120 rows", "1,080 cells", "120 rows × 9 columns", "payments.csv",
                 "CSV, UTF-8", "cells parted by commas", "The rules of each column",
                 "Checked with", "31 March 2026", "1.2.0, as of 2026-03-31",
                 "date, such as 2026-03-31", "yes or no, written true, false",
                 "One of: Cash (cash), Card (card)",
                 f"Frictionless {version('frictionless')}"):  # fmt: skip
        assert said in text, said
    assert 'href="/data/payments/validation.json"' in html
    assert "lw-findings" not in html


def test_report_for_programs_has_every_text_in_each_language(client: Client) -> None:
    value = json.loads(client.get("/data/payments/validation.json").text)
    assert (value["dataset"], value["status"], value["as_of"]) == (
        "payments", "valid", "2026-03-31"
    )  # fmt: skip
    assert value["checked"] == {"tables": 1, "rows": 120, "columns": 9, "cells": 1080, "rules": 14}
    [table] = value["tables"]
    assert (table["rows"], table["encoding"], table["dialect"]["delimiter"]) == (120, "UTF-8", ",")
    assert table["keys"][0] == {
        "zh": "每一行都有唯一的标识（编号）。", "en": "Each row has its own key (Number)."
    }  # fmt: skip
    assert table["columns"][4]["rules"] == [
        {"zh": "限填：现金（cash）、公务卡（card）", "en": "One of: Cash (cash), Card (card)"}
    ]  # fmt: skip


def test_a_report_says_since_when_the_version_is_public(tmp_path: Path) -> None:
    county = County(tmp_path)

    def published(day: int) -> str:
        county.publish(NOW.replace(day=day))
        value: dict[str, str] = json.loads(
            county.client().get("/data/payments/validation.json").text
        )
        return f"{value['as_of']} {value['published']}"

    assert published(1) == "2026-03-01 2026-03-01"
    assert published(5) == "2026-03-05 2026-03-01"
    county.change({"datasets/payments/data/payments.csv": TABLE.replace("37.50", "38.50")})
    assert published(8) == "2026-03-08 2026-03-08"
    county.change({"datasets/payments/data/payments.csv": TABLE.replace("37.50", "much")})
    assert published(9) == "2026-03-09 2026-03-08"
    html = county.client().get("/en/data/payments/_validation").text
    assert '<dt>Public since</dt><dd><time datetime="2026-03-08">8 March 2026</time>' in html


def test_remarks_of_a_valid_dataset_are_published(tmp_path: Path) -> None:
    county = County(tmp_path)
    county.change({"datasets/payments/datapackage.yaml": PAYMENTS + "keyword: [x]\n"})
    county.publish()
    client = county.client()
    html = client.get("/en/data/payments/_validation").text
    assert "lw-verdict--noted" in html
    assert "lw-kind--warning" in html
    assert "The key “keyword” is not part of the standard." in html
    assert "Did you mean “keywords”?" in html
    value = json.loads(client.get("/data/payments/validation.json").text)
    assert (value["status"], value["summary"]["warning"]) == ("remarks", 1)
    assert value["findings"][0]["message"]["zh"].startswith("标准中没有“keyword”")
    assert "1 finding" in client.get("/en/data/payments/").text


def test_a_finding_leads_to_its_row_in_the_live_table(tmp_path: Path) -> None:
    county = County(tmp_path)
    edition = live.read(county.publish())
    package = edition.packages["payments"]
    resource = package.resources[0]
    client = county.client()
    for row, address in ((2, "/en/data/payments/payments?id=1"), (121, "?id=120"), (122, ""),
                         (None, "")):  # fmt: skip
        found = row_address(edition, package, resource, row, lang="en")
        assert found.endswith(address), row
        assert not found or client.get(found).status_code == 200
    moved = replace(resource, dialect={"commentRows": [2]})
    assert row_address(edition, package, moved, 3, lang="en") == ""
    keyless = replace(resource, schema=replace(resource.schema, primary_key=()))
    assert row_address(edition, package, keyless, 3, lang="en") == ""


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        ("预算法 art.14 [V]; 森林法 art.25, 27 [P]", "预算法第14条；森林法第25、27条",
         "预算法 art.14; 森林法 art.25, 27"),
        ("条例 art.7, 32(1) [V]; 财预〔2016〕143号 (counts)", "条例第7、32(1)条；财预〔2016〕143号",
         "条例 art.7, 32(1); 财预〔2016〕143号 (counts)"),
        ("", "", ""),
        ("个人信息保护法 art.25 [V]; list of summaries [M]", "个人信息保护法第25条；摘要清单",
         "个人信息保护法 art.25; list of summaries"),
        ("政府信息公开条例 art.20(2) [V]; 一把手不直接分管 [P, local effect M]",
         "政府信息公开条例第20(2)条；一把手不直接分管",
         "政府信息公开条例 art.20(2); 一把手不直接分管"),
        ("OCP R049; 审计法 art.52; policy on audits of leaders (local)",
         "OCP R049；审计法第52条；领导干部经济责任审计规定",
         "OCP R049; 审计法 art.52; policy on audits of leaders (local)"),
    ],
)  # fmt: skip
def test_what_a_rule_rests_on_is_cited_as_the_language_cites(source: str, zh: str, en: str) -> None:
    assert (basis(source, "zh"), basis(source, "en")) == (zh, en)


def test_unknown_datasets_are_not_found(client: Client) -> None:
    for address in ("/en/data/none/", "/en/data/none/_validation", "/en/data/payments/none"):
        assert client.get(address).status_code == 404


def test_dataset_that_is_held_back_says_so_everywhere(tmp_path: Path) -> None:
    county = County(tmp_path)
    county.publish()
    wrong = TABLE.replace("2026-01-02,37.50", "2026-01-02,<b>much</b>").replace("TX-XF", "TX-NO", 1)
    wrong = wrong.replace("2026-01-03,", "13800138000,", 1)
    county.change({"datasets/payments/data/payments.csv": wrong})
    county.publish()
    client = county.client()
    report = client.get("/en/data/payments/_validation").text
    assert "lw-verdict--held" in report
    assert "&lt;b&gt;much&lt;/b&gt;" in report
    assert "Values of the wrong type" in report
    assert "row 2" in report
    assert "138…" in report
    assert "13800138000" not in report
    assert "Column Amount (amount)" in report
    assert "Of the version that is shown, this was checked:" in report
    assert "Personal data" in report
    assert "The rules between columns are checked once these are mended." in report
    value = json.loads(client.get("/data/payments/validation.json").text)
    assert {finding["code"]: finding["severity"] for finding in value["findings"]} == {
        "type-error": "error", "personal-data": "error", "not-yet-checked": "info",
    }  # fmt: skip
    assert value["status"] == "held-back"
    assert value["findings"][0]["where"]["en"] == "row 2, column Amount (amount)"
    for address in ("/en/data/payments/", "/en/data/payments/payments",
                    "/en/data/payments/payments?id=1"):  # fmt: skip
        html = client.get(address).text
        assert "last valid version" in html, address
        assert "/en/data/payments/_validation" in html, address
    assert "newer file held back" in client.get("/en/data/").text
    assert "37.50" in client.get("/en/data/payments/payments?id=1").text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_440, "99.4 kB"), (99_960, "100 kB"),
     (999_600, "1.0 MB"), (5_400_000_000, "5.4 GB"), (5_400_000_000_000, "5400 GB")],
)  # fmt: skip
def test_sizes(size: int, text: str) -> None:
    assert written_size(size) == text
