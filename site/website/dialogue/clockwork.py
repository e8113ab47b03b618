"""The clock of the board: its rounds under the rules of the release that is current."""

from __future__ import annotations

import datetime as dt
import logging
import time
from pathlib import Path
from typing import Final

from dialogue.keys.vault import open_vault
from dialogue.reading.indexing import Busy
from dialogue.rules import Office, Rules
from dialogue.storage import database
from dialogue.upkeep import mail, rounds
from dialogue.upkeep.rounds import Done, Task
from publisher.errors import PublisherError, StorageError, UsageError
from publisher.languages import message
from publisher.release import live
from publisher.release.reader import current
from search_index import SearchIndexError
from website.dialogue.live_index import Keeper
from website.dialogue.office import rules_of

NIGHT: Final = 3
"""The hour of the site's day in which large indexes are cleaned."""

EVERY: Final = 60.0
"""Seconds from the end of a round to the next one."""

log = logging.getLogger(__name__)


class Clockwork:
    """What the rounds need, opened once; the rules are read again when the release changes."""

    def __init__(
        self, var: Path, database_url: str = "", dialogue_key: str = "", smtp_url: str = ""
    ) -> None:
        self.var = var
        self.post = mail.post_of(smtp_url, var)
        self.vault = open_vault(var, dialogue_key)
        self.database = database.connect(database.address(var, database_url), pool=2)
        self.keeper = Keeper(var, self.database)
        self._known: tuple[str, Rules] | None = None

    def round(self) -> Done:
        """One round.

        Raises PublisherError where the database is away or of another version, or nothing is
        published.
        """
        database.require_head(self.database)
        office = Office(self.database, self.vault, self._rules())
        return rounds.run(office, self.post, [Task("searchable", self._catch_up)])

    def keep(self, every: float = EVERY) -> None:
        """Rounds for ever; what fails is told in the log and tried again."""
        while True:
            began = time.monotonic()
            try:
                told(self.round())
            except PublisherError as failure:
                log.error("the clock of the board stands still: %s", failure)
            time.sleep(max(1.0, every - (time.monotonic() - began)))

    def _catch_up(self, office: Office) -> int:
        """Bring the index of public threads up to date, where a search did not yet."""
        try:
            self.keeper.catch_up(clean=self._is_night())
        except (SearchIndexError, Busy, OSError) as failure:
            raise StorageError(
                message("Threads cannot be made searchable: {what}.",
                        what=str(failure) or type(failure).__name__)
            ) from failure  # fmt: skip
        return 0

    def _is_night(self) -> bool:
        """Whether few people search: cleaning a large index takes minutes, once a day will do."""
        return dt.datetime.now(self._rules().zone).hour == NIGHT

    def _rules(self) -> Rules:
        release = current(self.var)
        if release is None:
            raise UsageError(message("Nothing has been published yet."))
        if self._known is None or self._known[0] != release.id:
            self._known = release.id, rules_of(live.read(release))
        return self._known[1]


def told(done: Done) -> Done:
    """The same, told in the log if something happened."""
    happened = ", ".join(f"{name} {count}" for name, count in done.counts.items() if count)
    if happened:
        log.info("the clock of the board, %s: %s", dt.datetime.now(dt.UTC).isoformat(), happened)
    return done
