"""How much what counts: the weights that order hits, the same for every engine."""

from __future__ import annotations

from typing import Final

from .documents import Document

TITLE: Final = 3.0
"""A match in the title against one in the body."""
MATCH: Final = 3.0
"""Chinese text that stands somewhere; how often it does, its words say (BM25)."""
WORD_IN_TITLE: Final = 2.0
WORD_IN_BODY: Final = 0.6
"""The dictionary's words, beside what had to match."""
STANDS_FOR: Final = 0.3
"""A synonym against the word itself."""
PAIR: Final = 0.2
"""Two characters of a word against the word itself, where a question was relaxed."""
CODE: Final = 500.0
"""A code that is looked up whole stands first."""
NAME: Final = 8.0
"""A title, or another name of a document, that is the whole question, or all of it but a unit's
name: 局长 for 财政局局长."""
BELONGS: Final = 0.5
"""What belongs to a unit whose name was asked for, and does not say it: after all that does."""
TOGETHER: Final = 2.0
"""The question's English words side by side."""
WEIGHT: Final = 1.5
"""What a score gains by each step of a document's own weight: a text that only mentions what was
asked for can so stand before the thousand rows that are titled with it."""
YEAR: Final = 0.01
"""What a score gains by each year that a document is younger."""
OLDEST: Final = 2010
"""Documents of this year and earlier gain nothing; nor do those without a date."""


def gain(document: Document) -> float:
    """What a document's score is multiplied by, at least 1; the same on every day."""
    day = document.date
    years = max(0.0, day.year + day.timetuple().tm_yday / 366 - OLDEST) if day else 0.0
    return 1 + WEIGHT * document.weight + YEAR * years
