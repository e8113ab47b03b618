"""The catalogue, a dataset's page and its validation report."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from werkzeug.test import Client

from tests.website.county import TABLE, County
from website.data.files import written_size


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


def test_unknown_datasets_are_not_found(client: Client) -> None:
    for address in ("/en/data/none/", "/en/data/none/_validation", "/en/data/payments/none"):
        assert client.get(address).status_code == 404


def test_dataset_that_is_held_back_says_so_everywhere(tmp_path: Path) -> None:
    county = County(tmp_path)
    county.publish()
    wrong = TABLE.replace("2026-01-02,37.50", "2026-01-02,<b>much</b>").replace("TX-XF", "TX-NO", 1)
    county.change({"datasets/payments/data/payments.csv": wrong})
    county.publish()
    client = county.client()
    report = client.get("/en/data/payments/_validation").text
    assert "lw-verdict--held" in report
    assert "&lt;b&gt;much&lt;/b&gt;" in report
    assert "Values of the wrong type" in report
    assert "row 2" in report
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
