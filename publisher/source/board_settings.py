"""What `lightwell.toml` says of the dialogue: boards with their leaders, limits, officers' keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from publisher.findings import Finding, error
from publisher.languages import Localised, message
from publisher.source.keys import Key, check_keys
from publisher.source.yaml import Document

DIALOGUE_KEYS: Final = (
    Key("boards", "mappings", message("The boards, written as [[dialogue.boards]].")),
    Key("limits", "mapping", message("Limits of time and number, written as [dialogue.limits].")),
    Key("officers", "texts",
        message("Public age keys of the discipline officers who read sealed accusations; two or "
                "more.")),
    Key("escrow", "text",
        message("The public age key whose private key lies in a safe, in case an officer's is "
                "lost.")),
    Key("mail_from", "text", message("The address that notices by e-mail come from.")),
)  # fmt: skip
BOARD_KEYS: Final = (
    Key("name", "text", message("The board's part of addresses: small letters, digits, hyphens."),
        required=True),
    Key("title", "localised",
        message("What the board is called, such as “County Party Secretary”."), required=True),
    Key("leader", "localised", message("The name of the leader who answers."), required=True),
    Key("post", "text", message("The leader's post_id in the table of posts.")),
    Key("unit", "text", message("The org_id of the leader's unit."), required=True),
)  # fmt: skip
LIMIT_KEYS: Final = tuple(
    Key(name, "whole number", about)
    for name, about in (
        ("moderate_days", message("Working days until a message is read and decided on.")),
        ("assign_days", message("Working days until an accepted one is assigned to a unit.")),
        ("dispute_days",
         message("Working days in which a unit may say that another is competent.")),
        ("question_days", message("Working days to answer a question.")),
        ("help_days", message("Working days to answer a request for help.")),
        ("complaint_days", message("Working days to answer a complaint.")),
        ("suggestion_days", message("Working days to answer a suggestion.")),
        ("thanks_days", message("Working days to answer thanks.")),
        ("complex_days", message("Working days to answer what was marked as complex.")),
        ("extension_days", message("Working days that a leader may add, once.")),
        ("clarification_days", message("Working days that the writer has to give details.")),
        ("second_reply_days", message("Working days for the second reply.")),
        ("rating_days", message("Days in which the writer may rate a reply.")),
        ("promise_days", message("Days after a promise's date until it is checked once more.")),
        ("return_days", message("Days in which a writer may send a returned message again.")),
        ("slow_minutes", message("Minutes that a message without proof of work waits.")),
        ("body_characters", message("Characters that a message may have.")),
        ("attachments", message("Files that may come with a message.")),
        ("private_days", message("Days after its end until everything private of a matter is "
                                 "erased.")),
    )
)  # fmt: skip
RESERVED: Final = frozenset({"new", "receipt", "statistics", "sessions", "feeds", "files", "all"})
"""Names that no board may take: the pages of the dialogue have them."""

BOARD_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """A board: its name in addresses, its title and leader, the leader's post and unit."""

    name: str
    title: Localised
    leader: Localised
    post: str
    unit: str


@dataclass(frozen=True, slots=True)
class DialogueSettings:
    """The dialogue's settings; `limits` holds those that the site sets itself."""

    boards: tuple[BoardSettings, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    officers: tuple[str, ...] = ()
    escrow: str = ""
    mail_from: str = ""


def build(value: Mapping[str, Any]) -> DialogueSettings:
    """The settings from a table that is known to be right."""
    return DialogueSettings(
        boards=tuple(
            BoardSettings(board["name"], _localised(board["title"]), _localised(board["leader"]),
                          board.get("post", ""), board["unit"])
            for board in value.get("boards", ())
        ),
        limits=dict(value.get("limits", {})),
        officers=tuple(value.get("officers", ())),
        escrow=value.get("escrow", ""),
        mail_from=value.get("mail_from", ""),
    )  # fmt: skip


def _localised(value: Any) -> Localised:
    return {"": value} if isinstance(value, str) else dict(value)


def findings(document: Document, file: str) -> Iterator[Finding]:
    """What is wrong with the table [dialogue] of a settings file."""
    value = document.value["dialogue"]
    yield from check_keys(document, file, DIALOGUE_KEYS, at=("dialogue",))
    if isinstance(value.get("limits"), dict):
        yield from check_keys(document, file, LIMIT_KEYS, at=("dialogue", "limits"))
        yield from _limits(document, file, value["limits"])
    if isinstance(value.get("boards"), list):
        yield from _boards(document, file, value["boards"])


def _limits(document: Document, file: str, limits: Mapping[str, Any]) -> Iterator[Finding]:
    for name, number in limits.items():
        if isinstance(number, int) and not 1 <= number <= 10_000:
            yield error("wrong-value", file,
                        message("The limit “{name}” must be between 1 and 10000.", name=name),
                        line=document.line("dialogue", "limits", name))  # fmt: skip


def _boards(document: Document, file: str, boards: list[Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, board in enumerate(boards):
        at = ("dialogue", "boards", place)
        if not isinstance(board, dict):
            continue  # check_keys has said so
        yield from check_keys(document, file, BOARD_KEYS, at=at)
        name = board.get("name")
        if not isinstance(name, str):
            continue
        if not BOARD_NAME.fullmatch(name) or len(name) > 40 or name in RESERVED:
            yield error("wrong-value", file,
                        message("“{name}” cannot be a board's name.", name=name),
                        hint=message("Use small letters, digits and hyphens; these are taken: "
                                     "{names}.", names=", ".join(sorted(RESERVED))),
                        line=document.line(*at, "name"))  # fmt: skip
        elif name in seen:
            yield error("wrong-value", file,
                        message("There are two boards called “{name}”.", name=name),
                        line=document.line(*at, "name"))  # fmt: skip
        seen.add(name)
