"""The column a finding is about: its field, what people call it, and what it would accept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from publisher.languages import Series, Words, series, words
from publisher.source.packages import Resource
from publisher.source.schemas import Field

LONGEST = 80
"""So many characters of a cell are shown."""


@dataclass(frozen=True)
class Column:
    """A field of a table's schema with its descriptor; a field nobody declared has neither."""

    name: str
    field: Field | None
    descriptor: Mapping[str, Any]

    @property
    def type(self) -> str:
        """The field's type."""
        return str(self.descriptor.get("type") or "string")

    @property
    def format(self) -> str:
        """The field's format."""
        return str(self.descriptor.get("format") or "default").removeprefix("fmt:")

    @property
    def constraints(self) -> Mapping[str, Any]:
        """The field's constraints."""
        return self.field.constraints if self.field else {}

    @property
    def required(self) -> bool:
        """Whether a blank cell is an error."""
        return bool(self.constraints.get("required"))

    @cached_property
    def _reader(self) -> Any:
        """frictionless' reader of cells, without a pattern: a hostile one could take for ever."""
        from frictionless import Field as Reader

        constraints = {k: v for k, v in self.constraints.items() if k != "pattern"}
        return Reader.from_descriptor({**self.descriptor, "constraints": constraints})

    def accepts(self, cell: str) -> bool:
        """Whether `cell` would be right here, its pattern apart."""
        _, notes = self._reader.read_cell(cell)
        return not notes


def column_of(resource: Resource | None, name: str) -> Column:
    """The column called `name` of a table, or one about which nothing is known."""
    field = resource.schema.field(name) if resource else None
    entries = resource.schema.raw.get("fields", ()) if resource else ()
    descriptor = next((entry for entry in entries if entry.get("name") == name), {"name": name})
    return Column(name, field, descriptor)


def column_words(field: Field) -> Words:
    """What people call a column: its title, and its name in the file beside it."""
    texts = {
        lang: f"{title}（{field.name}）" if lang.startswith("zh") else f"{title} ({field.name})"
        for lang, title in field.title.items()
        if title and title != field.name
    }
    return words(texts or {"": field.name})


def column_series(resource: Resource | None, names: tuple[str, ...]) -> Series:
    """Several columns of a table, as people call them."""
    fields = [(name, resource.schema.field(name) if resource else None) for name in names]
    return series(column_words(field) if field else name for name, field in fields)


def table_words(resource: Resource) -> Words:
    """What people call a table."""
    return words(resource.title if any(resource.title.values()) else {"": resource.name})


def shown(cell: object) -> str:
    """A cell as it is quoted: cut where it is long."""
    text = str(cell)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
