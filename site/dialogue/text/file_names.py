"""Names of files as people may safely get to see them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 80
_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*%&#;]')
_ENDING: Final = re.compile(r"\.[0-9A-Za-z]{1,5}$")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
"""Names that Windows keeps for devices."""


def cleaned_name(name: str, extension: str) -> str:
    """A name in NFC without folders, invisible characters and signs that systems read specially.

    It ends with `extension` (`.jpg`), whatever ending it had, and has at most LONGEST characters.
    """
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    visible = "".join(
        " " if unicodedata.category(one) == "Zs" else one
        for one in plain if unicodedata.category(one)[0] != "C" and one not in "\u2028\u2029"
    )  # fmt: skip
    stem = _ENDING.sub("", _FORBIDDEN.sub("_", visible)).strip(" .")
    stem = " ".join(stem.split())[: LONGEST - len(extension)].strip(" .")
    if not any(one.isalnum() for one in stem) or _RESERVED.fullmatch(stem.partition(".")[0]):
        stem = "file"
    return stem + extension


def shown_name(name: str) -> str:
    """A name cleaned for messages about the file, with the ending that it came with."""
    ending = _ENDING.search(name)
    return cleaned_name(name, ending[0] if ending else "")
