"""The reference of the field's schemas: their columns, keys and rules, made from the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.languages import Localised, Message, message, pick
from publisher.source import schemas
from publisher.source.schemas import Field, Schema

COLUMNS = (message("Column"), message("Title"), message("Type"), message("What it holds"))
RULES = (message("Rule"), message("What it says"), message("Source"))
TAGS = message("Sources carry how sure they are: V, read in the law or document; P, seen in a "
               "secondary source; M, general knowledge, to be set locally.")  # fmt: skip


def schema_reference(lang: str) -> str:
    """All schemas that ship with the package, as Markdown."""
    return "\n".join(_lines(lang)) + "\n"


def _lines(lang: str) -> Iterator[str]:
    yield "# " + message("Schemas of the field").text(lang)
    yield ""
    yield message("A descriptor names one as “schema: lightwell:payments”. A star marks what is "
                  "never blank; 🔍 what may be searched.").text(lang)  # fmt: skip
    yield message("Days lie between {first} and {last}.", first=schemas.EARLIEST,
                  last=schemas.LATEST).text(lang)  # fmt: skip
    yield TAGS.text(lang)
    for name in schemas.shipped_names():
        document = schemas.shipped(name)
        assert document is not None  # noqa: S101 - the names are those of the files
        value = document.value
        schema = schemas.build(value, name)
        yield from ("", f"## {name} {_both(value['title'])}", "", pick(value["description"], lang))
        yield ""
        yield message("Key: {fields}. Source: {source}.", fields=", ".join(schema.primary_key),
                      source=schema.source).text(lang)  # fmt: skip
        yield from _table(COLUMNS, (_field(field, lang) for field in schema.fields), lang)
        if schema.rules:
            yield from _table(RULES, _rules(schema, lang), lang)


def _field(field: Field, lang: str) -> tuple[str, ...]:
    name = f"`{field.name}`" + (" *" if field.constraints.get("required") else "")
    kind = field.type + (f", {field.unit}" if field.unit else "")
    if field.labels:
        kind += ": " + ", ".join(f"`{code}`" for code in field.labels)
    return (name + (" 🔍" if field.text else ""), _both(field.title), kind,
            _meaning(field, lang))  # fmt: skip


def _meaning(field: Field, lang: str) -> str:
    text = pick(field.description, lang)
    if not field.example:
        return text
    return message("{text}, such as {example}", text=text, example=field.example).text(lang)


def _rules(schema: Schema, lang: str) -> Iterator[tuple[str, ...]]:
    for rule in schema.rules:
        yield f"`{rule.code}`", pick(rule.about, lang), rule.source


def _both(title: Localised) -> str:
    return " ".join(dict.fromkeys(title.values()))


def _table(
    heads: Iterable[Message], rows: Iterable[tuple[str, ...]], lang: str
) -> Iterator[str]:
    titles = [head.text(lang) for head in heads]
    yield ""
    yield "| " + " | ".join(titles) + " |"
    yield "|" + " --- |" * len(titles)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
