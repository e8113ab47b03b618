"""The parts of a workbook as they stream by: no entities, and not more cells than people make."""

from __future__ import annotations

import re
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
    """What all parts of a workbook hold together."""

    def __init__(self) -> None:
        self.sheets = 0

    def add_sheet(self) -> None:
        """Count a sheet. Raises TooMuchError where there are too many."""
        self.sheets += 1
        if self.sheets > SHEETS:
            raise TooMuchError(message("The workbook has more than {limit} sheets.", limit=SHEETS))


class Part:
    """One file of a workbook: XML is looked at, whatever the file is called; of others only the
    size counts, and that elsewhere.
    """

    def __init__(self, name: str, counts: Counts) -> None:
        self.strict = name.lower().endswith((".xml", ".rels"))
        self.counts = counts
        self.xml: _Xml | None = None
        self.begun = False

    def feed(self, block: bytes) -> None:
        """The next bytes. Raises TooMuchError or BrokenError."""
        if not self.begun:
            self.begun = True
            if self.strict or XML.match(block):
                self.xml = _Xml(self.counts)
        self.attempt(block, final=False)

    def close(self) -> None:
        """There are no more bytes. Raises BrokenError where the end is missing."""
        if self.strict and not self.begun:
            raise BrokenError("empty")
        self.attempt(b"", final=True)

    def attempt(self, block: bytes, *, final: bool) -> None:
        if self.xml is None:
            return
        try:
            self.xml.feed(block, final=final)
        except BrokenError:
            if self.strict:
                raise
            self.xml = None  # old drawings (.vml) are HTML at times


XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")


class _Xml:
    """Any XML: no document type (so no entities), bounded depth and tokens.

    Of a sheet: how far its cells reach, and how far it says they do.
    """

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.is_sheet = False
        self.depth = self.fed = self.row = self.column = self.rows = self.columns = 0
        self.parser = expat.ParserCreate(namespace_separator=None)
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def feed(self, block: bytes, *, final: bool) -> None:
        """Raises TooMuchError or BrokenError."""
        try:
            self.parser.Parse(block, final)
        except expat.ExpatError as failure:
            raise BrokenError(str(failure)) from failure
        self.fed += len(block)
        if not final and self.fed - self.parser.CurrentByteIndex > TOKEN:
            raise TooMuchError(message("A text in the workbook is longer than {limit} bytes.",
                                       limit=TOKEN))  # fmt: skip

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
        name = name.rpartition(":")[2]
        if self.depth == 1 and name == "worksheet":
            self.is_sheet = True
            self.counts.add_sheet()
        elif self.is_sheet:
            self.cell(name, attributes)

    def end(self, name: str) -> None:
        self.depth -= 1

    def cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.column += 1
            self.reach(attributes.get("r", ""))
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
