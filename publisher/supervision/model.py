"""What integrity checks are made of and what they give: values that pages, files and texts show."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from publisher.languages import Message

if TYPE_CHECKING:
    from publisher.supervision.county import County

Value = int | float | str | bool
"""The value of a parameter."""


class Weight(StrEnum):
    """How much a flag asks for an answer; never how guilty anybody is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Source(StrEnum):
    """How sure we are of a source: read in the text, seen in a public page, or a local setting."""

    VERIFIED = "V"
    PUBLIC = "P"
    LOCAL = "M"


class Parameter(NamedTuple):
    """A number a check works with; `lightwell.toml` may change it under [checks.<check>]."""

    name: str
    default: Value
    about: Message
    basis: str
    source: Source


class Evidence(NamedTuple):
    """A row that a flag rests on: its table, its key as text, and its row number in the file."""

    dataset: str
    resource: str
    key: str
    row: int


class Party(NamedTuple):
    """Somebody other than the unit whom a flag touches, and who may answer too.

    `kind` is "supplier" or "candidate"; `key` is the supplier's or the notice's id.
    """

    kind: str
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A signal: what was seen, in which rows, and with which figures.

    `subject` identifies it from one publication to the next: the check's own choice of keys that
    do not change when other rows are added. `rows` counts all rows it rests on, of which
    `evidence` lists the first ones. `figures` are the numbers it was computed from, in yuan, days,
    shares of 1 or counts, as their titles say.
    """

    check: str
    subject: tuple[str, ...]
    unit: str
    weight: Weight
    day: dt.date | None
    text: Message
    evidence: tuple[Evidence, ...]
    rows: int
    figures: tuple[tuple[Message, Value], ...] = ()
    parties: tuple[Party, ...] = ()

    @property
    def id(self) -> str:
        """The flag's stable name, such as C09-1f3a5c7e9b."""
        return flag_id(self.check, self.subject)


def flag_id(check: str, subject: tuple[str, ...]) -> str:
    """The name of a check's flag about a subject."""
    text = "\x1f".join((check, *subject))
    return f"{check}-{hashlib.blake2b(text.encode(), digest_size=5).hexdigest()}"


class NotEvaluated(NamedTuple):
    """Rows that a check could not judge, and why: missing data is not a pass."""

    reason: Message
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a check gives: how many cases it looked at, which it could not judge, what it flags."""

    population: int
    not_evaluated: tuple[NotEvaluated, ...] = ()
    flags: tuple[Flag, ...] = ()


Run = Callable[["County", Mapping[str, Value]], Outcome]
"""A check at work: the county's tables, and the values of its parameters by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An integrity check: its name, what it looks at, its sources and parameters.

    `cases` says what its population counts (“contracts by open or invited tender”). `needs` are
    the shipped schemas without which it cannot run. One that `observes` looks at more than the
    tables: at first publications, earlier versions or articles.
    """

    id: str
    name: Message
    about: Message
    cases: Message
    basis: str
    parameters: tuple[Parameter, ...]
    needs: tuple[str, ...]
    run: Run
    observes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A check's outcome with the values it worked with.

    There is no outcome where a table is `missing`, or where the check could not run: `failure`
    then says why, in the program's words: it is for those who run it, never for a page or file.
    """

    check: str
    values: Mapping[str, Value]
    missing: tuple[str, ...]
    outcome: Outcome | None
    failure: str = ""
