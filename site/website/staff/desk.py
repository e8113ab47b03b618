"""The pages of the desk: the queue, a matter, the forms for it, intake, and what is laid down."""

from __future__ import annotations

from urllib.parse import quote

from flask import abort, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dialogue.desk import queue
from dialogue.desk.casefile import CaseFile, open_hidden, open_matter
from dialogue.files import attachments
from dialogue.life.requests import NotAllowed, NotThere, Refused
from dialogue.life.transitions import possible
from dialogue.matter.identities import PATTERN
from dialogue.matter.states import EVENTS, STAFF, Event, Role
from dialogue.rules import Office
from publisher.languages import Message, message
from website.dialogue.files import POLICY
from website.dialogue.live_page import Hour, hours_with_answers
from website.dialogue.office import current_office
from website.staff import intake
from website.staff.acting import Failed, act, field_of
from website.staff.deed_page import deed_page
from website.staff.deeds import DEEDS, Deed
from website.staff.entry import blueprint, current_account, signed_in, typed
from website.staff.frame import show_desk, shown_again
from website.staff.laid_down import laid_down_page
from website.staff.matter_page import address, matter_page
from website.staff.queue_export import exported
from website.staff.queue_page import queue_page, read_wanted
from website.staff.reading import FieldRefused, Sent, request_of, revision_of
from website.staff.vocabulary import VOCABULARY
from website.wording import current_language

Page = tuple[str, int] | str


@blueprint.get("/")
@signed_in(*STAFF)
def home() -> str:
    """The queue: what waits for whom."""
    office, actor = current_office(), current_account().actor
    after = queue.read_place(request.args.get("after", ""))
    page = queue_page(office, actor, read_wanted(request.args, actor, office), after)
    return _show("staff/queue.html", title=page.heading, slot="staff.home", page=page,
                done=done())  # fmt: skip


@blueprint.get("/queue.csv")
@signed_in(*STAFF)
def export() -> Response:
    """The queue as CSV."""
    office, actor = current_office(), current_account().actor
    lang = current_language()
    content = exported(office, actor, read_wanted(request.args, actor, office), lang)
    name = f"queue-{office.today.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/csv", headers=headers)


@blueprint.get("/find")
@signed_in(*STAFF)
def find() -> Response | Page:
    """To the matter with a number."""
    number = request.args.get("number", "").strip().upper()
    if not PATTERN.fullmatch(number):
        raise NotThere(message("A number has ten digits and capital letters, such as 4K7PXW2M9Q."))
    return redirect(address(number), 303)


@blueprint.get("/matter/<identity>")
@signed_in(*STAFF)
def matter(identity: str) -> str:
    """A matter."""
    office, actor = current_office(), current_account().actor
    page = matter_page(open_matter(office, identity, actor), office, actor)
    return _show("staff/matter.html", title=_name(identity), slot="staff.home", page=page,
                done=done(), hours=_hours(office, identity))  # fmt: skip


@blueprint.get("/matter/<identity>/<event>")
@signed_in(*STAFF)
def deed_form(identity: str, event: str) -> Page:
    """A form for a matter."""
    office, case, deed = _asked(identity, event)
    why = next((one.why_not for one in case.choices if one.event is deed.event), None)
    failed = Failed(why, None, tried=False) if why else None
    return _form(office, case, deed, request.args, failed)


@blueprint.post("/matter/<identity>/<event>")
@signed_in(*STAFF)
@typed
def deed_done(identity: str, event: str) -> Response | Page:
    """Let happen what a form asks for."""
    office, case, deed = _asked(identity, event)
    actor = current_account().actor
    if shown_again():
        return _form(office, case, deed, request.form, None)
    if deed.event is Event.OPEN_HIDDEN:
        return _opened(office, case, deed)
    if deed.event is Event.OPEN_FILE:
        return _original(office, case, deed)
    next_ = act(office, case, deed, request.form, actor)
    if isinstance(next_, str):
        return redirect(next_, 303)
    if next_.stale:
        case = open_matter(office, identity, actor)
    return _form(office, case, deed, request.form, next_)


def _hours(office: Office, identity: str) -> list[Hour]:
    """The announced hours in which a matter was answered."""
    with office.database.reading() as connection:
        return hours_with_answers(connection, identity, office, current_language())


def _name(identity: str) -> Message:
    """What the window is called: never the title, which may be nobody's business."""
    return message("Matter {id}", id=identity)


def _opened(office: Office, case: CaseFile, deed: Deed) -> Page:
    """The hidden words, once; the next look is another opening."""
    actor, form = current_account().actor, request.form
    try:
        opened = open_hidden(office, case.thread.id, form.get("reason", "").strip(), actor,
                             revision=revision_of(form))  # fmt: skip
    except (NotAllowed, NotThere):
        raise
    except Refused as refusal:
        return _form(office, case, deed, form, Failed(refusal.message, field_of(deed, refusal)))
    page = matter_page(opened, office, actor)
    return _show("staff/opened.html", title=_name(case.thread.id), slot="staff.home", page=page,
                hours=_hours(office, case.thread.id))  # fmt: skip


def _original(office: Office, case: CaseFile, deed: Deed) -> Response | Page:
    """A file as it was sent, to be saved."""
    try:
        asked = request_of(Sent(deed, request.form, case, office))
        file = attachments.original(office, asked.file, current_account().actor)
    except FieldRefused as refusal:
        return _form(office, case, deed, request.form, Failed(refusal.message, refusal.field))
    except (NotAllowed, NotThere):
        raise
    except Refused as refusal:
        return _form(office, case, deed, request.form, Failed(refusal.message, None))
    answer = Response(file.content, mimetype=file.media_type)
    name = quote(file.name, safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _show(template: str, *, title: Message, slot: str, **context: object) -> str:
    return show_desk(template, title=title, slot=slot, **VOCABULARY, **context)


def done() -> Message | None:
    """What was just done, as the address says after a form."""
    name = request.args.get("done", "")
    return EVENTS[Event(name)] if name in set(Event) else None


def _asked(identity: str, event: str) -> tuple[Office, CaseFile, Deed]:
    """The office, the matter and the form that an address asks for."""
    if event not in set(Event) or Event(event) not in DEEDS:
        abort(404)
    office, actor, deed = current_office(), current_account().actor, DEEDS[Event(event)]
    case = open_matter(office, identity, actor)
    if request.method == "GET" and deed.event not in possible(case.thread.state, actor.role):
        raise Refused(message("This cannot be done while the matter stands so, or not by your "
                              "role. Look at the matter again."))  # fmt: skip
    return office, case, deed


def _form(
    office: Office, case: CaseFile, deed: Deed, values: MultiDict[str, str],
    failed: Failed | None,
) -> Page:  # fmt: skip
    page = deed_page(office, case, deed, values, failed)
    shown = _show("staff/deed.html", title=deed.does, slot="staff.home", page=page)
    return (shown, 409 if failed.stale else 422) if failed else shown


@blueprint.route("/intake", methods=["GET", "POST"])
@signed_in(Role.MODERATOR)
@typed
def take_in() -> Page:
    """What somebody said by phone, wrote in a letter or brought along."""
    office, actor = current_office(), current_account().actor
    if request.method == "GET":
        page = intake.empty_page(office)
        return _show("staff/intake.html", title=page.heading, slot="staff.take_in", page=page)
    if shown_again():
        page = intake.filled_page(office, request.form)
        return _show("staff/intake.html", title=page.heading, slot="staff.take_in", page=page)
    taken = intake.take_in(office, request.form, actor)
    if isinstance(taken, intake.Taken):
        return _show("staff/receipt.html", title=taken.heading, slot="staff.take_in", page=taken)
    return _show("staff/intake.html", title=taken.heading, slot="staff.take_in", page=taken), 422


@blueprint.get("/boards")
@signed_in(*STAFF)
def laid_down() -> str:
    """Boards, limits and the calendar, to look at."""
    page = laid_down_page(current_office())
    return _show("staff/boards.html", title=page.heading, slot="staff.laid_down", page=page)
