"""`lightwell dialogue rounds`: what the clock does to the board, once or again and again."""

from __future__ import annotations

import sys

import click

from website.environment import Environment
from website.terminal import environment_of, errors_told, tr


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
        click.echo(f"{name}\t{count}")
    for name in done.failed:
        click.echo(f"{name}\t-")
    if done.failed:
        sys.exit(1)
