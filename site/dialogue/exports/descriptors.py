"""The descriptors of the exported datasets, as Data Package YAML."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from dialogue.rules import Office
from publisher import languages
from publisher.source.kept_versions import CURRENT, VERSIONS

MESSAGES: Final = "messages"
STATISTICS: Final = "dialogue-statistics"


def messages(office: Office, day: dt.date) -> dict[str, Any]:
    """The descriptor of the public matters."""
    resource = {
        "name": MESSAGES, "title": {"zh": "公开留言和答复", "en": "Public messages and replies"},
        "path": "data/messages.csv", "schema": "lightwell:messages",
    }
    return _package(
        office, day, MESSAGES, resource,
        title={"zh": "对话一把手", "en": "Messages to leaders"},
        description={
            "zh": "给各位负责人的公开留言和答复，只含公众在留言板上看得到的文字。",
            "en": "Public messages to the leaders and the replies: only what everybody can read "
                  "on the boards.",
        },
    )  # fmt: skip


def statistics(office: Office, day: dt.date) -> dict[str, Any]:
    """The descriptor of the figures that are shown."""
    def field(name: str, kind: str, zh: str, en: str, *, required: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = {"name": name, "type": kind, "title": {"zh": zh, "en": en}}
        return found | ({"constraints": {"required": True}} if required else {})

    resource = {
        "name": "figures", "title": {"zh": "统计数据", "en": "Figures"},
        "path": "data/figures.csv",
        "schema": {
            "primaryKey": ["day", "dimension", "group", "measure"],
            "fields": [
                field("day", "date", "统计日期", "Day", required=True),
                field("dimension", "string", "分组方式", "Dimension", required=True),
                field("group", "string", "分组", "Group", required=True),
                field("measure", "string", "指标", "Measure", required=True),
                field("value", "integer", "数值", "Value"),
                field("denominator", "integer", "分母", "Denominator"),
                field("share", "number", "比例", "Share"),
                field("since", "date", "数值所属日期", "Exact for the day"),
            ],
        },
    }  # fmt: skip
    return _package(
        office, day, STATISTICS, resource,
        title={"zh": "对话办理统计", "en": "Statistics of the dialogue"},
        description={
            "zh": "留言的审核、答复、解决和评价情况；少于五件的数字不公布。",
            "en": "How messages were moderated, replied to, resolved and rated; numbers under "
                  "five are not shown.",
        },
    )  # fmt: skip


def _package(
    office: Office, day: dt.date, name: str, resource: dict[str, Any], *,
    title: dict[str, str], description: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    first = next(iter(office.rules.boards.values()))
    return {
        "name": name, "title": title, "description": description, "version": day.isoformat(),
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0",
                      "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "contributors": [{"title": languages.pick(office.rules.site, office.rules.languages[0]),
                          "role": "publisher"}],
        "created": f"{day.isoformat()}T00:00:00Z",
        "lightwell": {"unit": first.unit, "category": "dialogue", "frequency": "daily",
                      VERSIONS.name: CURRENT},
        "resources": [{
            **resource, "type": "table", "format": "csv", "mediatype": "text/csv",
            "encoding": "utf-8",
        }],
    }  # fmt: skip
