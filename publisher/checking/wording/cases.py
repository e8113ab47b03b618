"""An error of a table as frictionless gives it, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from publisher.checking.wording.columns import Column, column_of
from publisher.languages import Message
from publisher.source.packages import DataPackage, Resource

Values = Mapping[str, Any]
"""frictionless' descriptor of an error."""


class Case(NamedTuple):
    """An error of a table: frictionless' descriptor of it, and where it belongs."""

    values: Values
    resource: Resource | None
    package: DataPackage | None

    @property
    def cell(self) -> str:
        """The cell as it stands in the file."""
        return str(self.values.get("cell", ""))

    @property
    def note(self) -> str:
        """frictionless' note, which is read but never shown."""
        return str(self.values.get("note", ""))

    @property
    def column(self) -> Column:
        """The column of the cell or label."""
        return column_of(self.resource, str(self.values.get("fieldName") or ""))

    @property
    def number(self) -> str:
        """The column's position."""
        return str(self.values.get("fieldNumber") or "")


class Told(NamedTuple):
    """What is said of a case."""

    message: Message
    hint: Message | None = None
    rule: Message | None = None
