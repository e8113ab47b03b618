"""Workbooks and JSON before anybody unpacks them whole: what they hold is counted as it streams.

Nothing that a file says of its own size is believed: an archive of 46 KB can declare, or hold,
many gigabytes, and a sheet of three cells can claim seventeen thousand million.
"""

from __future__ import annotations

import itertools
import mmap
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from publisher.checking import sheets
from publisher.checking.sheets import TooMuchError
from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source.packages import DataPackage, Resource

MEGABYTE = 1 << 20
ENTRIES = 2_000
"""Files in a workbook: one of a hundred sheets with pictures has some hundreds."""
DIRECTORY_BYTES = ENTRIES * 512
UNPACKED = 512 * MEGABYTE
RATIO = 200
"""Sheets pack to a tenth, very regular ones to a hundredth; DEFLATE can do a thousandth."""
RATIO_FROM = 4 * MEGABYTE
"""Unpacked bytes from which the ratio counts."""

JSON_BYTES = 256 * MEGABYTE
JSON_DEPTH = 32
JSON_TEXT = MEGABYTE
JSON_DIGITS = 1_000
JSON_TOKEN = re.compile(
    rb'"(?:[^"\\]++|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<digits>[-+.0-9eE]{%d,})'
    % JSON_DIGITS, re.DOTALL,
)  # fmt: skip

MAGIC = (
    (b"\x1f\x8b", "gzip"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "rar"),
)  # fmt: skip
PACKED = (".gz", ".zip", ".bz2", ".xz", ".zst", ".7z", ".rar")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files begin that Excel has encrypted, and those of before 2007."""

LIMITS = message("Remove what is not needed (empty rows and columns, pictures, other sheets), or "
                 "save the table as CSV.")  # fmt: skip
AGAIN = message("Open it in a spreadsheet program and save it again as .xlsx without a password, "
                "or save the table as CSV.")  # fmt: skip


def findings(package: DataPackage) -> Iterator[Finding]:
    """What keeps a dataset's files from being opened at all."""
    for resource in package.resources:
        try:
            _look(resource)
        except TooMuchError as failure:
            yield error(
                "too-large", resource.file.path, failure.message, hint=failure.hint or LIMITS
            )
        except _UnusableError as failure:
            yield error(failure.code, resource.file.path, failure.message, hint=failure.hint)


class _UnusableError(Exception):
    """The file is not what it should be."""

    def __init__(self, code: str, text: Any, hint: Any = None) -> None:
        super().__init__(text.text("en"))
        self.code, self.message, self.hint = code, text, hint


def _look(resource: Resource) -> None:
    place = Path(resource.file.place)
    with place.open("rb") as file:
        start = file.read(8)
        file.seek(0)
        if resource.format == "xlsx":
            _workbook(file, start)
            return
        kind = next((name for magic, name in MAGIC if start.startswith(magic)), None)
        if kind == "zip" and _is_workbook(file):
            raise _UnusableError(
                "renamed-workbook",
                message("The file is called {suffix} but is a workbook.",
                        suffix=place.suffix or place.name),
                message("Name it .xlsx, in the descriptor too, or open it in a spreadsheet program "
                        "and save the table as CSV."),
            )  # fmt: skip
        if kind or place.suffix.lower() in PACKED:
            raise _UnusableError(
                "compressed-file",
                message("The file is packed ({kind}); tables are published as they are.",
                        kind=kind or place.suffix),
                message("Unpack it, and name the file that was in it."),
            )  # fmt: skip
        if resource.format == "json":
            _json(file)


def _is_workbook(file: IO[bytes]) -> bool:
    """Whether a zip file holds what every workbook holds."""
    try:
        _directory(file)
        with zipfile.ZipFile(file) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, struct.error, EOFError, NotImplementedError, UnicodeDecodeError,
            TooMuchError):  # fmt: skip
        return False


def _workbook(file: IO[bytes], start: bytes) -> None:
    if start == OLE:
        raise _UnusableError(
            "encrypted-workbook",
            message("The workbook is encrypted, or is of the old kind (.xls)."), AGAIN,
        )  # fmt: skip
    broken = message("The file is no workbook that can be read.")
    try:
        _directory(file)
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            _entries(file, infos)
            _unpack(archive, infos)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError,
            UnicodeDecodeError, sheets.BrokenError, OSError) as failure:  # fmt: skip
        if isinstance(failure, OSError) and failure.errno is not None:
            raise
        raise _UnusableError("broken-workbook", broken, AGAIN) from failure


def _directory(file: IO[bytes]) -> None:
    """The list of entries is short enough to be read: its size is what `zipfile` will read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0:
        raise zipfile.BadZipFile("no end of central directory")
    if struct.unpack_from("<L", tail, place + 12)[0] > DIRECTORY_BYTES:
        raise _too_many_entries()
    file.seek(0)


def _too_many_entries() -> TooMuchError:
    return TooMuchError(message("The workbook holds more than {limit} files.", limit=ENTRIES))


def _entries(file: IO[bytes], infos: list[zipfile.ZipInfo]) -> None:
    """Not too many, none encrypted, none twice, none on top of another."""
    if len(infos) > ENTRIES:
        raise _too_many_entries()
    if any(info.flag_bits & 1 for info in infos):
        raise _UnusableError(
            "encrypted-workbook", message("The workbook is encrypted."), AGAIN
        )
    if len({info.filename for info in infos}) < len(infos):
        raise zipfile.BadZipFile("an entry stands twice")
    spans = sorted((info.header_offset, _end(file, info)) for info in infos)
    if any(after[0] < before[1] for before, after in itertools.pairwise(spans)):
        raise _UnusableError(
            "overlapping-entries",
            message("Files in the workbook lie on top of each other, as in a zip bomb."), AGAIN,
        )  # fmt: skip
    for info in infos:
        if info.filename.lower().endswith((".xlsx", ".xlsm", ".xlsb", ".docx", *PACKED)):
            raise _nested(info.filename)


def _nested(name: str) -> _UnusableError:
    return _UnusableError(
        "nested-archive", message("The workbook holds another archive: {name}.", name=name[:100]),
        message("Remove what is embedded in the sheets, or save the table as CSV."),
    )  # fmt: skip


def _end(file: IO[bytes], info: zipfile.ZipInfo) -> int:
    """Where an entry's data end, by the lengths that stand before them."""
    file.seek(info.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no entry where one should be")
    name, extra = struct.unpack_from("<HH", header, 26)
    return info.header_offset + 30 + int(name) + int(extra) + info.compress_size


def _unpack(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    total = 0
    counts = sheets.Counts()
    for info in infos:
        size = 0
        part = sheets.Part(info.filename, counts)
        with archive.open(info) as entry:
            while block := entry.read(MEGABYTE):
                if not size and block.startswith((b"PK\x03\x04", b"\x1f\x8b")):
                    raise _nested(info.filename)
                size += len(block)
                total += len(block)
                _limits(size, total, info.compress_size)
                part.feed(block)
        part.close()


def _limits(size: int, total: int, packed: int) -> None:
    if total > UNPACKED:
        raise TooMuchError(
            message("Unpacked, the workbook has more than {limit} MB.",
                    limit=UNPACKED // MEGABYTE)
        )  # fmt: skip
    if size > RATIO_FROM and size > RATIO * max(packed, 1):
        raise TooMuchError(
            message("A file in the workbook unpacks to more than {limit} times its size, as in a "
                    "zip bomb.", limit=RATIO)
        )  # fmt: skip


def _json(file: IO[bytes]) -> None:
    """Bounded in size, depth and length of texts and numbers; syntax is judged elsewhere.

    The parser itself (ijson on yajl) ends the process on an integer of 5,000 digits, so its
    tokens are looked at in the bytes.
    """
    size = file.seek(0, 2)
    if size > JSON_BYTES:
        raise TooMuchError(
            message("The JSON file has more than {limit} MB.", limit=JSON_BYTES // MEGABYTE),
            message("Save the table as CSV."),
        )
    if not size:
        return
    depth = 0
    with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as content:
        for token in JSON_TOKEN.finditer(content):
            match token.lastgroup:
                case "open":
                    depth += 1
                    if depth > JSON_DEPTH:
                        raise TooMuchError(
                            message("The JSON is nested more than {limit} levels deep.",
                                    limit=JSON_DEPTH), TABLE,
                        )  # fmt: skip
                case "close":
                    depth -= 1
                case "digits":
                    raise _too_long_number()
                case _:
                    if token.end() - token.start() > JSON_TEXT:
                        raise TooMuchError(
                            message("A text in the JSON is longer than {limit} bytes.",
                                    limit=JSON_TEXT), TABLE,
                        )  # fmt: skip


def _too_long_number() -> TooMuchError:
    return TooMuchError(
        message("A number in the JSON has more than {limit} digits.", limit=JSON_DIGITS), TABLE
    )


TABLE = message("A table in JSON is a list of objects, one for each row, with plain values.")
