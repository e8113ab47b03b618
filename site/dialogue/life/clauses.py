"""The words of the table's rows: conditions that must hold, and effects besides the new state."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from publisher.languages import Message, message


class Guard(StrEnum):
    """A condition; `guards.py` has a function of the same name that says why it is not met."""

    IN_UNIT = "in-unit"
    OF_BOARD = "of-board"
    IN_DISPUTE_TIME = "in-dispute-time"
    NEVER_DISPUTED = "never-disputed"
    NEVER_ASKED = "never-asked"
    NEVER_EXTENDED = "never-extended"
    WITHIN_EXTENSION = "within-extension"
    IN_RATING_TIME = "in-rating-time"
    TIME_IS_OVER = "time-is-over"
    FIRST_ROUND = "first-round"
    SECOND_ROUND = "second-round"
    UNIT_GIVEN = "unit-given"
    CODE_GIVEN = "code-given"
    REASON_GIVEN = "reason-given"
    TEXT_GIVEN = "text-given"
    MARKS_GIVEN = "marks-given"
    CHOICE_GIVEN = "choice-given"
    SCORES_RIGHT = "scores-right"
    REPLY_GIVEN = "reply-given"
    OUTCOME_GIVEN = "outcome-given"
    OUTCOME_STANDS = "outcome-stands"
    SIGNATURE_STANDS = "signature-stands"
    UNIT_HAS_IT = "unit-has-it"
    UNIT_LOST_IT = "unit-lost-it"
    LATER_TEXT = "later-text"
    FILE_GIVEN = "file-given"
    COPY_GIVEN = "copy-given"
    TARGET_PUBLIC = "target-public"
    NO_ACCUSATION = "no-accusation"
    NO_PERSONAL_DATA = "no-personal-data"
    READS_HIDDEN = "reads-hidden"
    CONSENTED = "consented"
    STILL_KEPT = "still-kept"
    HIDDEN_NOW = "hidden-now"
    SHOWN_NOW = "shown-now"
    PROMISE_OPEN = "promise-open"
    OFFICERS_KNOWN = "officers-known"


GUARDS: Final[dict[Guard, Message]] = {
    Guard.IN_UNIT: message("the matter is assigned to the unit of who acts"),
    Guard.OF_BOARD: message("who acts leads the board"),
    Guard.IN_DISPUTE_TIME: message("the time for disputing is not over"),
    Guard.NEVER_DISPUTED: message("it was not disputed before"),
    Guard.NEVER_ASKED: message("the writer was not asked before"),
    Guard.NEVER_EXTENDED: message("it was not extended before"),
    Guard.WITHIN_EXTENSION: message("the new day is within the limit"),
    Guard.IN_RATING_TIME: message("the time for rating is not over"),
    Guard.TIME_IS_OVER: message("the time for this step is over"),
    Guard.FIRST_ROUND: message("it was not reopened"),
    Guard.SECOND_ROUND: message("it was reopened"),
    Guard.UNIT_GIVEN: message("a unit is named that is not kept out of the matter"),
    Guard.CODE_GIVEN: message("a reason is chosen from the list"),
    Guard.REASON_GIVEN: message("a reason is written that the public may read"),
    Guard.TEXT_GIVEN: message("there is a text"),
    Guard.MARKS_GIVEN: message("it is said who is kept out"),
    Guard.CHOICE_GIVEN: message("the writer says yes or no"),
    Guard.SCORES_RIGHT: message("there are three scores from 1 to 5, or none"),
    Guard.OUTCOME_STANDS: message("the promised day is still to come"),
    Guard.SIGNATURE_STANDS: message("who signed was not kept out since"),
    Guard.UNIT_HAS_IT: message("a unit has the matter"),
    Guard.UNIT_LOST_IT: message("the unit that had the matter was kept out of it"),
    Guard.LATER_TEXT: message("something was added that is not public yet"),
    Guard.REPLY_GIVEN: message("there is a text of the reply"),
    Guard.OUTCOME_GIVEN: message("the outcome is chosen, with its date or addressee"),
    Guard.FILE_GIVEN: message("the file belongs to the matter"),
    Guard.COPY_GIVEN: message("there is a public copy with a name without personal data"),
    Guard.TARGET_PUBLIC: message("the other question is public and in this county"),
    Guard.NO_ACCUSATION: message("the writer does not say that it accuses a person, or who decides "
                                 "says that it does not"),
    Guard.NO_PERSONAL_DATA: message("what becomes public holds no personal data; where a "
                                    "moderator decides, it repeats no hidden words either"),
    Guard.READS_HIDDEN: message("nothing is hidden in the matter, or who acts reads what is"),
    Guard.CONSENTED: message("the writer agreed to it"),
    Guard.STILL_KEPT: message("its texts were not erased yet"),
    Guard.HIDDEN_NOW: message("it is off the public page"),
    Guard.SHOWN_NOW: message("it is on the public page"),
    Guard.PROMISE_OPEN: message("there is a promise whose day has come"),
    Guard.OFFICERS_KNOWN: message("at least two officers and the safe key can open what is sealed"),
}


class Effect(StrEnum):
    """What a transition does besides; `effects.py` has a function of the same name."""

    PUBLISH = "publish"
    REPUBLISH = "republish"
    SET_UNIT = "set-unit"
    START_REPLY_CLOCK = "start-reply-clock"
    BEGIN_SECOND_ROUND = "begin-second-round"
    NOTE_RETURN = "note-return"
    NOTE_DISPUTE = "note-dispute"
    PAUSE = "pause"
    RESUME = "resume"
    KEEP_DRAFT = "keep-draft"
    SIGN = "sign"
    UNSIGN = "unsign"
    PUBLISH_REPLY = "publish-reply"
    OPEN_RATING = "open-rating"
    NOTE_RATING = "note-rating"
    NOTE_CODE = "note-code"
    EXTEND = "extend"
    JOIN = "join"
    SEAL = "seal"
    BURY = "bury"
    UNEARTH = "unearth"
    REDACT = "redact"
    RELEASE = "release"
    RELEASE_FILE = "release-file"
    WITHHOLD_FILE = "withhold-file"
    NOTE_CONSENT = "note-consent"
    RECUSE = "recuse"
    NOTE_PROMISE = "note-promise"
    REPLACE_TEXTS = "replace-texts"
    END = "end"


EFFECTS: Final[dict[Effect, Message]] = {
    Effect.PUBLISH: message("its title and text become public as redacted, if the writer wishes"),
    Effect.REPUBLISH: message("its public texts are made anew"),
    Effect.SET_UNIT: message("the unit is set"),
    Effect.START_REPLY_CLOCK: message("the time to reply begins anew"),
    Effect.BEGIN_SECOND_ROUND: message("its second round begins"),
    Effect.NOTE_RETURN: message("the day of the return is kept"),
    Effect.UNSIGN: message("nobody has signed any more"),
    Effect.NOTE_DISPUTE: message("the dispute is noted"),
    Effect.PAUSE: message("the time to reply stands still"),
    Effect.RESUME: message("the time to reply runs again, longer by the pause"),
    Effect.KEEP_DRAFT: message("the draft and its outcome are kept"),
    Effect.SIGN: message("who signed is kept"),
    Effect.PUBLISH_REPLY: message("the reply becomes public"),
    Effect.OPEN_RATING: message("the time for rating begins"),
    Effect.NOTE_RATING: message("the rating is kept"),
    Effect.NOTE_CODE: message("the reason is kept"),
    Effect.EXTEND: message("the day by which to reply is moved"),
    Effect.JOIN: message("it points to the other question"),
    Effect.SEAL: message("its texts are sealed to the officers, its key is destroyed; nothing is "
                         "left of it, or what is left of a hidden one if it was public"),
    Effect.BURY: message("the page says only that it was taken off, and why"),
    Effect.UNEARTH: message("the page shows it again"),
    Effect.RELEASE: message("what was added later becomes public"),
    Effect.REDACT: message("the words are hidden in every text of the matter and in reasons"),
    Effect.RELEASE_FILE: message("the file's public copy can be had by everybody"),
    Effect.WITHHOLD_FILE: message("there is no public copy of the file any more"),
    Effect.NOTE_CONSENT: message("the writer's decision is kept"),
    Effect.RECUSE: message("the person or unit is kept out, a leader together with the unit they "
                           "lead, a unit together with its leader; a unit that has the matter "
                           "loses it"),
    Effect.NOTE_PROMISE: message("what was found is kept"),
    Effect.REPLACE_TEXTS: message("the new text takes the place of the old one"),
    Effect.END: message("the day of its end is kept"),
}
