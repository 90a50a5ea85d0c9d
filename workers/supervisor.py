"""The supervisor: starts Redis, the workers and the bot as child processes, starts again what dies, stops all in order.

It holds the home's lock, so one home has one supervisor. Every child is the leader of a process group that ends when the
supervisor does, even by SIGKILL: a sleeping shell beside the child waits for the end of a pipe that only the supervisor holds.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workers.errors import Unavailable
from workers.redis_server import RedisServer

log = logging.getLogger(__name__)

_SCRIPT = """
( trap '' TERM INT
  read -r _ <"/dev/fd/$0"
  kill -s TERM -- "-$$"
  n=0; while [ "$n" -lt "$1" ] && kill -0 "$$"; do sleep 1; n=$((n + 1)); done
  kill -s KILL -- "-$$"
) </dev/null >/dev/null 2>&1 &
shift
exec "$@"
"""
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 60.0
_STEADY = 30.0
"""Seconds a child must live for its next pause to be short again."""
_LOOPING = 5
"""Quick deaths in a row that are worth an error in the log."""


class AlreadyRunning(Unavailable):
    """Another supervisor holds the home."""

    code = "already-running"


@dataclass(frozen=True)
class Program:
    """A child process to keep running."""

    name: str
    command: Sequence[str]
    grace: float = 30.0
    """Seconds between SIGTERM and SIGKILL when it must end."""
    rank: int = 0
    """Programs of a higher rank are stopped first."""


class Child:
    """A program and the process it currently is."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.deaths = 0
        """Quick deaths in a row."""
        self._process: asyncio.subprocess.Process | None = None
        self._leash: int | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def keep(self) -> None:
        """Run the program until `stop`, starting it again whenever it ends, with growing pauses while it ends at once."""
        loop = asyncio.get_running_loop()
        while not self._stopping:
            born = loop.time()
            code = await self._once()
            if self._stopping:
                return
            self.deaths = 0 if loop.time() - born > _STEADY else self.deaths + 1
            pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** max(0, self.deaths - 1))
            level = logging.ERROR if self.deaths >= _LOOPING else logging.WARNING
            what = "%s ended (%s), %d times in a row; next start in %.1f s"
            log.log(level, what, self.program.name, _how(code), self.deaths, pause)
            await asyncio.sleep(pause)

    async def stop(self) -> None:
        """End it: SIGTERM, then after its grace SIGKILL to the whole group."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), self.program.grace)
        self._clear()
        await process.wait()

    async def _once(self) -> int:
        """Start it and wait for its end; returns its exit status."""
        watched, self._leash = os.pipe()
        try:
            words = ("/bin/sh", "-c", _SCRIPT, str(watched), str(round(self.program.grace)), *self.program.command)
            self._process = await asyncio.create_subprocess_exec(
                *words, stdin=asyncio.subprocess.DEVNULL, start_new_session=True, pass_fds=(watched,)
            )
        finally:
            os.close(watched)
        log.info("%s started", self.program.name)
        try:
            return await self._process.wait()
        finally:
            self._clear()

    def _clear(self) -> None:
        """End what is left of the group (the leash's shell, and children that a killed program left behind)."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        if self._leash is not None:
            os.close(self._leash)
            self._leash = None


class Supervisor:
    """Keeps a home's programs running until it is told to stop."""

    def __init__(self, home: Path, programs: Sequence[Program], *, redis: RedisServer | None) -> None:
        self._home = home
        self._redis = redis
        self._programs = programs
        self.children: dict[str, Child] = {}
        """By the program's name."""

    async def run(self, stop: asyncio.Event) -> None:
        """Start everything and keep it running until `stop` is set. Raises `AlreadyRunning`, `Unavailable`."""
        with _locked(self._home):
            programs = list(self._programs)
            if self._redis is not None:
                await self._redis.prepare()
                programs.insert(0, Program("redis", self._redis.command(), grace=10.0, rank=-1))
            self.children = {program.name: Child(program) for program in programs}
            keepers = [asyncio.create_task(child.keep(), name=child.program.name) for child in self.children.values()]
            try:
                stopping = asyncio.create_task(stop.wait())
                done, _ = await asyncio.wait({stopping, *keepers}, return_when=asyncio.FIRST_COMPLETED)
                stopping.cancel()
                for task in done:
                    task.result()
            finally:
                await self._stop()
                for keeper in keepers:
                    keeper.cancel()
                await asyncio.gather(*keepers, return_exceptions=True)

    async def _stop(self) -> None:
        """Stop rank by rank: what takes wishes in first, then the workers, Redis last."""
        ranks = sorted({child.program.rank for child in self.children.values()}, reverse=True)
        for rank in ranks:
            ending = [child for child in self.children.values() if child.program.rank == rank]
            await asyncio.gather(*(child.stop() for child in ending))
            log.info("stopped: %s", ", ".join(child.program.name for child in ending))


@contextlib.contextmanager
def _locked(home: Path) -> Generator[None]:
    """Hold the home for as long as this process lives. Raises `AlreadyRunning`."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"Cutroom already runs in {home}", values={"home": str(home)}) from None
        yield


def _how(code: int) -> str:
    """A process's end in words for the log."""
    return f"signal {-code}" if code < 0 else f"status {code}"
