"""From a form that somebody of the staff sent to what is asked of a matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from dialogue.desk import accounts
from dialogue.desk.casefile import CaseFile
from dialogue.desk.marking import marked
from dialogue.life.requests import Refused, Request
from dialogue.life.writing import cleaned, one_line
from dialogue.matter.identities import PATTERN
from dialogue.matter.matters import Hiding
from dialogue.matter.states import Outcome
from dialogue.rules import Office
from publisher.languages import Message, message
from website.staff.deeds import Deed, Field

MOST_REASON: Final = 500
MOST_NAME: Final = 100
Form = MultiDict[str, str]


class FieldRefused(Refused):
    """What stands in one field of a form cannot be used."""

    def __init__(self, field: Field, text: Message) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent, with all that reading it needs."""

    deed: Deed
    form: Form
    case: CaseFile
    office: Office

    def value(self, name: str) -> str:
        """What stands in a field, "" without one."""
        return self.form.get(name, "")


def request_of(sent: Sent) -> Request:
    """What the form asks for. Raises FieldRefused, which names the field."""
    found: dict[str, Any] = {}
    for field in sent.deed.fields:
        try:
            found |= READERS[field](sent)
        except FieldRefused:
            raise
        except Refused as refusal:
            raise FieldRefused(field, refusal.message) from refusal
    return Request(event=sent.deed.event, **found)


def revision_of(form: Form) -> int:
    """The revision of the page on which somebody decided. Raises Refused without one."""
    written = form.get("revision", "")
    if not written.isascii() or not written.isdigit() or len(written) > 9:
        raise Refused(message("This form is not valid. Open it again."))
    return int(written)


def _text(sent: Sent) -> dict[str, Any]:
    most = sent.office.rules.limits.body_characters
    text = cleaned(sent.value("text"), most=most, what=message("The text"))
    return {"texts": {sent.deed.part: text}}


def _reason(sent: Sent) -> dict[str, Any]:
    return {"reason": cleaned(one_line(sent.value("reason")), most=MOST_REASON,
                              what=message("The reason"))}  # fmt: skip


def _code(sent: Sent) -> dict[str, Any]:
    code = sent.value("code")
    if code not in (sent.deed.codes or {}):
        raise Refused(message("Choose a reason from the list."))
    return {"code": code}


def _unit(sent: Sent) -> dict[str, Any]:
    return {"unit": sent.value("unit")}


def _until(sent: Sent) -> dict[str, Any]:
    return {"until": _day(sent.value("until"))}


def _day(written: str) -> dt.date | None:
    if not written.strip():
        return None
    try:
        return dt.date.fromisoformat(written.strip())
    except ValueError:
        raise Refused(message("“{day}” is no day. Write it as 2026-03-31.", day=written)) from None


def _outcome(sent: Sent) -> dict[str, Any]:
    written = sent.value("outcome")
    if written not in set(Outcome):
        raise Refused(message("Choose what the reply comes to."))
    outcome = Outcome(written)
    until = _day(sent.value("promised_until")) if outcome is Outcome.PROMISED else None
    referred = one_line(sent.value("referred_to")) if outcome is Outcome.NOT_OURS else ""
    if referred:
        referred = cleaned(referred, most=MOST_NAME, what=message("The other body’s name"))
    return {"outcome": outcome, "until": until, "referred_to": referred}


def _target(sent: Sent) -> dict[str, Any]:
    target = (sent.value("chosen") or sent.value("target")).strip().upper()
    if not PATTERN.fullmatch(target):
        raise Refused(message("Write the other question’s number, or look for it by its title."))
    return {"target": target}


def _marks(sent: Sent) -> dict[str, Any]:
    identity = sent.value("of")
    text = sent.case.text(int(identity)) if identity.isascii() and identity.isdigit() else None
    if text is None or not sent.case.original:
        raise Refused(message("Choose the text in which words are to be hidden."))
    code = sent.value("code")
    if code not in set(Hiding):
        raise Refused(message("Choose a reason from the list."))
    hidden = marked(
        text.content, Hiding(code),
        numbers={int(one) for one in sent.form.getlist("piece") if one.isascii() and one.isdigit()},
        words=sent.value("words").splitlines(), places=sent.value("places"),
    )  # fmt: skip
    return {"text": text.id, "hidden": hidden}


def _complex(sent: Sent) -> dict[str, Any]:
    return {"complex": True} if sent.value("complex") == "yes" else {}


def _kept_out(sent: Sent) -> dict[str, Any]:
    marks = [sent.value(name) for name in ("kept_unit", "kept_post")]
    account = sent.value("kept_account").strip().lower()
    found = [*filter(None, marks), *([f"account:{account}"] if account else [])]
    if not found:
        raise Refused(message("Choose who is to be kept out."))
    if account:
        with sent.office.database.reading() as connection:
            accounts.required(connection, account)
    return {"recused": tuple(found)}


def _confirm(sent: Sent) -> dict[str, Any]:
    if sent.value("confirm") != "yes":
        raise Refused(message("Confirm that you have read what follows from it."))
    return {}


def _no_accusation(sent: Sent) -> dict[str, Any]:
    return {"no_accusation": sent.value("no_accusation") == "yes"}


def _file(sent: Sent) -> dict[str, Any]:
    file = sent.value("file")
    if file not in {one.id for one in sent.case.files}:
        raise Refused(message("There is no such file in this matter."))
    return {"file": file}


def _name(sent: Sent) -> dict[str, Any]:
    return {"public_name": one_line(sent.value("name"))[:MOST_NAME]}


def _nothing(sent: Sent) -> dict[str, Any]:
    return {}


READERS: Final[Mapping[Field, Callable[[Sent], dict[str, Any]]]] = {
    Field.TEXT: _text, Field.REASON: _reason, Field.CODE: _code, Field.UNIT: _unit,
    Field.UNTIL: _until, Field.OUTCOME: _outcome, Field.TARGET: _target, Field.MARKS: _marks,
    Field.COMPLEX: _complex, Field.KEPT_OUT: _kept_out, Field.CONFIRM: _confirm,
    Field.PUBLISH: _nothing, Field.FILE: _file, Field.NAME: _name,
    Field.NO_ACCUSATION: _no_accusation,
}  # fmt: skip
