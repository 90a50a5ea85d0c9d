"""Migrations: from nothing to the tables that the code expects, by many processes at once, and never backwards unnoticed."""

import asyncio
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from tests.workers.processes import open_at_once
from workers.errors import Unavailable
from workers.ledger.database import Database, open_database
from workers.ledger.schema import HEAD, metadata

pytestmark = pytest.mark.sql


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def test_migrations_make_the_tables_of_the_schema(database_url: str, home: Path) -> None:
    async with open_database(database_url, home, migrate=True) as database, database.read() as tx:
        assert await tx.run_sync(_differences) == []
        assert await tx.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
        tables = await tx.run_sync(lambda connection: set(inspect(connection).get_table_names()))
        assert set(metadata.tables) <= tables


async def test_opening_again_changes_nothing(database_url: str, home: Path) -> None:
    for _ in range(2):
        async with open_database(database_url, home, migrate=True) as database, database.write() as tx:
            await tx.execute(text("INSERT INTO chats VALUES ('p', 'c' || (SELECT count(*) FROM chats), '{}')"))
    async with open_database(database_url, home, migrate=False) as database, database.read() as tx:
        assert await tx.scalar(text("SELECT count(*) FROM chats")) == 2


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "workers.ledger:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_processes_that_start_together(database_url: str, home: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, opened = spawn.Barrier(3), spawn.Queue()
    workers = [spawn.Process(target=open_at_once, args=(database_url, home, ready, opened)) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        assert [await asyncio.to_thread(opened.get, True, 60) for _ in workers] == [HEAD] * 3
        for worker in workers:
            worker.join(20)
    finally:
        for worker in workers:
            if worker.is_alive():
                worker.kill()
    assert [worker.exitcode for worker in workers] == [0] * 3


async def test_a_ledger_of_a_newer_version_is_left_alone(database_url: str, home: Path) -> None:
    async with open_database(database_url, home, migrate=True) as database, database.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable):
        async with open_database(database_url, home, migrate=True):
            pass


@pytest.mark.parametrize("url", ["no address", "postgresql+asyncpg://cutroom@127.0.0.1:1/none"])
async def test_databases_that_are_not_there(url: str, home: Path) -> None:
    with pytest.raises(Unavailable):
        async with open_database(url, home, migrate=True):
            pass


async def test_readers_do_not_wait_for_a_writer(home: Path) -> None:
    async with open_database("", home, migrate=True) as database, database.write() as writer:
        await writer.execute(text("INSERT INTO chats VALUES ('p', 'c', '{}')"))
        async with asyncio.timeout(5), database.read() as reader:
            assert await reader.scalar(text("SELECT count(*) FROM chats")) == 0
            assert await reader.scalar(text("PRAGMA journal_mode")) == "wal"


async def _write_and_fall(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(text("INSERT INTO chats VALUES ('p', 'c', '{}')"))
        raise ZeroDivisionError


async def test_a_block_that_raises_leaves_nothing(database_url: str, home: Path) -> None:
    async with open_database(database_url, home, migrate=True) as database:
        with pytest.raises(ZeroDivisionError):
            await _write_and_fall(database)
        async with database.read() as tx:
            assert await tx.scalar(text("SELECT count(*) FROM chats")) == 0


async def test_alembic_is_loaded_only_to_migrate(home: Path) -> None:
    async with open_database("", home, migrate=True):
        pass
    program = (
        "import asyncio, sys, pathlib\n"
        "from workers.ledger.ledger import open_ledger\n"
        "async def main():\n"
        "    async with open_ledger('', pathlib.Path(sys.argv[1])) as ledger:\n"
        "        assert await ledger.due() == []\n"
        "asyncio.run(main())\n"
        "print('alembic' in sys.modules)\n"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program, str(home)], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "False", done.stderr
