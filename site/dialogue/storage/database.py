"""The board's database: SQLite in `var` unless an address of PostgreSQL is given."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from dialogue.storage.failures import Full, Unavailable, translated
from dialogue.storage.sqlite_file import SqliteFile
from publisher.errors import StorageError
from publisher.languages import message

FILE: Final = "dialogue.sqlite"
MIGRATIONS: Final = Path(__file__).parent / "migrations"
BUSY_MILLISECONDS: Final = 15_000
PURGE_MILLISECONDS: Final = 500
WRITER_LOCK: Final = 0x4C57
"""The advisory lock under which PostgreSQL has one writer at a time, as SQLite has: every change
adds to the one journal, so that writers would only wait for one another later, or in a circle."""
MIGRATION_LOCK: Final = 0x4C58
SOUND_SQLITE: Final = (3, 51, 3)
"""Before this version a write-ahead log could be damaged by two connections at once; the system's
SQLite is older, so the driver brings its own."""

log = logging.getLogger(__name__)


class Database:
    """An open database with a pool of connections; any number of threads may use it."""

    def __init__(self, engine: Engine, file: SqliteFile | None = None) -> None:
        self.engine = engine
        self._file = file
        self._turn = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @property
    def is_missing(self) -> bool:
        """Whether there is no file where the database should be."""
        return self._file is not None and not self._file.path.exists()

    @property
    def place(self) -> str:
        """Where the database is, for people; without a password."""
        return str(self._file.path) if self._file else self.engine.url.render_as_string()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads and sees one state of everything."""
        with translated(), self._connected() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                )
            else:
                connection.exec_driver_sql("BEGIN")
            yield connection
            connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on disk when this ends without an exception, else undone.

        Raises Unavailable, too, where the file was moved or replaced meanwhile: what was written
        lies in the file that was moved.
        """
        with translated(), self._in_turn(), self._connected() as connection:
            if self.is_sqlite:
                connection.execute(text("BEGIN IMMEDIATE"))
            else:
                connection.execute(text(f"SET LOCAL lock_timeout = {BUSY_MILLISECONDS}"))
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK}
                )
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()
            if self._file is not None and not self._file.is_held_by(connection):
                raise self._file.moved()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A connection to what lies at the database's address now.

        Where the file of SQLite was put away and another one lies there, all connections are
        opened anew. Raises Unavailable where none lies there; as soon as it is back, all is well.
        """
        connection = self.engine.connect()
        try:
            if self._file is not None and not self._file.is_held_by(connection):
                connection.close()
                self.engine.dispose()
                connection = self.engine.connect()
                if not self._file.is_held_by(connection):
                    raise self._file.moved()
            yield connection
        finally:
            connection.close()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite lets one transaction write at a time: the threads of a process queue for it.

        Left to SQLite, each would ask again and again, asleep in between while it is free.
        """
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_MILLISECONDS / 1000):
            raise Unavailable(message("The database of the board cannot be used: {what}.",
                                      what="database is locked"))  # fmt: skip
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def made(self) -> Iterator[Connection]:
        """A connection to the database, whose file is made if there is none."""
        if self._file is not None:
            self._file.make()
        with self._connected() as connection:
            yield connection

    def purge(self) -> bool:
        """Clear what was deleted or written over out of SQLite's file and log as well.

        False while somebody reads there or the disk is full: the clock's next round tries again.
        """
        if not self.is_sqlite:
            return True
        try:
            with translated(), self.engine.connect() as connection:
                connection.execute(text(f"PRAGMA busy_timeout={PURGE_MILLISECONDS}"))
                busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
                connection.execute(text(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}"))
        except Unavailable as failure:
            log.warning("the log of the board's database was not cleared: %s", failure)
            return False
        return not busy

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def address(var: Path, given: str = "") -> str:
    """The database's address: the given one, with the driver that is used, or the file in `var`."""
    if not given:
        return f"sqlite:///{(var / FILE).absolute()}"
    for prefix in ("postgresql://", "postgres://"):
        if given.startswith(prefix):
            return "postgresql+psycopg://" + given.removeprefix(prefix)
    if given.startswith(("sqlite:///", "postgresql+psycopg://")):
        return given
    raise StorageError(
        message("LIGHTWELL_DATABASE_URL must begin with postgresql:// or sqlite:///.")
    )


def open_database(url: str, *, pool: int = 8) -> Database:
    """A database that exists and is of this version. Raises StorageError where it is not."""
    database = connect(url, pool=pool)
    try:
        require_head(database)
    except BaseException:
        database.close()
        raise
    return database


def connect(url: str, *, pool: int = 8) -> Database:
    """A database, whatever its version; nothing is asked of it yet."""
    if url.startswith("sqlite"):
        if sqlite.sqlite_version_info < SOUND_SQLITE:
            raise StorageError(message("SQLite {version} is too old for the board.",
                                       version=sqlite.sqlite_version))  # fmt: skip
        file = SqliteFile(Path(make_url(url).database or ""), BUSY_MILLISECONDS)
        engine = create_engine(url, module=sqlite, pool_size=pool, max_overflow=pool,
                               creator=file.open)  # fmt: skip
        return Database(engine, file)
    return Database(create_engine(
        url, pool_size=pool, max_overflow=pool, pool_pre_ping=True, pool_timeout=5,
        connect_args={"connect_timeout": 3},
    ))  # fmt: skip


def migrate(database: Database, version: str = "head") -> None:
    """Bring the database to this version, from any earlier one or from nothing, all or nothing.

    One process at a time does it; others wait, and find nothing left to do. Raises StorageError
    if the database is of a later version.
    """
    with translated(), database.made() as connection:
        if database.is_sqlite:
            connection.execute(text("BEGIN IMMEDIATE"))
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, version)
        except CommandError as failure:
            raise StorageError(
                message("The database of the board cannot be brought to this version: {what}. Was "
                        "it used by a later one?", what=failure)
            ) from failure  # fmt: skip
        connection.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def newest_version() -> str:
    """The version of the database that this software works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def version(database: Database) -> str | None:
    """The version of the database; None where there is no board in it, or no file at all.

    Raises Unavailable where that cannot be found out.
    """
    if database.is_missing:
        return None
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_head(database: Database) -> None:
    """Raise StorageError unless the database is of this version."""
    found = version(database)
    if found is None:
        raise Unavailable(
            message("There is no board in {place} yet, or it was moved away. `lightwell dialogue "
                    "migrate` makes an empty one.", place=database.place)
        )  # fmt: skip
    if found != newest_version():
        raise StorageError(
            message("The database of the board is of another version. Run `lightwell dialogue "
                    "migrate`.")
        )  # fmt: skip


__all__ = ["FILE", "Database", "Full", "Unavailable", "address", "connect", "migrate",
           "newest_version", "open_database", "require_head", "version"]  # fmt: skip
