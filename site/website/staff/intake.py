"""Intake: what somebody said by phone, wrote in a letter or brought along, taken down for them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from dialogue.gate.submission import Submission, examined
from dialogue.gate.submit import submit
from dialogue.keys import receipts
from dialogue.life.requests import Refused
from dialogue.matter.matters import CHANNELS, Channel, Domain, Type
from dialogue.matter.states import State
from dialogue.matter.thread import Actor
from dialogue.rules import Board, Office
from publisher.languages import Localised, Message, message
from website.wording import name_of, say

HEADING: Final = message("Take in a call, a letter or a visit")
TAKEN: Final[Mapping[Channel, Message]] = {
    one: name for one, name in CHANNELS.items() if one is not Channel.WEB
}
FORM_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePage:
    """The form: what was filled in, and by field what is wrong with it."""

    heading: Message
    values: MultiDict[str, str]
    boards: tuple[Board, ...]
    units: tuple[tuple[str, Localised], ...]
    channels: Mapping[Channel, Message]
    languages: Mapping[str, str]
    wrong: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the writer is told: the receipt, shown this once, and the number of a sealed file."""

    heading: Message
    receipt: str
    thread: str
    sealed: bool
    number: str


def empty_page(office: Office) -> IntakePage:
    """The form as it begins; sent twice, it makes one matter."""
    return _page(office, MultiDict({"form": secrets.token_hex(FORM_BYTES), "wants_public": "yes",
                                     "writer_lang": office.rules.languages[0]}))  # fmt: skip


def filled_page(office: Office, form: MultiDict[str, str]) -> IntakePage:
    """The form as it was filled in."""
    return _page(office, form)


def take_in(office: Office, form: MultiDict[str, str], actor: Actor) -> Taken | IntakePage:
    """Keep what was taken down: the receipt, or the form again with all that is wrong."""
    submission, wrong = _read(office, form)
    if wrong:
        return _page(office, form, wrong)
    try:
        received = submit(office, submission, actor)
    except Refused as refusal:
        return _page(office, form, {"form": refusal.message})
    sealed, pepper = received.state is State.DIVERTED, office.vault.pepper
    return Taken(
        heading=message("Receipt"), receipt=receipts.shown(received.receipt),
        thread="" if sealed else received.thread, sealed=sealed,
        number=receipts.file_number(receipts.mac(received.receipt, pepper), pepper),
    )  # fmt: skip


def _read(
    office: Office, form: MultiDict[str, str]
) -> tuple[Submission, dict[str, Message]]:  # fmt: skip
    """What was taken down, and what is wrong with it by field, in the order of the form."""
    known: Mapping[str, Collection[str]] = {
        "channel": TAKEN, "type": set(Type), "domain": set(Domain),
        "writer_lang": office.rules.languages,
    }  # fmt: skip
    wrong = {name: why for name, why in MISSING.items() if form.get(name, "") not in known[name]}

    def chosen(name: str, otherwise: str) -> str:
        return otherwise if name in wrong else form.get(name, "")

    submission, problems = examined(office, Submission(
        form=_form_secret(form), board=form.get("board", ""),
        type=Type(chosen("type", Type.QUESTION)), domain=Domain(chosen("domain", Domain.OTHER)),
        lang=chosen("writer_lang", office.rules.languages[0]),
        title=form.get("title", ""), body=form.get("body", ""),
        hidden_words=tuple(form.get("hidden_words", "").splitlines()),
        wants_public=form.get("wants_public") == "yes", consents=form.get("consents") == "yes",
        about=tuple(filter(None, (form.get("about_unit", ""), form.get("about_post", "")))),
        contact=form.get("contact", ""), channel=Channel(chosen("channel", Channel.PHONE)),
        sealed=form.get("sealed") == "yes",
    ))  # fmt: skip
    for problem in problems:
        wrong.setdefault(CALLED.get(problem.field, problem.field), problem.why)
    return submission, {name: wrong[name] for name in FIELDS if name in wrong}


def _form_secret(form: MultiDict[str, str]) -> bytes:
    """The form's secret, empty where it cannot be read; then nothing is kept."""
    try:
        return bytes.fromhex(form.get("form", ""))
    except ValueError:
        return b""


MISSING: Final[Mapping[str, Message]] = {
    "channel": message("Choose how it came in."),
    "type": message("Choose what the writer wants."),
    "domain": message("Choose what it is about."),
    "writer_lang": message("Choose the language of the person."),
}
FIELDS: Final = ("form", "channel", "board", "type", "domain", "title", "body", "hidden_words",
                 "contact", "writer_lang", "about_unit")  # fmt: skip
"""The fields of the form in their order; errors are listed so."""
CALLED: Final = {"hidden": "hidden_words", "about": "about_unit"}
"""What this form calls fields that have another name elsewhere."""


def _page(
    office: Office, values: MultiDict[str, str], wrong: Mapping[str, Message] | None = None
) -> IntakePage:
    rules = office.rules
    return IntakePage(
        heading=HEADING, values=values, boards=tuple(rules.boards.values()),
        units=tuple(sorted(rules.units.items())), channels=TAKEN,
        languages={lang: name_of(lang) for lang in rules.languages},
        wrong={name: say(why) for name, why in (wrong or {}).items()},
    )  # fmt: skip
