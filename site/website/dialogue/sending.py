"""Writing a message: the form, the preview as the public will see it, and sending it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from flask import Blueprint, abort, make_response, redirect, request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from dialogue.files import attachments
from dialogue.gate import floods, forms
from dialogue.gate.reception import Sender, receive
from dialogue.gate.submission import File, Preview, Submission, previewed
from dialogue.gate.submit import Received
from dialogue.hours import asking
from dialogue.keys import receipts
from dialogue.life.requests import Refused
from dialogue.matter.matters import HIDINGS, Part
from dialogue.matter.states import State
from dialogue.rules import Office
from dialogue.storage.database import Unavailable
from dialogue.text.redaction import of_words
from publisher import addresses
from publisher.languages import Message, message, pick
from website.dialogue.asked_hour import asked_hour, checked
from website.dialogue.board_page import Line, line_of
from website.dialogue.live_page import Hour
from website.dialogue.message_form import Filled, can_seal, form_page, read_filled, read_submission
from website.dialogue.office import current_client, current_office
from website.dialogue.refusals import no_store, too_large, why_not
from website.dialogue.similar import similar_threads
from website.editions import current_edition
from website.layout import show

MOST_FORM: Final = 1024**2
"""Bytes of a form without files."""

MOST_WITH_FILES: Final = 55 * 1024**2
REPEATED: Final = "repeated"
"""The field in which the writer types the receipt once more, to check the copy of it."""

log = logging.getLogger(__name__)

blueprint = Blueprint("dialogue_sending", __name__)
blueprint.register_error_handler(RequestEntityTooLarge, too_large)


@blueprint.before_request
def _limit() -> None:
    """Bound what is read of a request before anything of it is read."""
    sends = request.endpoint == f"{blueprint.name}.send"
    with_files = sends and request.mimetype == "multipart/form-data"
    request.max_content_length = MOST_WITH_FILES if with_files else MOST_FORM
    request.max_form_memory_size = MOST_FORM
    if not current_edition().settings.dialogue.boards:
        abort(404)


@blueprint.get("/<lang:lang>/dialogue/new")
def new(lang: str) -> Response:
    """The empty form."""
    office = current_office()
    board = request.args.get("board", "")
    filled = Filled(board=board if board in office.rules.boards else "",
                    session=request.args.get("session", ""),
                    token=forms.new_form(office))  # fmt: skip
    return _form(office, *checked(office, filled), lang)


@blueprint.post("/<lang:lang>/dialogue/new")
def preview(lang: str) -> Response:
    """The message as the public will see it, or the form again with what is wrong."""
    office, filled = current_office(), read_filled(request.form)
    secret, filled, wrong = _opened(office, filled)
    filled, closed = checked(office, filled)
    wrong = closed | wrong
    if request.form.get("step") == "change" and not wrong:
        return _form(office, filled, {}, lang)
    submission, found = read_submission(office, filled, lang, form=secret)
    wrong |= found
    if wrong:
        return _form(office, filled, wrong, lang)
    return _preview(office, filled, submission, {}, lang)


@blueprint.get("/<lang:lang>/dialogue/new/send")
def sent_before(lang: str) -> Response:
    """Whoever opens the address of the last step again is led to where the receipt is typed in."""
    return redirect(addresses.receipt(lang), 303)


@blueprint.post("/<lang:lang>/dialogue/new/send")
def send(lang: str) -> Response:
    """Keep the message; the answer shows the receipt and is not kept by any cache."""
    office, filled = current_office(), read_filled(request.form)
    secret, filled, wrong = _opened(office, filled)
    sealed = request.form.get("step") == "seal"
    submission, found = read_submission(office, filled, lang, form=secret, sealed=sealed)
    if wrong or found:
        return _form(office, filled, wrong | found, lang)
    files, why = _files(office)
    if why is not None:
        return _preview(office, filled, submission, {"files": why}, lang, again=True)
    receipt = receipts.made_for(secret, office.vault.pepper)
    repeated = request.form.get(REPEATED, "").strip()
    if repeated and receipts.read(repeated) != receipt:
        return _preview(office, filled, submission, {REPEATED: message(
            "This is not the receipt shown above. Compare it digit by digit."
        )}, lang, again=bool(files))  # fmt: skip
    try:
        received = receive(office, replace(submission, files=files), Sender(
            current_client(), filled.token, filled.proof, trapped=bool(filled.trap)
        ))  # fmt: skip
        asks = filled.session and not filled.is_accusation
        closed = asking.attach(office, filled.session, received.thread) if asks else None
    except Refused as refused:
        return _form(office, filled, {"form": refused.message}, lang)
    except Unavailable as failure:
        return _not_stored(office, filled, failure, lang, files=bool(files))
    hour = asked_hour(office, filled, lang) if asks else None
    return _done(office, submission, received, hour, closed, lang)


def _not_stored(
    office: Office, filled: Filled, failure: Unavailable, lang: str, *, files: bool
) -> Response:  # fmt: skip
    """503 with the form as it was filled in: sent again, it gives the same receipt."""
    log.error("%s", failure)
    why = {"form": why_not(failure)}
    if files:
        why["files"] = message("Choose your files once more before you send it: a browser does "
                               "not keep them.")  # fmt: skip
    answer = _form(office, filled, why, lang)
    answer.status_code = 503
    answer.headers["Retry-After"] = "60"
    return answer


def _opened(office: Office, filled: Filled) -> tuple[bytes, Filled, dict[str, Message]]:
    """The form's secret; with a new one, and what was wrong, where the form's is no good."""
    try:
        return forms.read_form(office, filled.token), filled, {}
    except Refused as refused:
        token = forms.new_form(office)
        return forms.read_form(office, token), replace(filled, token=token), {
            "form": refused.message
        }


def _files(office: Office) -> tuple[tuple[File, ...], Message | None]:
    """The files that came along, and what is wrong with the first that cannot be taken."""
    found, most = [], office.rules.limits.attachments
    sent = [given for given in request.files.getlist("files") if given.filename]
    if len(sent) > most:  # told before any of them is read, which takes time
        return (), message("At most {count} files can be sent.", count=most)
    for given in sent:
        try:
            found.append(attachments.read_upload(office, given.filename or "", given.read()))
        except Refused as refused:
            return (), refused.message
    return tuple(found), None


def _form(office: Office, filled: Filled, wrong: Mapping[str, Message], lang: str) -> Response:
    page = form_page(office, filled, wrong, lang)
    title = _("Write a message")
    return _answer(show(
        "dialogue/new.html", title=_("Error: %(title)s", title=title) if wrong else title,
        heading=title, address=addresses.new_message(lang), section="dialogue", page=page,
        indexed=not wrong, trap=floods.TRAP, hour=asked_hour(office, filled, lang),
        report=current_edition().report_channels,
    ), wrong)  # fmt: skip


def kept_out(office: Office, submission: Submission, lang: str) -> list[str]:
    """Whom the writer named as complained of and whom that keeps out besides, by their names."""
    named = dict.fromkeys(submission.about)
    more = sorted(office.rules.kept_out(named) - set(named))
    return [pick(name, lang) for name in office.rules.names((*named, *more)).values()]


class Hidden(NamedTuple):
    """Words that others will not read, and why."""

    words: str
    why: Message


def _preview(
    office: Office, filled: Filled, submission: Submission, wrong: Mapping[str, Message],
    lang: str, *, again: bool = False,
) -> Response:  # fmt: skip
    """The preview; `again` where files came along, which a browser does not send a second time."""
    shown = previewed(submission)
    title = _("Check your message")
    receipt = receipts.made_for(submission.form, office.vault.pepper)
    limits = office.rules.limits
    return _answer(show(
        "dialogue/preview.html", title=_("Error: %(title)s", title=title) if wrong else title,
        heading=title, address=addresses.new_message(lang), section="dialogue", indexed=False,
        filled=filled, submission=submission, board=office.rules.boards[submission.board],
        public_title=shown[Part.TITLE].public, public_body=shown[Part.BODY].public,
        kept_out=kept_out(office, submission, lang), hour=asked_hour(office, filled, lang),
        today=office.today, hidden=_hidden(shown), again=again,
        missing=_missing(shown, submission.hidden_words), receipt=receipts.shown(receipt),
        wrong={field: why.text(lang) for field, why in wrong.items()}, repeated=REPEATED,
        limits=limits,
        similar=[] if filled.is_accusation else _similar(office, shown, lang),
        can_seal=can_seal(office), report=current_edition().report_channels,
    ), wrong)  # fmt: skip


def _hidden(shown: Mapping[Part, Preview]) -> list[Hidden]:
    """What is hidden in title and text, each once."""
    found = {
        (one.content[span.start : span.end], span.reason)
        for one in shown.values() for span in one.redactions
    }  # fmt: skip
    return [Hidden(words, HIDINGS[reason]) for words, reason in sorted(found)]


def _missing(shown: Mapping[Part, Preview], words: Iterable[str]) -> list[str]:
    """The words to hide that occur neither in the title nor in the text."""
    return [
        word for word in dict.fromkeys(words)
        if not any(of_words(one.content, [word]) for one in shown.values())
    ]  # fmt: skip


def _similar(office: Office, shown: Mapping[Part, Preview], lang: str) -> list[Line]:
    found = similar_threads(office, shown[Part.TITLE].public)
    return [line_of(line, office, lang) for line in found]


@blueprint.get("/<lang:lang>/dialogue/similar")
def similar(lang: str) -> Response:
    """Public threads like the title that is being typed: `[{"title", "address", "state"}]`."""
    office = current_office()
    lines = similar_threads(office, request.args.get("q", "")[:200])
    found = [line_of(line, office, lang) for line in lines]
    answer = make_response(json.dumps([
        {"title": line.title, "address": line.facts.address, "state": line.facts.state.text(lang)}
        for line in found
    ], ensure_ascii=False))  # fmt: skip
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    return no_store(answer)


def _done(
    office: Office, submission: Submission, received: Received, hour: Hour | None,
    closed: Message | None, lang: str,
) -> Response:  # fmt: skip
    """What was received; `closed` says why it is no question of the hour it was meant for."""
    board = office.rules.boards[submission.board]
    return _answer(show(
        "dialogue/done.html", title=_("Your message was received"), section="dialogue",
        address=addresses.new_message(lang), indexed=False, receipt=receipts.shown(
            received.receipt), received=received, sealed=received.state is State.DIVERTED,
        number=receipts.file_number(
            receipts.mac(received.receipt, office.vault.pepper), office.vault.pepper),
        accuses=submission.accuses, can_seal=can_seal(office),
        slow=received.state is State.SUBMITTED, limits=office.rules.limits,
        hour=None if closed else hour, closed=closed.text(lang) if closed else "",
        board=board, leader_is_out=not board.marks.isdisjoint(
            office.rules.kept_out(submission.about)), report=current_edition().report_channels,
    ))  # fmt: skip


def _answer(page: str, wrong: Mapping[str, Message] | None = None) -> Response:
    """The page; 422 where something in the form is wrong, so that programs know it, too."""
    return no_store(make_response(page, 422 if wrong else 200))
