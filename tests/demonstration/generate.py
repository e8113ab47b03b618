"""Generate the demonstration county's tables: `python -m tests.demonstration.generate DIR`.

DIR becomes a complete folder of datasets: tables made here, descriptors copied from the
committed ones, which are written by hand. The same bytes come out every time: each part has its
own seed and nothing reads the clock. `--register` prints the list of planted irregularities.
"""

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

from tests.demonstration import budgets, three_public, villages
from tests.demonstration.appointments import appointments
from tests.demonstration.county import organisations
from tests.demonstration.decisions import decisions
from tests.demonstration.party import party_catalogue, party_dues
from tests.demonstration.payments import payments
from tests.demonstration.people import posts
from tests.demonstration.procurement import market
from tests.demonstration.rows import Planted, Table, as_csv

DATASETS = Path(__file__).parents[2] / "datasets"
SHOWN_KEYS = 4
CHECK_NAMES = {
    "C01": "Holiday spike",
    "C02": "Over budget",
    "C04a": "Split contracts",
    "C04b": "Just below the threshold",
    "C04c": "Bunching below the threshold",
    "C05": "Round amounts",
    "C06": "First digits",
    "C07": "Duplicate payment",
    "C08": "Late or missing disclosure",
    "C09": "Short tender",
    "C10": "Single or few bidders",
    "C11": "Repeated winner",
    "C12": "Non-competitive award",
    "C13": "Growth after award",
    "C14": "Contract timing",
    "C15": "Quorum and majority",
    "C16": "Leader not last",
    "C17": "Appointment notice",
    "C20": "Year-end rush",
    "C21": "Budget credibility",
    "C25": "Bid patterns",
}


class County(NamedTuple):
    """All tables and the irregularities put into them."""

    tables: list[Table]
    planted: list[Planted]


def county() -> County:
    """Make everything; what refers to something else is made after it."""
    names: set[str] = set()
    figures = three_public.figures()
    bought = market()
    paid = payments(figures, bought)
    decided = decisions()
    leaders = posts(names)
    notices, odd_notices = appointments(names, decided.personnel)
    tables = [
        organisations(),
        leaders,
        three_public.three_public(figures),
        budgets.budget_lines(paid.outlays, figures),
        bought.suppliers,
        bought.contracts,
        bought.bids,
        paid.table,
        decided.decisions,
        decided.positions,
        notices,
        villages.village_accounts(),
        villages.collective_assets(),
        party_catalogue(),
        party_dues(),
    ]
    planted = [
        *three_public.planted(),
        *budgets.planted(),
        *bought.planted,
        *paid.planted,
        *decided.planted,
        *odd_notices,
        *villages.planted(),
    ]
    return County(tables, sorted(planted, key=lambda p: p.check))


def generate(folder: Path) -> list[Path]:
    """Write every table and descriptor below the folder of datasets; their paths come back."""
    paths = []
    for table in county().tables:
        path = folder / table.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_csv(table))
        paths.append(path)
    for source in sorted(DATASETS.glob("*/datapackage.yaml")):
        copy = folder / source.relative_to(DATASETS)
        if copy.resolve() != source.resolve():
            copy.write_bytes(source.read_bytes())
        paths.append(copy)
    return paths


def register(planted: list[Planted]) -> str:
    """The planted irregularities as a Markdown table; long lists of keys are cut."""
    lines = [
        "| Check | Name | Table | Keys | What | Why it is odd |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for entry in planted:
        keys = ", ".join(entry.keys[:SHOWN_KEYS]) or "—"
        if len(entry.keys) > SHOWN_KEYS:
            keys += f" … ({len(entry.keys)})"
        place = f"{entry.dataset}/{entry.resource}"
        name = CHECK_NAMES[entry.check]
        lines.append(f"| {entry.check} | {name} | {place} | {keys} | {entry.what} | {entry.why} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Generate the demonstration county's datasets.")
    parser.add_argument("folder", nargs="?", type=Path, default=DATASETS)
    parser.add_argument(
        "--register", action="store_true", help="print what is planted, write nothing"
    )
    arguments = parser.parse_args()
    if arguments.register:
        sys.stdout.write(register(county().planted))
    else:
        generate(arguments.folder)
