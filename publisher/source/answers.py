"""Answers to flags: what a unit, a supplier or a candidate says to a signal, read from files.

`content/answers/<flag id>.<party>.<lang>.md` holds one party's answer in one language;
`content/answers/notices.yaml` says on which day a unit was asked about which flag.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Answer(NamedTuple):
    """An answer: who says what to which flag, and since when.

    `flag` is the flag's id, `party` the id of the unit, supplier or notice that answers, `by` the
    name to be shown (else the party's own); `state` is answered, corrected or refuted; `html` is
    safe. An answer whose file is no longer there was `taken_back` on a day, and has no text.
    """

    path: str
    flag: str
    party: str
    lang: str
    date: dt.date
    state: str
    by: str
    html: str
    text: str
    sha256: str
    taken_back: dt.date | None = None
