"""Answers to questions that were asked before, kept in memory and never longer than a release."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, NamedTuple

MOST_BYTES: Final = 24_000_000
"""What all answers of a process may take together: some thousand pages."""


class Answer(NamedTuple):
    """A body, and whether it missed what was asked for."""

    body: bytes
    missed: bool = False


class Answers:
    """A bounded store of answers; those not asked for the longest time are forgotten first.

    `state` names what all answers depend on (a release, and the generation of the live index):
    when it changes, everything is forgotten, so that nothing withdrawn is answered again.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_bytes, 0
        self._state: Hashable = None
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, state: Hashable, question: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer to `question` in `state`: the one that is kept, else what `make` gives."""
        with self._lock:
            if self._state != state:
                self._kept.clear()
                self._state, self._bytes = state, 0
            found = self._kept.get(question)
            if found is not None:
                self._kept.move_to_end(question)
                return found
        made = make()
        with self._lock:
            if self._state == state:
                self._keep(question, made)
        return made

    def _keep(self, question: Hashable, answer: Answer) -> None:
        former = self._kept.pop(question, None)
        self._bytes += len(answer.body) - (len(former.body) if former else 0)
        self._kept[question] = answer
        while self._bytes > self._most:
            self._bytes -= len(self._kept.popitem(last=False)[1].body)
