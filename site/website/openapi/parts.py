"""What an OpenAPI document is put together from; texts stand in every language of the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from publisher.edition import Edition
from publisher.languages import Message, message

Json = dict[str, Any]


class Part(NamedTuple):
    """A topic's addresses with what they answer, and the schemas that they refer to by name."""

    paths: Mapping[str, Json]
    schemas: Mapping[str, Json]


Describe = Callable[[Edition], Part]
"""Describes what a topic offers of an edition."""

TEXT: Final[Json] = {"type": "string"}
DAY: Final[Json] = {"type": "string", "format": "date"}
COUNT: Final[Json] = {"type": "integer", "minimum": 0}
ADDRESS: Final[Json] = {"type": "string", "format": "uri"}

UNCHANGED: Final = message("It has not changed since the version that If-None-Match names.")
TOO_MANY: Final = message("Too many questions at once: wait as long as Retry-After says.")
NOTHING_YET: Final = message("There is no release to answer from at this moment.")


def said(edition: Edition, text: Message) -> str:
    """A text in each language of the site, once where they are the same."""
    texts = (text.text(lang) for lang in edition.settings.languages)
    return " / ".join(dict.fromkeys(texts))


def reference(name: str) -> Json:
    """The schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema: Json) -> Json:
    """A schema, or null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def record(properties: Mapping[str, Json]) -> Json:
    """An object with exactly these properties."""
    return {"type": "object", "required": list(properties), "properties": dict(properties),
            "additionalProperties": False}  # fmt: skip


def listed(items: Json) -> Json:
    """A list of such items."""
    return {"type": "array", "items": items}


def query(edition: Edition, name: str, about: Message, schema: Json) -> Json:
    """A parameter of the query string; it may be left out."""
    return {"name": name, "in": "query", "description": said(edition, about), "schema": schema}


def place(edition: Edition, name: str, about: Message, schema: Json) -> Json:
    """A part of the address."""
    return {"name": name, "in": "path", "required": True, "description": said(edition, about),
            "schema": schema}  # fmt: skip


class Body(NamedTuple):
    """What an answer holds: media types with their schemas, and headers with their meaning."""

    content: Mapping[str, Json]
    headers: Mapping[str, Message] = {}


def get(
    edition: Edition, name: str, summary: Message, body: Body, *,
    parameters: Sequence[Json] = (), others: Mapping[str, Message] | None = None,
) -> Json:
    """An address that is read; `others` are further answers by their status."""
    found: Json = {
        "description": said(edition, summary),
        "content": {media: {"schema": schema} for media, schema in body.content.items()},
    }
    if body.headers:
        found["headers"] = {
            header: {"description": said(edition, about), "schema": TEXT}
            for header, about in body.headers.items()
        }
    rest = {"304": UNCHANGED, **(others or {})}
    operation: Json = {
        "operationId": name, "summary": said(edition, summary),
        "responses": {"200": found} | {
            status: {"description": said(edition, text)} for status, text in rest.items()
        },
    }  # fmt: skip
    if parameters:
        operation["parameters"] = list(parameters)
    return {"get": operation}
