import datetime as dt
from dataclasses import replace
from pathlib import Path

from publisher.processes import Processes
from publisher.source.memory import Store
from publisher.source.packages import DataPackage
from publisher.source.read import read
from publisher.supervision.checks.c24_silent_revision import CHECK
from publisher.supervision.revisions import Comparison, compare, outstanding
from tests.publisher.supervision.conftest import MakeCounty
from tests.sources import write_source

DAY = dt.date(2026, 3, 31)
FIELDS = """\
      primaryKey: id
      fields:
        - {name: id, type: string}
        - {name: org_id, type: string}
        - {name: amount, type: number, title: {zh: 金额, en: Amount}}
        - {name: published_on, type: date}
        - {name: revision, type: integer}
"""
NOTE = "        - {name: correction_note, type: string}\n"
HEAD = "id,org_id,amount,published_on,revision\n"
ROWS = "1,A,10.00,2026-01-05,1\n2,B,20.50,2026-01-05,1\n3,A,,2026-01-05,2\n"


def package(folder: Path, rows: str, fields: str = FIELDS) -> DataPackage:
    """A dataset of one table with these rows."""
    descriptor = (
        "name: money\ntitle: 支出\nlightwell: {unit: U}\n"
        f"resources:\n  - name: rows\n    path: data/rows.csv\n    schema:\n{fields}"
    )
    write_source(folder, {
        "datasets/money/datapackage.yaml": descriptor, "datasets/money/data/rows.csv": rows,
    })  # fmt: skip
    with Processes() as processes:
        return read([folder], Store(None, "test"), processes).packages["money"]


def compared(
    tmp_path: Path, older: str, newer: str, *, fields: str = FIELDS, head: str = HEAD
) -> Comparison:
    """The comparison of two versions of the table."""
    one, two = (package(tmp_path / name, head + rows, fields)
                for name, rows in (("1", older), ("2", newer)))  # fmt: skip
    (found,) = compare(one, two, version="v2", day=DAY)
    return found


def test_a_change_without_a_new_revision_is_found(tmp_path: Path) -> None:
    found = compared(tmp_path, ROWS, ROWS.replace("20.50", "20.05"))
    assert (found.rows, found.judged, len(found.changes)) == (3, True, 1)
    change = found.changes[0]
    assert (change.key, change.unit, change.row) == ("2", "B", 3)
    field, old, new = change.fields[0]
    assert (field.text("en"), old, new) == ("Amount", "20.5", "20.05")


def test_a_blank_that_is_filled_and_a_new_date_are_changes(tmp_path: Path) -> None:
    newer = ROWS.replace("3,A,,", "3,A,5,").replace("2,B,20.50,2026-01-05", "2,B,20.50,2025-12-05")
    found = compared(tmp_path, ROWS, newer)
    assert [(change.key, change.fields[0][1:]) for change in found.changes] == [
        ("2", ("2026-01-05", "2025-12-05")), ("3", ("", "5.0")),
    ]  # fmt: skip


def test_a_new_revision_number_announces_a_change(tmp_path: Path) -> None:
    newer = ROWS.replace("20.50,2026-01-05,1", "20.05,2026-01-05,2")
    assert compared(tmp_path, ROWS, newer).changes == ()


def test_a_lower_revision_number_does_not(tmp_path: Path) -> None:
    newer = ROWS.replace("3,A,,2026-01-05,2", "3,A,7,2026-01-05,1")
    assert [change.key for change in compared(tmp_path, ROWS, newer).changes] == ["3"]


def test_a_vanished_row_is_found_and_new_and_moved_rows_are_not(tmp_path: Path) -> None:
    newer = "4,C,1.00,2026-02-01,1\n3,A,,2026-01-05,2\n2,B,20.5,2026-01-05,1\n"
    (change,) = compared(tmp_path, ROWS, newer).changes
    assert (change.key, change.unit, change.row, change.vanished) == ("1", "A", 2, True)


def test_a_correction_note_announces_a_change(tmp_path: Path) -> None:
    head = HEAD.replace("\n", ",correction_note\n")
    older = "1,A,10,2026-01-05,1,\n2,B,20,2026-01-05,1,old note\n"
    newer = "1,A,11,2026-01-05,1,figure mistyped\n2,B,21,2026-01-05,1,old note\n"
    found = compared(tmp_path, older, newer, fields=FIELDS + NOTE, head=head)
    assert [change.key for change in found.changes] == ["2"]


def test_tables_without_key_or_revisions_cannot_be_judged(tmp_path: Path) -> None:
    fields = FIELDS.replace("      primaryKey: id\n", "")
    assert not compared(tmp_path, ROWS, ROWS.replace("10.00", "1.00"), fields=fields).judged


def test_the_same_file_is_not_compared(tmp_path: Path) -> None:
    one, two = (package(tmp_path / name, HEAD + ROWS) for name in "12")
    assert compare(one, two, version="v2", day=DAY) == ()


def test_a_table_that_vanished_lost_all_its_rows(tmp_path: Path) -> None:
    one = package(tmp_path / "1", HEAD + ROWS)
    (found,) = compare(one, replace(one, resources=()), version="v2", day=DAY)
    assert [change.vanished for change in found.changes] == [True, True, True]


def test_what_was_announced_or_restored_since_is_settled(tmp_path: Path) -> None:
    newer = "2,B,20.05,2026-01-05,1\n3,A,9,2026-01-05,2\n"
    found = compared(tmp_path, ROWS, newer)
    assert [change.key for change in found.changes] == ["1", "2", "3"]
    later = package(tmp_path / "3", f"{HEAD}1,A,10.00,2026-01-05,1\n2,B,20.05,2026-01-05,2\n"
                    "3,A,9,2026-01-05,2\n")  # fmt: skip
    assert [c.key for c in outstanding(found.changes, later.resource("rows"))] == ["3"]


def test_flags_stand_for_a_unit_and_a_version(tmp_path: Path, make_county: MakeCounty) -> None:
    newer = "2,B,20.05,2026-01-05,1\n3,A,9,2026-01-05,2\n"
    found = compared(tmp_path, ROWS, newer)
    unjudged = found._replace(judged=False, rows=8, changes=())
    county = replace(make_county(), history=(found, unjudged))
    outcome = CHECK.run(county, {})
    assert outcome.population == 3
    assert [entry.rows for entry in outcome.not_evaluated] == [8]
    assert [(flag.subject, flag.rows, [value for _, value in flag.figures])
            for flag in outcome.flags] == [
        (("money", "rows", "v2", "A"), 2, [1, 1]), (("money", "rows", "v2", "B"), 1, [1, 0]),
    ]  # fmt: skip
    assert "Amount was 20.5 and is 20.05" in outcome.flags[1].text.text("en")
    assert "no longer has rows" in outcome.flags[0].text.text("en")


def test_without_history_there_is_nothing_to_look_at(make_county: MakeCounty) -> None:
    outcome = CHECK.run(make_county(), {})
    assert (outcome.population, outcome.flags, outcome.not_evaluated) == (0, (), ())
