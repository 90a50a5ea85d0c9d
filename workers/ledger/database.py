"""The ledger's database: opening, bringing up to date, and transactions that never lose an update.

SQLite starts every write transaction with `BEGIN IMMEDIATE`: with its deferred default, two that read and then write lose updates
without an error. PostgreSQL locks the rows it is told to.
"""

import asyncio
import fcntl
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Any

import aiosqlite
from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from workers.errors import Unavailable
from workers.ledger.schema import HEAD

_BUSY = 30.0
"""Seconds a SQLite transaction waits for another process's."""
_MIGRATING = 0x43757472
"""Key of PostgreSQL's advisory lock for migrations."""


class Database:
    """An engine with two kinds of transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._writer = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        """A transaction that may change rows; rolled back when the block raises. Raises `Unavailable`."""
        async with AsyncExitStack() as stack:
            if self._sqlite:
                # SQLite has one writer; waiting here is fair and cheap, waiting in its busy loop is neither.
                await stack.enter_async_context(self._writer)
            stack.enter_context(_translated())
            yield await stack.enter_async_context(self.engine.begin())

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """A transaction that only looks, and so waits for no writer. Raises `Unavailable`."""
        with _translated():
            async with self.engine.connect() as connection:
                await connection.execution_options(cutroom_begin="BEGIN")
                yield connection


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, OSError) as error:
        raise Unavailable("the ledger's database does not answer", values={"service": "database"}) from error
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise  # a defect of ours, such as a broken constraint
        raise Unavailable("the ledger's database went away", values={"service": "database"}) from error


@asynccontextmanager
async def open_database(url: str, home: Path, *, migrate: bool) -> AsyncGenerator[Database]:
    """The database at `url`, or the SQLite file in the home for an empty one. Raises `Unavailable`."""
    with _translated():
        engine = _engine(url or _embedded(home))
    try:
        if migrate:
            with _translated():
                await _bring_up_to_date(engine, home)
        yield Database(engine)
    finally:
        await engine.dispose()


def _embedded(home: Path) -> str:
    home.mkdir(parents=True, exist_ok=True)
    return f"sqlite+aiosqlite:///{home.resolve() / 'ledger.sqlite3'}"


def _engine(url: str) -> AsyncEngine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Unavailable("CUTROOM_DATABASE_URL is no SQLAlchemy address", values={"service": "database"}) from error
    if parsed.get_backend_name() != "sqlite":
        return create_async_engine(parsed, pool_pre_ping=True)
    engine = create_async_engine(parsed, connect_args={"timeout": _BUSY})
    event.listen(engine.sync_engine, "connect", _leave_begin_to_us)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _leave_begin_to_us(connection: Any, _record: object) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("cutroom_begin", "BEGIN IMMEDIATE"))


async def _bring_up_to_date(engine: AsyncEngine, home: Path) -> None:
    async with engine.connect() as connection:
        await connection.execution_options(cutroom_begin="BEGIN")
        if await connection.run_sync(_version) == HEAD:
            return
    if engine.dialect.name == "sqlite":
        with await asyncio.to_thread(_lock, home / "ledger.lock"):
            await _keep_write_ahead_log(engine)
            await _migrate(engine)
    else:
        await _migrate(engine)


def _lock(path: Path) -> IO[str]:
    """Wait for the other processes that start; the lock lasts as long as the file is open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


async def _keep_write_ahead_log(engine: AsyncEngine) -> None:
    """Set the mode that lets readers and a writer work at once; the file remembers it. It cannot be set inside a transaction."""
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver: aiosqlite.Connection = raw.driver_connection  # pyright: ignore[reportAssignmentType]
        await driver.execute("PRAGMA journal_mode=WAL")


async def _migrate(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        await connection.run_sync(_upgrade)


def _version(connection: Connection) -> str | None:
    """The migration the database stands at; `None` for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "workers.ledger:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise Unavailable("the ledger was written by a newer version of Cutroom", values={"service": "database"}) from error
