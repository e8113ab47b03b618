"""Signing a reply and publishing it in one step, as leaders mostly do."""

from __future__ import annotations

from dialogue.life.conduct import carry_out
from dialogue.life.requests import NotThere, Request
from dialogue.matter.states import Event
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import threads
from publisher.languages import message


def sign_and_publish(office: Office, identity: str, actor: Actor, *, revision: int) -> Thread:
    """Sign the draft and publish it, both or neither; raises what `conduct` raises."""
    with office.database.writing() as connection:
        thread = threads.find(connection, identity, lock=True)
        if thread is None:
            raise NotThere(message("There is no matter with the number {id}.", id=identity))
        signed = carry_out(
            connection, office, thread, Request(event=Event.SIGN), actor, revision=revision
        )
        event = Event.PUBLISH_REPLY if signed.round == 1 else Event.PUBLISH_SECOND
        after = carry_out(connection, office, signed, Request(event=event), actor)
    office.database.purge()
    return after
