"""Text files before anybody reads their rows: compressed, undecodable, or garbled long ago."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher.findings import Finding, error
from publisher.languages import Message, message
from publisher.source import encodings, mojibake, tabular
from publisher.source.frames import ROW, frame
from publisher.source.packages import DataPackage, Resource


def findings(package: DataPackage) -> Iterator[Finding]:
    """What is wrong with the characters of a dataset's files."""
    for resource in package.resources:
        if resource.format in tabular.TEXT_FORMATS:
            yield from _undecodable(resource) or _garbled(resource)


def _undecodable(resource: Resource) -> list[Finding]:
    try:
        tabular.check_encoding(resource)
    except tabular.DecodingError as failure:
        return [error(
            "encoding-error", resource.file.path,
            message("The file is not {encoding}: line {line} (byte {byte}) cannot be read.",
                    encoding=failure.encoding, line=failure.line, byte=failure.byte),
            hint=message("Save the file as UTF-8, or say its encoding in the descriptor "
                         "(gb18030 or cp1252, say)."),
            row=failure.line,
        )]  # fmt: skip
    return []


def _garbled(resource: Resource) -> Iterator[Finding]:
    """The first garbled piece of a file, and in how many lines there are any."""
    place: tuple[int, mojibake.Garbled] | None = None
    lines, count = 1, 0
    for text in _whole_lines(resource):
        piece = mojibake.first(text)
        if piece is not None:
            place = place or (lines + text.count("\n", 0, piece.start), piece)
            count += sum(mojibake.first(line) is not None for line in text.split("\n"))
        lines += text.count("\n")
    if place is not None:
        line, piece = place
        yield error("mojibake", resource.file.path, _text(piece), hint=HINT, row=line, count=count)


def garbled_cells(package: DataPackage) -> Iterator[Finding]:
    """The first garbled cell of each column of valid workbooks and JSON files, and how many.

    Their texts are packed or escaped, so the file's own bytes do not show them.
    """
    for resource in package.resources:
        if resource.format in ("csv", "tsv"):
            continue
        table = frame(resource)
        for position, field in enumerate(resource.schema.fields, 1):
            found = [
                (row, piece)
                for row, cell in table.select(ROW, field.name).iter_rows()
                if isinstance(cell, str) and (piece := mojibake.first(cell)) is not None
            ]
            if found:
                row, piece = found[0]
                yield error("mojibake", resource.file.path, _text(piece), hint=HINT, row=row,
                            field=field.name, column=position, count=len(found))  # fmt: skip


HINT = message("The text was saved in another encoding than it was opened in: go back to the file "
               "before that, or type the text again, and save it as UTF-8.")  # fmt: skip


def _text(piece: mojibake.Garbled) -> Message:
    if piece.original is None:
        return message("Characters are lost here: “{text}” stands where something else was.",
                       text=piece.text[:40].encode("unicode_escape").decode()
                       if not piece.text.isprintable() else piece.text[:40])  # fmt: skip
    return message("“{text}” is garbled: it was “{original}”.", text=piece.text[:40],
                   original=piece.original[:40])  # fmt: skip


def _whole_lines(resource: Resource) -> Iterator[str]:
    """The file's text in pieces that end with a line's end."""
    rest = ""
    place = Path(resource.file.place)
    for text in encodings.blocks(place, tabular.encoding_of(resource)):
        whole, end, tail = text.rpartition("\n")
        if end:
            yield rest + whole + end
            rest = tail
        else:
            rest += tail
    yield rest
