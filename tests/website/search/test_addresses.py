"""Where hits lead: each to a page that shows what was found."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from werkzeug.test import Client

from publisher import addresses
from publisher.addresses import Row
from publisher.release import live
from publisher.release.reader import current
from tests.website.county import ROWS, County
from website.data.row_address import row_address


def leads(client: Client, question: str, **parameters: str) -> list[str]:
    html = client.get(f"/zh/search?{urlencode({'q': question, **parameters})}").text
    found = re.findall(r'class="lw-entry__title"><a href="([^"]+)"', html)
    return [unescape(address) for address in found]


def test_a_row_leads_to_its_table_filtered_by_its_key(client: Client) -> None:
    address = "/zh/data/payments/payments?id=60"
    (found,) = leads(client, '"维修 60"', kind="row")
    assert found == f"{address}#:~:text={quote('维修 60')}", "and the cell is marked there"
    page = client.get(address)
    assert page.status_code == 200
    assert "维修 60" in page.text
    assert "维修 61" not in page.text


def test_a_row_without_a_key_begins_its_page(county: County, client: Client) -> None:
    release = current(county.var)
    assert release is not None
    edition = live.read(release)
    first, last = (
        row_address(edition, Row("payments", "payments", number=number), "en")
        for number in (1, ROWS)
    )
    assert first == "/en/data/payments/payments"
    assert last == f"{first}?_after={ROWS - 1}"
    assert f"维修 {ROWS}" in client.get(last).text
    assert f"维修 {ROWS - 1}" not in client.get(last).text


def test_a_row_of_a_table_that_is_gone_leads_where_the_table_was(county: County) -> None:
    release = current(county.var)
    assert release is not None
    row = Row("nothing", "here", ("1",))
    assert row_address(live.read(release), row, "en") == "/en/data/nothing/here"


def test_a_unit_leads_to_its_page(client: Client) -> None:
    assert leads(client, "测试县财政局", kind="unit") == ["/zh/units/TX-CZ"]


@pytest.mark.parametrize(("word", "place"), [("冲正", 9), ("公务卡", 5)])
def test_a_column_leads_to_its_line_of_the_dictionary(
    client: Client, word: str, place: int
) -> None:
    address = addresses.field("zh", "payments", "payments", place)
    assert leads(client, word, kind="field") == [address]
    page, _, anchor = address.partition("#")
    assert f'<tr id="{anchor}">' in client.get(page).text


@pytest.mark.parametrize(("lang", "named"), [("zh", "支付 · 支付明细"), ("en", "Payments")])
def test_a_column_names_its_dataset_and_table(client: Client, lang: str, named: str) -> None:
    """Many tables have a column of this name."""
    found = client.get(f"/api/v1/search?q={'金额' if lang == 'zh' else 'amount'}&kind=field")
    assert found.json is not None
    assert {hit["table"] for hit in found.json["hits"] if hit["lang"] == lang} == {named}
    word = "金额" if lang == "zh" else "amount"
    assert f"<span>{named}</span>" in client.get(f"/{lang}/search?q={word}&kind=field").text


def test_the_address_of_a_column_tells_its_table() -> None:
    assert addresses.table_of_field("/zh/data/payments/#payments.4") == ("payments", "payments")
    assert addresses.table_of_field("/zh/data/payments/") is None
    assert addresses.table_of_field("row:payments/payments/1") is None


@pytest.mark.parametrize(("asked", "leads"), [
    ("/zh/search/", "/zh/search"),
    ("/en/search/?q=%E4%BF%AE&sort=date", "/en/search?q=%E4%BF%AE&sort=date"),
])
def test_a_slash_too_many_leads_to_the_search_page(
    searcher: Client, asked: str, leads: str
) -> None:
    response = searcher.get(asked)
    assert (response.status_code, response.headers["Location"]) == (301, leads)
    assert searcher.get("/xx/search/").status_code == 404
