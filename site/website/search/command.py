"""The command `lightwell searches`."""

from __future__ import annotations

import datetime as dt

import click

from publisher.languages import message
from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, now, tr


@click.command(help=tr("List what people search for most; with --without-hits, what they miss."))
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 400),
              help=tr("How many days to look back."))
@click.option("--without-hits", is_flag=True,
              help=tr("Only questions that found nothing, or only some of their words."))
@environment_of
def searches(environment: Environment, days: int, without_hits: bool) -> None:
    """Counts, misses and questions, parted by tabs."""
    from website.search.counting import FILE, RARE, most_asked

    since = now().date() - dt.timedelta(days=days - 1)
    with errors_told():
        found = most_asked(environment.var / FILE, since=since, without_hits=without_hits)
    heads = (tr("asked"), tr("without hits"), tr("question"))
    click.echo("\t".join(heads), err=True)
    for entry in found:
        click.echo(f"{entry.times}\t{entry.misses}\t{entry.question}")
    if not found:
        click.echo(
            message("No question was asked {count} times or more since {day}.", count=RARE,
                    day=since).text(LANG), err=True,
        )  # fmt: skip
