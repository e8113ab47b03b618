"""What the environment says, read once: where the source is and where things are kept."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publisher.languages import Message, message

VARIABLES: Mapping[str, Message] = {
    "LIGHTWELL_SOURCE": message("The source folder (default: the working folder)."),
    "LIGHTWELL_VAR": message("Where releases, archive and caches are kept (default: var in the "
                             "source folder)."),
    "LIGHTWELL_SECRET_KEY": message("The key that signs what the website hands out (default: made "
                                    "once and kept in var/secret.key)."),
    "LIGHTWELL_LANG": message("The language of this command's texts, zh or en (default: from "
                              "LC_ALL, LC_MESSAGES or LANG)."),
    "LIGHTWELL_PROXY_HEADER": message("The header in which the web server in front of this one "
                                      "names the client, such as X-Forwarded-For (default: none "
                                      "is believed)."),
    "LIGHTWELL_DATABASE_URL": message("The database of the dialogue, postgresql://… (default: a "
                                      "file of SQLite in var)."),
    "LIGHTWELL_DIALOGUE_KEY": message("The key that wraps the keys of messages, 64 hexadecimal "
                                      "digits (default: made once and kept in var/dialogue.key; "
                                      "never back it up beside the database)."),
    "LIGHTWELL_SMTP_URL": message("The mail server for notices, smtps://user:password@host:465 or "
                                  "smtp://host:587 (default: notices are put into var/mail)."),
    "NO_COLOR": message("No colours on the terminal, if set to anything."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Environment:
    """Sources, the folder `var`, the secret key if one was given, and the language.

    `proxy_header` is the header in which a web server in front names the client, "" without one.
    `database_url` and `dialogue_key` are "" where the dialogue keeps both in `var`, `smtp_url`
    where there is no mail server.
    """

    sources: tuple[Path, ...]
    var: Path
    secret_key: str
    lang: str
    proxy_header: str = ""
    database_url: str = ""
    dialogue_key: str = ""
    smtp_url: str = ""


def language(environ: Mapping[str, str]) -> str:
    """The language of texts on the terminal: zh where the environment asks for it, else en."""
    for name in ("LIGHTWELL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "zh" if environ[name].lower().startswith("zh") else "en"
    return "en"


def read_environment(sources: tuple[Path, ...] = (), var: Path | None = None) -> Environment:
    """The environment, with what the command line gives taking precedence."""
    environ = os.environ
    found = sources or (Path(environ.get("LIGHTWELL_SOURCE") or "."),)
    place = var or Path(environ.get("LIGHTWELL_VAR") or found[0] / "var")
    return Environment(
        tuple(source.absolute() for source in found), place.absolute(),
        environ.get("LIGHTWELL_SECRET_KEY", ""), language(environ),
        environ.get("LIGHTWELL_PROXY_HEADER", ""),
        environ.get("LIGHTWELL_DATABASE_URL", ""), environ.get("LIGHTWELL_DIALOGUE_KEY", ""),
        environ.get("LIGHTWELL_SMTP_URL", ""),
    )  # fmt: skip


def secret_key(environment: Environment) -> str:
    """The secret key: the given one, else the one in `var`, which is made at the first need."""
    if environment.secret_key:
        return environment.secret_key
    file = environment.var / "secret.key"
    environment.var.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as target:
        key = secrets.token_urlsafe(32)
        target.write(key + "\n")
        return key
