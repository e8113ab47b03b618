"""Recall and precision against the plain truth, on real Chinese law texts.

The texts lie beside the repository, not in it: they are not ours to give on.
"""

from contextlib import closing
from pathlib import Path

import pytest

from search_index import ENGINES, MAX_LIMIT, Document, Query, Words

LAWS = Path(__file__).parents[3] / "shared" / "samples" / "laws"
WORDS = [
    "招标",
    "信访",
    "公示期",
    "法",
    "罚",
    "人民代表大会常务委员会",
    "县级以上人民政府",
    "行政处罚",
    "行政复议",
    "第三十条",
    "国务院",
    "监察委员会",
    "政府采购",
    "举报",
    "公开",
    "公告",
    "投诉",
    "土地征收",
    "应急预案",
    "审计机关",
    "统计",
    "赔偿",
    "村民委员会",
    "2004年",
    "2018年3月",
    "十六",
    "的",
    "主要负责人",
    "个人信息",
    "食品安全标准",
    "不存在的词",
]
SECTION = 700

pytestmark = pytest.mark.skipif(not LAWS.is_dir(), reason="the law texts are not on this machine")


def _sections(most: int) -> list[Document]:
    sections: list[Document] = []
    for path in sorted(LAWS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for start in range(0, len(text), SECTION):
            title = path.stem if start == 0 else ""
            body = text[start : start + SECTION]
            sections.append(Document(f"{path.relative_to(LAWS)}:{start}", title=title, body=body))
    return sections[:: max(1, len(sections) // most)]


@pytest.mark.parametrize(("engine", "most"), [("tantivy", 3000), ("whoosh", 150)])
def test_a_word_is_found_exactly_where_it_stands(engine: str, most: int, tmp_path: Path) -> None:
    documents = _sections(most)
    ENGINES[engine].build(tmp_path / "index", documents, words=Words())
    with closing(ENGINES[engine].open(tmp_path / "index")) as reader:
        for word in WORDS:
            truth = {d.id for d in documents if word in d.title or word in d.body}
            hits: set[str] = set()
            for offset in range(0, len(truth) + 1, MAX_LIMIT):
                page = reader.search(Query(word, sort="date", limit=MAX_LIMIT, offset=offset))
                assert page.total == len(truth), word
                hits |= {hit.id for hit in page.hits}
            assert hits == truth, word
