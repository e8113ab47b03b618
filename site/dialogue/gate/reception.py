"""Receiving what a citizen sends: proof spent, matter kept and sender counted, or none of it.

One transaction, so one wait for the disk; and a message that is refused costs no proof.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from dialogue.gate import challenge, floods, forms, submit
from dialogue.gate.counters import Day
from dialogue.gate.floods import Lane
from dialogue.gate.submission import Submission
from dialogue.gate.submit import Received
from dialogue.matter.states import State
from dialogue.matter.thread import CITIZEN
from dialogue.rules import Office


class Sender(NamedTuple):
    """What a form says of who sent it: the client, the form's token, a proof of work if there is
    one, and whether the field that people leave empty (`floods.TRAP`) holds something."""

    client: str
    token: str
    proof: str = ""
    trapped: bool = False


def receive(office: Office, submission: Submission, sender: Sender) -> Received:
    """Keep what was sent with a form, on the way that it has to go; then it is on disk.

    The same form sent again changes nothing. Raises Refused (FormTooOld for a form of yesterday)
    where it cannot be taken.
    """
    secret = forms.read_form(office, sender.token)
    too_fast = forms.is_hasty(office, sender.token)
    ready = submit.prepared(office, replace(submission, form=secret))
    proof = challenge.verified(office, sender.proof, secret) if sender.proof else None
    with office.database.writing() as connection:
        before = submit.reserve(connection, ready)
        if before is not None:
            return before
        day = Day.of(connection, office)
        level = floods.level_on(connection, day, sender.client)
        proved = proof is not None and challenge.spend(connection, proof, level)
        lane = floods.lane(level, proved=proved, too_fast=too_fast, trapped=sender.trapped)
        received = submit.keep(connection, office, ready, CITIZEN, slow=lane is Lane.SLOW)
        floods.count(connection, day, sender.client)
        if received.state is State.SUBMITTED:
            floods.let_wait(connection, office, day, sender.client, received.thread, proved=proved)
    return received
