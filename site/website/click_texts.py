"""click's own messages in the language of the terminal.

click asks Python's gettext for them; they stand in our catalogue, for which they are listed here.
"""

from __future__ import annotations

import gettext
import os

import click.core
import click.exceptions
import click.parser
import click.types

from publisher.languages import DOMAIN, TRANSLATIONS, message

TEXTS = (
    message("Usage:"),
    message("Options"),
    message("Commands"),
    message("Error: {message}"),
    message("Try '{command} {option}' for help."),
    message("Show this message and exit."),
    message("Missing command."),
    message("Missing argument"),
    message("Missing option"),
    message("No such command {name!r}."),
    message("No such option {name!r}."),
    message("Invalid value: {message}"),
    message("Invalid value for {param_hint}: {message}"),
    message("default: {default}"),
    message("required"),
    message("{name} {filename!r} does not exist."),
    message("{name} {filename!r} is a file."),
    message("{name} {filename!r} is a directory."),
    message("{value!r} is not one of {choices}."),
    message("{value!r} is not a valid {number_type}."),
    message("{value} is not in the range {range}."),
    message("{value!r} does not match the format {format}."),
    message("Option {name!r} requires an argument."),
    message("Option {name!r} does not take a value."),
)

COUNTED = (click.core, click.exceptions, click.parser, click.types)
"""Modules that also ask for texts in two numbers, which our catalogue has not."""


def use(lang: str) -> None:
    """Let click speak `lang` in this process."""
    gettext.bindtextdomain(DOMAIN, str(TRANSLATIONS))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = lang
    for module in COUNTED:
        setattr(module, "ngettext", _one_or_many)  # noqa: B010 - a name of theirs


def _one_or_many(one: str, many: str, count: int) -> str:
    return gettext.gettext(one if count == 1 else many)
