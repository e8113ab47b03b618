"""Records in blocks are the records that Python's csv module reads."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.source.records import Text, blocks

ALPHABETS = ("a,b\n", 'a,"\n', 'a,"\r\n', 'ab,"\n\r', 'é中,\n"', 'a, ;"\n\0')


def content(chance: random.Random) -> str:
    """Text that is almost a table, or not at all."""
    alphabet = chance.choice(ALPHABETS)
    if chance.random() < 0.5:
        return "".join(chance.choice(alphabet) for _ in range(chance.randrange(60)))
    buffer = io.StringIO(newline="")
    writer = csv.writer(
        buffer, lineterminator=chance.choice(["\n", "\r\n", "\r"]),
        quoting=csv.QUOTE_ALL if chance.random() < 0.5 else csv.QUOTE_MINIMAL,
    )  # fmt: skip
    for _ in range(chance.randrange(12)):
        width = 3 if chance.random() < 0.9 else chance.randrange(5)
        writer.writerow(["".join(chance.choice(alphabet + "xyz") for _ in range(3))] * width)
    text = buffer.getvalue()
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(["", "", chance.choice(alphabet)]) + text[place:]


def dialect(chance: random.Random) -> csv.Dialect:
    """A dialect, most often the usual one."""
    found = csv.excel()
    if chance.random() < 0.2:
        found.quoting = csv.QUOTE_NONE
    if chance.random() < 0.2:
        found.quotechar = "'"
    if chance.random() < 0.2:
        found.delimiter = "b"
    if chance.random() < 0.1:
        found.skipinitialspace = True
    return found


@settings(
    max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**40))
def test_blocks_hold_what_csv_reads(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    file = tmp_path / "rows.csv"
    encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    file.write_bytes(content(chance).encode(encoding))
    text = Text(
        file=file, encoding=encoding, dialect=dialect(chance), width=chance.randrange(1, 5),
        skip=chance.randrange(3), block=chance.choice([3, 7, 20, 1000]),
    )  # fmt: skip
    with file.open(encoding=encoding, newline="") as stream:
        every = enumerate(csv.reader(stream, dialect=text.dialect), 1)
        expected = [(number, record) for number, record in every if number > text.skip]
    found: list[tuple[int, list[str]]] = []
    for block in blocks(text):
        rows = zip(block.numbers.tolist(), map(list, block.frame.rows()), strict=True)
        found += sorted([*rows, *block.aside])
    assert found == expected
