"""`cutroom ask`: workers that run, or run for as long as the wish takes, and one conversation on the console."""

import asyncio
import fcntl
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from agent_core.languages import DEFAULT_LANGUAGE
from bot.console import Ask, Console
from bot.conversation import Conversation
from bot.errors import PlatformError
from bot.localization import Localization
from workers.client import WorkerClient, WorkerError, WorkerSettings, connect

_GOODBYE = 45.0
"""Seconds the workers may take to end."""


class WorkersEnded(PlatformError):
    """The workers that were started for the wish ended before it came true; value: `log`."""

    code = "workers-ended"


async def ask(wish: Ask, settings: WorkerSettings) -> int:
    """Send one wish and wait for what comes of it; the exit status."""
    words = Localization()
    try:
        console = Console(wish, settings.home, words)
        async with installation(settings) as client:
            try:
                await Conversation(client, console, words=words).run()
            except asyncio.CancelledError:
                await _withdraw(client, console)
                raise
    except (WorkerError, PlatformError) as error:
        sys.stderr.write(words.say(wish.locale or DEFAULT_LANGUAGE, f"error-{error.code}", error.values) + "\n")
        return 1
    return console.status


@asynccontextmanager
async def installation(settings: WorkerSettings) -> AsyncGenerator[WorkerClient]:
    """A client of this home's workers, which run already or run for as long as the context.

    Raises `Unavailable`, and `WorkersEnded` when the workers that were started end before the context does.
    """
    async with _workers(settings.home) as child, connect(settings) as client, _guarded(child, settings.home):
        yield client


async def _withdraw(client: WorkerClient, console: Console) -> None:
    """Who stops waiting stops the work; an open question stays, for `--reply`."""
    with suppress(WorkerError):
        for job in await client.queue(console.name, console.user):
            if job.origin.account == console.account and job.state != "waiting":
                await client.cancel(job.job, console.user)


def supervised(home: Path) -> bool:
    """Whether a supervisor keeps the workers of this home running: it holds a lock in the home for as long as it lives."""
    try:
        with (home / "supervisor.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


@asynccontextmanager
async def _guarded(child: Process | None, home: Path) -> AsyncGenerator[None]:
    """Break off what the context does when the workers end under it: nobody would finish it."""
    task, ended = asyncio.current_task(), asyncio.Event()

    async def watch() -> None:
        if child is not None and task is not None:
            await child.wait()
            if not supervised(home):
                ended.set()
                task.cancel()

    watcher = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if not ended.is_set() or task is None or task.uncancel():
            raise
        raise WorkersEnded(values={"log": str(_log(home))}) from None
    finally:
        watcher.cancel()


@asynccontextmanager
async def _workers(home: Path) -> AsyncGenerator[Process | None]:
    """The workers of this home: those that run, else a supervisor for as long as the context. What it logs stays in the home."""
    if supervised(home):
        yield None
        return
    await asyncio.to_thread(_log(home).parent.mkdir, parents=True, exist_ok=True)
    with _log(home).open("wb") as log:
        command = (sys.executable, "-m", "workers")
        # a session of its own: Ctrl-C is for us, who then end it in order
        child = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        yield child
    finally:
        await _end(child)


async def _end(child: Process) -> None:
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), _GOODBYE)
    except TimeoutError:
        child.kill()
        await child.wait()


def _log(home: Path) -> Path:
    return home / "console" / "workers.log"
