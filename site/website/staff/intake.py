"""Intake: what somebody said by phone, wrote in a letter or brought along, taken down for them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from dialogue.gate.submit import Submission, submit
from dialogue.keys import receipts
from dialogue.life.requests import Refused
from dialogue.matter.matters import CHANNELS, Channel, Domain, Type
from dialogue.matter.thread import Actor
from dialogue.rules import Board, Office
from publisher.languages import Localised, Message, message

HEADING: Final = message("Take in a call, a letter or a visit")
TAKEN: Final[Mapping[Channel, Message]] = {
    one: name for one, name in CHANNELS.items() if one is not Channel.WEB
}
FORM_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePage:
    """The form: what was filled in and why it was refused, if it was."""

    heading: Message
    values: MultiDict[str, str]
    boards: tuple[Board, ...]
    units: tuple[tuple[str, Localised], ...]
    channels: Mapping[Channel, Message]
    failed: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the writer is told: the receipt, shown this once."""

    heading: Message
    receipt: str
    thread: str
    sealed: bool


def empty_page(office: Office) -> IntakePage:
    """The form as it begins; sent twice, it makes one matter."""
    return _page(office, MultiDict({"form": secrets.token_hex(FORM_BYTES), "wants_public": "yes"}))


def filled_page(office: Office, form: MultiDict[str, str]) -> IntakePage:
    """The form as it was filled in."""
    return _page(office, form)


def take_in(office: Office, form: MultiDict[str, str], actor: Actor) -> Taken | IntakePage:
    """Keep what was taken down: the receipt, or the form again with what is wrong."""
    try:
        received = submit(office, _submission(form), actor)
    except Refused as refusal:
        return _page(office, form, refusal.message)
    sealed = form.get("sealed") == "yes"
    return Taken(
        heading=message("Receipt"), receipt=receipts.shown(received.receipt),
        thread="" if sealed else received.thread, sealed=sealed,
    )  # fmt: skip


def _submission(form: MultiDict[str, str]) -> Submission:
    return Submission(
        form=_form_secret(form), board=form.get("board", ""), type=Type(_one(form, "type", Type)),
        domain=Domain(_one(form, "domain", Domain)), lang=form.get("writer_lang", "") or "zh",
        title=form.get("title", ""), body=form.get("body", ""),
        hidden_words=tuple(form.get("hidden_words", "").splitlines()),
        wants_public=form.get("wants_public") == "yes", consents=form.get("consents") == "yes",
        about=tuple(filter(None, (form.get("about_unit", ""), form.get("about_post", "")))),
        contact=form.get("contact", "").strip()[:500],
        channel=Channel(_one(form, "channel", TAKEN)), sealed=form.get("sealed") == "yes",
    )  # fmt: skip


def _form_secret(form: MultiDict[str, str]) -> bytes:
    try:
        return bytes.fromhex(form.get("form", ""))
    except ValueError:
        raise Refused(message("This form is not valid. Open it again.")) from None


def _one(form: MultiDict[str, str], name: str, known: object) -> str:
    value = form.get(name, "")
    if value in list(known):  # type: ignore[call-overload]
        return value
    raise Refused(MISSING[name])


MISSING: Final[Mapping[str, Message]] = {
    "type": message("Choose what the writer wants."),
    "domain": message("Choose what it is about."),
    "channel": message("Choose how it came in."),
}


def _page(
    office: Office, values: MultiDict[str, str], failed: Message | None = None
) -> IntakePage:
    rules = office.rules
    return IntakePage(
        heading=HEADING, values=values, boards=tuple(rules.boards.values()),
        units=tuple(sorted(rules.units.items())), channels=TAKEN, failed=failed,
    )
