"""What is required of a column, in sentences: the same on pages and behind findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publisher.checking.wording import shapes
from publisher.checking.wording.columns import shown, table_words
from publisher.languages import Message, Series, Words, message, series, words
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field, ForeignKey

NAMED = 12
"""So many allowed values are named; more are only counted."""

BOUNDS: Mapping[str, Message] = {
    "minimum": message("At least {value}"),
    "maximum": message("At most {value}"),
    "exclusiveMinimum": message("More than {value}"),
    "exclusiveMaximum": message("Less than {value}"),
    "minLength": message("At least {value} characters"),
    "maxLength": message("At most {value} characters"),
}
ENTRIES: Mapping[str, Message] = {
    "minLength": message("At least {value} entries"),
    "maxLength": message("At most {value} entries"),
}
TIMED = frozenset({"date", "datetime", "time", "year", "yearmonth"})
DAYS: Mapping[str, Message] = {
    "minimum": message("Not before {value}"),
    "maximum": message("Not after {value}"),
    "exclusiveMinimum": message("After {value}"),
    "exclusiveMaximum": message("Before {value}"),
}


def constraint_rules(field: Field) -> Iterator[tuple[str, Message]]:
    """Each constraint of a column, by its name in the schema."""
    for name, value in field.constraints.items():
        if value is None or value is False:
            continue
        told = constraint_rule(field, name, value)
        if told is not None:
            yield name, told


def constraint_rule(field: Field, name: str, value: Any) -> Message | None:
    """One constraint in words, None for one that is not known."""
    if name == "required":
        return message("Never blank")
    if name == "unique":
        return message("Never twice the same")
    if name == "pattern":
        told = shapes.in_words(str(value))
        return message("Written as {value}", value=told or shown(value))
    if name == "enum":
        return _allowed(field, [str(code) for code in value])
    if field.type in ("list", "array", "object"):
        sentence = ENTRIES.get(name)
    else:
        sentence = ({**BOUNDS, **DAYS} if field.type in TIMED else BOUNDS).get(name)
    return sentence._replace(values=(("value", str(value)),)) if sentence else None


def _allowed(field: Field, codes: list[str]) -> Message:
    if len(codes) > NAMED:
        return message("One of {count} values", count=f"{len(codes):,}")
    return message("One of: {values}", values=series(_named(field, code) for code in codes))


def _named(field: Field, code: str) -> Words:
    """The word for a coded value, and the code."""
    texts = {
        lang: f"{label}（{code}）" if lang.startswith("zh") else f"{label} ({code})"
        for lang, label in field.labels.get(code, {}).items()
        if label and label != code
    }
    return words(texts or {"": code})


def key_rules(
    packages: Mapping[str, DataPackage], package: DataPackage, resource: Resource
) -> Iterator[Message]:
    """What is required of a table's rows as a whole: their key, and what they refer to."""
    schema = resource.schema
    if schema.primary_key:
        yield message("Each row has its own key ({fields}).",
                      fields=_titles(resource, schema.primary_key))  # fmt: skip
    for key in (*schema.foreign_keys, *resource.foreign_keys):
        yield message("Whatever stands in {fields} exists in the table “{table}”.",
                      fields=_titles(resource, key.fields),
                      table=_target(packages, package, resource, key))  # fmt: skip


def _titles(resource: Resource, names: Sequence[str]) -> Series:
    fields = [resource.schema.field(name) for name in names]
    return series(words({"": field.name, **field.title}) for field in fields if field)


def _target(
    packages: Mapping[str, DataPackage], package: DataPackage, resource: Resource, key: ForeignKey
) -> Words | str:
    other = packages.get(key.dataset) if key.dataset else package
    table = other.resource(key.resource or resource.name) if other else None
    return table_words(table) if table else key.resource
