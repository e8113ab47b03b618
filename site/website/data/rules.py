"""What is required of a column or a table, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checking import wording
from publisher.edition import Edition
from publisher.languages import message
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field


def field_rules(field: Field, resource: Resource, lang: str) -> Iterator[str]:
    """What is required of a column's values."""
    if (field.name,) == resource.schema.primary_key:
        yield message("Identifies the row").text(lang)
    elif field.name in resource.schema.primary_key:
        yield message("Part of what identifies the row").text(lang)
    for name, rule in wording.constraint_rules(field):
        if name != "unique" or (field.name,) != resource.schema.primary_key:
            yield rule.text(lang)


def key_rules(
    edition: Edition, package: DataPackage, resource: Resource, lang: str
) -> Iterator[str]:
    """What is required of a table's rows as a whole: their key, and what they refer to."""
    for rule in wording.key_rules(edition.packages, package, resource):
        yield rule.text(lang)
