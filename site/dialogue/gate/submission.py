"""What a citizen sends: looked through for mistakes, and as the public would read it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from dialogue.life.requests import Refused
from dialogue.life.writing import cleaned, one_line
from dialogue.matter.matters import PARTS, Channel, Domain, Part, Type
from dialogue.matter.thread import CITIZEN
from dialogue.rules import Office
from dialogue.text.redaction import Redaction, of_personal_data, of_words
from dialogue.text.texts import Written, hidden_everywhere, published
from publisher.languages import Message, message

MOST_HIDDEN_WORDS: Final = 50
MOST_CONTACT: Final = 200
NEVER: Final = dt.datetime.min  # noqa: DTZ901 - UTC without a zone
"""When a text was written that was not sent yet."""

ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
"""What an e-mail address looks like; only a message to it can tell whether it exists."""



@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of the writer's: its name, media type, content, and what of it may become public."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a citizen sends, or a clerk takes down for one.

    `form` is the secret of the form that was filled in: sent twice, it makes one matter.
    `hidden_words` are hidden wherever they occur, `about` are marks of whom the matter complains
    of (`unit:…`, `post:…`), `slow` is set where no proof of work came along, and `sealed` where
    the writer wants nobody but the discipline officers to read it. `accuses` is what the writer
    says of it: that it accuses a person.
    """

    form: bytes
    board: str
    type: Type
    domain: Domain
    lang: str
    title: str
    body: str
    hidden_words: tuple[str, ...] = ()
    wants_public: bool = True
    consents: bool = False
    about: tuple[str, ...] = ()
    contact: str = ""
    files: tuple[File, ...] = ()
    channel: Channel = Channel.WEB
    slow: bool = False
    sealed: bool = False
    accuses: bool = False


class Problem(NamedTuple):
    """What is wrong with a submission, and the name of the field that it is wrong in."""

    field: str
    why: Message


def examined(office: Office, submission: Submission) -> tuple[Submission, tuple[Problem, ...]]:
    """The submission as it would be kept, and everything that is wrong with it."""
    limits, found = office.rules.limits, []

    def text(field: str, content: str, most: int, what: Message) -> str:
        try:
            return cleaned(content, most=most, what=what)
        except Refused as refused:
            found.append(Problem(field, refused.message))
            return content

    if submission.board not in office.rules.boards:
        found.append(Problem("board", message("Choose whom you write to.")))
    title = text("title", one_line(submission.title), limits.title_characters, PARTS[Part.TITLE])
    body = text("body", submission.body, limits.body_characters, PARTS[Part.BODY])
    words = tuple(filter(None, (word.strip() for word in submission.hidden_words)))
    if len(words) > MOST_HIDDEN_WORDS:
        found.append(Problem("hidden", message("At most {count} words can be hidden.",
                                               count=MOST_HIDDEN_WORDS)))  # fmt: skip
    known = {f"unit:{unit}" for unit in office.rules.units}
    known |= {f"post:{board.post}" for board in office.rules.boards.values() if board.post}
    if not known.issuperset(submission.about):
        found.append(Problem("about", message(
            "Whom the matter is about cannot be read. Choose it from the list."
        )))  # fmt: skip
    contact = submission.contact.strip()
    reachable = submission.channel is not Channel.WEB or (
        ADDRESS.fullmatch(contact) and contact.isprintable()
    )
    if len(contact) > MOST_CONTACT and submission.channel is not Channel.WEB:
        found.append(Problem("contact", message(
            "{what} is too long: {count} characters, at most {most} are possible.",
            what=PARTS[Part.CONTACT], count=len(contact), most=MOST_CONTACT,
        )))  # fmt: skip
    elif contact and (len(contact) > MOST_CONTACT or not reachable):
        found.append(Problem("contact", message(
            "This is no e-mail address. Correct it, or leave it empty."
        )))  # fmt: skip
    if len(submission.files) > limits.attachments:
        found.append(Problem("files", message("At most {count} files can be sent.",
                                              count=limits.attachments)))  # fmt: skip
    if len(submission.form) < 16:
        found.append(Problem("form", message("This form is not valid. Open it again.")))
    kept = replace(submission, title=title, body=body, hidden_words=words, contact=contact)
    return kept, tuple(found)


def checked(office: Office, submission: Submission) -> Submission:
    """The submission as it is kept. Raises Refused with the first thing that is wrong."""
    kept, problems = examined(office, submission)
    if problems:
        raise Refused(problems[0].why)
    return kept


class Preview(NamedTuple):
    """A text of a submission as the public would read it, and all that is hidden in it."""

    content: str
    public: str
    redactions: tuple[Redaction, ...]


def previewed(submission: Submission) -> dict[Part, Preview]:
    """Title and text exactly as the public would read them, once they are accepted.

    Hidden are the writer's words, personal data, and what is hidden in the other text.
    """
    written = [
        Written(0, part, 1, CITIZEN.role, NEVER, content,
                tuple(of_words(content, submission.hidden_words)), superseded=False,
                released=part is not Part.CONTACT)
        for part, content in (
            (Part.TITLE, submission.title), (Part.BODY, submission.body),
            (Part.CONTACT, submission.contact),
        ) if content
    ]  # fmt: skip
    before = None
    while written != before:  # hiding words can bring together the digits of a number
        before, written = written, hidden_everywhere(map(_without_personal_data, written))
    return {
        one.part: Preview(one.content, public, one.redactions)
        for one, public in published(written)
    }


def _without_personal_data(written: Written) -> Written:
    more = of_personal_data(written.content, written.redactions)
    return written._replace(redactions=tuple(sorted({*written.redactions, *more})))
