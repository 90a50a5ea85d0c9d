"""`cutroom ask`: workers that run, or run for as long as the wish takes, and one conversation on the console."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from agent_core.languages import DEFAULT_LANGUAGE, Language
from bot.console import Ask, Console
from bot.conversation import Conversation
from bot.localization import Localization
from workers.client import Unavailable, WorkerClient, WorkerError, WorkerSettings, connect

_PATIENCE = 90.0
"""Seconds the workers may take to start."""
_GOODBYE = 45.0
"""Seconds they may take to end."""


async def ask(wish: Ask, settings: WorkerSettings) -> int:
    """Send one wish and wait for what comes of it; the exit status."""
    words = Localization()
    try:
        async with _workers(settings) as client:
            console = Console(wish, settings.home)
            try:
                await Conversation(client, console, words=words).run()
            except asyncio.CancelledError:
                await _withdraw(client, console)
                raise
            return console.status
    except WorkerError as error:
        language: Language = wish.locale or DEFAULT_LANGUAGE
        key = f"error-{error.code}" if words.has(language, f"error-{error.code}") else "error-internal"
        sys.stderr.write(f"{words.say(language, key, error.values)} ({error})\n")
        return 1


async def _withdraw(client: WorkerClient, console: Console) -> None:
    """Who stops waiting stops the work."""
    if console.job is not None:
        with suppress(WorkerError):
            await client.cancel(console.job, console.user)


@asynccontextmanager
async def _workers(settings: WorkerSettings) -> AsyncGenerator[WorkerClient]:
    """A client of the workers of this home; where none run they are started, and ended with the context.

    The embedded Redis lives and dies with the supervisor, so a Redis that answers is a home that works. A Redis elsewhere tells
    nothing: a supervisor is started then, which ends by itself when the home has one.
    """
    async with AsyncExitStack() as stack:
        client: WorkerClient | None = None
        if not settings.redis_url:
            with suppress(Unavailable):
                client = await stack.enter_async_context(connect(settings))
        if client is None:
            child = await stack.enter_async_context(_supervisor(settings.home))
            client = await _connected(stack, settings, child)
        yield client


async def _connected(stack: AsyncExitStack, settings: WorkerSettings, child: Process) -> WorkerClient:
    """Wait until the started workers' ground answers. Raises `Unavailable` when they do not start."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE
    while True:
        try:
            return await stack.enter_async_context(connect(settings))
        except Unavailable:
            if child.returncode is not None or loop.time() > deadline:
                raise
        await asyncio.sleep(0.2)


@asynccontextmanager
async def _supervisor(home: Path) -> AsyncGenerator[Process]:
    """The workers, for as long as the context; what they log goes into the home."""
    folder = home / "console"
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    command = (sys.executable, "-m", "workers")
    with (folder / "workers.log").open("ab") as log:
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
