"""A web chat over stand-in workers that can be restarted under its page, and a browser to look at it with."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from bot.conversation import Conversation
from bot.settings import BotSettings
from bot.web.adapter import web_chat
from tests.bot.conftest import FakeClient
from tests.bot.contract.stage import WORDS, Quickly

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A microphone that beeps, and leave to use it."""
PHONE = {"viewport": {"width": 360, "height": 720}}


class Room:
    """The server of one web chat."""

    def __init__(self, home: Path, **settings: Any) -> None:
        self.client = FakeClient(Quickly())  # pyright: ignore[reportArgumentType]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._settings = BotSettings(http_port=self.port, home=home, **settings)
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def start(self) -> None:
        """Begin, or begin again on the same home and port."""
        web = web_chat(self._settings, self.client, WORDS)  # pyright: ignore[reportArgumentType]
        talk = Conversation(self.client, web, words=WORDS, clock=Quickly())  # pyright: ignore[reportArgumentType]
        self._task = asyncio.create_task(talk.run())
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            await asyncio.sleep(0.01)
        raise AssertionError("the server does not listen")

    async def stop(self) -> None:
        """End, as a process ends."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def job(self, number: int) -> str:
        """The name of the so-manieth job, once it is there."""
        for _ in range(800):
            if f"job{number}" in self.client.jobs:
                return f"job{number}"
            await asyncio.sleep(0.01)
        raise AssertionError(f"no job {number}")


@asynccontextmanager
async def room(home: Path, **settings: Any) -> AsyncIterator[Room]:
    opened = Room(home, **settings)
    await opened.start()
    try:
        yield opened
    finally:
        await opened.stop()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=[*QUIET, *MICROPHONE])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def look(browser: Browser, url: str, **context: Any) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page in a browser profile of its own, and what its console complained about."""
    problems: list[str] = []
    profile = await browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1200, "height": 800}} | context)
    page = await profile.new_page()
    page.set_default_timeout(8_000)
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(url)
    try:
        yield page, problems
    finally:
        await profile.close()
