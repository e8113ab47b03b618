"""Values of labels by their names, on every engine."""

from contextlib import closing
from pathlib import Path

import pytest

from search_index import Document, Engine, Query, Words
from search_index.names import Called

from .conftest import ids

NAMES = {
    "QY-CZJ": ("清源县财政局", "财政局", "Finance Bureau"),
    "QY-JTJ": ("清源县交通运输局", "交通局", "Transport Bureau"),
    "QY-FY": ("清源县人民法院", "县法院", "Qingyuan County People's Court"),
}
WORDS = Words(
    (("交通局", "交通运输局"), ("court", "tribunal")),
    called=tuple(Called("unit", name, code) for code, names in NAMES.items() for name in names),
)
DOCUMENTS = (
    Document("budget", unit="QY-CZJ", title="预算", body="budget"),
    Document("road", unit="QY-JTJ", title="公路", body="road audit"),
    Document("trial", unit="QY-FY", title="审判"),
    Document("told", unit="QY-FY", title="财政局来信", body="Transport Bureau, 大地公司"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unit:QY-CZJ", {"budget"}), ("unit:qy-czj", {"budget"}), ('unit:"QY-CZJ"', {"budget"}),
        ("单位:财政局", {"budget"}), ("单位：清源县财政局", {"budget"}),
        ('单位:"财政局"', {"budget"}), ("unit:财政局", {"budget"}), ("单位:財政局", {"budget"}),
        ('unit:"Finance Bureau"', {"budget"}), ("unit:finance bureau", {"budget"}),
        ("unit:finance", {"budget"}), ("unit:Transport Bureau audit", {"road"}),
        ("audit unit:transport bureau", {"road"}), ("unit:transport bureau budget", set()),
        ("单位:交通运输局", {"road"}), ("单位:法院", {"trial", "told"}),
        ("unit:tribunal", {"trial", "told"}), ("unit:bureau", {"budget", "road"}),
        ('"unit:Transport Bureau"', set()), ("-单位:县法院", {"budget", "road"}),
        ("单位:大地公司", {"told"}), ("unit:QY-XX", set()), ("单位:局", {"told"}),
    ],
)  # fmt: skip
def test_a_unit_goes_by_its_names(
    engine: Engine, tmp_path: Path, text: str, expected: set[str]
) -> None:
    engine.build(tmp_path / "index", DOCUMENTS, words=WORDS)
    with closing(engine.open(tmp_path / "index")) as reader:
        results = reader.search(Query(text))
    assert set(ids(results)) == expected
    assert results.notes == ()
