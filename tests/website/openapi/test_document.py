"""`/openapi.json`: sound by the rules of OpenAPI 3.1, and true of what is really answered."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import (  # type: ignore[import-untyped]  # it ships no types
    Draft202012Validator,
    FormatChecker,
)
from werkzeug.test import Client

from publisher.edition import Edition
from publisher.release import live
from publisher.release.reader import current
from tests.website.county import County
from website.app import create_app
from website.search.asking import Asked, said
from website.serve import application

Json = dict[str, Any]
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")
NAME = re.compile(r"[A-Za-z0-9._-]+")
SAMPLES = {
    "lang": "en", "dataset": "payments", "same": "payments", "table": "payments",
    "column": "news", "check": "c09", "identity": "2345678923",
}  # fmt: skip


@pytest.fixture(scope="session")
def client(county: County) -> Client:
    door = application(county.var)
    door.floods = type(door.floods)(rate=1e9, burst=1e9)
    return Client(door)


@pytest.fixture(scope="session")
def document(client: Client) -> Json:
    answer = client.get("/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    found: Json = json.loads(answer.data)
    return found


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def refusing() -> Edition:
    raise AssertionError("no edition is needed to list routes")


def test_every_route_below_api_is_described_with_its_methods(document: Json) -> None:
    described = {(path, method.upper()) for path, method, _ in operations(document)}
    for rule in create_app(refusing).url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                assert (path, method) in described


def test_the_document_is_built_as_openapi_demands(document: Json) -> None:
    assert document["openapi"] == "3.1.0"
    assert set(document) == {"openapi", "info", "servers", "paths", "components"}
    assert document["info"]["title"]
    assert document["info"]["version"]
    for path, method, operation in operations(document):
        assert path.startswith("/")
        assert method in METHODS
        assert operation["responses"]
        for status, answer in operation["responses"].items():
            assert STATUS.fullmatch(status)
            assert answer["description"]
            for media, content in answer.get("content", {}).items():
                assert re.fullmatch(r"[\w.+-]+/[\w.+-]+", media)
                Draft202012Validator.check_schema(content["schema"])
        for parameter in operation.get("parameters", []):
            assert parameter["in"] in ("query", "path")
            assert parameter.get("required", False) == (parameter["in"] == "path")
            Draft202012Validator.check_schema(parameter["schema"])
    for name, schema in document["components"]["schemas"].items():
        assert NAME.fullmatch(name)
        Draft202012Validator.check_schema(schema)


def test_names_are_unique_and_every_part_of_an_address_is_a_parameter(document: Json) -> None:
    ids = Counter(operation["operationId"] for _, _, operation in operations(document))
    assert set(ids.values()) == {1}
    for path, _, operation in operations(document):
        given = Counter((p["name"], p["in"]) for p in operation.get("parameters", []))
        assert set(given.values()) <= {1}
        in_path = re.findall(r"{(\w+)}", path)
        assert len(in_path) == len(set(in_path))
        assert {name for name, where in given if where == "path"} == set(in_path)


def test_references_lead_somewhere(document: Json) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    used = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)))
    assert used == known


def test_texts_stand_in_every_language(document: Json, county: County) -> None:
    release = current(county.var)
    assert release is not None
    title = live.read(release).settings.title
    assert document["info"]["title"] == " / ".join((title["zh"], title["en"]))


def check(document: Json, schema: Json, value: object) -> None:
    whole = {"components": document["components"], **schema}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(value)


@pytest.mark.parametrize(
    "query", ["", "q=支付", "q=维修&limit=3&sort=date", "q=nothingatall", "kind=field&lang=en"]
)
def test_answers_are_as_described(client: Client, document: Json, query: str) -> None:
    for address in ("/api/v1/search", "/{lang}/search/suggest"):
        answers = document["paths"][address]["get"]["responses"]
        schema = answers["200"]["content"]["application/json"]["schema"]
        answer = client.get(f"{address.format(lang='zh')}?{query}")
        check(document, schema, json.loads(answer.data))


def test_every_parameter_of_a_question_is_described(document: Json) -> None:
    """The names that a question's own address is written with, and no others but the limit."""
    day = dt.date(2026, 3, 31)
    full = Asked("x", "all", "row", "news", "a", "b", 2026, day, day, by_date=True, after="r.1")
    written = {name for name, _ in said(full, "zh")}
    given = document["paths"]["/api/v1/search"]["get"]["parameters"]
    assert {parameter["name"] for parameter in given} == {*written, "limit"}


def test_every_address_answers_with_the_media_type_it_says(client: Client, document: Json) -> None:
    for path, _, operation in operations(document):
        address = path.format(**SAMPLES)
        answer = client.get(address)
        # The county has no boards, so that there is no thread.
        assert answer.status_code == (404 if "{identity}" in path else 200), address
        assert answer.mimetype in operation["responses"]["200"]["content"], address


def test_search_names_its_description(client: Client) -> None:
    links = client.get("/api/v1/search").headers["Link"]
    assert '</openapi.json>; rel="service-desc"' in links
