"""A table's page: as a file, and live with whatever stands in its query string."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from tests.website.county import ROWS, County, payment
from website import tables
from website.data import rows

ADDRESS = "/en/data/payments/payments"
ROW = re.compile(r"<tr>\n((?:<td.*</td>\n)+)</tr>")
CELL = re.compile(r"<td[^>]*>(?:<a[^>]*>)?(.*?)(?:</a>)?</td>")


def shown(html: str) -> list[list[str]]:
    """The cells of the rows of a page."""
    return [[unescape(cell) for cell in CELL.findall(row)] for row in ROW.findall(html)]


def numbers(html: str) -> list[int]:
    """The keys of the rows of a page."""
    return [int(row[0]) for row in shown(html)]


def ask(client: Client, *parameters: tuple[str, str], status: int = 200) -> str:
    response = client.get(f"{ADDRESS}?{urlencode(parameters)}")
    assert response.status_code == status, response.text
    return response.text


def pages(client: Client, *parameters: tuple[str, str]) -> list[list[int]]:
    """The keys of all pages of a query, following the links."""
    found = []
    html = ask(client, *parameters)
    while True:
        found.append(numbers(html))
        following = re.search(r'href="([^"]*)" rel="next', html)
        if following is None:
            return found
        html = client.get(unescape(following[1])).text


def test_first_page_is_a_file(county: County, client: Client) -> None:
    html = client.get(ADDRESS).text
    assert (county.var / "current/public/en/data/payments/payments.html").read_text() == html
    assert numbers(html) == list(range(1, 51))
    assert f"{ROWS} rows" in html


def test_cells_say_what_codes_mean(client: Client) -> None:
    english = shown(client.get(ADDRESS).text)
    chinese = shown(client.get(ADDRESS.replace("/en/", "/zh/")).text)
    assert english[0] == [
        "1", "Finance Bureau", "2026-01-02", "37.500000", "Cash", "Yes", "维修 1",
        "2026-01-02 10:00:00", "",
    ]  # fmt: skip
    assert chinese[0][1] == "测试县财政局"
    html = client.get(ADDRESS).text
    assert '<td class="lw-wide" title="TX-CZ"><a href="/en/units/TX-CZ">Finance Bureau</a>' in html
    assert '<a href="/en/data/payments/payments?id=1">1</a>' in html
    assert "50% 折_5 &lt;b&gt;" in html


def test_numbers_have_all_their_digits_and_separators(client: Client) -> None:
    rows = shown(ask(client, ("id", "60")))
    assert rows[0][3] == "1,234,567,890,123.456789"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ([("org_id", "TX-XF")], lambda r: r[1] == "TX-XF"),
        ([("org_id", "TX-XF"), ("org_id", "TX-CZ")], lambda r: True),
        ([("amount.min", "40")], lambda r: r[3] and float(r[3]) >= 40),
        (
            [("amount.min", "10"), ("amount.max", "20.5")],
            lambda r: r[3] and 10 <= float(r[3]) <= 20.5,
        ),
        ([("day.max", "2026-01-03")], lambda r: r[2] <= "2026-01-03"),
        ([("day", "2026-01-03")], lambda r: r[2] == "2026-01-03"),
        ([("at", "2026-01-03")], lambda r: r[2] == "2026-01-03"),
        ([("at.max", "2026-01-03"), ("at.min", "2026-01-03")], lambda r: r[2] == "2026-01-03"),
        ([("checked", "true"), ("method", "cash")], lambda r: r[5] == "true" and r[4] == "cash"),
        ([("_q", "维修 11")], lambda r: "11" in r[6] and "维修" in r[6]),
        ([("_q", "50%")], lambda r: r[0] == "5"),
        ([("_q", "折_5")], lambda r: r[0] == "5"),
        ([("_q", "折x5")], lambda r: False),
        ([("org_id", "TX-NONE")], lambda r: False),
        ([("org_id", "TX-XF' OR 1=1 --")], lambda r: False),
    ],
)  # fmt: skip
def test_filters(client: Client, parameters: list[tuple[str, str]], expected: object) -> None:
    assert callable(expected)
    wanted = [n for n in range(1, ROWS + 1) if expected(payment(n))]
    assert [number for page in pages(client, *parameters) for number in page] == wanted
    found = f"{len(wanted):,} of {ROWS} rows"
    assert found in ask(client, *parameters)


@pytest.mark.parametrize("column", ["amount", "day", "note", "reverses", "org_id", "id"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_pages_of_a_sorted_table_show_every_row_once_in_order(
    client: Client, column: str, sign: str
) -> None:
    found = [number for page in pages(client, ("_sort", sign + column)) for number in page]
    assert sorted(found) == list(range(1, ROWS + 1))
    place = ["id", "org_id", "day", "amount", "", "", "note", "", "reverses"].index(column)
    values = [payment(number)[place] for number in found]
    filled = [value for value in values if value]
    assert values == filled + [""] * (len(values) - len(filled)), "blanks stand last"
    key = float if column in ("amount", "reverses", "id") else str
    assert filled == sorted(filled, key=key, reverse=bool(sign))


def test_head_says_how_the_table_is_sorted(client: Client) -> None:
    html = ask(client, ("_sort", "-amount"))
    assert html.count("aria-sort") == 1
    assert '<th scope="col" class="lw-number" aria-sort="descending">' in html
    assert 'name="_sort" value="-amount"' in html


def test_conditions_can_be_dropped_one_by_one(client: Client) -> None:
    html = ask(client, ("org_id", "TX-CZ"), ("amount.min", "5"), ("_q", "维修"), ("_sort", "id"))
    chips = re.findall(r'<li><a href="([^"]*)" rel="nofollow"><span', html)
    assert [unescape(chip).partition("?")[2] for chip in chips] == [
        urlencode([("amount.min", "5"), ("_q", "维修"), ("_sort", "id")]),
        urlencode([("org_id", "TX-CZ"), ("_q", "维修"), ("_sort", "id")]),
        urlencode([("org_id", "TX-CZ"), ("amount.min", "5"), ("_sort", "id")]),
    ]
    assert "<strong>Finance Bureau</strong>" in html


def test_blanks_of_the_form_are_left_out_of_the_address(client: Client) -> None:
    response = client.get(f"{ADDRESS}?_q=&org_id=TX-XF&amount.min=+&_sort=")
    assert (response.status_code, response.headers["Location"]) == (302, f"{ADDRESS}?org_id=TX-XF")
    assert client.get(f"{ADDRESS}?_q=").headers["Location"] == ADDRESS


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("amount.min", "much", "“much” is not a number"),
        ("amount.min", "nan", "“nan” is not a number"),
        ("id", "1.5", "“1.5” is not a whole number"),
        ("id", "9" * 25, "is not a whole number"),
        ("day.min", "2026-13-01", "“2026-13-01” is not a date"),
        ("at", "yesterday", "“yesterday” is not a date"),
        ("checked", "perhaps", "neither true nor false"),
        ("note.min", "a", "has no order"),
        ("amuont", "1", "no column “amuont”"),
        ("_sort", "amuont", "no column “amuont”"),
        ("_sort", "c0; DROP TABLE rows", "no column"),
        ("_after", "-1", "not the number of a row"),
        ("_offset", "7", "no column “_offset”"),
        ("_q", "a b c d e f", "more than 5 words"),
        ("note", "x" * 201, "longer than 200 characters"),
        ("note", "x\x00", "no value holds"),
        ("<script>", "1", "no column “&lt;script&gt;”"),
    ],
)
def test_what_cannot_be_followed_is_said_and_kept(
    client: Client, name: str, value: str, said: str
) -> None:
    html = ask(client, ("org_id", "TX-CZ"), (name, value), status=400)
    assert said in html
    assert '<option value="TX-CZ" selected>' in html
    assert shown(html) == []
    if name in ("amount.min", "day.min"):
        assert f'value="{value}"' in html


def test_too_many_conditions(client: Client) -> None:
    assert "more than 30 conditions" in ask(client, *[("note", "x")] * 31, status=400)


def test_what_other_sites_add_to_links_is_ignored(client: Client) -> None:
    html = ask(client, ("from", "singlemessage"), ("utm_source", "x"))
    assert numbers(html) == list(range(1, 51))


def test_a_row_that_is_not_there_any_more_starts_anew(client: Client) -> None:
    assert numbers(ask(client, ("_sort", "id"), ("_after", "99999")))[0] == 1
    assert shown(ask(client, ("_after", "99999"))) == []


def test_a_query_without_end_is_interrupted(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "SECONDS", -1.0)
    monkeypatch.setattr(tables, "STEPS", 1)
    html = ask(county.client(), ("_q", "维修"), ("_sort", "note"), status=503)
    assert "takes too long" in html


def test_unknown_tables_and_languages(client: Client) -> None:
    for address in (
        "/en/data/payments/none?a=1",
        "/en/data/none/none?a=1",
        "/fr/data/payments/payments?a=1",
    ):
        assert client.get(address).status_code == 404


def test_live_pages_ask_search_engines_to_stay_away(client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in ask(client, ("id", "1"))
    assert "noindex" not in client.get(ADDRESS).text
    assert client.get(f"{ADDRESS}?id=1").headers["Content-Security-Policy"]


NAMES = st.sampled_from(
    ["id", "org_id", "day", "amount", "method", "checked", "note", "at", "_q", "_sort", "_after",
     "day.min", "amount.max", "at.min", "note.max", "x", "", "_", "."]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=12), st.integers().map(str), st.floats().map(str), st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from(["-amount", "note", "%", "_", "\\", "'", '"', "1e400"]),
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(NAMES, VALUES), max_size=6))
def test_no_query_fails(client: Client, parameters: list[tuple[str, str]]) -> None:
    query = urlencode(parameters, errors="surrogatepass")
    response = client.get(f"{ADDRESS}?{query}")
    assert response.status_code in (200, 302, 400)
    assert "Traceback" not in response.text
