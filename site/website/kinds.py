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
        ("source-error", "format-error", "scheme-error", "compression-error", "file-error",
         "unreadable-file", "compressed-file", "renamed-workbook", "broken-workbook",
         "encrypted-workbook", "nested-archive", "overlapping-entries", "nul-character"),
        message("Files that cannot be read"),
    ),
    **dict.fromkeys(
        ("schema", "schema-error", "field-error", "contradiction", "pattern-invalid", "rule",
         "unknown-constraint", "unsupported-constraint", "key-not-required"),
        message("Mistakes in the schema"),
    ),
    **dict.fromkeys(
        ("descriptor", "package-error", "resource-error", "dialect-error", "dataset-name", "name",
         "reserved-name", "unknown-profile", "unsupported-key", "unsupported-format",
         "contributor", "hash-unknown", "unknown-field", "catalog-error", "check-error",
         "checklist-error", "control-error", "dataset-error", "detector-error", "inquiry-error",
         "inquiry-task-error", "metadata-error", "pipeline-error", "report-error",
         "report-task-error", "stats-error", "step-error"), message("Mistakes in the descriptor"),
    ),
    **dict.fromkeys(
        ("yaml-syntax", "yaml-alias", "yaml-duplicate-key", "yaml-key", "yaml-several-documents",
         "yaml-tag", "yaml-too-deep", "yaml-too-large", "yaml-value", "json-syntax",
         "json-too-large", "toml-syntax"), message("Texts that no program can read"),
    ),
    **dict.fromkeys(
        ("unsafe-path", "symlink"), message("Paths that cannot be used"),
    ),
    **dict.fromkeys(
        ("article-name", "answer-name"), message("Files with an unfit name"),
    ),
    **dict.fromkeys(
        ("stray-file", "duplicate-file", "unknown-column"), message("Files in the wrong place"),
    ),
    **dict.fromkeys(
        ("front-matter", "encoding", "article-too-large"), message("Articles that cannot be read"),
    ),
    **dict.fromkeys(
        ("answer-empty", "answer-picture", "unknown-flag", "unknown-party"),
        message("Mistakes in answers to flags"),
    ),
    **dict.fromkeys(
        ("raw-html", "heading-level", "line-too-long"), message("Mistakes in an article's text"),
    ),
    **dict.fromkeys(
        ("image-alt", "image-format", "image-outside", "picture"),
        message("Mistakes with pictures"),
    ),
    **dict.fromkeys(
        ("date-in-future", "impossible-date", "impossible-order", "overlap", "empty-year",
         "unknown-festival"), message("Dates that cannot be"),
    ),
    **dict.fromkeys(("check-end", "check-failed", "check-memory", "check-time", "pattern-timeout"),
                    message("Checks that could not be finished")),
    **dict.fromkeys(("too-large", "row-too-wide"), message("Tables that are too large")),
    **dict.fromkeys(
        ("error", "data-error", "table-error", "header-error", "label-error", "row-error",
         "cell-error", "field-count", "row-count", "row-constraint", "table-dimensions",
         "required-value", "forbidden-value", "sequential-value", "ascii-value", "deviated-cell",
         "deviated-value", "truncated-value"),
        message("Tables that break a rule that was set for them"),
    ),
    "category": message("Values that are no category of the column"),
    "unique-key": message("Keys that stand twice"),
    "duplicate-row": message("Rows that stand twice"),
    "number-extreme": message("Numbers that are too large"),
    "mojibake": message("Characters that were read in the wrong encoding"),
    "search-words": message("Mistakes in the words of the search"),
    "missing-approval": message("Missing approvals"),
    "unknown-unit": message("Units that do not exist"),
    "unknown-language": message("Languages that the site does not have"),
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
    "future-date": message("Days that have not come yet"),
    "gone-soon": message("Published, without a source any more"),
    "notice-too-early": message("Notices older than what they are about"),
}  # fmt: skip

OTHER = message("Other findings")


def title(group: Group) -> Message:
    """What the findings of a group are called: their kind, else the rule behind them."""
    known = KINDS.get(group.first.code)
    return known or group.rule or OTHER
