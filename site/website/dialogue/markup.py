"""How texts of the board are drawn: hidden words as marks that are read aloud as such."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask.sansio.app import App
from flask_babel import gettext as _
from markupsafe import Markup, escape

from dialogue.matter.matters import HIDINGS
from dialogue.text.redaction import SHOWN, Redaction
from website.dialogue.message_form import Choice
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


def error(wrong: Mapping[str, str], field: str) -> dict[str, Any] | None:
    """The error of a field as the form macros want it."""
    if field not in wrong:
        return None
    return {"text": wrong[field], "visuallyHiddenText": _("Error")}


def items(choices: Iterable[Choice]) -> list[dict[str, Any]]:
    """Choices as the macros of radios and checkboxes want them."""
    return [
        {"value": one.value, "text": one.label} | ({"hint": {"text": one.hint}} if one.hint else {})
        for one in choices
    ]


def options(choices: Iterable[Choice], none: str) -> list[dict[str, Any]]:
    """Choices as the macro of selects wants them, with one that chooses nothing."""
    return [{"value": "", "text": none}, *items(choices)]


def counted(given: dict[str, Any]) -> dict[str, Any]:
    """What the macro of a counted text wants, with its sentences in the reader's language."""
    most = given["maxlength"]
    return given | {
        "textareaDescriptionText": _("At most %(count)s characters", count="%{count}"),
        "charactersUnderLimitText": {"one": _("%(count)s character left", count="%{count}"),
                                     "other": _("%(count)s characters left", count="%{count}")},
        "charactersAtLimitText": _("No character left"),
        "charactersOverLimitText": {
            "one": _("%(count)s character too many", count="%{count}"),
            "other": _("%(count)s characters too many", count="%{count}"),
        },
        "threshold": 0 if most <= 100 else 50,
    }  # fmt: skip


def install(app: App) -> None:
    """Give the templates of `app` these filters."""
    environment: Any = app.jinja_env
    environment.filters.update(
        said=said, original=original, error=error, radio_items=items, select_items=options,
        counted=counted,
    )
