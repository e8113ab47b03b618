"""The list of units and their pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from werkzeug.test import Client

from publisher.source.units import Unit
from tests.website.county import TABLE, County, payment
from tests.website.releases import empty_edition
from website.units.tree import unit_list


def test_list_groups_units_and_shows_who_stands_below_whom(client: Client) -> None:
    html = client.get("/en/units/").text
    assert html.index("Government ") < html.index("Village")
    government = html.index("County Government</a>")
    assert html.index("<ul>", government) < html.index("Finance Bureau", government)


def test_page_shows_everything_about_a_unit(client: Client) -> None:
    html = client.get("/en/units/TX-CZ").text
    for said in ("Government", "County Government", "Telephone", "0000-2", "局长", "张示范"):
        assert said in html, said
    assert "李示例" not in html, "a post that has ended"
    assert '<a href="/en/news/budget">Budget</a>' in html
    mine = sum(payment(number)[1] == "TX-CZ" for number in range(1, 121))
    assert '<a href="/en/data/payments/payments?org_id=TX-CZ">Payments</a>' in html
    assert f"{mine} rows, Unit that paid" in html
    assert f"{mine:,} of 120 rows" in client.get("/en/data/payments/payments?org_id=TX-CZ").text


def test_page_of_a_unit_about_which_little_is_known(client: Client) -> None:
    html = client.get("/zh/units/TX-CW").text
    assert "测试县城湾村" in html
    assert "payments" not in html
    assert "lw-tag--withdrawn" in html


def test_unknown_units_are_not_found(client: Client) -> None:
    for address in ("/en/units/TX-NO", "/en/units/TX-CZ/x", "/fr/units/TX-CZ"):
        assert client.get(address).status_code == 404


def test_pages_follow_the_data(tmp_path: Path) -> None:
    county = County(tmp_path)
    county.publish()
    county.change({"datasets/payments/data/payments.csv": TABLE.replace("TX-XF", "TX-CZ")})
    county.publish()
    assert "120 rows, Unit that paid" in county.client().get("/en/units/TX-CZ").text
    assert "payments?org_id=TX-XF" not in county.client().get("/en/units/TX-XF").text


def test_units_in_a_circle_are_listed_too() -> None:
    circle = {
        key: Unit(key, {"": key}, "office", above, ())
        for key, above in (("A", "B"), ("B", "A"), ("C", "C"), ("D", "gone"))
    }
    [kind] = unit_list(replace(empty_edition(), units=circle), "en")
    assert (kind.title, kind.number) == ("office", 4)
    assert {branch.unit.org_id for branch in kind.branches} == {"A", "B", "C", "D"}
