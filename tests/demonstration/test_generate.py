"""The generator gives the committed bytes, and the documentation lists what it plants."""

from pathlib import Path

from tests.demonstration.committed import DATASETS, NAMES, REGISTER, descriptor, planted, table
from tests.demonstration.generate import county, generate, register
from tests.demonstration.rows import as_csv

KEYS = {
    "three_public": "record_id",
    "budget_lines": "record_id",
    "contracts": "contract_id",
    "payments": "payment_id",
    "decisions": "decision_id",
    "appointments": "notice_id",
    "village_accounts": "record_id",
}


def test_regenerated_files_equal_the_committed_ones(tmp_path: Path) -> None:
    written = {path.relative_to(tmp_path): path.read_bytes() for path in generate(tmp_path)}
    committed = {
        path.relative_to(DATASETS): path.read_bytes()
        for name in NAMES
        for path in (DATASETS / name).rglob("*")
        if path.is_file()
    }
    assert set(written) == set(committed)
    assert [str(path) for path, data in written.items() if committed[path] != data] == []


def test_twice_in_one_process_gives_the_same_bytes() -> None:
    first, second = county(), county()
    assert first.planted == second.planted
    for one, other in zip(first.tables, second.tables, strict=True):
        assert as_csv(one) == as_csv(other)


def test_documentation_lists_exactly_what_is_planted() -> None:
    text = REGISTER.read_text(encoding="utf-8")
    shown = text.split("<!-- register -->\n")[1]
    assert shown == register(planted())


def test_planted_keys_exist() -> None:
    for entry in planted():
        known = {row[KEYS[entry.resource]] for row in table(entry.dataset, entry.resource)}
        assert set(entry.keys) <= known, entry


def test_each_check_is_planted_at_least_twice() -> None:
    counts: dict[str, int] = {}
    for entry in planted():
        counts[entry.check[:3]] = counts.get(entry.check[:3], 0) + 1
    assert all(count >= 2 for count in counts.values()), counts
    assert len(counts) == 19


def test_documentation_counts_the_rows() -> None:
    text = REGISTER.read_text(encoding="utf-8")
    for name in NAMES:
        resources = [resource["name"] for resource in descriptor(name)["resources"]]
        counts = [str(len(table(name, resource))) for resource in resources]
        assert f"| {name} | {', '.join(resources)} | {', '.join(counts)} |" in text
