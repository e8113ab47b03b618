"""What every command shares: the language of its texts, the clock, and how errors are told."""

from __future__ import annotations

import datetime as dt
import errno
import gc
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from publisher.errors import PublisherError, StorageError, UsageError
from publisher.languages import Message, message, translate
from website.environment import Environment, language

if TYPE_CHECKING:
    from publisher.publish import Workplace

LANG = language(os.environ)
COLOUR = False if os.environ.get("NO_COLOR") else None
"""Whether there are colours; None: where the output is a terminal."""

REFUSALS: Final[Mapping[int, Message]] = {
    errno.ENOENT: message("there is no such file or folder"),
    errno.ENOSPC: message("the disk is full"),
    errno.EDQUOT: message("no more space may be used on this disk"),
    errno.EFBIG: message("the file may not become that large"),
    errno.EACCES: message("this is not permitted"),
    errno.EPERM: message("this is not permitted"),
    errno.EROFS: message("nothing can be written on this disk"),
    errno.EEXIST: message("there is something of this name already"),
    errno.ENOTEMPTY: message("there is something of this name already"),
    errno.ENOTDIR: message("a part of the path is no folder"),
    errno.EISDIR: message("this is a folder"),
    errno.EIO: message("the disk reports an error"),
}
"""What the system says when it refuses, for people."""

LONG = 10.0
"""Seconds without a word after which it is told what is being done, whoever reads it."""
_LAST = [time.monotonic()]
"""When something was told last, or the command began."""

environment_of = click.make_pass_decorator(Environment)


def tr(text: str) -> str:
    """A text in the language of the terminal."""
    return translate(text, LANG)


def columns() -> int:
    """The width of the terminal; of what is read by a program or kept in a file, no limit."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 1_000_000


def now() -> dt.datetime:
    """This moment; the only place where a publication learns the time."""
    return dt.datetime.now(dt.UTC)


def say(text: Message) -> None:
    """Tell people who wait what is being done: at a terminal at once, elsewhere if it is long."""
    moment = time.monotonic()
    if sys.stderr.isatty() or moment - _LAST[-1] >= LONG:
        _LAST[:] = [moment]
        click.echo(text.text(LANG), err=True)


def instant(text: str, zone: dt.tzinfo) -> dt.datetime:
    """The instant that somebody wrote; a date is its midnight in `zone`."""
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            message("“{text}” is not a date such as 2026-03-31.", text=text)
        ) from None
    return value if value.tzinfo else value.replace(tzinfo=zone)


def zone_of(environment: Environment) -> dt.tzinfo:
    """The time zone of the site, UTC where no settings say it."""
    from publisher.source.settings_file import read_settings

    try:
        return read_settings(environment.sources[0]).zone
    except PublisherError:
        return dt.UTC


def workplace(environment: Environment) -> Workplace:
    """Where publishing works, with the website's pages.

    Collecting garbage as often as usual would scan tens of thousands of articles again and again
    while they are being read: it made planning 50,000 pages half as slow again.
    """
    from publisher.publish import Workplace
    from publisher.source.settings_file import require_source
    from website.plan import plan

    require_source(environment.sources[0])
    gc.freeze()
    gc.set_threshold(1_000_000, 100, 100)
    return Workplace(environment.sources, environment.var, plan, say)


@contextmanager
def errors_told() -> Iterator[None]:
    """Print what stopped the publisher, and exit with its code."""
    from publisher.source.settings_file import SettingsError

    try:
        yield
    except SettingsError as failure:
        from website import report

        for line in report.as_text(failure.findings, LANG):
            click.echo(line)
        click.echo(tr("Error: ") + failure.message.text(LANG), err=True)
        sys.exit(1)
    except PublisherError as failure:
        click.echo(tr("Error: ") + failure.message.text(LANG), err=True)
        sys.exit(failure.exit_code)
    except OSError as failure:
        click.echo(tr("Error: ") + refused(failure).text(LANG), err=True)
        sys.exit(StorageError.exit_code)


def refused(failure: OSError) -> Message:
    """What the system would not do, and with which file."""
    known = REFUSALS.get(failure.errno or 0)
    what = known.text(LANG) if known else failure.strerror or str(failure)
    file = failure.filename2 or failure.filename
    if file is None:
        return message("{what}.", what=what)
    return message("{file}: {what}.", file=os.fsdecode(file), what=what)
