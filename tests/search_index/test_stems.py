"""English words that belong together, and others that do not, whatever a stemmer says."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from search_index import Document, Engine, Query, Words, stems
from search_index.words import SHIPPED

from .conftest import ids


@pytest.mark.parametrize(
    ("words"),
    [
        "organisation organization organisations organize organised", "centre center centers",
        "programme program programs", "colour color coloured", "child children",
        "budget budgets budgetary", "bus buses", "analyse analyze analysis analyses",
        "licence license licensed", "complaint complaints complain", "authorise authorize",
        "authority authorities", "labour labor","buy bought buying",
        "woman women", "fulfil fulfill fulfilled", "criterion criteria", "pay paid paying",
    ],
)  # fmt: skip
def test_they_belong_together(words: str) -> None:
    assert len(set(map(stems.stem, words.split()))) == 1


@pytest.mark.parametrize(
    "words",
    [
        "hospitality hospital", "organisation organ", "author authority", "account accountability",
        "public publication", "personal person", "officer office", "customer custom",
        "important import", "appropriation appropriate", "university universal", "size sise",
        "responsible respond", "engine engineer",
    ],
)  # fmt: skip
def test_they_are_different(words: str) -> None:
    assert len(set(map(stems.stem, words.split()))) == len(words.split())


@pytest.mark.parametrize("name", ["stems.txt", "spellings.txt"])
def test_the_lists_are_sound(name: str) -> None:
    """Each word stands once, in small letters, and a family has a letter to begin with."""
    lines = [line for row in (SHIPPED / name).read_text(encoding="utf-8").splitlines()
             if (line := row.partition("#")[0].strip())]  # fmt: skip
    families = [re.split(r"\s*=\s*|\s+", line) for line in lines]
    words = [word for family in families for word in family]
    assert len(words) == len(set(words))
    for family in families:
        assert all(re.fullmatch("[a-z]{2,}", word) for word in family)
        assert len(set(map(stems.stem, family))) == 1, family
        assert all(word.startswith(stems.beginning(stems.stem(word))) for word in family)
        assert stems.beginning(stems.stem(family[0])), family


DOCUMENTS = (
    Document("hospital", title="People's Hospital"),
    Document("reception", title="Hospitality expenses", body="Children at the youth center"),
    Document("cars", title="Official vehicles", body="public tenders"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("hospitality", "reception"), ("hospital", "hospital"), ("child", "reception"),
     ("centre", "reception"), ("official vehicle", "cars"), ("vehicle fleet", "cars"),
     ("tender", "cars"), ("biddings", "cars")],
)  # fmt: skip
def test_questions_find_what_belongs_together(
    engine: Engine, tmp_path: Path, text: str, expected: str
) -> None:
    own = Words((("vehicle fleets", "official vehicles"), ("bidding", "tender")))
    engine.build(tmp_path / "index", DOCUMENTS, words=own)
    with closing(engine.open(tmp_path / "index")) as reader:
        results = reader.search(Query(text))
    assert ids(results) == [expected]


@pytest.mark.parametrize("text", ["child", "centre", "hospitalities expense"])
def test_what_was_found_is_marked(engine: Engine, tmp_path: Path, text: str) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    with closing(engine.open(tmp_path / "index")) as reader:
        hits = reader.search(Query(text, relax=True)).hits
    spans = [*hits[0].title, *hits[0].snippet]
    assert any(span.highlighted for span in spans)
