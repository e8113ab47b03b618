"""`workdays.yaml`: what is taken from it, and every mistake with its line."""

from __future__ import annotations

import datetime as dt

import pytest

from publisher import workdays
from publisher.findings import Severity
from publisher.source import holidays

D = dt.date.fromisoformat
YEAR = """\
years:
  2027:
    closed:
      - {festival: new_year, from: 2027-01-01, to: 2027-01-03}
      - {festival: spring_festival, from: 2027-02-05, to: 2027-02-11}
    open: [2027-01-30, 2027-02-20]
"""


def test_a_year_is_added_and_no_longer_provisional() -> None:
    years, findings = holidays.parse(YEAR.encode())
    assert findings == []
    assert years is not None
    calendar = holidays.calendar(years)
    assert calendar.is_provisional(D("2028-01-03"))
    assert not calendar.is_provisional(D("2027-02-05"))
    assert calendar.add(D("2027-01-29"), 1) == D("2027-01-30"), "a worked Saturday"
    assert calendar.add(D("2027-02-04"), 1) == D("2027-02-12")
    assert calendar.festivals(D("2027-02-01"), D("2027-02-28"))[0].name["zh"] == "春节"
    assert calendar.years[2026] == workdays.shipped().years[2026]


def test_a_year_replaces_the_whole_shipped_year() -> None:
    text = "years: {2026: {closed: [{festival: new_year, from: 2026-01-01, to: 2026-01-01}]}}"
    years, findings = holidays.parse(text.encode())
    assert findings == []
    assert years is not None
    assert holidays.calendar(years).is_open(D("2026-10-01"))


def test_a_festival_of_ones_own() -> None:
    text = """\
festivals: {ya_ji: {zh: 苗族赶秋节, en: Autumn Fair}}
years: {2027: {closed: [{festival: ya_ji, from: 2027-08-09, to: 2027-08-09}]}}
"""
    years, findings = holidays.parse(text.encode())
    assert findings == []
    assert years is not None
    assert years[2027].festivals[0].name == {"zh": "苗族赶秋节", "en": "Autumn Fair"}


def test_one_festival_may_lie_inside_another() -> None:
    text = """\
years:
  2027:
    closed:
      - {festival: national_day, from: 2027-10-01, to: 2027-10-08}
      - {festival: mid_autumn, from: 2027-10-06, to: 2027-10-06}
"""
    assert holidays.parse(text.encode())[1] == []


CLOSED = "years:\n  2027:\n    closed:\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("days: {}\n" + YEAR, "unknown-key", 1),
        (YEAR.replace("    open:", "    opn:"), "unknown-key", 6),
        (YEAR.replace("from: 2027-01-01, ", "fron: 2027-01-01, "), "unknown-key", 4),
        (YEAR.replace("to: 2027-02-11", "to: soon"), "wrong-value", 5),
        (YEAR.replace("2027-02-11", "2027-02-30"), "yaml-value", 5),
        (YEAR.replace("to: 2027-02-11", "to: 2027-02-04"), "wrong-value", 5),
        (YEAR.replace("to: 2027-01-03", "to: 2028-01-01"), "wrong-value", 4),
        (YEAR.replace("spring_festival", "sping_festival"), "unknown-festival", 5),
        (YEAR.replace("2027-01-30", "2027-01-29"), "wrong-value", 6),
        (YEAR.replace("2027-01-30", "2026-01-31"), "wrong-value", 6),
        (YEAR.replace("2027-01-30", "2027-01-02"), "overlap", 6),
        (YEAR.replace("2027-01-30", "2027-02-20"), "overlap", 6),
        (YEAR.replace("2027-01-30", "Saturday"), "wrong-value", 6),
        (YEAR.replace("  2027:", "  1949:"), "wrong-value", 2),
        (YEAR.replace("  2027:", "  2121:"), "wrong-value", 2),
        (YEAR.replace("  2027:", "  next:"), "wrong-value", 2),
        ("years: {2027: 5}", "wrong-value", 1),
        (f"{CLOSED}      - 2027-01-01\n", "wrong-value", 3),
        (f"{CLOSED}      - {{festival: new_year, from: 2027-01-01, to: 2027-01-03}}\n"
         "      - {festival: spring_festival, from: 2027-01-03, to: 2027-01-04}\n", "overlap", 5),
        (f"{CLOSED}      - {{festival: new_year, from: 2027-01-01, to: 2027-01-03}}\n"
         "      - {festival: new_year, from: 2027-01-02, to: 2027-01-02}\n", "overlap", 5),
        ("festivals: {fair: 5}\n" + YEAR, "wrong-value", 1),
        ("[1, 2]", "wrong-value", 1),
        ("years: [", "yaml-syntax", 1),
        ("festivals: {}", "missing-key", 1),
    ],
)  # fmt: skip
def test_mistakes_are_found_in_their_lines(text: str, code: str, line: int) -> None:
    years, findings = holidays.parse(text.encode())
    assert years is None
    assert (code, line) in [(finding.code, finding.line) for finding in findings]


def test_a_year_without_rest_days_is_worth_a_warning() -> None:
    years, findings = holidays.parse(b"years: {2027: {open: []}}")
    assert years is not None
    assert [(f.code, f.severity) for f in findings] == [("empty-year", Severity.WARNING)]
