"""A flag asks for an explanation: no text of a check says that anybody did wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher import supervision
from publisher.languages import translate

FOLDER = Path(supervision.__file__).parent
VERDICTS = re.compile(
    r"违纪|违法|违规|违反|串通|围标|舞弊|腐败|贪污|犯罪|责任人"
    r"|violat|fraud|collu|corrupt|guilt|illegal|unlawful|crime|criminal|cheat|rigg|misconduct",
    re.IGNORECASE,
)


def templates(file: Path) -> Iterator[str]:
    """The texts of a module's calls of `message`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "message":
            text = node.args[0]
            assert isinstance(text, ast.Constant)
            yield str(text.value)


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.py")), ids=lambda file: file.stem)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_verdict_words(file: Path, lang: str) -> None:
    for template in templates(file):
        assert not VERDICTS.search(translate(template, lang)), template


def test_texts_are_found_and_verdicts_would_be() -> None:
    assert len([t for file in FOLDER.rglob("*.py") for t in templates(file)]) > 100
    assert VERDICTS.search("两家公司串通投标")
    assert VERDICTS.search("This is a Violation.")
