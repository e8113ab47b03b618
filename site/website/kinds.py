"""What findings of one kind are called, on pages and on the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.findings import Group
from publisher.languages import Message, message

KINDS: Mapping[str, Message] = {
    "type-error": message("Values of the wrong type"),
    "constraint-error": message("Values that are not allowed"),
    "primary-key": message("Rows without a key of their own"),
    "unique-error": message("Values that stand twice"),
    "foreign-key": message("References to rows that do not exist"),
    "foreign-key-target": message("References to tables that do not exist"),
    "extra-cell": message("Rows with too many cells"),
    "missing-cell": message("Rows with too few cells"),
    "blank-row": message("Blank rows"),
    **dict.fromkeys(
        ("blank-header", "unmatched-header", "blank-label", "extra-label", "missing-label",
         "duplicate-label", "incorrect-label"), message("Columns that differ from the schema"),
    ),
    "encoding-error": message("Characters that cannot be read"),
    "encoding-used": message("How the characters were read"),
    "too-many-errors": message("More errors than are listed"),
    **dict.fromkeys(
        ("source-error", "format-error", "scheme-error", "compression-error"),
        message("Files that cannot be read"),
    ),
    **dict.fromkeys(
        ("schema", "schema-error", "field-error"), message("Mistakes in the schema"),
    ),
    **dict.fromkeys(
        ("descriptor", "package-error", "resource-error", "dialect-error", "dataset-name", "name",
         "reserved-name", "unknown-profile", "unsupported-key", "unsupported-format",
         "contributor"), message("Mistakes in the descriptor"),
    ),
    **dict.fromkeys(("hash-count", "byte-count"), message("Files that are not those described")),
    "unknown-key": message("Unknown keys"),
    "missing-key": message("Missing keys"),
    "wrong-value": message("Keys with a wrong value"),
    "broken-link": message("Links that lead nowhere"),
    "missing-image": message("Missing pictures"),
    "missing-file": message("Missing files"),
    "missing-translation": message("Missing translations"),
    "personal-data": message("Personal data"),
    "not-yet-checked": message("Not yet checked"),
}  # fmt: skip

OTHER = message("Other findings")


def title(group: Group) -> Message:
    """What the findings of a group are called: their kind, else the rule behind them."""
    known = KINDS.get(group.first.code)
    return known or group.rule or OTHER
