"""What is required of a column or a table, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher import languages
from publisher.checking.wording import constraint_rules
from publisher.edition import Edition
from publisher.languages import message
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field, ForeignKey


def field_rules(field: Field, resource: Resource, lang: str) -> Iterator[str]:
    """What is required of a column's values."""
    if (field.name,) == resource.schema.primary_key:
        yield message("Identifies the row").text(lang)
    elif field.name in resource.schema.primary_key:
        yield message("Part of what identifies the row").text(lang)
    for name, rule in constraint_rules(field):
        if name != "unique" or (field.name,) != resource.schema.primary_key:
            yield rule.text(lang)


def _listed(words: Sequence[str], lang: str) -> str:
    return ("、" if lang.startswith("zh") else ", ").join(words)


def key_rules(
    edition: Edition, package: DataPackage, resource: Resource, lang: str
) -> Iterator[str]:
    """What is required of a table's rows as a whole: their key, and what they refer to."""
    schema = resource.schema
    if schema.primary_key:
        yield message("Each row has its own key ({fields}).",
                      fields=_titles(resource, schema.primary_key, lang)).text(lang)  # fmt: skip
    for key in (*schema.foreign_keys, *resource.foreign_keys):
        fields = _titles(resource, key.fields, lang)
        target = _target(edition, package, resource, key, lang)
        yield message("Whatever stands in {fields} exists in the table “{table}”.", fields=fields,
                      table=target).text(lang)  # fmt: skip


def _titles(resource: Resource, names: Sequence[str], lang: str) -> str:
    fields = [resource.schema.field(name) for name in names]
    return _listed([languages.pick(f.title, lang) or f.name for f in fields if f], lang)


def _target(
    edition: Edition, package: DataPackage, resource: Resource, key: ForeignKey, lang: str
) -> str:
    other = edition.packages.get(key.dataset) if key.dataset else package
    table = other.resource(key.resource or resource.name) if other else None
    return languages.pick(table.title, lang) if table else key.resource
