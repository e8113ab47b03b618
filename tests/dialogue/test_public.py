"""What everybody reads comes from indexes, in order, and without a gap between pages."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from dialogue.matter.states import Event, State
from dialogue.reading import public
from dialogue.rules import Office
from tests.dialogue.matters import MODERATOR, sent, step

AFTER = (dt.datetime(2026, 3, 2), "BBBBBBBBBB")  # noqa: DTZ001 - UTC without a zone


@pytest.mark.parametrize("asked", [
    {}, {"board": "county"}, {"board": "county", "after": AFTER}, {"after": AFTER},
    {"board": "county", "states": [State.CLOSED]},
    {"board": "county", "states": [State.CLOSED, State.REPLIED], "after": AFTER},
], ids=str)  # fmt: skip
def test_lists_read_their_lines_from_an_index_in_its_order(
    sqlite_office: Office, asked: dict[str, object]
) -> None:
    plans: list[str] = []
    engine = sqlite_office.database.engine
    statements: list[tuple[str, object]] = []

    def note(_c: object, _d: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            statements.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    with sqlite_office.database.reading() as connection:
        public.lines(connection, **asked)  # type: ignore[arg-type]
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        for statement, values in statements:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
            plans += [row[3] for row in rows]
    assert plans
    assert not [plan for plan in plans if "SCAN" in plan or "TEMP B-TREE" in plan]
    if "states" in asked:
        assert [plan for plan in plans if "ix_thread_board_state (board=? AND listed=? AND state=?"
                in plan]  # fmt: skip


def test_pages_follow_one_another_where_many_came_in_the_same_moment(office: Office) -> None:
    moment = office.now()
    frozen = Office(office.database, office.vault, office.rules, lambda: moment)
    ids = {sent(frozen).thread for _ in range(7)}
    for identity in ids:
        step(office, identity, Event.ACCEPT, MODERATOR)
    seen: list[str] = []
    after = None
    with office.database.reading() as connection:
        while lines := public.lines(connection, "county", after=after, limit=3):
            seen += [line.thread.id for line in lines]
            after = (lines[-1].thread.received_at, lines[-1].thread.id)
    assert len(seen) == 7
    assert set(seen) == ids


def test_states_are_merged_in_order(office: Office) -> None:
    for number in range(6):
        identity = sent(office).thread
        step(office, identity, Event.ACCEPT, MODERATOR)
        if number % 2:
            step(office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    with office.database.reading() as connection:
        both = public.lines(connection, "county", states=[State.ACCEPTED, State.ASSIGNED])
        assert both == public.lines(connection, "county")
        assert len(public.lines(connection, "county", states=[State.ASSIGNED])) == 3


def test_a_stamp_changes_with_every_change_of_its_thread_alone(office: Office) -> None:
    one, other = sent(office).thread, sent(office).thread
    with office.database.reading() as connection:
        before = public.stamps(connection, [one, other, "BBBBBBBBBB"])
    step(office, one, Event.ACCEPT, MODERATOR)
    with office.database.reading() as connection:
        after = public.stamps(connection, [one, other])
    assert set(before) == {one, other}
    assert before[one] != after[one]
    assert before[other] == after[other]


def test_similar_titles_are_ranked_by_the_words_they_share(office: Office) -> None:
    for title in ("东街路灯坏了", "东街的路", "校车停了"):
        step(office, sent(office, title=title).thread, Event.ACCEPT, MODERATOR)
    with office.database.reading() as connection:
        found = public.similar(connection, ["东街", "路灯"], limit=5)
    assert [line.title for line in found] == ["东街路灯坏了", "东街的路"]
