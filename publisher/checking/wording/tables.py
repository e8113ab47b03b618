"""Errors of whole tables, files and descriptors: what frictionless could not read, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from publisher.checking.wording.cases import Case, Told
from publisher.checking.wording.columns import shown
from publisher.languages import Message, message

NOTES: tuple[tuple[str, Message, Message | None], ...] = (
    (r"the source is empty", message("The file is empty."), None),
    (r"invalid excel file", message("The file is not a workbook that can be read."),
     message("Open it in a spreadsheet and save it again as XLSX, without a password.")),
    (r'does not have a sheet "(?P<name>.*)"', message("The workbook has no sheet “{name}”."),
     message("Correct the name of the sheet in the descriptor, or in the workbook.")),
    (r"cannot extract JSON tabular data",
     message("The JSON file is not a list of rows."), None),
    (r"unexpected end of data|EOF inside string",
     message("A quotation mark is opened and never closed."),
     message("Look for a single quotation mark in a cell; double it inside a quoted text.")),
    (r"field larger than field limit",
     message("A cell is too long to be read; most often a quotation mark is not closed."), None),
    (r"line contains NUL|NUL byte", message("The file holds bytes that are no text (NUL)."),
     message("It is perhaps a workbook with a wrong name, or UTF-16: save it as CSV in UTF-8.")),
    (r"new-line character seen", message("The lines of the file do not end in a usual way."),
     message("Save it again as CSV.")),
    (r"Please install",
     message("The schema asks for a kind of data that cannot be read here."), None),
    (r"requires unique labels", message("Two columns have the same name."),
     message("Give every column a name of its own.")),
    (r"is ambiguous", message("Two columns differ only in capital letters."), None),
    (r"does not exist|No such file", message("The file, or a table it refers to, is missing."),
     None),
    (r'constraint "(?P<name>\w+)" is not supported by type "(?P<type>\w+)"',
     message("The rule “{name}” does not go with the type “{type}”."),
     message("Take the rule out of the schema, or change the type.")),
    (r'example value "(?P<name>.*)" for field "(?P<type>.*)" is not valid',
     message("The example “{name}” of the field “{type}” is not one of its values."), None),
    (r'field type "(?P<name>.*)" is not supported', message("There is no type “{name}”."), None),
    (r'missing value (?:label )?"(?P<name>.*)" is not unique',
     message("“{name}” stands twice among the missing values."), None),
    (r"names of the fields are not unique", message("Two fields have the same name."), None),
    (r"primary key .* does not match", message("The key names a field that does not exist."),
     None),
    (r"foreign key .* does not match",
     message("A foreign key names a field that does not exist, or not as many fields as it leads "
             "to."), None),
    (r'expected is "(?P<name>.*)" and actual is "(?P<type>.*)"',
     message("The descriptor says {name}, the file has {type}."), None),
)  # fmt: skip

SCHEMA = message("The schema cannot be used as it is written.")
DESCRIPTOR = message("The descriptor cannot be used as it is written.")
ANYTHING = message("The table does not keep a rule that was set for it.")
ASK = message("Compare it with a dataset that is published, or ask whoever looks after the site.")
GENERAL: Mapping[str, tuple[Message, Message | None]] = {
    "blank-header": (message("The first row, which names the columns, is blank."),
                     message("Write the names of the columns into the first row.")),
    "unmatched-header": (message("No column of the file is in the schema."),
                         message("The first row must hold the names of the schema.")),
    "source-error": (message("The file cannot be read as a table."), ASK),
    "scheme-error": (message("The file cannot be opened."), ASK),
    "format-error": (message("The file is not of the format that its name says."),
                     message("Save it again in the right format.")),
    "encoding-error": (
        message("The file holds characters that cannot be read in its encoding."),
        message("Save the file as UTF-8, or say its encoding in the descriptor "
                "(gb18030 or cp1252, say)."),
    ),
    "compression-error": (message("The compressed file cannot be unpacked."), ASK),
    "hash-count": (message("The file's hash is not the one that the descriptor says."), None),
    "byte-count": (message("The file has not as many bytes as the descriptor says."), None),
    "field-count": (message("The table has not as many columns as the descriptor says."), None),
    "row-count": (message("The table has not as many rows as the descriptor says."), None),
    "table-dimensions": (message("The table has not as many rows or columns as it must."), None),
    "duplicate-row": (message("The row is the same as one before it."), message("Delete the row.")),
    "row-constraint": (message("The row does not keep a rule that was set for rows."), None),
    "deviated-value": (message("A value is far away from the others of its column."), None),
    "deviated-cell": (message("A cell is far longer than the others of its column."), None),
    "required-value": (message("A value that the column must hold is missing."), None),
    "truncated-value": (message("The cell seems to have been cut off."), None),
    "forbidden-value": (message("The cell holds a value that is forbidden."), None),
    "sequential-value": (message("The cell does not follow the one above it in sequence."), None),
    "ascii-value": (message("The cell holds characters other than plain Latin ones."), None),
    **dict.fromkeys(("schema-error", "field-error"), (SCHEMA, ASK)),
    **dict.fromkeys(
        ("package-error", "resource-error", "dialect-error", "control-error", "metadata-error",
         "catalog-error", "dataset-error", "stats-error", "detector-error", "checklist-error",
         "check-error", "inquiry-error", "inquiry-task-error", "pipeline-error", "step-error",
         "report-error", "report-task-error"), (DESCRIPTOR, ASK),
    ),
    **dict.fromkeys(
        ("error", "data-error", "file-error", "table-error", "header-error", "label-error",
         "row-error", "cell-error"), (ANYTHING, ASK),
    ),
}  # fmt: skip


def _told(text: Message, hint: Message | None) -> Callable[[Case], Told]:
    def told(case: Case) -> Told:
        return explained(case) or Told(text, hint)

    return told


def explained(case: Case) -> Told | None:
    """What a known note of frictionless means, None for one that is not known."""
    for pattern, text, hint in NOTES:
        found = re.search(pattern, case.note)
        if found:
            values: dict[str, Any] = {k: shown(v) for k, v in found.groupdict().items()}
            return Told(text._replace(values=tuple(values.items())), hint)
    return None


def other(case: Case) -> Told:
    """An error of a kind that is new to us."""
    return explained(case) or Told(ANYTHING, ASK)


TEXTS: dict[str, Callable[[Case], Told]] = {
    kind: _told(text, hint) for kind, (text, hint) in GENERAL.items()
}
