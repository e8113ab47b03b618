"""What is wrong with a table, in plain words: frictionless' errors become findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.findings import Finding, error
from publisher.languages import Message, message
from publisher.source.packages import Resource

TEXTS: Mapping[str, Message] = {
    "type-error": message("“{cell}” is not of the type that the field “{field}” has: {note}."),
    "constraint-error": message("“{cell}” is not allowed in the field “{field}”: {note}."),
    "primary-key": message("The key of this row is missing or stands twice: {note}."),
    "unique-error": message("“{cell}” stands twice in the field “{field}”: {note}."),
    "foreign-key": message("This row refers to a row that does not exist: {note}."),
    "extra-cell": message("The row has a cell more than the table has columns: “{cell}”."),
    "missing-cell": message("The row has no cell for the field “{field}”."),
    "blank-row": message("The row is blank."),
    "blank-header": message("The header is blank."),
    "blank-label": message("Column {number} has a blank label."),
    "duplicate-label": message("Two columns are called “{field}”."),
    "extra-label": message("Column {number}, “{field}”, is not in the schema."),
    "missing-label": message("The column “{field}” of the schema is missing."),
    "incorrect-label": message("Column {number} is called “{label}”; the schema says “{field}”."),
}


def finding(values: Mapping[str, Any], resource: Resource | None, file: str) -> Finding:
    """The finding for an error that frictionless describes as `values`."""
    kind = str(values["type"])
    field = values.get("fieldName") or values.get("label") or None
    number = values.get("fieldNumber")
    place = {
        "row": values.get("rowNumber") or (1 if number and "rowNumber" not in values else None),
        "column": number,
        "field": str(field) if field else None,
    }
    nameless = kind == "extra-label" and not field
    template = TEXTS.get("blank-label" if nameless else kind)
    if template is None:
        text = message("The table cannot be read: {note}.", note=str(values.get("message"))[:300])
        return error(kind, file, text, **place)
    filled = template.template, (
        ("cell", str(values.get("cell", ""))[:80]),
        ("field", _title(resource, str(field or ""))),
        ("note", str(values.get("note", "")).rstrip(".")[:200]),
        ("number", str(number or "")),
        ("label", str(values.get("label", ""))[:80]),
    )
    return error(kind, file, Message(*filled), **place)


def _title(resource: Resource | None, name: str) -> str:
    field = resource.schema.field(name) if resource else None
    titles = [text for text in field.title.values() if text] if field else []
    return f"{name} {' / '.join(titles)}" if titles else name
