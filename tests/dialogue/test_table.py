"""The table of transitions: complete, without dead ends, and each word in it has a meaning."""

from __future__ import annotations

from collections import Counter

import pytest

from dialogue.life.clauses import EFFECTS, GUARDS, Effect, Guard
from dialogue.life.effects import WORKS
from dialogue.life.guards import CHECKS
from dialogue.life.transitions import TABLE, possible, transition
from dialogue.matter.states import ENDED, EVENTS, ROLES, STATES, Event, Role, State


def test_one_row_for_a_state_an_event_and_a_role() -> None:
    seen = Counter((row.state, row.event, role) for row in TABLE for role in row.roles)
    assert [key for key, count in seen.items() if count > 1] == []


def test_every_state_is_reached_from_the_beginning() -> None:
    reached: set[State | None] = {None}
    while more := {row.to for row in TABLE if row.to and row.state in reached} - reached:
        reached |= more
    assert reached == {None, *State}


def test_every_state_that_has_not_ended_leads_to_an_end() -> None:
    leads: set[State] = set(ENDED)
    while more := {row.state for row in TABLE if row.state and row.to in leads} - leads:
        leads |= more
    assert leads == set(State)


def test_without_passing_anything_on_to_the_officers_too() -> None:
    leads: set[State] = set(ENDED) - {State.DIVERTED}
    while more := {row.state for row in TABLE if row.state and row.to in leads} - leads:
        leads |= more
    assert leads == set(State) - {State.DIVERTED}


def test_ended_states_stay() -> None:
    assert [row for row in TABLE if row.state in ENDED and row.to is not None] == []


def test_every_event_guard_and_effect_is_used_and_has_words_and_a_function() -> None:
    assert {row.event for row in TABLE} == set(Event) == set(EVENTS)
    assert {guard for row in TABLE for guard in row.guards} == set(Guard)
    assert {effect for row in TABLE for effect in row.effects} == set(Effect)
    assert set(GUARDS) == set(CHECKS) == set(Guard)
    assert set(EFFECTS) == set(WORKS) == set(Effect)
    assert set(STATES) == set(State)
    assert set(ROLES) == set(Role)


def test_auditors_change_nothing_and_the_clock_waits_for_its_time() -> None:
    theirs = [row for row in TABLE if Role.AUDITOR in row.roles]
    assert {(row.event, row.to, row.effects) for row in theirs} <= {(Event.OPEN_FILE, None, ())}
    lapses = [row for row in TABLE if row.event is Event.LAPSE]
    assert lapses
    assert all(row.guards == (Guard.TIME_IS_OVER,) for row in lapses)


@pytest.mark.parametrize("event", [Event.SIGN, Event.EXTEND])
def test_only_leaders_sign_replies_and_extensions(event: Event) -> None:
    rows = [row for row in TABLE if row.event is event]
    assert all(row.roles == (Role.LEADER,) and Guard.OF_BOARD in row.guards for row in rows)


def test_officers_act_on_matters_of_their_unit_only() -> None:
    rows = [row for row in TABLE if Role.OFFICER in row.roles]
    assert all(row.roles == (Role.OFFICER,) and Guard.IN_UNIT in row.guards for row in rows)


def test_whatever_becomes_public_is_looked_through_for_personal_data() -> None:
    publish = {Effect.PUBLISH, Effect.PUBLISH_REPLY, Effect.UNEARTH, Effect.RELEASE, Effect.PAUSE}
    rows = [row for row in TABLE if publish & set(row.effects)]
    assert all(Guard.NO_PERSONAL_DATA in row.guards for row in rows)


def test_the_table_says_what_a_role_may_do() -> None:
    assert possible(State.ACCEPTED, Role.OFFICER) == ()
    assert Event.ASSIGN in possible(State.ACCEPTED, Role.MODERATOR)
    assert transition(State.ACCEPTED, Event.ASSIGN, Role.CITIZEN) is None
