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
from publisher.named_numbers import LETTERED

LONG = re.compile(r"(?<!\d)\d(?:[ -]?\d){10,20}[Xx]?(?!\d)")
"""Numbers as long as those of telephones and cards, whether or not their check digits are right."""
PASSPORT = re.compile(rf"(?<![0-9A-Za-z])(?:{LETTERED})(?![0-9A-Za-z])")
"""What is made like a passport's number: a column's heading may have told that it is one."""
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
        for pattern in (LONG, PASSPORT):
            value = pattern.sub(lambda found: found[0][:LEFT] + "…", value)
        return masked(value)
    if isinstance(value, Message):
        return _cut(value)
    if isinstance(value, Series):
        return Series(tuple(_value(part) for part in value.parts))
    return value
