from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from website.http_conditions import Span, Version, accepts_gzip, is_current, wanted_span

KNOWN = Version('"1-2"', "Wed, 01 Apr 2026 00:00:00 GMT")


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("GZIP", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("*, gzip;q=0", False),
        ("x-gzipped", False),
        ("gzip;q=what", False),
    ],
)
def test_gzip_is_sent_only_to_those_who_accept_it(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


@pytest.mark.parametrize(
    ("environ", "current"),
    [
        ({}, False),
        ({"HTTP_IF_NONE_MATCH": '"1-2"'}, True),
        ({"HTTP_IF_NONE_MATCH": 'W/"1-2"'}, True),
        ({"HTTP_IF_NONE_MATCH": '"0", "1-2"'}, True),
        ({"HTTP_IF_NONE_MATCH": "*"}, True),
        ({"HTTP_IF_NONE_MATCH": '"1-3"'}, False),
        ({"HTTP_IF_MODIFIED_SINCE": KNOWN.modified}, True),
        # A copy from a later release that was rolled back: newer, and wrong.
        ({"HTTP_IF_MODIFIED_SINCE": "Thu, 02 Apr 2026 00:00:00 GMT"}, False),
        ({"HTTP_IF_NONE_MATCH": '"x"', "HTTP_IF_MODIFIED_SINCE": KNOWN.modified}, False),
    ],
)
def test_conditions(environ: dict[str, str], current: bool) -> None:
    assert is_current(environ, KNOWN) is current


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-3", Span(0, 4)),
        ("bytes=4-", Span(4, 10)),
        ("bytes=-3", Span(7, 10)),
        ("bytes=-30", Span(0, 10)),
        ("bytes=8-400", Span(8, 10)),
        ("bytes=3-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=-", None),
        ("pages=1-2", None),
        ("bytes=one-two", None),
    ],
)
def test_ranges(header: str, span: Span | None) -> None:
    assert wanted_span({"HTTP_RANGE": header}, KNOWN, 10) == span


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_ranges_that_cannot_be_satisfied(header: str) -> None:
    span = wanted_span({"HTTP_RANGE": header}, KNOWN, 10)
    assert span is not None
    assert span.start >= span.stop


def test_a_range_of_another_version_is_the_whole() -> None:
    environ = {"HTTP_RANGE": "bytes=0-3", "HTTP_IF_RANGE": '"other"'}
    assert wanted_span(environ, KNOWN, 10) is None
    assert wanted_span({**environ, "HTTP_IF_RANGE": KNOWN.etag}, KNOWN, 10) == Span(0, 4)
    assert wanted_span({**environ, "HTTP_IF_RANGE": KNOWN.modified}, KNOWN, 10) == Span(0, 4)


@given(st.text(max_size=40), st.integers(0, 10_000))
def test_no_range_leaves_the_file(header: str, size: int) -> None:
    span = wanted_span({"HTTP_RANGE": header}, KNOWN, size)
    assert span is None or span.start >= span.stop or 0 <= span.start < span.stop <= size


@given(st.from_regex(r"bytes=\d{0,5}-\d{0,5}", fullmatch=True), st.integers(0, 10_000))
def test_no_well_formed_range_leaves_the_file(header: str, size: int) -> None:
    span = wanted_span({"HTTP_RANGE": header}, KNOWN, size)
    assert span is None or span.start >= span.stop or 0 <= span.start < span.stop <= size
