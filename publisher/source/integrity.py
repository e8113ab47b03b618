"""What a descriptor says of a file's bytes, held against the file."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from publisher.languages import message
from publisher.source.files import SourceFile
from publisher.source.places import Place

BY_LENGTH: Mapping[int, str] = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
"""The algorithm of a bare hash by its length; the standard's own is MD5."""


def check(value: Mapping[str, Any], file: SourceFile, place: Place) -> None:
    """Note where `bytes` or `hash` of a resource are not those of its file."""
    said = value.get("bytes")
    if isinstance(said, int) and said != file.size:
        place.error("byte-count", message("The file has {real} bytes, the descriptor says {said}.",
                                          real=file.size, said=said), "bytes",
                    hint=message("Correct it or leave it out: it is counted at every "
                                 "publication."))  # fmt: skip
    said = value.get("hash")
    if isinstance(said, str):
        _hash(said, file, place)


def _hash(said: str, file: SourceFile, place: Place) -> None:
    algorithm, colon, digest = said.strip().rpartition(":")
    name = algorithm.lower().replace("-", "") if colon else BY_LENGTH.get(len(digest), "")
    if name not in BY_LENGTH.values():
        place.error(
            "hash-unknown",
            message("“{value}” is not a hash that can be checked.", value=said[:60]), "hash",
            hint=message("Write sha256: and the file’s SHA-256, or leave it out."),
        )  # fmt: skip
        return
    if not hmac.compare_digest(digest.lower().encode(), _digest(file, name).encode()):
        place.error("hash-count",
                    message("The file's hash is not the one that the descriptor says."), "hash",
                    hint=message("The file changed after the hash was taken: make sure it is the "
                                 "right one, then correct the hash or leave it out."))  # fmt: skip


def _digest(file: SourceFile, algorithm: str) -> str:
    if algorithm == "sha256":
        return file.sha256
    with Path(file.place).open("rb") as content:
        return hashlib.file_digest(
            content, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()
