"""The reference of what staff may write, made from the declarations that are checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.languages import Message, message
from publisher.source import answers, columns, settings
from publisher.source.keys import KINDS, Key
from publisher.source.package_keys import OWN_PACKAGE, OWN_RESOURCE, PACKAGE, RESOURCE

HEADS = (message("Key"), message("Value"), message("What it is for"))
SETTINGS: tuple[tuple[str, tuple[Key, ...]], ...] = tuple(
    (f"[[{name}]]" if name == "links" else f"[{name}]", keys)
    for name, keys in (*settings.TABLES.items(), ("checks", settings.CHECKS_KEYS))
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
    yield from ("", "## " + message("Answers to flags").text(lang))
    yield from _table("`content/answers/<flag>.<party>.<lang>.md`", answers.KEYS, lang)
    yield from ("", "## datapackage.yaml")
    yield from _table(message("Dataset").text(lang), PACKAGE, lang)
    yield from _table(message("Dataset, under `lightwell`").text(lang), OWN_PACKAGE, lang)
    yield from _table(message("Table").text(lang), RESOURCE, lang)
    yield from _table(message("Table, under `lightwell`").text(lang), OWN_RESOURCE, lang)


def _table(title: str, keys: Iterable[Key], lang: str) -> Iterator[str]:
    yield from ("", f"### {title}", "")
    yield "| " + " | ".join(head.text(lang) for head in HEADS) + " |"
    yield "| --- | --- | --- |"
    for key in keys:
        name = f"`{key.name}`" + (" *" if key.required else "")
        yield f"| {name} | {_value(key, lang)} | {key.about.text(lang)} |"


def _value(key: Key, lang: str) -> str:
    if key.choices:
        return ", ".join(f"`{choice}`" for choice in key.choices)
    kind: Message = KINDS[key.kind][1]
    return kind.text(lang)
