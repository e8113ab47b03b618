"""What the staff can do to a matter, as forms: the words, and the fields that each event needs.

The desk has no page of its own for any event: one page draws every form from this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from dialogue.matter.matters import DECLINES, HIDINGS, Part
from dialogue.matter.states import Event
from publisher.languages import Message, message


class Field(StrEnum):
    """A field of a form; `reading.py` reads it and `staff/fields.html` draws it."""

    TEXT = "text"
    REASON = "reason"
    CODE = "code"
    UNIT = "unit"
    UNTIL = "until"
    OUTCOME = "outcome"
    TARGET = "target"
    MARKS = "marks"
    COMPLEX = "complex"
    KEPT_OUT = "kept_out"
    CONFIRM = "confirm"
    NO_ACCUSATION = "no_accusation"
    PUBLISH = "publish"
    FILE = "file"
    NAME = "name"


class Deed(NamedTuple):
    """The form of an event: `does` is its title and button, `explains` says what follows.

    `part` is what a TEXT becomes, `codes` are the choices of CODE; `grave` marks what cannot be
    undone.
    """

    event: Event
    does: Message
    explains: Message
    fields: tuple[Field, ...] = ()
    part: Part | None = None
    codes: Mapping[Any, Message] | None = None
    grave: bool = False


E, F = Event, Field
_DEEDS = (
    Deed(E.ADMIT, message("Let it into the queue"),
         message("It waits its turn, because much came from where it was sent, or because it was "
                 "not proved that a browser sent it. Let in, it is read like all others.")),
    Deed(E.ACCEPT, message("Accept"),
         message("Title and text become public as they are shown with hidden words, if the writer "
                 "wishes. The next step is to name a unit."), (F.NO_ACCUSATION, F.COMPLEX)),
    Deed(E.RETURN, message("Return to the writer"),
         message("The writer can mend it and send it again. Say what is missing."), (F.REASON,)),
    Deed(E.DECLINE, message("Do not accept"),
         message("It ends here. The public reads the reason, never the text."),
         (F.NO_ACCUSATION, F.CODE), codes=DECLINES, grave=True),
    Deed(E.MERGE, message("Join to another question"),
         message("It ends here and points to the other question, whose answer is for both."),
         (F.NO_ACCUSATION, F.TARGET), grave=True),
    Deed(E.DIVERT, message("Pass to the report channel"),
         message("For accusations against a person. Text and files are sealed to the discipline "
                 "officers at once, the matter’s key is destroyed and its row removed: nobody "
                 "here can read it again, and no copy holds it in clear. The writer’s receipt "
                 "stays valid and names the official channels. No unit learns of it."),
         (F.CONFIRM,), grave=True),
    Deed(E.ASSIGN, message("Assign to a unit"),
         message("The unit’s time to reply begins today. Units that are kept out of the matter "
                 "are not offered."), (F.UNIT,)),
    Deed(E.START, message("Start work"),
         message("The writer reads that somebody is working on it.")),
    Deed(E.DISPUTE, message("Say that another unit is competent"),
         message("The moderators decide. This can be done once; name the unit and the rule if you "
                 "can."), (F.REASON,)),
    Deed(E.UPHOLD, message("Let the assignment stand"),
         message("The unit goes on; its time to reply runs from the first assignment."),
         (F.REASON,)),
    Deed(E.DRAFT, message("Draft the reply"),
         message("The draft goes to the leader to be signed. It is not public yet."),
         (F.TEXT, F.OUTCOME), part=Part.DRAFT),
    Deed(E.ASK, message("Ask the writer for details"),
         message("The question becomes public. Your time to reply stands still until the writer "
                 "answers. This can be done once."), (F.TEXT,), part=Part.QUESTION),
    Deed(E.SIGN, message("Sign the reply"),
         message("Your name is kept with it."), (F.PUBLISH,)),
    Deed(E.PUBLISH_REPLY, message("Publish the reply"),
         message("The reply becomes public, and the writer can rate it.")),
    Deed(E.PUBLISH_SECOND, message("Publish the second reply"),
         message("The second reply becomes public; the moderators look whether it settles the "
                 "matter.")),
    Deed(E.SEND_BACK, message("Send the draft back"),
         message("The unit works on it again. Say what must change; the public can read it."),
         (F.REASON,)),
    Deed(E.EXTEND, message("Grant more time"),
         message("This can be done once. The public reads the new day and the reason."),
         (F.UNTIL, F.REASON)),
    Deed(E.RELEASE, message("Publish the writer’s later texts"),
         message("Details, comments and the reason for reopening become public as they are shown "
                 "with hidden words. Hide first what must not be read.")),
    Deed(E.REDACT, message("Hide words"),
         message("The words disappear from every page and feed of the board, and from its search. "
                 "What was exported and published as open data shows them until it is exported "
                 "and published again. The writer still reads them. This cannot be undone: hidden "
                 "words are never shown again."), (F.CODE, F.MARKS), codes=HIDINGS, grave=True),
    Deed(E.RELEASE_FILE, message("Publish a file"),
         message("Everybody gets a copy that is made anew, without what cannot be seen in it. Look "
                 "at the original first: what it shows is not redacted."), (F.FILE, F.NAME)),
    Deed(E.WITHHOLD_FILE, message("Take a file off the public page"),
         message("The public copy is destroyed; the original stays."), (F.FILE,)),
    Deed(E.OPEN_FILE, message("Open the original of a file"),
         message("The journal keeps that you opened it. Open it on an office computer only with "
                 "care: it is what somebody sent."), (F.FILE,)),
    Deed(E.HIDE, message("Take off the public page"),
         message("The page then says only that it was taken off, and why. What was exported and "
                 "published as open data stays public until it is exported and published again."),
         (F.CODE,),
         codes=HIDINGS),
    Deed(E.SHOW, message("Put back on the public page"),
         message("The page shows again what it showed, without the hidden words.")),
    Deed(E.RECUSE, message("Keep somebody out of this matter"),
         message("Who is complained of must not read, decide, draft or sign. This cannot be taken "
                 "back here."), (F.KEPT_OUT,), grave=True),
    Deed(E.OPEN_HIDDEN, message("Open the hidden words"),
         message("The writer agreed that your unit reads them. Each opening is kept in the "
                 "journal with your name and reason, and shown once."), (F.REASON,)),
    Deed(E.PROMISE_KEPT, message("The promise was kept"),
         message("Say what you saw; the public reads it."), (F.REASON,)),
    Deed(E.PROMISE_MISSED, message("The promise was not kept"),
         message("Say what you saw; the public reads it. It can be looked at again later."),
         (F.REASON,)),
    Deed(E.CONFIRM, message("End the review"),
         message("The matter is closed. Say what you found; the public reads it."), (F.REASON,),
         grave=True),
)  # fmt: skip
OF_FILES: Final = frozenset({E.RELEASE_FILE, E.WITHHOLD_FILE, E.OPEN_FILE})
"""Deeds that are about one file; they stand beside it."""
DEEDS: Final[Mapping[Event, Deed]] = {deed.event: deed for deed in _DEEDS}
"""Every event of the staff but taking in, which begins a matter and has its own page."""
