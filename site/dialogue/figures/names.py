"""What the figures are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from publisher.languages import Message, message

MEASURES: Final[Mapping[str, Message]] = {
    "decided": message("Messages decided on by a moderator"),
    "declined": message("Not accepted"),
    "withdrawn": message("Taken back by the writer"),
    "merged": message("Joined to another question"),
    "assigned": message("Assigned to a unit"),
    "hidden": message("Taken off the public page"),
    "redacted": message("Words hidden by staff"),
    "disputed": message("Unit said it is not competent"),
    "transferred": message("Passed to another unit"),
    "extended": message("Time to reply extended"),
    "due": message("Reply given or overdue"),
    "overdue": message("Reply overdue"),
    "replied": message("Replied to"),
    "on_time": message("Replied to in time"),
    "signed_by_own_leader": message("Signed by the board's own leader"),
    "resolved": message("Resolved"),
    "promises_open": message("Promises not yet examined"),
    "promises_missed": message("Promises not kept"),
    "promises_kept": message("Promises kept"),
    "rated": message("Rated by the writer"),
    "satisfied": message("Writer satisfied"),
    "reopened": message("Reopened"),
    "second_replies": message("Second replies"),
}  # fmt: skip

TIMES: Final[Mapping[str, Message]] = {
    "to_moderation": message("From arrival to the moderator's first decision"),
    "to_reply": message("From arrival to the first reply"),
    "to_resolution": message("From arrival to the solution"),
}

DIMENSIONS: Final[Mapping[str, Message]] = {
    "board": message("By board"), "unit": message("By unit"),
    "type": message("By kind of message"), "month": message("By month of arrival"),
    "code": message("Why messages were not accepted"),
}  # fmt: skip
