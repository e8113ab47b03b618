"""What somebody sent and could not be stored, to be put into a form that sends it again."""

from __future__ import annotations

from typing import NamedTuple

from flask import request

SHORT = 60
"""Characters up to which a value is no text that somebody wrote at length."""


class Again(NamedTuple):
    """A form that was sent: where to, its texts and its other fields, and whether files came."""

    address: str
    texts: list[tuple[str, str]]
    fields: list[tuple[str, str]]
    files: bool


def sent_again() -> Again | None:
    """The form that is being answered, None where none was sent."""
    if request.method != "POST":
        return None
    given = list(request.form.items(multi=True))
    texts = [(name, value) for name, value in given if len(value) > SHORT or "\n" in value]
    return Again(request.full_path.rstrip("?"), texts,
                 [field for field in given if field not in texts],
                 any(file.filename for file in request.files.values()))  # fmt: skip
