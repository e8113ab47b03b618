"""One's own matter by its receipt: looked up and acted on by forms that carry it in their body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Blueprint, abort, make_response, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dialogue.gate import throttles
from dialogue.keys import receipts
from dialogue.life.conduct import conduct
from dialogue.life.requests import Refused, Request
from dialogue.life.writing import cleaned, one_line
from dialogue.matter.matters import PARTS, Part
from dialogue.matter.states import Event
from dialogue.matter.thread import CITIZEN
from dialogue.reading.own import Own, Sealed, look_up
from dialogue.rules import Office
from dialogue.text.redaction import Redaction, of_words
from publisher import addresses
from publisher.languages import Message, message
from website.dialogue.asked_hour import hour_of_matter
from website.dialogue.live_page import hours_with_answers
from website.dialogue.office import current_client, current_office
from website.dialogue.own_page import own_page
from website.dialogue.refusals import no_store
from website.dialogue.sending import MOST_FORM
from website.editions import current_edition
from website.layout import show

UNKNOWN: Final = message("This receipt opens nothing. Compare it with your copy, digit by digit.")
MISTYPED: Final = message("This is no receipt: it has 24 digits, the last two of which prove the "
                          "others. A digit is missing or wrong.")  # fmt: skip
DONE: Final[Mapping[Event, Message]] = {
    Event.CLARIFY: message("Your details were received. The time to reply runs again."),
    Event.SATISFY: message("Thank you. Your rating was kept."),
    Event.DISSATISFY: message("Thank you. Your rating was kept. You can have the matter reopened."),
    Event.REOPEN: message("The matter was reopened."),
    Event.WITHDRAW: message("Your message was withdrawn. It will not be published."),
    Event.RESUBMIT: message("Your message was sent again."),
    Event.CONSENT: message("Your decision was kept."),
}

blueprint = Blueprint("dialogue_own", __name__)


@blueprint.before_request
def _limit() -> None:
    request.max_content_length = request.max_form_memory_size = MOST_FORM
    if not current_edition().settings.dialogue.boards:
        abort(404)


@blueprint.get("/<lang:lang>/dialogue/receipt")
def receipt(lang: str) -> Response:
    """Where a receipt is typed in."""
    return _ask(lang)


@blueprint.post("/<lang:lang>/dialogue/receipt")
def own(lang: str) -> Response:
    """What the receipt opens, after what was asked to happen to it."""
    typed = request.form.get("receipt", "")
    read = receipts.read(typed)
    if read is None:
        return _ask(lang, MISTYPED, typed=typed[:60])
    office, client = current_office(), current_client()
    wait = throttles.receipt_wait(office, client)
    if wait:
        answer = _ask(lang, message("Too many tries. Please wait {seconds} seconds, then try "
                                    "again.", seconds=max(1, round(wait))), status=429)  # fmt: skip
        answer.headers["Retry-After"] = str(max(1, round(wait)))
        return answer
    found = look_up(office, read)
    if found is None:
        throttles.note_failure(office, client)
        return _ask(lang, UNKNOWN)
    throttles.note_success(office, client)
    if isinstance(found, Sealed):
        return _sealed(found, lang)
    done, wrong = _acted(office, found, request.form)
    if done is not None:
        found = look_up(office, read)
    if isinstance(found, Sealed):  # in the same moment
        return _sealed(found, lang)
    if found is None:  # erased in the same moment
        return _ask(lang, UNKNOWN)
    shown = own_page(found, office, lang)
    with office.database.reading() as connection:
        hours = hours_with_answers(connection, found.thread.id, office, lang)
    answer = _page(
        "dialogue/own.html", _("Your message"), lang, page=shown, receipt=read, hours=hours,
        shown=receipts.shown(read), done=DONE[done].text(lang) if done else "",
        wrong={field: why.text(lang) for field, why in wrong.items()}, given=request.form,
        limits=office.rules.limits, hour=hour_of_matter(office, found.thread.id, lang),
    )  # fmt: skip
    answer.status_code = 422 if wrong else 200
    return answer


def _sealed(found: Sealed, lang: str) -> Response:
    return _page("dialogue/sealed.html", _("A sealed message"), lang, number=found.number,
                 report=current_edition().report_channels)  # fmt: skip


def _acted(
    office: Office, found: Own, given: MultiDict[str, str]
) -> tuple[Event | None, dict[str, Message]]:
    """Let happen what was asked: the event if it did, else what is wrong, by field."""
    action = given.get("do", "")
    if not action:
        return None, {}
    if action not in ACTIONS:
        abort(400)
    field = f"{action}-text"
    try:
        asked = ACTIONS[action](office, given)
        revision = _revision(given.get("revision", ""))
        conduct(office, found.thread.id, asked, CITIZEN, revision=revision)
    except Refused as refused:
        return None, {field: refused.message}
    return asked.event, {}


def _revision(written: str) -> int:
    """The revision that the page was made of; one that cannot be read is none that there is."""
    return int(written) if written.isdecimal() and len(written) < 10 else -1


def _text(office: Office, given: MultiDict[str, str], name: str, part: Part) -> str:
    content = given.get(name, "")
    title = part is Part.TITLE
    limits = office.rules.limits
    most = limits.title_characters if title else limits.body_characters
    return cleaned(one_line(content) if title else content, most=most, what=PARTS[part],
                   needed=part is not Part.COMMENT)  # fmt: skip


def _written(event: Event, texts: Mapping[Part, str], given: MultiDict[str, str]) -> Request:
    words = list(filter(None, map(str.strip, given.get("hidden", "").splitlines())))
    for word in words:
        if not any(of_words(content, [word]) for content in texts.values()):
            raise Refused(message("“{word}” does not occur in this text.", word=word))
    hidden: dict[Part, tuple[Redaction, ...]] = {
        part: tuple(of_words(content, words)) for part, content in texts.items()
    }
    return Request(event=event, texts=texts, redactions=hidden)


def _clarify(office: Office, given: MultiDict[str, str]) -> Request:
    text = _text(office, given, "clarify-text", Part.ANSWER)
    return _written(Event.CLARIFY, {Part.ANSWER: text}, given)


def _reopen(office: Office, given: MultiDict[str, str]) -> Request:
    text = _text(office, given, "reopen-text", Part.REOPENING)
    return _written(Event.REOPEN, {Part.REOPENING: text}, given)


def _resubmit(office: Office, given: MultiDict[str, str]) -> Request:
    return _written(Event.RESUBMIT, {
        Part.TITLE: _text(office, given, "title", Part.TITLE),
        Part.BODY: _text(office, given, "resubmit-text", Part.BODY),
    }, given)  # fmt: skip


def _rate(office: Office, given: MultiDict[str, str]) -> Request:
    if given.get("satisfied") not in {"yes", "no"}:
        raise Refused(message("Choose whether you are satisfied."))
    scores = [given.get(f"score-{name}", "") for name in ("resolution", "attitude", "speed")]
    if any(scores) and not all(score in {"1", "2", "3", "4", "5"} for score in scores):
        raise Refused(message("Give all three marks, from 1 to 5, or none."))
    comment = _text(office, given, "rate-text", Part.COMMENT)
    return Request(
        event=Event.SATISFY if given["satisfied"] == "yes" else Event.DISSATISFY,
        texts={Part.COMMENT: comment} if comment else {},
        scores=(int(scores[0]), int(scores[1]), int(scores[2])) if all(scores) else None,
    )  # fmt: skip


def _withdraw(office: Office, given: MultiDict[str, str]) -> Request:
    if given.get("sure") != "yes":
        raise Refused(message("Tick the box if you want to withdraw your message."))
    return Request(event=Event.WITHDRAW)


def _consent(office: Office, given: MultiDict[str, str]) -> Request:
    return Request(event=Event.CONSENT, consents=given.get("consents") == "yes")


ACTIONS: Final[Mapping[str, Callable[[Office, MultiDict[str, str]], Request]]] = {
    "clarify": _clarify, "reopen": _reopen, "resubmit": _resubmit, "rate": _rate,
    "withdraw": _withdraw, "consent": _consent,
}  # fmt: skip
"""What a writer can ask for, by the field `do` of the form."""


def _ask(
    lang: str, why: Message | None = None, *, typed: str = "", status: int = 422
) -> Response:
    """The page where a receipt is typed in; a receipt that was read is not shown again.

    `status` is the answer's where something is wrong.
    """
    title = _("Look up with a receipt")
    answer = _page(
        "dialogue/receipt.html", _("Error: %(title)s", title=title) if why else title, lang,
        heading=title, wrong={"receipt": why.text(lang)} if why else {}, typed=typed,
        indexed=why is None,
    )  # fmt: skip
    answer.status_code = status if why else 200
    return answer


def _page(
    name: str, title: str, lang: str, *, indexed: bool = False, **given: Any
) -> Response:  # fmt: skip
    return no_store(make_response(show(
        name, title=title, address=addresses.receipt(lang), section="dialogue", indexed=indexed,
        **given,
    )))  # fmt: skip
