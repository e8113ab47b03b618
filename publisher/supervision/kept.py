"""What is kept of flags and parameters from one publication to the next, as values and as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from publisher.languages import Day, Message, Words, words
from publisher.supervision.model import Evidence, Flag, Party, Value, Weight


class KeptFlag(NamedTuple):
    """A flag as the archive knows it.

    `content` is its last content (`flag_of` reads it), `public_since` the first day on which a
    publication showed it to the public (None: not yet), `gone_since` the day since when it is no
    longer raised, `by_parameters` whether that came of other parameters.
    """

    id: str
    first_seen: dt.date
    public_since: dt.date | None
    gone_since: dt.date | None
    by_parameters: bool
    content: str


class KeptValue(NamedTuple):
    """A value that a parameter has since a day; `check` is "" for a parameter of all checks."""

    check: str
    name: str
    since: dt.date
    value: Value


class Kept(NamedTuple):
    """All flags by id, and each parameter's values, the first one first, by check and name."""

    flags: Mapping[str, KeptFlag]
    values: Mapping[tuple[str, str], tuple[KeptValue, ...]]


NOTHING = Kept({}, {})


def content_of(flag: Flag) -> str:
    """A flag as JSON that `flag_of` reads again."""
    value = {
        "check": flag.check, "subject": flag.subject, "unit": flag.unit,
        "weight": flag.weight.value, "day": flag.day and flag.day.isoformat(),
        "text": _message(flag.text), "evidence": flag.evidence, "rows": flag.rows,
        "figures": [(_message(title), figure) for title, figure in flag.figures],
        "parties": flag.parties,
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False)


def flag_of(content: str) -> Flag:
    """The flag of its JSON."""
    value = json.loads(content)
    return Flag(
        check=value["check"], subject=tuple(value["subject"]), unit=value["unit"],
        weight=Weight(value["weight"]),
        day=dt.date.fromisoformat(value["day"]) if value["day"] else None,
        text=_message_of(value["text"]),
        evidence=tuple(Evidence(*entry) for entry in value["evidence"]), rows=value["rows"],
        figures=tuple((_message_of(title), figure) for title, figure in value["figures"]),
        parties=tuple(Party(*entry) for entry in value["parties"]),
    )  # fmt: skip


def _message(text: Message) -> list[Any]:
    return [text.template, {name: _value(value) for name, value in text.values}]


def _value(value: object) -> Any:
    """What fills a message: a text, another message or a day as a list, words as a mapping."""
    if isinstance(value, Words):
        return dict(value.texts)
    if isinstance(value, Day):
        return list(value)
    return _message(Message(*value)) if isinstance(value, tuple) else value


def _message_of(value: list[Any]) -> Message:
    template, values = value
    return Message(template, tuple((name, _value_of(entry)) for name, entry in values.items()))


def _value_of(entry: Any) -> Any:
    if isinstance(entry, dict):
        return words(entry)
    if isinstance(entry, list):
        return Day(*entry) if len(entry) == 1 else _message_of(entry)
    return entry
