"""The reference of what staff may write, made from the declarations that are checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.languages import Message, message
from publisher.source import answers, board_settings, columns, holidays, settings
from publisher.source.keys import KINDS, Key
from publisher.source.package_keys import (
    OWN_PACKAGE,
    OWN_RESOURCE,
    PACKAGE,
    PERSONAL_DATA,
    RESOURCE,
)
from publisher.source.rule_findings import form_of
from publisher.source.rules import COMMON, CONDITIONS, RuleKey
from publisher.source.rules import KINDS as RULES
from publisher.source.schemas import OWN_FIELD, OWN_SCHEMA

HEADS = (message("Key"), message("Value"), message("What it is for"))
SETTINGS: tuple[tuple[str, tuple[Key, ...]], ...] = tuple(
    (f"[[{name}]]" if name in ("links", "dialogue.boards") else f"[{name}]", keys)
    for name, keys in (
        *settings.TABLES.items(), ("checks", settings.CHECKS_KEYS),
        ("dialogue", board_settings.DIALOGUE_KEYS),
        ("dialogue.boards", board_settings.BOARD_KEYS),
        ("dialogue.limits", board_settings.LIMIT_KEYS),
    )
)


def reference(lang: str) -> str:
    """Everything that may stand in settings, front matter and descriptors, as Markdown."""
    return "\n".join(_lines(lang)) + "\n"


def _lines(lang: str) -> Iterator[str]:
    yield "# " + message("Keys").text(lang)
    yield ""
    yield message("Unknown keys are findings, with the nearest known key as a hint. A star marks "
                  "what must be there.").text(lang)  # fmt: skip
    yield from ("", "## lightwell.toml")
    for name, keys in SETTINGS:
        yield from _table(f"`{name}`", keys, lang)
    yield from ("", "## " + message("Front matter of articles").text(lang))
    yield from _table(message("Every column").text(lang), columns.COMMON, lang)
    yield from _table("`corrections`", columns.CORRECTION, lang)
    yield from _table("`withdrawn`", columns.WITHDRAWAL, lang)
    for column in columns.COLUMNS.values():
        if column.keys:
            yield from _table(f"`{column.name}` {column.title.text(lang)}", column.keys, lang)
    yield from ("", f"## {holidays.FILE}")
    yield ""
    yield message("Days on which offices are closed or open, for years that the shipped calendar "
                  "does not have or has differently. A year here replaces the whole year there; "
                  "its form is that of publisher/calendars/cn.yaml.").text(lang)  # fmt: skip
    yield from _table(message("Top of the file").text(lang), holidays.KEYS, lang)
    yield from _table(message("A year, under `years`").text(lang), holidays.YEAR_KEYS, lang)
    yield from _table("`closed`", holidays.CLOSED_KEYS, lang)
    yield from ("", "## " + message("Answers to flags").text(lang))
    yield from _table("`content/answers/<flag>.<party>.<lang>.md`", answers.KEYS, lang)
    yield from ("", "## datapackage.yaml")
    yield from _table(message("Dataset").text(lang), PACKAGE, lang)
    yield from _table(message("Dataset, under `lightwell`").text(lang), OWN_PACKAGE, lang)
    yield from _table(message("Table").text(lang), RESOURCE, lang)
    yield from _table(message("Table, under `lightwell`").text(lang), OWN_RESOURCE, lang)
    yield from _table("`personal_data`", PERSONAL_DATA, lang)
    yield from ("", "## " + message("Schemas").text(lang), "")
    yield message("Beside the keys of the Table Schema standard:").text(lang)
    yield from _table(message("Schema").text(lang), OWN_SCHEMA, lang)
    yield from _table(message("Column of a schema").text(lang), OWN_FIELD, lang)
    yield from _rules(lang)


def _rules(lang: str) -> Iterator[str]:
    yield from ("", "## " + message("Rules of a schema").text(lang), "")
    yield message("Each entry of `rules` is a check with a code of its own, made where the table "
                  "is valid. `key.column` names a column of the row that a foreign key leads to. "
                  "What the law limits is no rule: that is for the integrity "
                  "checks.").text(lang)  # fmt: skip
    yield from _table(message("Every rule").text(lang), COMMON, lang)
    for name, kind in RULES.items():
        yield from _table(f"`kind: {name}`", kind.keys, lang, kind.about)
    yield from ("", "### " + message("Conditions").text(lang), "")
    yield message("A condition is a value, a list of values, or a group of these:").text(lang)
    yield ""
    yield from (f"- `{word}`: {about.text(lang)}" for word, about in CONDITIONS.items())


def _table(
    title: str, keys: Iterable[Key | RuleKey], lang: str, about: Message | None = None
) -> Iterator[str]:
    yield from ("", f"### {title}", "")
    if about:
        yield from (about.text(lang), "")
    yield "| " + " | ".join(head.text(lang) for head in HEADS) + " |"
    yield "| --- | --- | --- |"
    for key in keys:
        name = f"`{key.name}`" + (" *" if key.required else "")
        yield f"| {name} | {_value(key, lang)} | {key.about.text(lang)} |"


def _value(key: Key | RuleKey, lang: str) -> str:
    if key.choices:
        return ", ".join(f"`{choice}`" for choice in key.choices)
    kind: Message = form_of(key)[1] if isinstance(key, RuleKey) else KINDS[key.kind][1]
    return kind.text(lang)
