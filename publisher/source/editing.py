"""Writing for staff: skeletons of articles and datasets, corrections and withdrawals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from publisher.errors import UsageError
from publisher.languages import Message, Words, message, series, words
from publisher.source import columns, dataset_skeleton, package_keys, schemas
from publisher.source.articles import NAME, split
from publisher.source.dataset_skeleton import flow
from publisher.source.keys import Key, suggestion
from publisher.source.settings import localised
from publisher.source.yaml import YamlError, load

EXAMPLES: Mapping[str, str] = {
    "date": "2026-03-31", "instant": "2026-03-31T09:00", "yes-no": "false", "whole number": "1",
    "texts": "[]", "mapping": "{}", "mappings": "[]", "text": "",
}  # fmt: skip


def new_article(
    folder: Path, column: str, slug: str, *, languages: Sequence[str], today: dt.date
) -> list[Path]:
    """Write a valid draft of an article in each language; gives the files.

    Raises UsageError for an unknown column, an unfit slug, or a file that exists.
    """
    if column not in columns.COLUMNS:
        raise UsageError(message("“{name}” is not a column; the columns are: {columns}.",
                                 name=column, columns=", ".join(columns.COLUMNS)))  # fmt: skip
    files = [folder / "content" / column / f"{slug}.{lang}.md" for lang in languages]
    for file in files:
        if not NAME.fullmatch(file.name):
            raise UsageError(message("“{slug}” cannot stand in an address; use a–z, 0–9 and "
                                     "hyphens.", slug=slug))  # fmt: skip
        refuse_existing(file)
    for file, lang in zip(files, languages, strict=True):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(article_skeleton(column, lang, today), encoding="utf-8")
    return files


def article_skeleton(column: str, lang: str, today: dt.date) -> str:
    """The text of a new article: what is needed is filled in, the rest stands in comments."""
    rows = ["---", f"title: {message('Title').text(lang)}", f"date: {today}", "draft: true"]
    for key in (*columns.COMMON, *columns.COLUMNS[column].keys):
        if key.name not in ("title", "date", "draft"):
            rows += _commented(key, lang)
    return "\n".join([*rows, "---", message("Write here, in Markdown.").text(lang), ""])


def _commented(key: Key, lang: str) -> list[str]:
    choices = f" ({' | '.join(key.choices)})" if key.choices else ""
    example = key.choices[0] if key.choices else EXAMPLES[key.kind]
    return [f"# {key.about.text(lang)}{choices}", f"# {key.name}: {example}".rstrip()]


def new_dataset(folder: Path, name: str, *, schema: str, lang: str = "en") -> list[Path]:
    """Write a valid dataset with an empty table of the shipped `schema`; gives the files.

    Tables that its foreign keys lead to come with it; keys to tables that the source has are
    declared; what each part is stands in comments in `lang`. Raises UsageError for an unknown
    schema, an unfit name, or a folder that exists.
    """
    if schemas.shipped(schema) is None:
        raise UsageError(_no_schema(schema))
    if not package_keys.NAME.fullmatch(name):
        raise UsageError(message("A name is needed, made of a–z, 0–9, hyphen and underscore, "
                                 "beginning with a letter or digit."))  # fmt: skip
    place = folder / "datasets" / name
    refuse_existing(place)
    (place / "data").mkdir(parents=True)
    tables = related_tables(schema)
    written = [place / "datapackage.yaml"]
    text = dataset_skeleton.descriptor(name, tables, dataset_skeleton.known_tables(folder), lang)
    written[0].write_text(text, encoding="utf-8")
    for table, value in tables.items():
        written.append(place / "data" / f"{table}.csv")
        header = ",".join(field["name"] for field in value["fields"])
        written[-1].write_text(header + "\n", encoding="utf-8")
    return written


def _no_schema(name: str) -> Message:
    """What is said of a schema that is not shipped: the nearest one, and all with their titles."""
    names = schemas.shipped_names()
    near = [each for each in names if each.removesuffix("s") == name.removesuffix("s")]
    said = message("There is no schema “{name}”.", name=name)
    hint = suggestion(name, near or names)
    if hint is not None:
        said = message("{said} {hint}", said=said, hint=hint)
    return message("{said} There are: {known}.", said=said, known=series(map(_titled, names)))


def _titled(name: str) -> Words:
    document = schemas.shipped(name)
    title = localised(document.value.get("title")) if document else {}
    return words({
        lang: f"{name}（{text}）" if lang.startswith("zh") else f"{name} ({text})"
        for lang, text in title.items()
    } or {"": name})  # fmt: skip


def related_tables(schema: str) -> dict[str, Mapping[str, Any]]:
    """A shipped schema and all that its foreign keys lead to, by name."""
    found: dict[str, Mapping[str, Any]] = {}
    wanted = [schema]
    while wanted:
        name = wanted.pop(0)
        document = schemas.shipped(name)
        if name in found or document is None:
            continue
        found[name] = document.value
        wanted += [
            key.resource
            for key in schemas.foreign_keys(document.value.get("foreignKeys"))
            if key.resource
        ]
    return found


def refuse_existing(place: Path) -> None:
    """Raise UsageError if there is something at `place`."""
    if place.exists():
        raise UsageError(message("{path} exists already.", path=place))


def correct(file: Path, *, note: str, kind: str, day: dt.date) -> None:
    """Add a correction to an article's front matter."""
    entry = {"date": day, "note": note, "kind": kind}
    _edit(file, "corrections", lambda known: [*(known or []), entry])


def withdraw(file: Path, *, reason: str, day: dt.date) -> None:
    """Withdraw an article: its page will show when and why, instead of its text.

    Raises UsageError for one that is withdrawn already.
    """

    def once(known: Any) -> Any:
        if known:
            raise UsageError(
                message("{path} is withdrawn already, since {date}; what was published of that "
                        "stays.", path=file, date=known.get("date", ""))
            )  # fmt: skip
        return {"date": day, "reason": reason}

    _edit(file, "withdrawn", once)


def _edit(file: Path, key: str, change: Callable[[Any], Any]) -> None:
    """Replace the value of a key in a front matter; all other lines stay as they are."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise UsageError(
            message("{path} cannot be read: {what}.", path=file, what=failure)
        ) from failure
    parts = split(text)
    if parts is None:
        raise UsageError(message("{path} is not an article with front matter.", path=file))
    front, body, _ = parts
    try:
        document = load(front)
    except YamlError as failure:
        raise UsageError(
            message("{path} has a front matter that cannot be read: {what}", path=file,
                    what=failure)
        ) from failure  # fmt: skip
    rows = front.rstrip("\n").split("\n")
    value = change(document.value.get(key))
    if key in document.value:
        start = document.line(key) - 1
        later = [n - 1 for path, n in document.lines.items() if len(path) == 1 and n - 1 > start]
        rows[start : min(later, default=len(rows))] = block(key, value)
    else:
        rows += block(key, value)
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text("\n".join(["---", *rows, "---", body]), encoding="utf-8")
    fresh.replace(file)


def block(key: str, value: Any) -> list[str]:
    """A key and its value as lines of YAML, each entry on a line of its own."""
    if isinstance(value, list):
        return [f"{key}:", *(f"  - {flow(entry)}" for entry in value)]
    return [f"{key}: {flow(value)}"]
