"""Generates the source folder that every publisher in `publish.py` is measured on.

The articles depend on the seed and on their own number only: a source of 50,000 files begins
with the very articles of a source of 5,000, and a second run writes the same bytes.
"""

import argparse
import datetime
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from prose import Prose, read_prose

COLUMNS = ("news", "notices", "cases", "exemplars", "rules")
LANGUAGES = ("zh", "en")
LAWS = Path(__file__).resolve().parents[2] / "shared" / "samples" / "laws"

_FIRST_DAY = datetime.date(2019, 1, 1)
_DAYS = 2190  # six years, all of them past, so that no publisher schedules an article

_TOPICS = (
    ("road-repair", "农村公路养护", "rural road repair"),
    ("school-meals", "学校营养改善计划", "school meals"),
    ("land-compensation", "土地征收补偿", "land compensation"),
    ("water-supply", "城乡供水工程", "the water supply works"),
    ("farm-subsidies", "耕地地力保护补贴", "farmland subsidies"),
    ("procurement", "政府采购合同", "procurement contracts"),
    ("clinic-equipment", "乡镇卫生院设备购置", "clinic equipment"),
    ("budget-execution", "部门预算执行", "budget execution"),
)
_KINDS = {
    "news": ("情况通报", "Report"),
    "notices": ("公告", "Notice"),
    "cases": ("典型问题通报", "Case note"),
    "exemplars": ("经验介绍", "Good practice"),
    "rules": ("管理办法", "Rules"),
}
_HEADINGS = {
    "zh": ("基本情况", "主要内容", "办理程序", "资金安排", "监督检查", "下一步工作"),
    "en": ("Background", "Main points", "Procedure", "Funds", "Supervision", "Next steps"),
}
_TAGS = {
    "zh": ("财政", "公开", "监督", "民生", "项目", "审计"),
    "en": ("finance", "openness", "oversight", "welfare", "projects", "audit"),
}
_TABLE_HEAD = {
    "zh": "| 项目 | 预算（万元） | 支出（万元） | 结余（万元） |",
    "en": "| Item | Budget (10,000 yuan) | Spent | Left |",
}
_SEE_ALSO = {"zh": "另见[{title}]({href})。", "en": "See also [{title}]({href})."}
_NOTE = {"zh": "注意", "en": "Please note"}
_LEADS = {
    "zh": ("责任单位", "办理时限", "联系方式", "依据", "范围", "监督"),
    "en": ("Responsible unit", "Time limit", "Contact", "Basis", "Scope", "Oversight"),
}

_SETTINGS = """\
[site]
title.zh = "清源县信息公开"
title.en = "Qingyuan County Transparency"
description.zh = "用于测量的生成内容"
description.en = "Generated content for measurements"
base_url = "https://county.example"
languages = ["zh", "en"]
timezone = "Asia/Shanghai"

[publisher]
name.zh = "清源县人民政府办公室"
name.en = "Office of Qingyuan County"
email = "office@county.example"
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the translations of one article share; `number` counts from 0."""

    number: int
    column: str
    slug: str
    date: datetime.date
    topic: tuple[str, str, str]

    def title(self, lang: str) -> str:
        """The title, a plain YAML scalar."""
        zh, en = _KINDS[self.column]
        if lang == "zh":
            return f"关于{self.topic[1]}的{zh}（第{self.number + 1}号）"
        return f"{en} no. {self.number + 1} on {self.topic[2]}"


def write_source(folder: Path, files: int, *, seed: int = 7, laws: Path | None = LAWS) -> Path:
    """Write a Lightwell source with `files` articles, half per language, and return it.

    `files` must be even; `folder` must not exist or be empty. Without `laws` all text is
    composed from phrases.
    """
    if files % len(LANGUAGES):
        raise ValueError(f"the number of files must be even, not {files}")
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    prose = read_prose(laws)
    (folder / "lightwell.toml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "datasets").mkdir()
    for column in COLUMNS:
        (folder / "content" / column).mkdir(parents=True)
    for number in range(files // len(LANGUAGES)):
        heading = _heading(seed, number)
        for lang in LANGUAGES:
            path = folder / "content" / heading.column / f"{heading.slug}.{lang}.md"
            path.write_text(_article(heading, lang, seed=seed, prose=prose), encoding="utf-8")
    return folder


def articles(source: Path) -> list[Path]:
    """All Markdown files of a source, sorted by path."""
    return sorted((source / "content").rglob("*.md"))


def change_one(source: Path, *, revision: int) -> Path:
    """Add one sentence to one Chinese article, a different one for each `revision`."""
    chinese = sorted((source / "content").rglob("*.zh.md"))
    # 7919 is prime, so successive revisions walk through all columns and dates.
    path = chinese[revision * 7919 % len(chinese)]
    with path.open("a", encoding="utf-8") as article:
        article.write(f"\n第{revision}次更新：数字已经核对。\n")
    return path


def _heading(seed: int, number: int) -> Heading:
    rng = random.Random(f"{seed}/{number}")
    topic = rng.choice(_TOPICS)
    return Heading(
        number=number,
        column=COLUMNS[number % len(COLUMNS)],
        slug=f"{topic[0]}-{number + 1:05d}",
        date=_FIRST_DAY + datetime.timedelta(days=rng.randrange(_DAYS)),
        topic=topic,
    )


def _article(heading: Heading, lang: str, *, seed: int, prose: Prose) -> str:
    rng = random.Random(f"{seed}/{heading.number}/{lang}")
    blocks = [_front_matter(heading, rng, lang=lang, prose=prose)]
    blocks.append(prose.paragraph(rng, lang, sentences=1))
    for name in rng.sample(_HEADINGS[lang], 4):
        blocks.append(f"## {name}")
        blocks.append(prose.paragraph(rng, lang, sentences=1))
        blocks.extend(_extras(rng, lang, prose=prose))
    if heading.number and rng.random() < 0.6:
        other = _heading(seed, rng.randrange(heading.number))
        href = f"/{lang}/{other.column}/{other.slug}"
        blocks.append(_SEE_ALSO[lang].format(title=other.title(lang), href=href))
    return "\n\n".join(blocks) + "\n"


def _front_matter(heading: Heading, rng: random.Random, *, lang: str, prose: Prose) -> str:
    tags = ", ".join(rng.sample(_TAGS[lang], 2))
    return "\n".join(
        (
            "---",
            f"title: {heading.title(lang)}",
            f"date: {heading.date.isoformat()}",
            f"summary: {prose.sentence(rng, lang)}",
            f"tags: [{tags}]",
            "---",
        )
    )


def _extras(rng: random.Random, lang: str, *, prose: Prose) -> Iterator[str]:
    """A list, a remark with emphasis, a table or a plain paragraph for a section."""
    draw = rng.random()
    if draw < 0.4:
        mark = rng.choice(("-", "1."))
        leads = rng.sample(_LEADS[lang], rng.randint(3, 5))
        yield "\n".join(f"{mark} {_lead(lead, rng, lang, prose=prose)}" for lead in leads)
    elif draw < 0.6:
        yield _lead(_NOTE[lang], rng, lang, prose=prose)
    elif draw < 0.9:
        yield "\n".join((_TABLE_HEAD[lang], "| --- | ---: | ---: | ---: |", *_rows(rng, lang)))
    else:
        yield prose.sentence(rng, lang)


def _lead(lead: str, rng: random.Random, lang: str, *, prose: Prose) -> str:
    """A sentence behind a strong lead-in; in Chinese no space parts the two."""
    mark, joint = (":", " ") if lang == "en" else ("：", "")
    return f"**{lead}{mark}**{joint}{prose.sentence(rng, lang)}"


def _rows(rng: random.Random, lang: str) -> Iterator[str]:
    for topic in rng.sample(_TOPICS, rng.randint(4, 8)):
        budget = rng.randint(50, 9000)
        spent = rng.randint(10, budget)
        name = topic[1] if lang == "zh" else topic[2]
        yield f"| {name} | {budget} | {spent} | {budget - spent} |"


def main() -> None:
    """Write a source from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("files", type=int)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    source = write_source(options.folder, options.files, seed=options.seed)
    sizes = [path.stat().st_size for path in articles(source)]
    print(f"{len(sizes)} articles, {sum(sizes) / len(sizes):.0f} bytes each", file=sys.stderr)


if __name__ == "__main__":
    main()
