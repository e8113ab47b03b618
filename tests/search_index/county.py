"""A few documents of an invented county, enough to tell right hits from wrong ones."""

import datetime

from search_index import Document


def _day(month: int, day: int) -> datetime.date:
    return datetime.date(2024, month, day)


DOCUMENTS = (
    Document(
        "tender",
        kind="article",
        lang="zh",
        title="农村公路养护工程招标公告",
        body="云溪县交通运输局对2024年度农村公路养护工程公开招标。\n预算1,234万元，公示期五个工作日。",
        date=_day(3, 1),
        category="notices",
        unit="transport",
    ),
    Document(
        "petition",
        kind="article",
        lang="zh",
        title="信访事项办理情况",
        body="县信访局上半年受理来信来访八百件。涉及道路养护的，转交通运输局办理。",
        date=_day(7, 5),
        category="news",
        unit="petitions",
    ),
    Document(
        "congress",
        kind="article",
        lang="zh",
        title="常务委员会公报",
        body="县人民代表大会常务委员会听取了专项工作报告。人民代表提出意见，大会常务安排另行通知。",
        date=_day(5, 20),
        category="news",
        unit="congress",
    ),
    Document(
        "near-miss",
        kind="article",
        lang="zh",
        title="会议通知",
        body="议题一：中招。标准化建设；议题二：来信，访客登记。",
        category="notices",
        unit="office",
    ),
    Document(
        "policy",
        kind="article",
        lang="en",
        title="Procurement policies",
        body="The county publishes every tender. A PPP项目 needs the county's approval first.",
        date=_day(3, 1),
        category="rules",
        unit="finance",
    ),
    Document(
        "spending",
        kind="dataset",
        lang="en",
        title="Spending by department",
        body="Payments over 500 yuan, published monthly. Procured goods and services are listed.",
        date=_day(9, 30),
        category="budget",
        unit="finance",
    ),
    Document(
        "budget",
        kind="dataset",
        lang="zh",
        title="２０２４年部门预算（ＰＤＦ）",
        body="收入、支出总表；招标采购计划见附表。Ｂｕｄｇｅｔ ｔａｂｌｅｓ。",
        date=_day(2, 10),
        category="budget",
        unit="finance",
    ),
)
