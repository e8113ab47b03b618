"""What a sealed copy says, as a text that officers read: in words, with the time of the place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from dialogue.matter.matters import CHANNELS, DOMAINS, PARTS, TYPES, Channel, Domain, Part, Type
from dialogue.matter.states import ROLES, Role
from publisher.languages import Localised, Message, message, pick

Found = Mapping[str, Any]


def in_words(found: Found, files: list[str], lang: str) -> str:
    """A sealed copy in words of a language; codes stand behind what they mean."""
    lines = [
        f"{name.text(lang)}{message(': ').text(lang)}{value}"
        for name, value in _facts(found, lang) if value
    ]  # fmt: skip
    for one in found["texts"]:
        role, at = ROLES[Role(one["role"])].text(lang), _moment(one["written_at"], found["zone"])
        lines += ["", f"== {PARTS[Part(one['part'])].text(lang)} · {role} · {at}", one["content"]]
    if files:
        lines += ["", f"== {message('Files').text(lang)}", *files]
    return "\n".join(lines) + "\n"


def _facts(found: Found, lang: str) -> Iterator[tuple[Message, str]]:
    yield message("Number of the officers’ file"), found["number"]
    yield message("Received"), _moment(found["received_at"], found["zone"])
    yield message("Board"), _named(found, f"board:{found['board']}", lang)
    yield message("Type"), _coded(TYPES[Type(found["type"])], found["type"], lang)
    yield message("What it is about"), _coded(DOMAINS[Domain(found["domain"])], found["domain"],
                                              lang)  # fmt: skip
    yield message("Came by"), _coded(CHANNELS[Channel(found["channel"])], found["channel"], lang)
    yield message("The writer says"), (
        message("It accuses a person").text(lang) if found["accuses"] else ""
    )
    yield message("Kept out"), message(", ").text(lang).join(
        _named(found, mark, lang) for mark in found["about"]
    )


def _coded(name: Message, code: str, lang: str) -> str:
    return f"{name.text(lang)} ({code})"


def _named(found: Found, mark: str, lang: str) -> str:
    names: Mapping[str, Localised] = found["names"]
    _, _, code = mark.partition(":")
    return f"{pick(names[mark], lang)} ({code})" if mark in names else code


def _moment(instant: str, zone: str) -> str:
    there = dt.datetime.fromisoformat(instant)
    return f"{there:%Y-%m-%d %H:%M} {zone} (UTC{there.isoformat()[-6:]})"
