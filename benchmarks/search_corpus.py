"""Documents and questions for `search.py`: sentences of real statutes, recombined.

Documents depend on the seed and their own number only, so 100,000 of them begin with the very
5,000 of a smaller run.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import Final

from corpus import LAWS
from prose import Prose, read_prose

from search_index import Document, Query

UNITS: Final = tuple(f"QY-{name}" for name in (
    "CZJ", "JTJ", "JYJ", "WJW", "ZZB", "JWW", "SJJ", "XFJ", "ZFB", "JYZX", "SLJ", "NYJ",
))  # fmt: skip
CATEGORIES: Final = ("news", "notices", "cases", "exemplars", "rules", "procurement", "payments")
COLLECTIONS: Final = ("", "", "", "contracts", "payments", "decisions")
_TITLES: Final = (
    ("农村公路养护工程招标公告", "Tender for rural road repair"), ("政府采购合同公告", "Contract"),
    ("土地征收补偿安置方案", "Land compensation plan"), ("干部任前公示", "Appointment notice"),
    ("部门预算执行情况", "Budget execution"), ("信访事项办理结果", "Result of a petition"),
    ("审计整改情况通报", "Audit follow-up"), ("村级事务公开", "Village affairs"),
)  # fmt: skip
_FIRST_DAY: Final = datetime.date(2019, 1, 1)
_DAYS: Final = 2_600


def documents(number: int, *, seed: int = 7) -> Iterator[Document]:
    """So many documents of about 300 characters (the median), an eighth of them English."""
    prose = read_prose(LAWS)
    for place in range(number):
        yield document(place, prose=prose, seed=seed)


def document(place: int, *, prose: Prose, seed: int = 7) -> Document:
    """The document with this number."""
    rng = random.Random(f"{seed} {place}")
    lang = "en" if place % 8 == 7 else "zh"
    sentences = min(60, 2 + int(rng.expovariate(1 / 5)))
    zh, en = rng.choice(_TITLES)
    code = f"HT{rng.randint(2019, 2026)}-{place:06}"
    return Document(
        id=f"/{lang}/documents/{place}",
        kind=rng.choice(("article", "article", "row", "row", "row", "dataset")),
        lang="" if place % 11 == 0 else lang,
        title=f"{zh}（第{place}号）" if lang == "zh" else f"{en} no. {place}",
        body=prose.paragraph(rng, lang, sentences=sentences),
        date=_FIRST_DAY + datetime.timedelta(days=rng.randrange(_DAYS)),
        category=rng.choice(CATEGORIES),
        unit=rng.choice(UNITS),
        collection=rng.choice(COLLECTIONS),
        codes=(code,) if place % 3 == 0 else (),
        weight=rng.choice((0, 0, 1, 3)),
    )


PHRASES: Final = (
    "招标", "信访", "公示期", "行政处罚", "行政复议", "国务院", "县级以上人民政府", "政府采购",
    "人民代表大会常务委员会", "土地征收", "应急预案", "审计机关", "村民委员会", "主要负责人",
    "个人信息", "食品安全标准", "监察委员会", "农村公路养护", "任前公示", "部门预算", "举报",
    "公告", "投诉", "统计", "赔偿", "法", "罚", "村", "应当", "不得", "第三十条", "有关规定",
    "自然资源主管部门", "突发事件应对", "民法典",
)  # fmt: skip
"""Asked of every engine in the same way: text that stands somewhere as it is."""

COMBINED: Final = (
    "招标 公告", "信访 办理", "土地 补偿 方案", "行政 处罚 决定", "审计 整改", "预算 执行 情况",
    "采购 合同 验收", "举报 保密", "county finance", "tenders rural roads", "audit office",
    "school repairs", "drinking water", "contracts signed", "subsidies villages",
)  # fmt: skip
"""Several words that must all occur."""


def questions() -> list[Query]:
    """Sixty searches with facets: words, phrases, filters, ranges of days, by date and deep."""
    asked = [Query(text, facets=True) for text in (*PHRASES, *COMBINED)]
    day = datetime.date
    asked += [
        Query("招标", facets=True, kind="article"),
        Query("处罚", facets=True, unit="QY-CZJ"),
        Query("人民政府", facets=True, lang="zh", category="news"),
        Query("监督", facets=True, year=2024),
        Query("农村", facets=True, since=day(2023, 1, 1), until=day(2024, 6, 30)),
        Query("应当", facets=True, sort="date"),
        Query("合同", facets=True, sort="date", kind="row"),
        Query("国家", facets=True, offset=200),
        Query("roads", facets=True, lang="en"),
        Query("", facets=True, unit="QY-JTJ", sort="date"),
    ]
    return asked
