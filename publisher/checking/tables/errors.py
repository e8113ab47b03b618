"""An error of a table as frictionless describes it, made cheaply.

frictionless' own error objects cost a hundred microseconds each; a file may hold millions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple


class TableError(NamedTuple):
    """One error; `cells` is None for errors of the header and the file, told by `whole`.

    `cell`, `field` and `number` are the place in the row; for a foreign key `reference` holds
    what it names.
    """

    kind: str
    note: str
    row: int | None = None
    cells: Sequence[str] | None = None
    cell: str | None = None
    field: str = ""
    number: int | None = None
    reference: Mapping[str, Any] | None = None
    whole: Mapping[str, Any] | None = None

    def descriptor(self) -> dict[str, Any]:
        """The error exactly as frictionless' `Error.to_descriptor()` gives it."""
        if self.whole is not None:
            return dict(self.whole)
        from frictionless.helpers import safe_format

        title, description, tags, template = _texts(self.kind)
        values: dict[str, Any] = {
            "type": self.kind, "title": title, "description": description, "message": "",
            "tags": list(tags), "note": self.note, "cells": list(self.cells or ()),
            "rowNumber": self.row,
        }  # fmt: skip
        if self.cell is not None:
            values |= {"cell": self.cell, "fieldName": self.field, "fieldNumber": self.number}
        values |= self.reference or {}
        shown = {key: value for key, value in values.items() if key != "message"}
        values["message"] = safe_format(template, shown)
        return values


@cache
def _texts(kind: str) -> tuple[str, str, tuple[str, ...], str]:
    from frictionless import system

    known = system.select_error_class(kind)
    return known.title, known.description, tuple(known.tags), known.template


def from_frictionless(error: Any) -> TableError:
    """The error for an error object of frictionless."""
    values = error.to_descriptor()
    return TableError(
        values["type"], values["note"], values.get("rowNumber"), cell=values.get("cell"),
        field=values.get("fieldName") or "", number=values.get("fieldNumber"), whole=values,
    )  # fmt: skip
