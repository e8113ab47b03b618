"""The form for a new message: what was filled in, what is wrong with it, what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from werkzeug.datastructures import MultiDict

from dialogue.gate.floods import TRAP
from dialogue.gate.submission import File, Submission, examined
from dialogue.keys.sealing import are_enough
from dialogue.matter.matters import DOMAINS, TYPES, Domain, Type
from dialogue.rules import Office
from publisher import languages
from publisher.languages import Message, message

PROOF: Final = "proof"
"""The field in which a solved puzzle comes along."""

FIELDS: Final = ("board", "type", "domain", "title", "body", "public", "hidden", "consents",
                 "about", "unit", "contact", "accuses")  # fmt: skip
"""The fields of the form in their order; errors are listed so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as somebody filled it in; nothing of it is checked."""

    board: str = ""
    type: str = ""
    domain: str = ""
    title: str = ""
    body: str = ""
    public: str = "yes"
    hidden: str = ""
    consents: bool = False
    about: tuple[str, ...] = ()
    unit: str = ""
    contact: str = ""
    accuses: str = ""
    token: str = ""
    trap: str = ""
    proof: str = ""
    session: str = ""

    @property
    def wants_public(self) -> bool:
        """Whether everybody may read it: never an accusation, whichever way it is sent."""
        return self.public != "no" and not self.is_accusation

    @property
    def is_accusation(self) -> bool:
        """Whether the writer says that it accuses a person."""
        return self.accuses == "yes"

    @property
    def about_all(self) -> tuple[str, ...]:
        """Marks of everybody that the matter is about."""
        return (*self.about, *((f"unit:{self.unit}",) if self.unit else ()))

    def fields(self) -> list[tuple[str, str]]:
        """Everything filled in but the token, as fields to be sent again."""
        single = [
            ("board", self.board), ("type", self.type), ("domain", self.domain),
            ("title", self.title), ("body", self.body), ("public", self.public),
            ("hidden", self.hidden), ("unit", self.unit), ("contact", self.contact),
            ("accuses", self.accuses), (TRAP, self.trap), ("session", self.session),
            ("consents", "yes" if self.consents else ""),
        ]  # fmt: skip
        return [(name, value) for name, value in single if value] + [
            ("about", mark) for mark in self.about
        ]


def read_filled(given: MultiDict[str, str]) -> Filled:
    """What a request's form holds."""
    return Filled(
        board=given.get("board", ""), type=given.get("type", ""), domain=given.get("domain", ""),
        title=given.get("title", ""), body=given.get("body", ""),
        public=given.get("public", "yes"), hidden=given.get("hidden", ""),
        consents=bool(given.get("consents")), about=tuple(given.getlist("about")),
        unit=given.get("unit", ""), contact=given.get("contact", ""),
        accuses=given.get("accuses", ""), token=given.get("form", ""),
        trap="".join(given.getlist(TRAP)),
        proof=given.get(PROOF, ""), session=given.get("session", ""),
    )  # fmt: skip


def read_submission(
    office: Office, filled: Filled, lang: str, *, form: bytes, files: tuple[File, ...] = (),
    sealed: bool = False, slow: bool = False,
) -> tuple[Submission, dict[str, Message]]:  # fmt: skip
    """What is to be sent, and what is wrong with it by field, in the order of the form."""
    wrong = {}
    if filled.type not in set(Type):
        wrong["type"] = message("Choose what you want.")
    if filled.domain not in set(Domain):
        wrong["domain"] = message("Choose what it is about.")
    submission, problems = examined(office, Submission(
        form=form, board=filled.board, lang=lang, title=filled.title, body=filled.body,
        type=Type(filled.type) if "type" not in wrong else Type.QUESTION,
        domain=Domain(filled.domain) if "domain" not in wrong else Domain.OTHER,
        hidden_words=tuple(filled.hidden.splitlines()), wants_public=filled.wants_public,
        consents=filled.consents, about=filled.about_all, contact=filled.contact, files=files,
        slow=slow, sealed=sealed, accuses=filled.is_accusation,
    ))  # fmt: skip
    for problem in problems:
        wrong.setdefault(problem.field, problem.why)
    return submission, _ordered(wrong)


def _ordered(wrong: Mapping[str, Message]) -> dict[str, Message]:
    places = {name: place for place, name in enumerate(FIELDS)}
    return dict(sorted(wrong.items(), key=lambda entry: places.get(entry[0], len(places))))


class Choice(NamedTuple):
    """Something that can be chosen: its value, what it is called, and more about it."""

    value: str
    label: str
    hint: str = ""


class FormPage(NamedTuple):
    """What the form offers and holds."""

    filled: Filled
    wrong: Mapping[str, str]
    boards: tuple[Choice, ...]
    types: tuple[Choice, ...]
    domains: tuple[Choice, ...]
    leaders: tuple[Choice, ...]
    units: tuple[Choice, ...]
    title_most: int
    body_most: int
    can_seal: bool


def form_page(
    office: Office, filled: Filled, wrong: Mapping[str, Message], lang: str
) -> FormPage:
    """The form as it is shown."""
    rules = office.rules

    def leader(name: str) -> str:
        board = rules.boards[name]
        return f"{languages.pick(board.title, lang)} {languages.pick(board.leader, lang)}"

    hints = {
        kind: message("The unit has {count} working days to reply.", count=count).text(lang)
        for kind, count in rules.limits.reply_days.items()
    }
    return FormPage(
        filled=filled, wrong={field: why.text(lang) for field, why in wrong.items()},
        boards=tuple(Choice(name, leader(name)) for name in rules.boards),
        types=tuple(Choice(kind, label.text(lang), hints.get(kind, ""))
                    for kind, label in TYPES.items()),
        domains=tuple(Choice(kind, label.text(lang)) for kind, label in DOMAINS.items()),
        leaders=tuple(Choice(f"post:{board.post}", leader(name))
                      for name, board in rules.boards.items() if board.post),
        units=tuple(Choice(unit, languages.pick(name, lang))
                    for unit, name in rules.units.items()),
        title_most=rules.limits.title_characters, body_most=rules.limits.body_characters,
        can_seal=can_seal(office),
    )  # fmt: skip


def can_seal(office: Office) -> bool:
    """Whether the writer can seal a message at once."""
    return are_enough(office.rules.officers, office.rules.escrow)
