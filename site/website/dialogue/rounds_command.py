"""`lightwell dialogue rounds`: what the clock does to the board, once or again and again."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

import click

from publisher.languages import Message, message
from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, tr

CALLED: Final[Mapping[str, Message]] = {
    "counted anew": message("matters whose days were counted anew"),
    "admitted": message("messages let through to the moderators"),
    "lapsed": message("matters ended because nobody went on with them"),
    "closed": message("satisfied matters closed"),
    "erased": message("private texts, receipts and files erased"),
    "figures": message("days of statistics written"),
    "reminders": message("reminders of deadlines written"),
    "swept": message("counts, puzzles and sessions deleted"),
    "searchable": message("search index brought up to date"),
    "mail": message("letters sent"),
}
"""What each task of a round did, for who reads its output."""


@click.command(
    help=tr("Do what is due because time passed: let through, close, remind, send, sweep.")
)
@click.option("--every", type=click.FloatRange(min=1), metavar="SECONDS",
              help=tr("Go on for ever, so many seconds apart."))
@environment_of
def rounds(environment: Environment, every: float | None) -> None:
    """One round, told on stdout; exit 1 if a part of it failed."""
    from website.dialogue.clockwork import Clockwork

    with errors_told():
        clockwork = Clockwork(environment.var, environment.database_url,
                              environment.dialogue_key, environment.smtp_url)  # fmt: skip
        if every is not None:
            clockwork.keep(every)
        done = clockwork.round()
    if not done.ran:
        click.echo(tr("Another process is at it."), err=True)
        return
    for name, count in done.counts.items():
        click.echo(f"{_called(name)}\t{count}")
    for name in done.failed:
        click.echo(f"{_called(name)}\t{tr('failed')}")
    if done.failed:
        sys.exit(1)


def _called(name: str) -> str:
    return CALLED[name].text(LANG) if name in CALLED else name
