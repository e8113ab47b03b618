"""Every kind of finding has a title for people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import publisher
from publisher.checking.datasets import FAILED, TEXTS
from publisher.checking.wording import errors
from website.kinds import KINDS

FOLDER = Path(publisher.__file__).parent
MAKERS = re.compile(r"(?:error|warning|info|stop|Finding|YamlError|_UnusableError|UnsafePath)\Z")
CODE = re.compile(r"[a-z]+(?:-[a-z0-9]+)*\Z")


def _codes(tree: ast.AST) -> Iterator[str]:
    """Constants that stand where a finding's code does, or are the code if none is given."""
    for node in ast.walk(tree):
        values: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if MAKERS.match(name):
                values += node.args[:1] if name != "UnsafePath" else node.args[1:]
                values += [word.value for word in node.keywords if word.arg == "code"]
        elif isinstance(node, ast.arguments):
            given = zip(reversed(node.args), reversed(node.defaults), strict=False)
            values += [value for argument, value in given if argument.arg == "code"]
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def codes() -> set[str]:
    """The codes of all findings that the publisher makes."""
    found = {f"{FAILED}{kind}" for kind in TEXTS} | set(errors.TEXTS)
    for file in FOLDER.rglob("*.py"):
        found |= set(_codes(ast.parse(file.read_text(encoding="utf-8"))))
    return {code for code in found if CODE.match(code)}


def test_every_code_has_a_title() -> None:
    found = codes()
    assert {"unsafe-path", "yaml-syntax", "article-name", "too-large", "symlink"} <= found
    assert sorted(found - set(KINDS)) == []
