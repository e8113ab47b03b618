"""Personal identifiers are found however they are written, and codes are not taken for them."""

from __future__ import annotations

import csv
import datetime as dt
import time
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.identifiers import CANDIDATE, CHECKS, WEIGHTS, Kind, find, is_card, mask, masked

DATA = sorted((Path(__file__).parents[2] / "datasets").glob("*/data/*.csv"))
WIDE = str.maketrans("0123456789-@X ", "０１２３４５６７８９－＠Ｘ　")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
AROUND = st.sampled_from(["", "联系电话：", "（", "，", "、", "。", "”", "：", "微信"])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系电话13812345678。", Kind.MOBILE),
        ("+86 138-1234-5678", Kind.MOBILE),
        ("008613812345678", Kind.MOBILE),
        ("(138) 1234 5678", Kind.MOBILE),
        ("１３８１２３４５６７８", Kind.MOBILE),
        ("1 3 8 1 2 3 4 5 6 7 8", Kind.MOBILE),
        ("138\u200b1234\u20605678", Kind.MOBILE),
        ("Tel13812345678", Kind.MOBILE),
        ("11010519491231002X", Kind.IDENTITY),
        ("身份证110105 19491231 002x", Kind.IDENTITY),
        ("4111 1111 1111 1111", Kind.CARD),
        ("6222021234567890128", Kind.CARD),
        ("wang.wu@mail.example.com", Kind.EMAIL),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", Kind.EMAIL),
        ("浙A12345", Kind.PLATE),
        ("京A·D12345", Kind.PLATE),
        ("粤B12345D", Kind.PLATE),
        ("苏e 1a2b3", Kind.PLATE),
        ("护照号码：E12345678", Kind.PASSPORT),
        ("持EA1234567号护照", Kind.PASSPORT),
        ("Passport No. G12345678", Kind.PASSPORT),
        ("护\u200b照（Ｅ１２３４５６７８）", Kind.PASSPORT),
        ("护照 145678901", Kind.PASSPORT),
        ("身份证号：110105491231002", Kind.IDENTITY),
        ("110105 491231 002（身份证）", Kind.IDENTITY),
    ],
)
def test_what_is_found(text: str, kind: Kind) -> None:
    assert [hit.kind for hit in find(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "0000-6600401", "010-12345678", "400-123-4567",
        "91999921MA0021828J", "11999921MB00100736", "HT13812345678", "ocds-qydemo-2024-001",
        "15 000 000 000", "1985-02-02 100元", "2024-01-13 912 345 678", "13,812,345,678",
        "138123456789", "1381234567", "12812345678", "13800.123456",
        "11010519491231002Y", "110105194912310021", "110105194913310021",
        "4111 1111 1111 1112", "9111111111111111111", "川A2024015号", "京B2-20120001",
        "合同E12345678", "G12345678", "护照办理合同HT20260012", "护照E1234567", "护照工本费 E2026",
        "护照：HT20260012", "PASSPORT2026", "合同编号110105491231002", "身份证110105491331002",
        "身份证990105491231002", "身份证合同1234567890123456",
        "沪市A股", "清政发〔2026〕12号", "user@", "@county", "2026-03-31T09:00:00",
    ],
)  # fmt: skip
def test_what_is_not_taken_for_an_identifier(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize("file", DATA, ids=lambda file: file.stem)
def test_nothing_in_the_demonstration_looks_like_one_but_official_mail(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as stream:
        cells = {cell for row in csv.DictReader(stream) for name, cell in row.items()
                 if name != "report_mail"}  # fmt: skip
    assert [cell for cell in cells if find(cell)] == []


def mobiles() -> st.SearchStrategy[str]:
    """Mobile numbers in the ways people write them."""
    digits = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
    parts = st.sampled_from([(3, 4, 4), (3, 3, 5), (3, 8), (11,), (1,) * 11])
    between = st.sampled_from(["-", " ", "－", "　", "·", "\u00a0", "–"])
    prefix = st.sampled_from(["", "+86", "+86 ", "86-"])
    return st.builds(_parted, digits, parts, between, prefix)


def _parted(digits: str, sizes: tuple[int, ...], between: str, prefix: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return prefix + between.join(parts)


def identities() -> st.SearchStrategy[str]:
    """Numbers of identity cards with their check characters."""

    def complete(region: int, day: str, serial: int) -> str:
        number = f"{region}{day}{serial:03d}"
        total = sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=True))
        return number + CHECKS[total % 11]

    days = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
    return st.builds(complete, st.integers(110000, 659999), days, st.integers(0, 999))


def cards() -> st.SearchStrategy[str]:
    """UnionPay numbers with Luhn's check digit."""

    def complete(body: str) -> str:
        return next(body + str(last) for last in range(10) if is_card(body + str(last)))

    return st.from_regex(r"62[0-9]{13,16}", fullmatch=True).map(complete)


@given(mobiles(), AROUND, AROUND, st.sampled_from([None, WIDE, ARABIC]))
def test_mobile_numbers_are_found(
    number: str, before: str, after: str, script: dict[int, int] | None
) -> None:
    written = number.translate(script) if script else number
    text = before + written + after
    (hit,) = find(text)
    assert hit.kind is Kind.MOBILE
    assert text[hit.start : hit.end] in written
    assert sum(c.isdigit() for c in text[hit.start : hit.end]) >= 11


@given(identities(), AROUND, st.booleans())
def test_identity_numbers_are_found(number: str, around: str, wide: bool) -> None:
    written = number.translate(WIDE) if wide else number
    (hit,) = find(around + written + around)
    assert hit == (Kind.IDENTITY, len(around), len(around) + 18)


@given(cards(), AROUND)
def test_bank_cards_are_found(number: str, around: str) -> None:
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    for written in (number, grouped):
        kinds = [hit.kind for hit in find(around + written + around)]
        assert kinds in ([Kind.CARD], [Kind.IDENTITY])


@given(mobiles() | identities() | cards())
def test_what_is_shown_is_not_the_identifier(number: str) -> None:
    shown = masked(f"电话：{number}。")
    assert number not in shown
    assert find(shown) == []
    assert sum(c.isdigit() for c in mask(number)) < 6


PIECES = st.lists(
    st.sampled_from(["13812345678", "138", "1234", "5678", " ", "-", "－", "@", "a.cn", "x", "浙",
                     "护", "照", "PassPort", "Ｐａｓｓ", "port", "E12345678", "身份证",
                     "110105491231002", "A", "12345", "Ｂ", "\u200b", "中", "١", ".", "(", "X",
                     "\n"])
)  # fmt: skip


@settings(max_examples=500)
@given(st.one_of(PIECES.map("".join), st.text()))
def test_the_sieve_lets_every_identifier_through(text: str) -> None:
    hits = find(text)
    if hits:
        assert pl.Series([text]).str.contains(CANDIDATE)[0]
    assert all(first.end <= second.start for first, second in pairwise(hits))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


def test_long_texts_are_read_in_a_moment() -> None:
    start = time.process_time()
    for text in ("1" * 300_000 + "a", "1 " * 30_000, "a" * 300_000 + "@", "浙A" * 100_000):
        find(text)
    assert time.process_time() - start < 20
