"""What a finding may show to everybody: numbers and addresses of persons are cut short.

A file that is held back may be held back because of them, or hold them in the wrong column.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from publisher.findings import Finding
from publisher.identifiers import masked
from publisher.languages import Message, Series

LONG = re.compile(r"(?<!\d)\d(?:[ -]?\d){10,20}[Xx]?(?!\d)")
"""Numbers as long as those of telephones and cards, whether or not their check digits are right."""
LEFT = 3
"""So many characters of such a text stay, for the unit to find it."""


def discreet(finding: Finding) -> Finding:
    """The finding as it may be published."""
    return replace(
        finding, message=_cut(finding.message), hint=_cut(finding.hint) if finding.hint else None
    )


def _cut(text: Message) -> Message:
    return text._replace(values=tuple((name, _value(value)) for name, value in text.values))


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return masked(LONG.sub(lambda found: found[0][:LEFT] + "…", value))
    if isinstance(value, Message):
        return _cut(value)
    if isinstance(value, Series):
        return Series(tuple(_value(part) for part in value.parts))
    return value
