"""Databases for tests of the workers: SQLite in a home, and a real PostgreSQL that the tests start themselves."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from workers.ledger.ledger import Ledger, open_ledger
from workers.settings import WorkerSettings

BACKENDS = ("sqlite", "postgresql")


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Postgres:
    """A running server on a Unix socket."""

    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql+asyncpg://cutroom@/postgres?host={self.folder}"

    def empty(self) -> str:
        """Address of the database, after everything in it is gone: much quicker than a new one."""
        asyncio.run(self.execute("SET lock_timeout = '20s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        return self.url

    async def execute(self, statement: str) -> None:
        connection = await asyncpg.connect(host=str(self.folder), user="cutroom", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def _programs() -> Path | None:
    """Folder of PostgreSQL's newest programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _unprivileged() -> dict[str, Any]:
    """Arguments that start a process as somebody else when we are root: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.skip("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test run."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    who = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="cutroom-pg-"))
    if who:
        os.chown(folder, who["user"], who["group"])
    data = folder / "data"
    try:
        subprocess.run(
            [
                programs / "initdb",
                "--pgdata",
                data,
                "--username",
                "cutroom",
                "--auth",
                "trust",
                "--no-sync",
                "--encoding",
                "UTF8",
            ],
            check=True,
            capture_output=True,
            timeout=60,
            cwd=folder,
            **who,
        )
        options = ["-c", "fsync=off", "-c", "listen_addresses=", "-k", folder, "-c", "max_connections=60"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen([programs / "postgres", "-D", data, *options], stderr=log, stdout=log, cwd=folder, **who)
        try:
            _wait_ready(Postgres(folder), server)
            yield Postgres(folder)
        finally:
            server.send_signal(signal.SIGQUIT)  # its data is thrown away: no need to leave it tidy
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_ready(postgres: Postgres, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            asyncio.run(postgres.execute("SELECT 1"))
        except (OSError, asyncpg.PostgresError):
            assert server.poll() is None, (postgres.folder / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL did not start in 30 s"
            time.sleep(0.1)
        else:
            return


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of an empty database; the empty address means SQLite in the home."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres").empty()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(home: Path) -> WorkerSettings:
    return WorkerSettings(home=home, jobs_per_day=5, attempts=3, question_expires=3600.0, cpu_slots=1)


@pytest.fixture
async def ledger(database_url: str, home: Path, settings: WorkerSettings, clock: Callable[[], float]) -> AsyncIterator[Ledger]:
    """A ledger, on each kind of database in turn."""
    async with open_ledger(database_url, home, settings=settings, clock=clock) as opened:
        yield opened
