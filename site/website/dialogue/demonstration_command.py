"""`lightwell dialogue demonstrate`: fills the board of a demonstration with matters."""

from __future__ import annotations

import click

from website.dialogue.opening import office_of
from website.environment import Environment
from website.terminal import environment_of, errors_told, tr


@click.command(help=tr("Fill the empty board of a demonstration with matters of the last weeks."))
@environment_of
def demonstrate(environment: Environment) -> None:
    """Play the matters; a board that is not empty is left as it is."""
    from dialogue.demonstration import demonstrate as play
    from dialogue.demonstration import is_empty
    from publisher.errors import UsageError
    from publisher.languages import message
    from publisher.release import live
    from publisher.release.reader import current
    from website.dialogue.beginning import prepare

    with errors_told():
        release = current(environment.var)
        if release is None or not live.read(release).settings.demonstration:
            raise UsageError(
                message("Only a published site whose settings say `demonstration = true` can be "
                        "filled.")
            )  # fmt: skip
        prepare(environment.var, environment.database_url, environment.dialogue_key)
        with office_of(environment) as office:
            if not is_empty(office):
                click.echo(tr("The board is not empty; nothing was added."), err=True)
                return
            count = play(office)
    click.echo(tr("{count} matters were added to the board.").format(count=count), err=True)
