"""No table, alone or beside another day's, tells of one to four matters."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.figures import measures
from dialogue.figures.moving import brought_up_to_date
from dialogue.figures.rows import WHOLE, Key, Row
from dialogue.figures.suppression import Table
from tests.dialogue.figures import attacker

DAY = dt.date(2026, 3, 2)
Matter = dict[str, str | frozenset[str]]
LIVES = (
    {"declined"}, {"withdrawn"}, {"merged"}, {"assigned"}, {"assigned", "due", "overdue"},
    {"assigned", "extended"}, set(),
    *({"assigned", "due", "replied", *more} for more in (
        set(), {"on_time"}, {"on_time", "resolved"}, {"resolved", "promises_kept"},
        {"promises_open", "on_time"}, {"promises_missed", "signed_by_own_leader"},
        {"on_time", "resolved", "rated", "satisfied"}, {"rated"},
        {"on_time", "rated", "reopened", "second_replies"}, {"disputed", "transferred"},
    )),
)  # fmt: skip
"""What may be true of a matter, by how far it came."""

lives = st.builds(
    lambda life, hidden: frozenset({"decided", *life} | ({"hidden"} if hidden else set())),
    st.sampled_from(LIVES), st.booleans(),
)  # fmt: skip
matters = st.fixed_dictionaries({
    "board": st.sampled_from(("county", "education")), "unit": st.sampled_from(("", *"ABCD")),
    "type": st.sampled_from(("question", "help")), "month": st.sampled_from(("2026-01", "2026-02")),
    "code": st.sampled_from(("abuse", "secret", "decided")), "flags": lives,
})  # fmt: skip


def counted(found: list[Matter]) -> list[Row]:
    """True rows of matters, in plain Python."""
    groups: dict[Key, Counter[str]] = {WHOLE: Counter()}
    for matter in found:
        keys = [WHOLE, *((name, str(matter[name])) for name in ("board", "unit", "type", "month")
                         if matter[name])]  # fmt: skip
        if "declined" in matter["flags"]:
            keys.append(("code", str(matter["code"])))
        for key in keys:
            groups.setdefault(key, Counter()).update(matter["flags"])
    return [Row(key, {name: counts[name] for name in measures.COUNTS}, {})
            for key, counts in groups.items()]  # fmt: skip


def published(table: Table) -> attacker.Published:
    """What everybody sees of a table."""
    shown = {
        key: {name: (figure.value, figure.of, figure.whole, figure.since)
              for name, figure in row.items() if figure.shown}
        for key, row in table.rows.items()
    }
    return {key: row for key, row in shown.items() if row}


def bulk(found: list[Matter], times: list[int]) -> list[Matter]:
    """Each matter as often as the number beside it says."""
    return [matter for matter, count in zip(found, times, strict=False) for _ in range(count)]


@st.composite
def histories(draw: st.DrawFn) -> list[list[Matter]]:
    """The matters of each of some days: they come, change, move to other groups and vanish."""
    kinds = draw(st.lists(matters, min_size=3, max_size=25))
    counts = draw(st.lists(st.integers(0, 9), min_size=len(kinds), max_size=len(kinds)))
    present = bulk(kinds, counts)
    found = [list(present)]
    for _ in range(draw(st.integers(1, 5))):
        gone = draw(st.sets(st.integers(0, max(0, len(present) - 1)), max_size=6))
        present = [one for place, one in enumerate(present) if place not in gone]
        for place in draw(st.sets(st.integers(0, max(0, len(present) - 1)), max_size=8)):
            if present:
                present[place] = draw(matters)
        new = draw(st.lists(matters, max_size=6))
        present += bulk(new, draw(st.lists(st.integers(0, 8), min_size=len(new),
                                           max_size=len(new))))  # fmt: skip
        found.append(list(present))
    return found


def long_history(seed: int, days: int = 12) -> Iterator[list[Matter]]:
    """The matters of a county on many days: many come, some go, change, or pass to other units."""
    chance = random.Random(seed)
    kinds = [any_matter(chance) for _ in range(chance.randrange(3, 14))]
    present = [one for one in kinds for _ in range(chance.randrange(1, 25))]
    for _ in range(days):
        yield list(present)
        turn = chance.random()
        if turn < 0.2:
            unit, other = chance.choice("ABCD"), chance.choice("ABCD")
            present = [{**one, "unit": other} if one["unit"] == unit and chance.random() < 0.5
                       else one for one in present]  # fmt: skip
        elif turn < 0.3:
            present = [one for one in present if chance.random() < 0.8]
        present += [chance.choice(kinds) for _ in range(chance.randrange(14))]


def any_matter(chance: random.Random) -> Matter:
    hidden = {"hidden"} if chance.random() < 0.2 else set()
    return {
        "board": chance.choice(("county", "education")), "unit": chance.choice(("", *"ABCD")),
        "type": chance.choice(("question", "help")),
        "month": chance.choice(("2026-01", "2026-02")),
        "code": chance.choice(("abuse", "secret", "decided")),
        "flags": frozenset({"decided", *chance.choice(LIVES), *hidden}),
    }  # fmt: skip


def given_away(history: Iterable[list[Matter]]) -> list[tuple[object, ...]]:
    """What the tables of a history give away to somebody who kept them all."""
    table, whole_first, memory = Table(), True, attacker.Memory()
    found: list[tuple[object, ...]] = []
    for number, present in enumerate(history):
        table, whole = brought_up_to_date(
            table, counted(present), DAY + dt.timedelta(number), whole_first=whole_first
        )
        whole_first = not whole
        now = published(table)
        found += attacker.found_in(now) + memory.found_in(now)
    return found


@settings(max_examples=100, deadline=None)
@given(histories())
def test_no_table_and_no_difference_tells_of_few_matters(history: list[list[Matter]]) -> None:
    assert given_away(history) == []


@pytest.mark.parametrize("seed", [*range(6), 24, 85, 93, 104])  # last: groups come back
def test_nor_do_the_tables_of_many_days(seed: int) -> None:
    assert given_away(long_history(seed)) == []


@settings(max_examples=100, deadline=None)
@given(histories())
def test_what_is_shown_was_true_on_its_day(history: list[list[Matter]]) -> None:
    table, whole_first, truth = Table(), True, {}
    for number, present in enumerate(history):
        day = DAY + dt.timedelta(number)
        rows = counted(present)
        truth[day] = {row.key: row.counts for row in rows}
        table, whole = brought_up_to_date(table, rows, day, whole_first=whole_first)
        whole_first = not whole
        for key, row in table.rows.items():
            for measure, figure in row.items():
                then = truth[figure.since].get(key, Counter())[measure]
                assert figure.value == then
                if figure.of is not None:
                    place = WHOLE if key[0] == "code" else key
                    assert figure.of == truth[figure.since].get(place, Counter())[figure.whole]
