"""Every public address of the running website, from its own map of routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from flask import Flask
from werkzeug.routing import AnyConverter, Rule

MADE_OF_RELEASES = frozenset({"pages", "data", "checks", "units", "obligations"})
"""Blueprints whose pages say what the release says, and nothing of the dialogue."""

QUERIES: Mapping[str, tuple[str, ...]] = {
    "search.search": ("?q={word}", "?kind=thread", "?kind=thread&sort=date", "?q=路灯"),
    "search.suggest": ("?q={first}", "?q={word}"),
    "search.feed": ("?q={word}", "?kind=thread"),
    "search.api": ("?q={word}", "?kind=thread&limit=100"),
    "dialogue_sending.similar": ("?q=路灯", "?q={word}"),
    "dialogue_api.threads": ("?limit=100", "?board=county", "?state=replied"),
}


def public_addresses(
    app: Flask, values: Mapping[str, tuple[str, ...]], word: str
) -> Iterator[str]:
    """The addresses of all routes that answer GET, with `values` for their variable parts.

    A route with a part that nobody gave values for is a KeyError: it must be thought of here.
    """
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.partition(".")[0]
        if "GET" not in (rule.methods or ()) or blueprint in MADE_OF_RELEASES:
            continue
        for address in _filled(app, rule, values):
            yield address
            for query in QUERIES.get(rule.endpoint, ()):
                yield address + query.format(word=word, first=word[0])


def _possible(rule: Rule, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The values that a part of the address takes: all those that a list of choices names."""
    converter = rule._converters.get(name)
    if isinstance(converter, AnyConverter):
        return tuple(sorted(converter.items))
    return values


def _filled(app: Flask, rule: Rule, values: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    names = sorted(rule.arguments)
    missing = [name for name in names if name not in values]
    if missing:
        raise KeyError(f"{rule.rule}: give values for {missing}")
    builder: Any = app.url_map.bind("test.example")
    for chosen in product(*(_possible(rule, name, values[name]) for name in names)):
        yield builder.build(rule.endpoint, dict(zip(names, chosen, strict=True)))
