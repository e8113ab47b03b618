"""Numbers as people and spreadsheets write them: signs of thousands, currencies, brackets, 万."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from publisher.checking.wording.columns import Column
from publisher.checking.wording.corrections.proposal import (
    MINUS,
    Proposal,
    asked,
    certain,
    told,
)
from publisher.languages import Message, message

CURRENCIES: Mapping[str, str] = {
    "¥": "CNY", "元": "CNY", "圆": "CNY", "CNY": "CNY", "RMB": "CNY", "人民币": "CNY",
    "$": "USD", "USD": "USD", "€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP",
}  # fmt: skip
CURRENCY = "|".join(map(re.escape, CURRENCIES))
WRITTEN = re.compile(rf"({CURRENCY})?\s*([(\-+]?)\s*({CURRENCY})?\s*([\d.,'’ \u00a0]+)"
                     rf"(万亿|亿|万|千)?\s*([)\-]?)\s*(%|‰)?\s*({CURRENCY})?整?",
                     re.IGNORECASE)  # fmt: skip
MULTIPLES = {"千": 1_000, "万": 10_000, "亿": 100_000_000, "万亿": 1_000_000_000_000}
SCALES: tuple[tuple[str, int], ...] = (
    (r"(?:10k|10[, ]?000|ten thousand)\b|万(?!亿)", 10_000),
    (r"(?:100m|100 million)\b|亿", 100_000_000),
    (r"(?:k|1[, ]?000|thousand)\b|千", 1_000),
    (r"(?:m|million)\b|百万", 1_000_000),
)
"""How units of columns begin that count in more than ones, such as 10k CNY or 万元."""
GROUPED = re.compile(r"\d{1,3}(?:([,'’ \u00a0])\d{3})(?:\1\d{3})*(?:\.\d+)?")
EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
COMMA = re.compile(r"\d+,\d{1,2}")
CHINESE = re.compile(r"[零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点元整]+")
LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})


def proposals(column: Column, cell: str) -> Iterator[Proposal]:
    """What the number `cell` may be, the likeliest first."""
    text = cell.translate(MINUS)
    found = WRITTEN.fullmatch(text)
    if found is None:
        if CHINESE.fullmatch(text):
            yield told(message("Write the number in digits."))
        elif re.fullmatch(r"[\dOolI.,-]+", text) and re.search(r"\d", text):
            yield from _misread(column, text)
        return
    size = _size(found[4].strip())
    if size is None:
        if COMMA.fullmatch(found[4].strip()):
            value = _signed(found, Decimal(found[4].strip().replace(",", ".")))
            yield asked(_written(column, value), message("A comma stands between the digits."))
        return
    yield from _known(column, found, size)


def _known(column: Column, found: re.Match[str], size: Decimal) -> Iterator[Proposal]:
    value = _signed(found, size)
    unit = (found[1] or found[3] or found[8] or "").upper()
    scale = _scale(column)
    if found[5]:
        value = (value * MULTIPLES[found[5]] / scale).normalize()
        why = message("The cell counts in {unit}.", unit=found[5])
        if scale > 1:
            why = message("The cell counts in {unit}, the column in {column}.", unit=found[5],
                          column=_called(_unit(column)))  # fmt: skip
        yield asked(_written(column, value), why)
    elif found[7]:
        yield told(
            message("Write the number without {sign}, in the unit that the column says.",
                    sign=found[7])
        )  # fmt: skip
    elif found[2] == "(" and found[6] == ")":
        text = _written(column, value)
        yield Proposal(text, message("Write {value}: brackets mean a negative amount.", value=text))
    elif found[2] == "(" or found[6] == ")":
        return
    elif unit and scale > 1:
        why = message("The cell counts in {unit}, the column in {column}.", unit=unit,
                      column=_called(_unit(column)))  # fmt: skip
        yield asked(_written(column, (value / scale).normalize()), why)
    elif not unit or CURRENCIES.get(unit) == (column.field.unit if column.field else ""):
        yield certain(_written(column, value))
    else:
        why = message("The cell names a currency ({unit}).", unit=unit)
        yield asked(_written(column, value), why)


def _unit(column: Column) -> str:
    return column.field.unit.strip() if column.field else ""


def _called(unit: str) -> Message | str:
    """The column's unit as people say it."""
    return message("10,000 yuan") if unit == "10k CNY" else unit


def _scale(column: Column) -> int:
    """How many ones the column's unit is."""
    found = (size for start, size in SCALES if re.match(start, _unit(column), re.IGNORECASE))
    return next(found, 1)


def _signed(found: re.Match[str], size: Decimal) -> Decimal:
    return -size if found[2] in ("(", "-") or found[6] == "-" else size


def _size(text: str) -> Decimal | None:
    """The number in `text`, None where its signs can mean several things."""
    if GROUPED.fullmatch(text):
        return Decimal(re.sub(r"[,'’ \u00a0]", "", text))
    if EUROPEAN.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return Decimal(text) if PLAIN.fullmatch(text) else None


def _written(column: Column, value: Decimal) -> str:
    """The number as the column writes it, no digit lost."""
    text = f"{value:f}"
    if column.type == "integer":
        whole, _, part = text.partition(".")
        return whole if not part.strip("0") else text
    return text.replace(".", str(column.descriptor.get("decimalChar") or "."))


def _misread(column: Column, text: str) -> Iterator[Proposal]:
    mended = text.translate(LETTERS)
    if mended != text and PLAIN.fullmatch(mended.removeprefix("-")):
        yield asked(mended, message("Letters stand among the digits."))
