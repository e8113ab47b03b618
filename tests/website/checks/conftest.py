"""A county with units, and contracts of the Finance Bureau that C09 looks at."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher.languages import message
from publisher.supervision import checks as registry
from publisher.supervision.county import County as Tables
from publisher.supervision.county import evidence
from publisher.supervision.model import (
    Check,
    Flag,
    Outcome,
    Parameter,
    Party,
    Source,
    Value,
    Weight,
)
from tests.supervised import FILLED, SHORT, Supervised
from tests.website.county import ORGANISATIONS, POSTS, UNITS
from website.plan import plan

FINE = {"org_id": "TX-CZ"}
UNIT_FILES = {
    "datasets/organisations/datapackage.yaml": ORGANISATIONS,
    "datasets/organisations/data/organisations.csv": UNITS,
    "datasets/organisations/data/posts.csv": POSTS,
}
ODD = "<script>alert(1)</script> & “quoted”"


def odd(county: Tables, values: Mapping[str, Value]) -> Outcome:
    """Flag every contract, with texts that must be escaped, and a supplier."""
    rows = county.tables["contracts"]
    flags = tuple(
        Flag(
            check="C98", subject=(row["contract_id"],), unit=row["org_id"], weight=Weight.LOW,
            day=None, text=message("{what}", what=ODD),
            evidence=evidence("contracts", rows.head(1)), rows=12,
            figures=((message("Share"), 0.125), (message("Amount"), 1234567.5),
                     (message("Name"), ODD), (message("Whether"), True)),
            parties=(Party("supplier", row["supplier_id"], ODD),),
        )
        for row in rows.iter_rows(named=True)
    )  # fmt: skip
    return Outcome(population=rows.height, flags=flags)


ODD_CHECK = Check(
    id="C98", name=message("Odd"), about=message("{what}", what=ODD), cases=message("contracts"),
    basis=ODD, needs=("contracts",), run=odd,
    parameters=(Parameter("share", 0.5, message("Share"), "", Source.LOCAL),),
)  # fmt: skip


@pytest.fixture
def with_odd_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more check."""
    monkeypatch.setitem(registry.CHECKS, "C98", ODD_CHECK)


@pytest.fixture
def county(tmp_path: Path) -> Supervised:
    """Two contracts of the Finance Bureau; the second one's tender was open for 13 days."""
    return Supervised(tmp_path, FINE, FINE | SHORT, plan=plan, files=UNIT_FILES | FILLED)
