"""The page of a form for a matter: what can be chosen, what was filled in, what was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from dialogue.desk import accounts
from dialogue.desk.casefile import CaseFile, Reading
from dialogue.desk.joining import Found, find_public
from dialogue.desk.marking import Piece, pieces
from dialogue.life.change import LATER_PARTS
from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Outcome
from dialogue.rules import Board, Office
from publisher.languages import Localised
from website.staff.acting import Failed
from website.staff.deeds import Deed, Field
from website.staff.history import Happening
from website.staff.matter_page import since, title_of

BESIDE_OUTCOME: Final[Mapping[str | None, str]] = {
    Outcome.PROMISED: "promised_until", Outcome.NOT_OURS: "referred_to",
}  # fmt: skip
"""The input that an outcome needs besides."""


NOT_BESIDE: Final = frozenset({Part.TITLE, Part.CONTACT, Part.NOTE})
"""Texts that are not shown beside a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedPage:
    """What the page of a form shows; `values` are what was filled in before."""

    case: CaseFile
    title: str
    deed: Deed
    values: MultiDict[str, str]
    failed: Failed | None
    happened: tuple[Happening, ...]
    units: tuple[tuple[str, Localised], ...]
    unstaffed: tuple[tuple[str, Localised], ...]
    boards: tuple[Board, ...]
    of: Reading | None
    redactable: tuple[Reading, ...]
    pieces: tuple[Piece, ...]
    found: tuple[Found, ...]
    earliest: dt.date | None
    latest: dt.date | None

    @property
    def possible(self) -> bool:
        """Whether the form can still be sent: what others did may have left no room for it."""
        return any(one.event is self.deed.event for one in self.case.choices)

    @property
    def about(self) -> tuple[Reading, ...]:
        """The texts that are read before the form is sent; a release shows only what it publishes.
        """
        shown = (one for one in self.case.texts
                 if not one.superseded and one.part not in NOT_BESIDE)  # fmt: skip
        if self.deed.event is not Event.RELEASE:
            return tuple(shown)
        return tuple(one for one in shown if one.part in LATER_PARTS and not one.released)

    @property
    def failed_at(self) -> str:
        """The id of the input that a failure is about; an outcome may lack its day or its name."""
        field = self.failed.field if self.failed else None
        if field is Field.OUTCOME:
            return BESIDE_OUTCOME.get(self.values.get("outcome"), field)
        return field or "form"


def deed_page(
    office: Office, case: CaseFile, deed: Deed, values: MultiDict[str, str],
    failed: Failed | None = None,
) -> DeedPage:  # fmt: skip
    """The page of a form, with what was sent and why it was refused, if it was."""
    of = _chosen_text(case, deed, values)
    earliest, latest = _days(office, case, deed)
    units, unstaffed = _units(office, case, deed)
    return DeedPage(
        case=case, title=title_of(case), deed=deed, values=_filled(case, deed, values),
        failed=failed,
        happened=tuple(since(case, failed.revision, office)) if failed and failed.stale else (),
        units=units, unstaffed=unstaffed, boards=tuple(office.rules.boards.values()),
        of=of, redactable=tuple(_redactable(case)),
        pieces=tuple(pieces(of.content)) if of else (),
        found=tuple(_found(office, case, deed, values)), earliest=earliest, latest=latest,
    )  # fmt: skip


def _filled(case: CaseFile, deed: Deed, values: MultiDict[str, str]) -> MultiDict[str, str]:
    """What was filled in; a draft begins with the one before."""
    draft = case.newest(Part.DRAFT) if deed.event is Event.DRAFT else None
    if draft is None or "revision" in values:
        return values
    thread = case.thread
    kept: dict[str, str] = {"text": draft.content, "outcome": thread.draft_outcome or ""}
    if thread.draft_until:
        kept["promised_until"] = thread.draft_until.isoformat()
    return MultiDict(kept | {"referred_to": thread.draft_referred_to})


_Units = tuple[tuple[str, Localised], ...]


def _units(office: Office, case: CaseFile, deed: Deed) -> tuple[_Units, _Units]:
    """Units to choose from, and those without an officer; not those kept out of the matter."""
    units = tuple(sorted(office.rules.units.items(), key=lambda unit: unit[0]))
    if Field.UNIT not in deed.fields:
        return units, ()
    recused = case.thread.recused
    with office.database.reading() as connection:
        staffed = accounts.staffed_units(connection, recused)
    units = tuple(unit for unit in units if f"unit:{unit[0]}" not in recused)
    return (tuple(unit for unit in units if unit[0] in staffed),
            tuple(unit for unit in units if unit[0] not in staffed))  # fmt: skip


def _redactable(case: CaseFile) -> Iterable[Reading]:
    return (one for one in case.texts if one.can_be_public and not one.superseded)


def _chosen_text(case: CaseFile, deed: Deed, values: MultiDict[str, str]) -> Reading | None:
    if Field.MARKS not in deed.fields or not case.original:
        return None
    texts = list(_redactable(case))
    asked = values.get("of", "")
    chosen = [one for one in texts if str(one.id) == asked]
    bodies = [one for one in texts if one.part is Part.BODY]
    return next(iter([*chosen, *bodies, *texts]), None)


def _found(
    office: Office, case: CaseFile, deed: Deed, values: MultiDict[str, str]
) -> list[Found]:
    words = values.get("look_for", "")[:200]
    if Field.TARGET not in deed.fields or not words.strip():
        return []
    with office.database.reading() as connection:
        return find_public(connection, words, without=case.thread.id)


def _days(office: Office, case: CaseFile, deed: Deed) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day that an extension or a promise may name."""
    rules, due = office.rules, case.thread.reply_due_on
    if Field.UNTIL in deed.fields and due is not None:
        return due + dt.timedelta(days=1), rules.calendar.add(due, rules.limits.extension_days)
    return office.today + dt.timedelta(days=1), None
