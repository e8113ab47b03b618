"""The board's database: SQLite in `var` unless an address of PostgreSQL is given."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event, exc, text

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

FAILURES: Final = (
    exc.OperationalError, exc.InterfaceError, exc.TimeoutError, sqlite.OperationalError,
)  # fmt: skip


class Unavailable(StorageError):
    """The database cannot be reached, is full or locked; nothing was changed."""


class Database:
    """An open database with a pool of connections; any number of threads may use it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._turn = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads and sees one state of everything."""
        with translated(), self.engine.connect() as connection:
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
        """A transaction that is on disk when this ends without an exception, else undone."""
        with translated(), self._in_turn(), self.engine.connect() as connection:
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


@contextmanager
def translated() -> Iterator[None]:
    """Say plainly that the database is away, full, read-only or locked."""
    try:
        yield
    except FAILURES as failure:
        what = str(getattr(failure, "orig", None) or failure).strip().splitlines()[0]
        raise Unavailable(
            message("The database of the board cannot be used: {what}.", what=what)
        ) from failure


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
        engine = create_engine(url, module=sqlite, pool_size=pool, max_overflow=pool,
                               connect_args={"timeout": BUSY_MILLISECONDS / 1000})  # fmt: skip
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = create_engine(url, pool_size=pool, max_overflow=pool, pool_pre_ping=True,
                               pool_timeout=5, connect_args={"connect_timeout": 3})  # fmt: skip
    return Database(engine)


def _prepare_sqlite(connection: Any, record: object) -> None:
    """The settings under which no power cut loses what was acknowledged."""
    connection.isolation_level = None  # transactions are begun by us: BEGIN IMMEDIATE to write
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}", "journal_mode=WAL", "synchronous=FULL",
        "foreign_keys=ON", "trusted_schema=OFF", "secure_delete=ON", "cache_size=-65536",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _keep_private(file: str | None) -> None:
    """Let nobody but the server's own user read the file, and what SQLite keeps beside it."""
    for part in (file, f"{file}-wal", f"{file}-shm") if file else ():
        if (found := Path(part)).exists() and found.stat().st_mode & 0o077:
            found.chmod(0o600)


def migrate(database: Database, version: str = "head") -> None:
    """Bring the database to this version, from any earlier one or from nothing, all or nothing.

    One process at a time does it; others wait, and find nothing left to do. Raises StorageError
    if the database is of a later version.
    """
    with translated(), database.engine.connect() as connection:
        if database.is_sqlite:
            connection.execute(text("BEGIN IMMEDIATE"))
            _keep_private(database.engine.url.database)
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


def require_head(database: Database) -> None:
    """Raise StorageError unless the database is of this version."""
    with database.reading() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != newest_version():
        raise StorageError(
            message("The database of the board is of another version. Run `lightwell dialogue "
                    "migrate`.")
        )  # fmt: skip
