"""Who may read a matter: the rule for one and the condition for many say the same."""

from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete, select

from dialogue.desk import access
from dialogue.matter.states import Role
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from dialogue.storage import tables, threads
from tests.dialogue.matters import sent

UNITS = ("QY-XW", "QY-JYJ", "QY-JTJ")
MARKS = ("post:QY-XW-P01", "post:QY-JYJ-P01", "account:li", "account:l_", *(
    f"unit:{unit}" for unit in UNITS))  # fmt: skip
actors = some.builds(
    Actor, role=some.sampled_from(Role), name=some.sampled_from(["li", "l_", "lx"]),
    unit=some.sampled_from(["", *UNITS]),
    boards=some.frozensets(some.sampled_from(["county", "education", "gone"])),
    post=some.sampled_from(["", "QY-XW-P01", "QY-JYJ-P01"]),
)  # fmt: skip
placed = some.tuples(
    some.sampled_from(["county", "education", "gone"]), some.sampled_from(["", *UNITS]),
    some.lists(some.sampled_from(MARKS), max_size=3, unique=True),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(actor=actors, places=some.lists(placed, min_size=1, max_size=5))
def test_one_and_many_agree(
    office: Office, actor: Actor, places: list[tuple[str, str, list[str]]]
) -> None:
    with office.database.writing() as connection:
        connection.execute(delete(tables.thread))
    for board, unit, recused in places:
        identity = sent(office).thread
        with office.database.writing() as connection:
            thread = threads.find(connection, identity)
            assert thread is not None
            threads.save(connection, dataclasses.replace(
                thread, board=board, unit=unit, recused=tuple(sorted(recused))))  # fmt: skip
    with office.database.reading() as connection:
        every = [threads.of_row(row) for row in connection.execute(select(tables.thread))]
        shown = connection.execute(
            select(tables.thread.c.id).where(access.readable(office.rules, actor))
        ).scalars().all()  # fmt: skip
    allowed = [one.id for one in every if access.kept_from(office.rules, one, actor) is None]
    assert sorted(shown) == sorted(allowed)
