"""Which code made a release: part of what every output depends on."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import cache
from pathlib import Path

PACKAGES = ("publisher", "search_index", "website")
SUFFIXES = frozenset({".py", ".yaml", ".html", ".mo", ".css", ".js", ".txt", ".svg", ".toml"})
ROOT = Path(__file__).parent.parent


@cache
def lock() -> str:
    """The hash of the locked dependencies, as `sha256:` and hex."""
    shipped = ROOT / "requirements.lock"
    file = shipped if shipped.is_file() else ROOT.parent / "requirements" / "run.txt"
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


@cache
def identity() -> str:
    """A digest of our code, templates and texts, and of the locked dependencies."""
    state = hashlib.sha256(lock().encode())
    for name in PACKAGES:
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None:
            continue  # the publisher also works without the website
        folder = Path(found.origin).parent
        for file in sorted(folder.rglob("*")):
            if file.suffix in SUFFIXES:
                state.update(f"{name}/{file.relative_to(folder)}".encode())
                state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()
