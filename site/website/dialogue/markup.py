"""How texts of the board are drawn: hidden words as marks that are read aloud as such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup, escape

from dialogue.matters import HIDINGS
from dialogue.redaction import SHOWN, Redaction
from website.wording import say


def said(text: str) -> Markup:
    """A public text: every line as it was written, hidden words as a mark."""
    mark = Markup(
        '<span class="lw-hidden"><span aria-hidden="true">{}</span>'
        '<span class="govuk-visually-hidden">{}</span></span>'
    ).format(SHOWN, _("[words hidden]"))
    return mark.join(map(escape, text.split(SHOWN)))


def original(text: str, redactions: Iterable[Redaction]) -> Markup:
    """A text as its writer sees it: everything, with what others do not see marked."""
    parts, place = [], 0
    for one in sorted(redactions):
        start = max(one.start, place)
        if one.end <= start:
            continue
        parts.append(escape(text[place:start]))
        parts.append(
            Markup('<mark class="lw-unseen" title="{why}">{words}'
                   '<span class="govuk-visually-hidden"> ({why})</span></mark>')
            .format(why=_("hidden: %(why)s", why=say(HIDINGS[one.reason])),
                    words=text[start : one.end])
        )  # fmt: skip
        place = one.end
    return Markup("").join([*parts, escape(text[place:])])


def install(app: Flask) -> None:
    """Give the templates of `app` these filters."""
    environment: Any = app.jinja_env
    environment.filters.update(said=said, original=original)
