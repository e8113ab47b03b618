"""The structure of CSV text: which bytes end a cell or a record, found without reading cells.

Works on whole records of UTF-8. Python's csv module, which frictionless reads with, is lenient:
a quote may stand anywhere. Where every quote opens or ends a cell or stands doubled inside one,
counting quotes is enough to know what is inside; everything else is left to the csv module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Bytes = npt.NDArray[np.uint8]
    Places = npt.NDArray[np.int64]

NEWLINE, RETURN = 10, 13


class Shape(NamedTuple):
    """How a table's text is built: `quote` is None where nothing is quoted; `width` in cells."""

    delimiter: int
    quote: int | None
    width: int


class Structure(NamedTuple):
    """Records of the right width as `text`, their `places` (from 0), and the others verbatim.

    `content` is how many bytes the cells of `text` have together once quotes are taken off.
    """

    text: bytes
    places: Places
    aside: list[tuple[int, bytes]]
    content: int
    quoted: bool
    records: int


def scan(data: bytes, shape: Shape, skip: int = 0) -> Structure | None:
    """The structure of whole records, `skip` records left out; None where quotes are odd."""
    import numpy as np

    if shape.quote is None or shape.quote not in data:
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        values = np.frombuffer(data, np.uint8)
        marks = values == shape.delimiter
        marks |= values == NEWLINE
        return _split(data, values, np.flatnonzero(marks), shape, skip, quotes=0)
    values = np.frombuffer(data, np.uint8)
    if RETURN in data:
        values = _plain_ends(values, shape.quote)
        data = values.tobytes()
    found = values == shape.delimiter
    found |= values == NEWLINE
    found |= values == shape.quote
    marks, places, even = _outside(values, np.flatnonzero(found), shape.quote)
    if not even or not _orderly(values, places, shape):
        return None
    return _split(data, values, marks, shape, skip, quotes=len(places))


def _outside(values: Bytes, places: Places, quote: int) -> tuple[Places, Places, bool]:
    """Of the `places`: those outside quotes, the quotes, and whether the last quote is closed."""
    import numpy as np

    quotes = values[places] == quote
    inside = np.bitwise_xor.accumulate(quotes.view(np.uint8))
    return places[(inside == 0) & ~quotes], places[quotes], not inside[-1]


def _plain_ends(values: Bytes, quote: int) -> Bytes:
    """Line ends outside quotes as \\n; those inside stay what they are."""
    import numpy as np

    found = values == quote
    found |= values == RETURN
    returns, _, _ = _outside(values, np.flatnonzero(found), quote)
    paired = values[np.minimum(returns + 1, len(values) - 1)] == NEWLINE
    changed = values.copy()
    changed[returns[~paired]] = NEWLINE
    return np.delete(changed, returns[paired])


def _orderly(values: Bytes, places: Places, shape: Shape) -> bool:
    """Whether quotes only open cells, end them, or stand doubled inside."""
    import numpy as np

    border = np.zeros(256, bool)
    border[[shape.delimiter, NEWLINE, values[places[0]]]] = True
    opens, ends = places[::2], places[1::2]
    before = values[opens[1:] - 1] if opens[0] == 0 else values[opens - 1]
    return bool(border[before].all() and border[values[ends + 1]].all())


def _split(
    data: bytes, values: Bytes, marks: Places, shape: Shape, skip: int, *, quotes: int
) -> Structure:
    import numpy as np

    width = shape.width
    ends = values[marks] == NEWLINE
    records = int(np.count_nonzero(ends))
    if not skip and width > 1 and len(marks) == records * width and ends[width - 1 :: width].all():
        text, places, aside = data, np.arange(records), []
    else:
        last = np.flatnonzero(ends)
        stops = marks[last]
        starts = np.concatenate(([0], stops[:-1] + 1))
        good = np.diff(last, prepend=-1) == width
        if width == 1:
            good &= stops > starts
        good[:skip] = False
        places = np.flatnonzero(good)
        wrong = np.flatnonzero(~good)
        wrong = wrong[wrong >= skip]
        aside = [(n, data[starts[n] : stops[n]]) for n in wrong.tolist()]
        text = _runs(data, starts, stops, places)
        if quotes:
            quotes = text.count(shape.quote or 0)
    content = len(text) - len(places) * width - quotes + _doubled(text, shape.quote, quotes)
    return Structure(text, places, aside, content, bool(quotes), records)


def _runs(data: bytes, starts: Places, stops: Places, places: Places) -> bytes:
    """The records at `places`, neighbours taken together."""
    import numpy as np

    if not len(places):
        return b""
    breaks = np.flatnonzero(np.diff(places) != 1)
    first = starts[places[np.concatenate(([0], breaks + 1))]]
    last = stops[places[np.concatenate((breaks, [len(places) - 1]))]] + 1
    return b"".join([data[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)])


def _doubled(text: bytes, quote: int | None, quotes: int) -> int:
    """How many quotes are content: doubled ones count once."""
    import numpy as np

    if not quotes:
        return 0
    places = np.flatnonzero(np.frombuffer(text, np.uint8) == quote)
    return int(np.count_nonzero(places[2::2] - places[1:-1:2] == 1))
