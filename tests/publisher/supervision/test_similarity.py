"""Similar texts against a comparison of every pair."""

from __future__ import annotations

import random
from itertools import combinations

import polars as pl
import pytest

from publisher.supervision import similarity

TEMPLATE = "您反映的问题我局高度重视，立即安排人员到现场核查，预计下月底前完成整改，感谢监督"


def frame(texts: list[str], groups: list[int] | None = None) -> pl.DataFrame:
    return pl.DataFrame(
        {"key": pl.Series(range(len(texts)), dtype=pl.UInt32),
         "group": groups or [0] * len(texts), "text": texts}
    )  # fmt: skip


def pieces(text: str) -> set[str]:
    return {text[n : n + 3] for n in range(len(text) - 2)}


def dice(one: str, other: str) -> float:
    a, b = pieces(one), pieces(other)
    return 2 * len(a & b) / (len(a) + len(b))


def written(rng: random.Random) -> list[str]:
    """Variants of texts of their own, few enough alike to be neighbours in a block."""
    made = []
    for _ in range(30):
        base = "".join(rng.choices(TEMPLATE + "水电路医学保险社区道交通", k=rng.randint(25, 60)))
        for _ in range(rng.randint(1, 4)):
            cells = list(base)
            for _ in range(rng.randint(0, 2)):
                cells[rng.randrange(len(cells))] = rng.choice("甲乙丙丁")
            made.append("".join(cells))
    rng.shuffle(made)
    return made


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("least", [0.7, 0.9])
def test_the_same_pairs_as_comparing_all(seed: int, least: float) -> None:
    texts = written(random.Random(seed))
    found = similarity.similar(frame(texts), least=least)
    expected = {
        (a, b) for a, b in combinations(range(len(texts)), 2) if dice(texts[a], texts[b]) >= least
    }
    assert expected
    assert set(found.select("first", "second").rows()) == expected
    for first, second, share in found.rows():
        assert share == pytest.approx(dice(texts[first], texts[second]))


def test_groups_and_batches_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, groups = [TEMPLATE] * 6, [2, 1, 2, 3, 1, 3]
    whole = similarity.similar(frame(texts, groups), least=0.9)
    assert whole.select("first", "second").rows() == [(0, 2), (1, 4), (3, 5)]
    monkeypatch.setattr(similarity, "BATCH", 1)
    monkeypatch.setattr(similarity, "SLICE", 1)
    assert similarity.similar(frame(texts, groups), least=0.9).equals(whole)


def test_many_equal_texts_stay_few_pairs() -> None:
    """Every text still meets neighbours enough to be known as repeated."""
    count = 3000
    found = similarity.similar(frame([TEMPLATE] * count), least=0.9)
    assert found.height <= similarity.NEIGHBOURS * count
    ends = pl.concat([found["first"], found["second"]]).value_counts()
    assert ends.height == count
    assert ends["count"].min() == similarity.NEIGHBOURS


def test_no_texts_and_short_ones_give_no_pairs() -> None:
    assert similarity.similar(frame([]), least=0.9).is_empty()
    assert similarity.similar(frame(["好", "好", ""]), least=0.9).is_empty()


def test_plain_texts_have_no_marks() -> None:
    text = pl.DataFrame({"text": ["**您好**，ＡＢ c！\n（12）"]})
    assert text.select(similarity.plain(pl.col("text"))).item() == "您好abc12"
