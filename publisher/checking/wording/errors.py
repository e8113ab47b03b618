"""Each error of frictionless as a finding: cells, rows, headers, and whole tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from publisher.checking.wording import constraints, expected, tables
from publisher.checking.wording.cases import Case, Told, Values
from publisher.checking.wording.columns import column_series, column_words, shown, table_words
from publisher.checking.wording.corrections import correction
from publisher.findings import Finding, error
from publisher.languages import Message, message, series
from publisher.source.packages import DataPackage, Resource

ITEM = re.compile(r'array item type is "(\w+)')
SAME = re.compile(r'the same as (?:in the )?row at position "?(\d+)"?')


def finding(
    values: Values, resource: Resource | None, file: str, *, package: DataPackage | None = None
) -> Finding:
    """The finding for an error that frictionless describes as `values` (`Error.to_descriptor()`).

    With the `package`, foreign keys name the table they lead to by its title.
    """
    kind = str(values["type"])
    case = Case(values, resource, package)
    name = values.get("fieldName") or values.get("label") or None
    number = values.get("fieldNumber")
    told = TEXTS.get(kind, tables.other)(case)
    return error(
        kind, file, told.message, hint=told.hint, rule=told.rule,
        row=values.get("rowNumber") or next(iter(values.get("rowNumbers") or ()), None),
        column=number,
        field=str(name) if name else None,
        heading=column_words(field) if (field := case.column.field) else None,
    )  # fmt: skip


def _type(case: Case) -> Told:
    column = case.column
    rule = message("The column's type is “{type}”.", type=expected.requirement(column))
    item = ITEM.match(case.note)
    if item:
        kind = expected.TYPES.get(item[1], expected.TYPES["any"])
        return Told(message("An entry of the list “{cell}” is not of the type {type}.",
                            cell=shown(case.cell), type=kind), None, rule)  # fmt: skip
    return Told(expected.is_none(column, case.cell), correction(column, case.cell), rule)


def _constraint(case: Case) -> Told:
    return Told(*constraints.judge(case.column, case.cell, case.note))


def _unique(case: Case) -> Told:
    found = SAME.search(case.note)
    text = message("“{cell}” stands in row {other} too; here no value may stand twice.",
                   cell=shown(case.cell), other=f"{int(found[1]):,}" if found else "?")  # fmt: skip
    return Told(text, None, message("Never twice the same"))


def _primary_key(case: Case) -> Told:
    keys = case.resource.schema.primary_key if case.resource else ()
    fields = column_series(case.resource, keys)
    rule = message("Each row has its own key ({fields}).", fields=fields)
    found = SAME.search(case.note)
    if found is None:
        text = message("The row has no key: {fields} is blank.", fields=fields)
        return Told(text, message("Every row needs a key of its own."), rule)
    text = message("The key {value} stands in row {other} too.", value=_key(case, keys),
                   other=f"{int(found[1]):,}")  # fmt: skip
    hint = message("Delete one of the two rows if they are the same, else give each its own key.")
    return Told(text, hint, rule)


def _key(case: Case, keys: tuple[str, ...]) -> Message:
    """The values of a row's key, as they stand in the file."""
    names = [field.name for field in case.resource.schema.fields] if case.resource else []
    cells = list(case.values.get("cells") or ())
    found = [
        str(cells[names.index(key)])
        for key in keys
        if key in names and names.index(key) < len(cells)
    ]
    return message("“{value}”", value=series(shown(cell) for cell in found))


def _foreign_key(case: Case) -> Told:
    values = case.values
    target = str(values.get("referenceName") or "")
    fields = column_series(case.resource, tuple(values.get("fieldNames") or ()))
    cells = series(shown(cell) for cell in values.get("fieldCells") or ())
    other = case.package.resource(target) if case.package and target else None
    table = other or (case.resource if not target else None)
    called: Any = table_words(table) if table else target
    text = message("“{cells}” in {fields} does not exist in the table “{table}”.", cells=cells,
                   fields=fields, table=called)  # fmt: skip
    hint = message("Correct the value, or add the missing row to the table “{table}” first.",
                   table=called)  # fmt: skip
    return Told(text, hint, message("Whatever stands in {fields} exists in the table “{table}”.",
                                    fields=fields, table=called))  # fmt: skip


def _extra_cell(case: Case) -> Told:
    number = len(case.resource.schema.fields) if case.resource else 0
    text = message("The row has more cells than the table has columns ({number}): “{cell}”.",
                   cell=shown(case.cell), number=number)  # fmt: skip
    if not case.cell.strip():
        text = message("The row has a blank cell more than the table has columns ({number}).",
                       number=number)  # fmt: skip
    hint = message("A text that holds a comma must stand in quotation marks.")
    return Told(text, hint if case.cell.strip() else None, SCHEMA_RULE)


def _missing_cell(case: Case) -> Told:
    text = message("The row ends before this column.")
    if any("\n" in str(cell) for cell in case.values.get("cells") or ()):
        return Told(text, message("A cell goes on over several lines: perhaps a quotation mark is "
                                  "not closed."), SCHEMA_RULE)  # fmt: skip
    return Told(text, message("Write every cell, also a blank one."), SCHEMA_RULE)


def _plain(text: Message, hint: Message | None = None, rule: Message | None = None
           ) -> Callable[[Case], Told]:  # fmt: skip
    return lambda case: Told(text, hint, rule)


def _label(text: Message, hint: Message | None = None) -> Callable[[Case], Told]:
    """A sentence about a label of the header."""

    def told(case: Case) -> Told:
        label = shown(case.values.get("label") or "")
        filled = {"label": label, "field": case.column.name, "number": case.number}
        return Told(text._replace(values=tuple(filled.items())),
                    hint and hint._replace(values=tuple(filled.items())), SCHEMA_RULE)  # fmt: skip

    return told


def _extra_label(case: Case) -> Told:
    if not case.values.get("label"):
        return BLANK_LABEL(case)
    return _label(
        message("The column “{label}” is not in the schema."),
        message("Delete the column, or describe it in the schema."),
    )(case)


def _duplicate_label(case: Case) -> Told:
    text = message("Another column is called “{label}” too (column {other}).",
                   label=shown(case.values.get("label") or ""),
                   other=series(re.findall(r"\d+", case.note)))  # fmt: skip
    return Told(text, message("Give every column a name of its own."), SCHEMA_RULE)


SCHEMA_RULE = message("The columns of the schema, in their order")
BLANK_LABEL = _label(
    message("The header has no name for column {number}."),
    message("Delete the column if it is empty, else write its name into the first row."),
)
TEXTS: dict[str, Callable[[Case], Told]] = {
    "type-error": _type,
    "constraint-error": _constraint,
    "unique-error": _unique,
    "primary-key": _primary_key,
    "foreign-key": _foreign_key,
    "extra-cell": _extra_cell,
    "missing-cell": _missing_cell,
    "blank-row": _plain(message("The row is blank."), message("Delete the row.")),
    "blank-label": BLANK_LABEL,
    "extra-label": _extra_label,
    "missing-label": _label(
        message("The column “{field}” of the schema is missing in the file."),
        message("Add the column, or take it out of the schema."),
    ),
    "duplicate-label": _duplicate_label,
    "incorrect-label": _label(
        message("The column is called “{label}”; the schema says “{field}”."),
        message("The columns must have the names and the order of the schema."),
    ),
    **tables.TEXTS,
}
