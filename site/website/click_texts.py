"""click's own messages in the language of the terminal.

click asks Python's gettext for them; they stand in our catalogue, for which they are listed here.
"""

from __future__ import annotations

import gettext
import os

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
)


def use(lang: str) -> None:
    """Let click speak `lang` in this process."""
    gettext.bindtextdomain(DOMAIN, str(TRANSLATIONS))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = lang
