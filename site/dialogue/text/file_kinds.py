"""What a file is by its content, whatever it is called, and texts as they can be read."""

from __future__ import annotations

import codecs
import unicodedata
from typing import Final, NamedTuple


class Kind(NamedTuple):
    """A kind of file: how its content begins, its media type, name's ending, and public form."""

    name: str
    starts: bytes
    media_type: str
    extension: str
    public_type: str
    public_extension: str


KINDS: Final = (
    Kind("JPEG", b"\xff\xd8\xff", "image/jpeg", ".jpg", "image/jpeg", ".jpg"),
    Kind("PNG", b"\x89PNG\r\n\x1a\n", "image/png", ".png", "image/png", ".png"),
    Kind("GIF", b"GIF8", "image/gif", ".gif", "image/png", ".png"),
    Kind("WEBP", b"RIFF", "image/webp", ".webp", "image/webp", ".webp"),
    Kind("PDF", b"%PDF-", "application/pdf", ".pdf", "application/pdf", ".pdf"),
)
TEXT: Final = Kind("TEXT", b"", "text/plain", ".txt", "text/plain", ".txt")
BY_TYPE: Final = {kind.media_type: kind for kind in (*KINDS, TEXT)}

BINARY: Final = frozenset({"Cc", "Cn", "Co"})
"""Characters that no text holds: controls, and what no character is."""
UNSEEN: Final = frozenset({"Cf", "Cs", "Zl", "Zp"})


def kind_of(content: bytes) -> Kind | None:
    """What a content is, None if it is nothing that is taken."""
    for kind in KINDS:
        if content.startswith(kind.starts):
            return None if kind.name == "WEBP" and content[8:12] != b"WEBP" else kind
    return TEXT if read_text(content) is not None else None


def read_text(content: bytes) -> str | None:
    """A text cleaned of what cannot be seen; None if it is none.

    It is in UTF-8 or GB18030, or in UTF-16 where it begins with the mark that says so.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = found.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
        used = {one: unicodedata.category(one) for one in set(lines) - {"\n", "\t"}}
        if not BINARY.isdisjoint(used.values()):
            continue
        unseen = {ord(one): None for one, category in used.items() if category in UNSEEN}
        return unicodedata.normalize("NFC", lines.translate(unseen) if unseen else lines)
    return None
