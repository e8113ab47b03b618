"""Sentences for the generated source: statute texts where a sample exists, our own otherwise.

A benchmark on repeated filler would flatter every cache and compressor, so the Chinese half
comes from real statutes when a folder of them is there; the English half is composed from
phrases, some ten million different sentences.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Only sentences without Markdown or YAML syntax, so that they fit anywhere in an article.
_SENTENCE = re.compile(r"(?<=[。\s])[\u4e00-\u9fff《][\u4e00-\u9fff0-9，、；：（）《》“”]{14,88}。")

_ZH_SUBJECTS = (
    "县财政局",
    "县审计局",
    "各乡镇人民政府",
    "县发展和改革部门",
    "项目建设单位",
    "县自然资源部门",
    "预算单位",
    "县人民政府办公室",
    "村民委员会",
    "县市场监督管理部门",
)
_ZH_VERBS = (
    "应当按季度公布",
    "已经完成核对的是",
    "将在规定期限内答复",
    "按照程序组织评审并公示",
    "会同有关部门检查",
    "依照法定职责受理",
    "每年向社会报告",
    "及时更正并说明",
)
_ZH_OBJECTS = (
    "专项资金的分配和使用情况",
    "农村公路养护的招标结果",
    "惠农补贴的发放名册与标准",
    "采购合同的主要内容",
    "土地征收补偿的安置方案",
    "学校校舍维修的进度与费用",
    "乡村卫生室的设备清单",
    "公务接待和公车运行的支出",
    "饮用水水源的监测数据",
    "干部任前公示的意见",
)
_ZH_TAILS = (
    "并接受群众监督",
    "相关材料在政务大厅可以查阅",
    "有异议的可以书面提出",
    "期限为十五个工作日",
    "结果同时报送上级机关备案",
    "逾期未报的予以通报",
    "具体数字见附表",
)

_EN_SUBJECTS = (
    "The county finance bureau",
    "The audit office",
    "Each township government",
    "The roads department",
    "The procurement centre",
    "The land office",
    "Every budget unit",
    "The health commission",
    "The education bureau",
    "The water authority",
)
_EN_VERBS = (
    "publishes",
    "has compared",
    "will answer questions about",
    "reviewed",
    "inspected",
    "reports every quarter on",
    "has corrected",
    "explains",
    "invites comments on",
    "keeps a public register of",
)
_EN_OBJECTS = (
    "the allocation of special funds",
    "the results of tenders for rural roads",
    "farm subsidies and the rates that apply",
    "the main terms of signed contracts",
    "compensation for land taken for public works",
    "the cost and progress of school repairs",
    "equipment bought for village clinics",
    "spending on receptions and vehicles",
    "the quality of drinking water at the source",
    "comments received before an appointment",
)
_EN_PLACES = (
    "in all fourteen townships",
    "in the eastern valley",
    "for the county seat",
    "along the river road",
    "in the mountain villages",
    "for the industrial park",
    "at the district hospital",
    "in three pilot towns",
)
_EN_TAILS = (
    "and the papers can be read at the service hall",
    "and objections may be sent in writing",
    "within fifteen working days of this notice",
    "with the figures given in the table",
    "as the previous report announced",
    "after the second round of review",
    "so that residents can compare the years",
    "and the difference is explained below",
)


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences in two languages; `zh` may be empty, and is composed from phrases then."""

    zh: tuple[str, ...]

    def sentence(self, rng: random.Random, lang: str) -> str:
        """One sentence with its full stop, free of Markdown and YAML syntax."""
        if lang == "en":
            return _english(rng)
        return rng.choice(self.zh) if self.zh else _chinese(rng)

    def paragraph(self, rng: random.Random, lang: str, *, sentences: int) -> str:
        """Some sentences on one line, joined as the language joins them."""
        joint = " " if lang == "en" else ""
        return joint.join(self.sentence(rng, lang) for _ in range(sentences))


def read_prose(laws: Path | None) -> Prose:
    """Collect the plain sentences of every `*.md` below `laws`, in a stable order."""
    if laws is None or not laws.is_dir():
        return Prose(zh=())
    found: dict[str, None] = {}
    for path in sorted(laws.rglob("*.md")):
        found.update(dict.fromkeys(_SENTENCE.findall(path.read_text(encoding="utf-8"))))
    return Prose(zh=tuple(found))


def _chinese(rng: random.Random) -> str:
    parts = (_ZH_SUBJECTS, _ZH_VERBS, _ZH_OBJECTS)
    return "".join(rng.choice(part) for part in parts) + "，" + rng.choice(_ZH_TAILS) + "。"


def _english(rng: random.Random) -> str:
    parts: tuple[Sequence[str], ...] = (_EN_SUBJECTS, _EN_VERBS, _EN_OBJECTS, _EN_PLACES)
    amount = f"for {rng.randint(2, 980)},000 yuan"
    words = [rng.choice(part) for part in parts]
    return " ".join((*words, amount, rng.choice(_EN_TAILS))) + "."
