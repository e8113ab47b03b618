"""The command speaks one language, click's own messages included."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from website.click_texts import TEXTS


def lightwell(folder: Path, lang: str, *arguments: str) -> str:
    """What the command says, on both streams, with spaces and line breaks as one space."""
    found = subprocess.run(
        [sys.executable, "-m", "website", *arguments], cwd=folder, check=False, timeout=60,
        capture_output=True, text=True, env={**os.environ, "LIGHTWELL_LANG": lang},
    )  # fmt: skip
    return " ".join((found.stdout + found.stderr).split())


@pytest.mark.parametrize(("lang", "arguments", "said"), [
    ("zh", ("--help",), ("用法： lightwell", "选项:", "命令:", "显示本帮助并退出。")),
    ("zh", ("nothing",), ("错误：没有 'nothing' 这个命令。", "用法：")),
    ("zh", ("new", "dataset", "x"), ("缺少选项 '--schema'",)),
    ("zh", ("check", "--nothing"), ("没有 '--nothing' 这个选项。",)),
    ("zh", ("dialogue", "open", "--identity", "nowhere", "x"), ("不存在",)),
    ("zh", ("staff", "add", "x", "--shown", "x", "--role", "king"), ("只能是", "moderator")),
    ("zh", ("staff", "add", "--help"), ("[必填]",)),
    ("zh", ("dialogue", "head"), ("还没有",)),
    ("en", ("nothing",), ("Error: No such command 'nothing'.", "Usage: lightwell")),
])  # fmt: skip
def test_click_speaks_the_language(
    tmp_path: Path, lang: str, arguments: tuple[str, ...], said: tuple[str, ...]
) -> None:
    told = lightwell(tmp_path, lang, *arguments)
    for text in said:
        assert text in told, told


def test_click_still_says_what_is_translated() -> None:
    modules = [click.core, click.exceptions, click.formatting, click.decorators, click.types,
               click.parser]  # fmt: skip
    source = "".join(map(inspect.getsource, modules))
    known = set(re.findall(r'_\(\s*"([^"]+)"', source)) | set(re.findall(r'"([^"\n]+)"', source))
    assert {text.template for text in TEXTS} <= known
