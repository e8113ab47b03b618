"""The page of a matter: what it says, how it stands, what happened, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dialogue.desk import accounts
from dialogue.desk.casefile import CaseFile, File, Reading
from dialogue.life.conduct import LOOKS
from dialogue.life.transitions import transition
from dialogue.matter.matters import PARTS, Part
from dialogue.matter.states import Event
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage.journal import Entry
from publisher.languages import Localised, Message, message, words
from website.staff.deadlines import Deadline, deadline_of
from website.staff.deeds import DEEDS, OF_FILES, Deed
from website.staff.history import Happening, Said, happenings


class Action(NamedTuple):
    """Something that can be done to the matter, or cannot now: `why_not` says why."""

    deed: Deed
    address: str
    why_not: Message | None


class Text(NamedTuple):
    """A text on the page; `standing` says who reads it."""

    heading: Message
    reading: Reading
    standing: Message
    public: bool
    redact: str


class Attached(NamedTuple):
    """A file of the writer's, and what can be done with it."""

    file: File
    actions: tuple[Action, ...]


class KeptOut(NamedTuple):
    """A person or unit that is kept out."""

    who: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterPage:
    """What the page of a matter shows. `steps` lead it on, `measures` leave it where it stands.

    `signed_by` is how the person is called who signed.
    """

    case: CaseFile
    title: str
    deadline: Deadline | None
    board: Localised
    unit: Localised
    signed_by: str
    steps: tuple[Action, ...]
    measures: tuple[Action, ...]
    impossible: tuple[Action, ...]
    files: tuple[Attached, ...]
    texts: tuple[Text, ...]
    earlier: tuple[Text, ...]
    kept_out: tuple[KeptOut, ...]
    history: tuple[Happening, ...]


def matter_page(case: CaseFile, office: Office, actor: Actor) -> MatterPage:
    """The page of a matter as `actor` may read it."""
    thread, rules = case.thread, office.rules
    board = rules.boards.get(thread.board)
    order = list(DEEDS)
    actions = [
        Action(DEEDS[choice.event], address(thread.id, choice.event), choice.why_not)
        for choice in sorted(case.choices, key=lambda choice: order.index(choice.event))
    ]
    here = [one for one in actions if one.deed.event not in OF_FILES]
    open_ = [one for one in here if one.why_not is None]
    first = [one for one in open_ if case.awaits_judgement and one.deed.event is Event.DIVERT]
    rest = [one for one in open_ if one not in first]
    shown = [_text(one, case) for one in case.texts]
    with office.database.reading() as connection:
        names = accounts.names(connection)
    return MatterPage(
        case=case, title=title_of(case), deadline=deadline_of(thread, office),
        board=board.title if board else {"": thread.board},
        unit=rules.units.get(thread.unit, {"": thread.unit}) if thread.unit else {},
        signed_by=names.get(thread.signed_by, thread.signed_by),
        steps=(*first, *(one for one in rest if leads_on(thread, one.deed.event, actor))),
        measures=tuple(one for one in rest if not leads_on(thread, one.deed.event, actor)),
        impossible=tuple(one for one in here if one.why_not is not None),
        files=tuple(_file(one, actions) for one in case.files),
        texts=tuple(one for one in shown if not one.reading.superseded),
        earlier=tuple(one for one in shown if one.reading.superseded),
        kept_out=tuple(KeptOut(_kept_out(mark, office, names)) for mark in thread.recused),
        history=tuple(happenings(case.history, office, names)),
    )  # fmt: skip


def address(identity: str, event: Event | None = None) -> str:
    """The address of a matter, or of a form for it."""
    return f"/staff/matter/{identity}" + (f"/{event}" if event else "")


def leads_on(thread: Thread, event: Event, actor: Actor) -> bool:
    """Whether an event leads to another state."""
    row = transition(thread.state, event, actor.role)
    return row is not None and row.to is not None and event is not Event.DIVERT


def title_of(case: CaseFile) -> str:
    """The title of a matter as the reader of the page may see it, "" where they may not."""
    return next(
        (one.content for one in case.texts if one.part is Part.TITLE and not one.superseded), ""
    )


def _text(reading: Reading, case: CaseFile) -> Text:
    public = reading.can_be_public and reading.released and not reading.superseded
    can_redact = any(one.event is Event.REDACT and not one.why_not for one in case.choices)
    redact = (
        f"{address(case.thread.id, Event.REDACT)}?of={reading.id}"
        if can_redact and reading.can_be_public and not reading.superseded else ""
    )  # fmt: skip
    if not reading.can_be_public:
        standing = message("never public")
    elif not case.thread.wants_public:
        standing = message("for the writer only")
    elif not public:
        standing = message("not public yet")
    elif case.thread.visibility == "public":
        standing = message("public")
    else:
        standing = message("for the writer only")
    return Text(PARTS[reading.part], reading, standing, public, redact)


def _file(file: File, actions: Iterable[Action]) -> Attached:
    left_out = Event.RELEASE_FILE if file.is_public else Event.WITHHOLD_FILE
    return Attached(file, tuple(
        action._replace(address=f"{action.address}?file={file.id}")
        for action in actions
        if action.deed.event in OF_FILES - {left_out} and action.why_not is None
    ))  # fmt: skip


def _kept_out(mark: str, office: Office, names: Mapping[str, str]) -> Said:
    kind, _, name = mark.partition(":")
    rules = office.rules
    if kind == "unit":
        return words(rules.units.get(name, {"": name}))
    if kind == "post":
        leaders = _leaders(office, name)
        return words(leaders[0]) if leaders else name
    return message("Account {name}", name=names.get(name, name))


def _leaders(office: Office, post: str) -> list[Localised]:
    return [
        {lang: f"{board.title.get(lang, '')} {board.leader.get(lang, '')}".strip()
         for lang in {*board.title, *board.leader}}
        for board in office.rules.boards.values() if board.post == post
    ]  # fmt: skip


def since(case: CaseFile, revision: int, office: Office) -> Iterable[Happening]:
    """What happened to a matter since a revision of it, the newest first."""
    with office.database.reading() as connection:
        names = accounts.names(connection)
    return happenings(missed_entries(case, revision), office, names)


def missed_entries(case: CaseFile, revision: int) -> list[Entry]:
    """The entries of the journal since a revision, the oldest first; looks change nothing."""
    changes = [entry for entry in case.history if entry.event not in LOOKS]
    count = max(0, case.thread.revision - revision)
    return changes[-count:] if count else []
