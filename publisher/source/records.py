"""The records of a CSV file in blocks of bounded size: text columns, and odd records aside.

Exactly the records that Python's csv module gives, which frictionless reads with. Where the
structure is plain, Polars splits a block's bytes; elsewhere the csv module itself reads.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from publisher.source.structure import Shape, Structure, scan

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

BLOCK = 4 << 20
"""Bytes read at a time."""
LONGEST = 64 << 20
"""A record must end within so many bytes."""


class Unsupported(Exception):
    """The table is left to frictionless: something in it is outside what is read fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A CSV file and how it is read; `skip` records stand before the content.

    `comments` begin records that are left out, as do the numbers `comment_rows`.
    """

    file: Path
    encoding: str
    dialect: type[csv.Dialect] | csv.Dialect
    width: int
    skip: int
    comments: str = ""
    comment_rows: frozenset[int] = field(default_factory=frozenset)
    skip_blank: bool = False
    block: int = BLOCK


class Block(NamedTuple):
    """Records of the right width as a frame of String columns "0", "1", … without nulls.

    `numbers` are the frame's record numbers in the file, from 1; `aside` the other records.
    """

    frame: pl.DataFrame
    numbers: npt.NDArray[np.int64]
    aside: list[tuple[int, list[str]]]


def blocks(text: Text) -> Iterator[Block]:
    """All content records of a file. Raises Unsupported for what cannot be read so."""
    shape = _shape(text)
    found = _slow(text) if shape is None else _fast(text, shape)
    for block in found:
        yield _filtered(block, text)


def _shape(text: Text) -> Shape | None:
    dialect = text.dialect
    quoted = dialect.quoting != csv.QUOTE_NONE
    quote = dialect.quotechar if quoted else None
    marks = [mark for mark in (dialect.delimiter, quote) if mark is not None]
    if (dialect.escapechar or dialect.skipinitialspace or len(set(marks)) < len(marks)
            or any(len(m) != 1 or not m.isascii() or m in "\r\n" for m in marks)):  # fmt: skip
        return None
    return Shape(ord(dialect.delimiter), ord(quote) if quote else None, text.width)


def _utf8(text: Text) -> Iterator[bytes]:
    """The file as UTF-8 without a byte order mark, in chunks."""
    name = codecs.lookup(text.encoding).name
    with text.file.open("rb") as file:
        if name == "utf-8-sig":
            start = file.read(3)
            yield b"" if start == codecs.BOM_UTF8 else start
        if name in ("utf-8", "utf-8-sig"):
            while chunk := file.read(text.block):
                yield chunk
            return
        decoder = codecs.getincrementaldecoder(name)("strict")
        try:
            while chunk := file.read(text.block):
                yield decoder.decode(chunk).encode()
            yield decoder.decode(b"", final=True).encode()
        except UnicodeError as failure:
            raise Unsupported(str(failure)) from failure


def _fast(text: Text, shape: Shape) -> Iterator[Block]:
    carry, number = b"", 1
    for chunk in _ended(_utf8(text)):
        final = chunk is None
        data = carry + (chunk or b"")
        cut = len(data) if final else _cut(data, shape.quote)
        if not cut and not final and len(data) < 2 * text.block:
            carry = data
            continue
        whole, carry = data[:cut], data[cut:]
        ended = whole if whole[-1:] in (b"\n", b"\r") else whole + b"\n"
        structure = scan(ended, shape, max(0, text.skip - number + 1)) if whole else None
        block = _read(structure, shape, text, number) if structure else None
        if structure and block:
            number += structure.records
        else:
            records, carry = _by_csv(data, text, final=final)
            if len(carry) > LONGEST:
                raise Unsupported("a record is too long")
            block = _block(records, number, text)
            number += len(records)
        yield block


def _ended(chunks: Iterator[bytes]) -> Iterator[bytes | None]:
    yield from chunks
    yield None


def _cut(data: bytes, quote: int | None) -> int:
    """Where the last whole record ends, if quotes are orderly; 0 if none does."""
    end = data.rfind(b"\n")
    if end < 0:  # a lone \r ends a record too, but the last one may belong to a \r\n
        end = data.rfind(b"\r", 0, len(data) - 1)
    if quote is None or end < 0:
        return end + 1
    odd = data.count(quote, 0, end) & 1
    while odd and end > 0:
        before = data.rfind(b"\n", 0, end)
        odd ^= data.count(quote, max(before, 0), end) & 1
        end = before
    return end + 1


def _read(structure: Structure, shape: Shape, text: Text, number: int) -> Block | None:
    """The block of a structure; None if Polars does not see the cells that we counted."""
    import numpy as np
    import polars as pl

    schema = {str(place): pl.String for place in range(shape.width)}
    if structure.text:
        try:
            frame = pl.read_csv(
                structure.text, has_header=False, schema=schema, separator=chr(shape.delimiter),
                quote_char=chr(shape.quote) if shape.quote and structure.quoted else None,
                empty_string_is_null=False, glob=False,
            )  # fmt: skip
        except pl.exceptions.PolarsError:
            return None
    else:
        frame = pl.DataFrame(schema=schema)
    seen = sum(int(column.str.len_bytes().sum()) for column in frame.iter_columns())
    if frame.height != len(structure.places) or seen != structure.content:
        return None
    cells = _cells([line for _, line in structure.aside], text)
    aside = [(number + place, row) for (place, _), row in zip(structure.aside, cells, strict=True)]
    return Block(frame, structure.places.astype(np.int64) + number, aside)


def _cells(lines: list[bytes], text: Text) -> list[list[str]]:
    if not lines:
        return []
    source = io.StringIO(_decoded(b"\n".join([*lines, b""])), newline="")
    return list(csv.reader(source, dialect=text.dialect))


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as failure:
        raise Unsupported(str(failure)) from failure


def _by_csv(data: bytes, text: Text, *, final: bool) -> tuple[list[list[str]], bytes]:
    """All whole records of `data` by the csv module, and the bytes of the one that goes on."""
    end = len(data)
    if not final:
        end = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
    lines = list(io.StringIO(_decoded(data[:end]), newline=""))
    exhausted = False

    def source() -> Iterator[str]:
        nonlocal exhausted
        yield from lines
        exhausted = True

    records: list[list[str]] = []
    reader = csv.reader(source(), dialect=text.dialect)
    used = 0
    for record in _strict(reader):
        if exhausted and not final:
            break
        records.append(record)
        used = reader.line_num
    return records, "".join(lines[used:]).encode() + data[end:] if not final else b""


def _strict(reader: Any) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as failure:
        raise Unsupported(str(failure)) from failure


def _slow(text: Text) -> Iterator[Block]:
    """Blocks of a dialect that only the csv module reads."""
    try:
        with text.file.open(encoding=text.encoding, newline="") as file:
            records: list[list[str]] = []
            number, size = 1, 0
            for record in _strict(csv.reader(file, dialect=text.dialect)):
                records.append(record)
                size += sum(map(len, record)) + 1
                if size > text.block // 4:
                    yield _block(records, number, text)
                    number, size = number + len(records), 0
                    records = []
            yield _block(records, number, text)
    except UnicodeError as failure:
        raise Unsupported(str(failure)) from failure


def _block(records: list[list[str]], number: int, text: Text) -> Block:
    import numpy as np
    import polars as pl

    width = text.width
    numbers: list[int] = []
    regular: list[list[str]] = []
    aside: list[tuple[int, list[str]]] = []
    for place, record in enumerate(records, number):
        if place <= text.skip:
            continue
        if len(record) == width:
            numbers.append(place)
            regular.append(record)
        else:
            aside.append((place, record))
    schema = {str(place): pl.String for place in range(width)}
    frame = pl.DataFrame(regular or None, schema=schema, orient="row")
    return Block(frame, np.array(numbers, np.int64), aside)


def _filtered(block: Block, text: Text) -> Block:
    """Without comments and, where the dialect says so, blank records."""
    import numpy as np
    import polars as pl

    frame, numbers, aside = block
    kept = np.ones(len(numbers), bool)
    if text.comments:
        kept &= ~frame["0"].str.starts_with(text.comments).to_numpy()
        aside = [row for row in aside if not (row[1] and row[1][0].startswith(text.comments))]
    if text.comment_rows:
        kept &= ~np.isin(numbers, list(text.comment_rows))
        aside = [row for row in aside if row[0] not in text.comment_rows]
    if text.skip_blank:
        kept &= frame.select(pl.any_horizontal(pl.all() != "")).to_series().to_numpy()
        aside = [row for row in aside if any(row[1])]
    if kept.all():
        return Block(frame, numbers, aside)
    return Block(frame.filter(pl.Series(kept)), numbers[kept], aside)
