"""How to ask: the language of questions by examples, in each language of the site."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from markupsafe import Markup

from publisher import addresses
from publisher.languages import Message, message
from website.layout import template


class Example(NamedTuple):
    """A question and what it finds."""

    question: str
    finds: Message


_WORDS: Final = message("both words, wherever they stand")
_PHRASE: Final = message("these words in this order")
_EITHER: Final = message("one of the words, or both")
_WITHOUT: Final = message("the first word where the second does not occur")
_BRACKETS: Final = message("brackets join what belongs together")
_TITLE: Final = message("the word in titles only")
_DATE: Final = message("from one year to the other; months and days work too: 2025-03")
_UNIT: Final = message("what is about one unit, by its code; a name works too")
_SECTION: Final = message("what stands in one section of this site")
_KIND: Final = message("what is of one kind, such as articles or rows of tables")
_CODE: Final = message("a contract, a document or an organisation, by its number")
_BEGIN: Final = message("words that begin so")
_SOUND: Final = message("Chinese words by their Pinyin, with or without spaces")

EXAMPLES: Final[dict[str, tuple[Example, ...]]] = {
    "zh": (
        Example("预算 审计", _WORDS),
        Example("“预算执行”", _PHRASE),
        Example("预算 OR 审计", _EITHER),
        Example("预算 -学校", _WITHOUT),
        Example("(招标 OR 采购) 学校", _BRACKETS),
        Example("标题:公示", _TITLE),
        Example("审计 日期:[2025 TO 2026]", _DATE),
        Example("单位:{unit}", _UNIT),
        Example("栏目:公告公示", _SECTION),
        Example("类型:表格记录", _KIND),
        Example("编号:{unit}", _CODE),
        Example("gongwu jiedai", _SOUND),
    ),
    "en": (
        Example("budget audit", _WORDS),
        Example('"village accounts"', _PHRASE),
        Example("budget OR audit", _EITHER),
        Example("budget -school", _WITHOUT),
        Example("(tender OR procurement) school", _BRACKETS),
        Example("procure*", _BEGIN),
        Example("title:notice", _TITLE),
        Example("audit date:[2025 TO 2026]", _DATE),
        Example("unit:{unit}", _UNIT),
        Example("section:notices", _SECTION),
        Example('type:"rows of tables"', _KIND),
        Example("code:{unit}", _CODE),
        Example("zhao biao", _SOUND),
    ),
}


def examples(lang: str, unit: str) -> tuple[Example, ...]:
    """The examples for readers of `lang`; `unit` is the code of a unit, "" where there is none."""
    known = EXAMPLES.get(lang, EXAMPLES["en"])
    return tuple(
        example._replace(question=example.question.replace("{unit}", unit))
        for example in known
        if unit or "{unit}" not in example.question
    )


@lru_cache(maxsize=32)
def help_part(lang: str, unit: str) -> Markup:
    """The examples and what is said with them, as part of the page; made once."""
    made = template("search/help.html").render(
        lang=lang, examples=examples(lang, unit), addresses=addresses
    )
    return Markup(made)  # noqa: S704 - the template escapes
