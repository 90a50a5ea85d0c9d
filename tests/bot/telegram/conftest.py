"""The real python-telegram-bot against a Bot API on loopback, under the real conversation and stand-in workers."""

import asyncio
import io
import itertools
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from PIL import Image

from bot.conversation import Conversation
from bot.localization import Localization
from bot.platform import Incoming
from bot.settings import BotSettings
from bot.telegram.adapter import Telegram, Timing, telegram
from bot.telegram.memory import Marks
from bot.telegram.pacing import Pace
from bot.web.hooks import Hooks
from tests.bot.conftest import FakeClient
from tests.bot.telegram.double import TOKEN, BotApi

QUICK = Timing(
    pace=Pace(
        chat_gap=0.01,
        group_window=0.3,
        overall_gap=0.001,
        progress_gap=0.02,
        group_progress_gap=0.05,
        upload_grace=0.2,
        patience=2.0,
    ),
    album=0.15,
    together=0.03,
    glance=0.03,
    press=0.3,
    retry=0.05,
    overtaken=0.15,
)


class Quickly:
    """The machine's clock for the conversation, running fast."""

    def __init__(self, times: float = 20.0) -> None:
        self._times = times

    def now(self) -> float:
        return time.monotonic() * self._times

    def unix(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._times)


async def until(true: Callable[[], object], timeout: float = 5.0) -> Any:
    """Wait for a condition; what made it true."""
    end = time.monotonic() + timeout
    while not (value := true()):
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.005)
    return value


async def quiet_for(seconds: float) -> None:
    """Give what must not happen the time to happen."""
    await asyncio.sleep(seconds)


def jpeg(width: int = 320, height: int = 180) -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(picture, "JPEG")
    return picture.getvalue()


def adapter(
    api: BotApi, timing: Timing = QUICK, marks: Marks | None = None, hooks: Hooks | None = None, **settings: Any
) -> Telegram:
    own = BotSettings(telegram_token=TOKEN, telegram_api_url=api.url, _env_file=None, **{"home": api.home, **settings})  # pyright: ignore[reportCallIssue]
    return telegram(own, Localization(), timing, marks, hooks)


@asynccontextmanager
async def running(run: Awaitable[None]) -> AsyncIterator[asyncio.Future[None]]:
    """Run until the block ends."""
    task = asyncio.ensure_future(run)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Heard:
    """What an adapter handed on, without a conversation behind it."""

    def __init__(self) -> None:
        self.wishes: list[Incoming] = []
        self.hold = asyncio.Event()
        self.hold.set()

    async def receive(self, incoming: Incoming) -> None:
        self.wishes.append(incoming)
        await self.hold.wait()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    server = BotApi()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def heard(api: BotApi) -> AsyncIterator[Heard]:
    """An adapter alone."""
    ears = Heard()
    async with running(adapter(api).run(ears.receive)):
        await until(lambda: api.called("setMyCommands")[3:])
        yield ears


@pytest.fixture
async def bot(api: BotApi, client: FakeClient) -> AsyncIterator[Telegram]:
    """The adapter under a conversation."""
    platform = adapter(api, marks=client)
    platform.progress_pace = 0.5
    async with running(Conversation(client, platform, clock=Quickly()).run()):
        await until(lambda: api.called("setMyCommands")[3:])
        yield platform


@pytest.fixture(autouse=True)
def no_token_in_any_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test does, with every logger open, the token stays out of the logs."""
    caplog.set_level(logging.DEBUG)
    yield
    secret = TOKEN.partition(":")[2]
    lines = itertools.chain(caplog.text.splitlines(), (str(record.args) for record in caplog.get_records("call")))
    assert not [line for line in lines if secret in line]
