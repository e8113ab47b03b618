"""How long each step may take and how much is allowed; what a site does not set stays so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogue.matter.matters import Type

REPLY_DAYS: Mapping[Type, int] = {
    Type.QUESTION: 3, Type.HELP: 5, Type.COMPLAINT: 5, Type.SUGGESTION: 10, Type.THANKS: 15,
}  # fmt: skip
"""Working days to reply, by what the writer wants; 15 for what is marked complex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Working days (`_days` of `promise`, `rating` and `return` are calendar days) and counts."""

    moderate_days: int = 1
    assign_days: int = 1
    dispute_days: int = 1
    reply_days: Mapping[Type, int] = field(default_factory=lambda: REPLY_DAYS)
    complex_days: int = 15
    extension_days: int = 10
    clarification_days: int = 5
    second_reply_days: int = 10
    rating_days: int = 15
    promise_days: int = 30
    return_days: int = 15
    slow_minutes: int = 30
    title_characters: int = 80
    body_characters: int = 5_000
    attachments: int = 5
    attachment_bytes: int = 10 * 1024 * 1024
    private_days: int = 730
