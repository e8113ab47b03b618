"""The parts of a workbook as they stream by: no entities, and not more cells than people make."""

from __future__ import annotations

import re
from typing import Protocol
from xml.parsers import expat

from publisher.languages import Message, message

SHEETS = 100
COLUMNS = 1_000
CELLS = 20_000_000
"""Rows times columns: openpyxl fills what a sheet claims to hold with empty cells."""
DEPTH = 64
TOKEN = 8 << 20
"""Bytes of one tag or text; expat keeps it whole."""

REFERENCE = re.compile(r"\$?([A-Z]{1,4})\$?([0-9]{1,8})")


class TooMuchError(Exception):
    """A file goes beyond a limit."""

    def __init__(self, text: Message, hint: Message | None = None) -> None:
        super().__init__(text.text("en"))
        self.message, self.hint = text, hint


class BrokenError(Exception):
    """A part of a workbook is no XML that can be read."""


class Counts:
    """What all sheets of a workbook hold together."""

    def __init__(self) -> None:
        self.sheets = 0

    def judge(self) -> None:
        """Raise TooMuchError where there are too many sheets."""
        if self.sheets > SHEETS:
            raise TooMuchError(message("The workbook has more than {limit} sheets.", limit=SHEETS))


class Reader(Protocol):
    """Takes the bytes of one part."""

    def feed(self, block: bytes) -> None:
        """The next bytes."""

    def close(self) -> None:
        """There are no more."""


def reader(name: str, counts: Counts) -> Reader:
    """What looks at the part called `name`."""
    lower = name.lower()
    if lower.startswith("xl/worksheets/") and lower.endswith(".xml"):
        counts.sheets += 1
        return _Sheet()
    return _Xml() if lower.endswith((".xml", ".rels", ".vml")) else _Other()


class _Other:
    """Pictures and the like: only their size counts."""

    def feed(self, block: bytes) -> None:
        """Nothing to be seen."""

    def close(self) -> None:
        """Nothing is open."""


class _Xml:
    """Any XML: no document type (so no entities), bounded depth and tokens."""

    def __init__(self) -> None:
        self.depth = 0
        self.fed = 0
        self.parser = expat.ParserCreate(namespace_separator=None)
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def feed(self, block: bytes) -> None:
        """Raises TooMuchError or BrokenError."""
        self.parse(block, final=False)
        self.fed += len(block)
        if self.fed - self.parser.CurrentByteIndex > TOKEN:
            raise TooMuchError(message("A text in the workbook is longer than {limit} bytes.",
                                       limit=TOKEN))  # fmt: skip

    def close(self) -> None:
        """Raises BrokenError where the end is missing."""
        self.parse(b"", final=True)

    def parse(self, block: bytes, *, final: bool) -> None:
        try:
            self.parser.Parse(block, final)
        except expat.ExpatError as failure:
            raise BrokenError(str(failure)) from failure

    def doctype(self, *_: object) -> None:
        raise TooMuchError(
            message("The workbook declares entities, which workbooks do not have and XML bombs "
                    "do."),
            message("Open it in a spreadsheet program and save it again as .xlsx without a "
                    "password, or save the table as CSV."),
        )  # fmt: skip

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH:
            raise TooMuchError(message("The workbook's XML is nested more than {limit} levels "
                                       "deep.", limit=DEPTH))  # fmt: skip

    def end(self, name: str) -> None:
        self.depth -= 1


class _Sheet(_Xml):
    """A sheet: how far its cells reach, and how far it says they do."""

    def __init__(self) -> None:
        super().__init__()
        self.row = self.column = self.rows = self.columns = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        name = name.rpartition(":")[2]
        if name == "c":
            self.column += 1
            if "r" in attributes:
                self.reach(attributes["r"])
            self.count(self.row, self.column)
        elif name == "row":
            said = attributes.get("r", "")
            self.row = int(said) if said.isdecimal() and len(said) < 9 else self.row + 1
            self.column = 0
            self.count(self.row, 0)
        elif name == "dimension":
            self.reach(attributes.get("ref", "").rpartition(":")[2])

    def reach(self, reference: str) -> None:
        match = REFERENCE.fullmatch(reference)
        if match:
            column = 0
            for letter in match[1]:
                column = column * 26 + ord(letter) - 64
            self.column = column
            self.count(int(match[2]), column)

    def count(self, row: int, column: int) -> None:
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.columns > COLUMNS:
            raise TooMuchError(
                message("A sheet has more than {limit} columns.", limit=COLUMNS)
            )
        if self.rows * self.columns > CELLS:
            raise TooMuchError(
                message("A sheet has more than {limit} cells, rows times columns.", limit=CELLS)
            )
