"""What a resource's descriptor says of its file: format, encoding, schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from publisher.findings import info
from publisher.languages import message
from publisher.source import contradictions, encodings, schemas
from publisher.source.documents import read_document
from publisher.source.files import SourceFile
from publisher.source.keys import suggestion
from publisher.source.package_keys import FORMATS
from publisher.source.places import Place
from publisher.source.schemas import Schema
from publisher.source.yaml import MAX_BYTES, YamlError

MEDIA: Mapping[str, tuple[str, ...]] = {
    "csv": ("text/csv", "application/csv"), "tsv": ("text/tab-separated-values",),
    "json": ("application/json",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
}  # fmt: skip
"""The media types of each format that can be published."""

SCHEMA_PROFILES = (
    "https://datapackage.org/profiles/1.0/tableschema.json",
    "https://datapackage.org/profiles/2.0/tableschema.json",
)
"""Known values of a schema's `$schema`; names to us, never fetched."""


def formats(value: Mapping[str, Any], file: SourceFile, kind: str, place: Place) -> None:
    """Note where the format, the file's name and its media type speak of several formats."""
    ending = file.path.rsplit(".", 1)[-1].lower()
    media = str(value.get("mediatype") or "").partition(";")[0].strip().lower()
    known = {media: name for name, medias in MEDIA.items() for media in medias}
    for key, other in (("format", ending if ending in FORMATS else kind),
                       ("mediatype", known.get(media, kind))):  # fmt: skip
        if kind != other and {kind, other} != {"csv", "tsv"}:
            place.error("contradiction",
                        message("The descriptor speaks of two formats: {one} and {other}.",
                                one=kind, other=other), key,
                        hint=message("Correct the one that is wrong; the file’s name counts where "
                                     "none is given."))  # fmt: skip


def encoding(value: Mapping[str, Any], file: SourceFile, kind: str, place: Place) -> str:
    """The encoding to read a file with, "" for UTF-8; another one than declared is noted."""
    declared = str(value.get("encoding") or "")
    line = "encoding" if declared else "path"
    try:
        said = encodings.codec(declared or encodings.DEFAULT)
    except LookupError:
        place.error("encoding-error", message("There is no encoding “{name}”.",
                                              name=declared[:40]), line,
                    hint=message("Leave it out for UTF-8, or write gb18030 or "
                                 "cp1252."))  # fmt: skip
        return declared
    if kind not in ("csv", "tsv"):
        return declared
    used = encodings.encoding_of(Path(file.place), declared)
    if used is None or used.removesuffix("-sig") == said.removesuffix("-sig"):
        return declared
    place.findings.append(info(
        "encoding-used", place.file,
        message("“{path}” is read as {used}; the descriptor says {said}.",
                path=file.path.rsplit("/", 1)[-1], used=used, said=said),
        hint=message("Write encoding: {used} in the descriptor, or save the file as UTF-8.",
                     used=used),
        line=place.line(line),
    ))  # fmt: skip
    return used.removesuffix("-sig")


def schema(
    value: Any, place: Place, open_file: Callable[..., SourceFile | None], *, header: bool
) -> Schema | None:
    """The schema that `value` is or names; None where something in it is wrong.

    `open_file` gives the file at a path beside the descriptor, or notes why it cannot be opened.
    """
    if isinstance(value, str) and value.startswith(schemas.PREFIX):
        name = value.removeprefix(schemas.PREFIX)
        found = schemas.shipped(name)
        if found is None:
            place.error("schema", message("There is no schema “{name}”.", name=value[:100]),
                        hint=suggestion(name, schemas.shipped_names()))  # fmt: skip
            return None
        return schemas.build(found.value, name)
    if isinstance(value, str):
        file = open_file(value, *place.at)
        if file is None:
            return None
        try:
            with Path(file.place).open("rb") as text:
                beside = read_document(text.read(MAX_BYTES + 1), value)
        except YamlError as failure:
            place.error(failure.code, failure.text)
            return None
        return _own(beside.value, Place(beside, file.path, (), place.findings), header=header)
    if value is None:
        place.error("schema", message("Every table needs a schema."))
        return None
    return _own(value, place, header=header)


def _own(value: Any, place: Place, *, header: bool) -> Schema | None:
    """A schema that is written out."""
    before = len(place.findings)
    if isinstance(value, dict):
        contradictions.foreign(value.get("foreignKeys"), "foreignKeys", place)
    if len(place.findings) == before:
        place.findings.extend(schemas.findings(value, place.file, place.line()))
    if len(place.findings) > before:
        return None
    if value.get("$schema") not in (None, *SCHEMA_PROFILES):
        place.error("unknown-profile",
                    message("“{key}” names a profile that is not known: {value}.", key="$schema",
                            value=str(value["$schema"])[:100]), "$schema")  # fmt: skip
    contradictions.check(value, place, header=header)
    wrong = [entry for entry in place.findings[before:] if entry.severity == "error"]
    return None if wrong else schemas.build(value)
