"""The reference of the table as Markdown: states, events, roles, conditions, effects, limits."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from dialogue.life.clauses import EFFECTS, GUARDS
from dialogue.life.transitions import TABLE, Transition
from dialogue.matter.limits import REPLY_DAYS, Limits
from dialogue.matter.states import ENDED, EVENTS, ROLES, STATES
from publisher.languages import Message, message


def reference(lang: str) -> str:
    """What may happen to a matter, as the code has it."""
    return "\n".join(_lines(lang)) + "\n"


def _lines(lang: str) -> Iterator[str]:
    yield "# " + message("What may happen to a matter").text(lang)
    yield ""
    yield message("This page is made from the one table that decides it (`make reference`). A row "
                  "that is not here cannot happen, neither from a page nor from a command."
                  ).text(lang)  # fmt: skip
    yield from ("", "## " + message("States").text(lang))
    yield from _names(STATES, lang, {state: message("ended") for state in ENDED})
    yield from ("", "## " + message("Who acts").text(lang))
    yield from _names(ROLES, lang)
    yield from ("", "## " + message("Events").text(lang))
    yield from _names(EVENTS, lang)
    yield from ("", "## " + message("Transitions").text(lang))
    heads = (message("Event"), message("By"), message("To"), message("If"), message("Then"))
    for state, rows in groupby(sorted(TABLE, key=_place), key=lambda row: row.state):
        called = STATES[state] if state else message("Beginning")
        yield from ("", "### " + (f"`{state}` " if state else "") + called.text(lang))
        yield from _table([head.text(lang) for head in heads], map(_cells, rows))
    yield from ("", "## " + message("Conditions").text(lang))
    yield from _names(GUARDS, lang)
    yield from ("", "## " + message("Effects").text(lang))
    yield from _names(EFFECTS, lang)
    yield from ("", "## " + message("Limits").text(lang))
    yield ""
    yield message("Working days, but `promise_days`, `rating_days`, `return_days` and "
                  "`private_days`, which are calendar days. A site sets its own in "
                  "`[dialogue.limits]`; see keys.md.").text(lang)  # fmt: skip
    yield from _table([message("Limit").text(lang), message("Default").text(lang)], _limits())


def _place(row: Transition) -> int:
    return -1 if row.state is None else list(STATES).index(row.state)


def _cells(row: Transition) -> list[str]:
    return [
        f"`{row.event}`", ", ".join(row.roles), f"`{row.to}`" if row.to else "",
        ", ".join(row.guards), ", ".join(row.effects),
    ]  # fmt: skip


def _names(
    names: Mapping[Any, Message], lang: str, remarks: Mapping[Any, Message] | None = None
) -> Iterator[str]:
    yield ""
    for name, about in names.items():
        remark = (remarks or {}).get(name)
        yield f"- `{name}`: {about.text(lang)}" + (f" ({remark.text(lang)})" if remark else "")


def _limits() -> Iterator[list[str]]:
    for field in dataclasses.fields(Limits):
        if field.name != "reply_days":
            yield [f"`{field.name}`", str(field.default)]
            continue
        for kind, days in REPLY_DAYS.items():
            yield [f"`{kind}_days`", str(days)]


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield ""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
