"""Which edition the application shows."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app, g

from publisher.edition import Edition

KEY = "lightwell-edition"


def install(app: Flask, source: Callable[[], Edition]) -> None:
    """Let `app` show the edition that `source` gives when a page begins."""
    app.extensions[KEY] = source


def current_edition() -> Edition:
    """The edition of the page in the making; one page never sees two."""
    known: Edition | None = g.get("edition")
    if known is None:
        known = g.edition = current_app.extensions[KEY]()
    return known
