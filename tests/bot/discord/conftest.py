"""The real discord.py in a Discord that lives in this process."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord

from agent_core.messages import Product
from bot.discord.adapter import Discord
from bot.localization import Localization
from bot.platform import Incoming, OutgoingFile
from tests.bot.discord.cdn import FileServer, file_server
from tests.bot.discord.strict import Strictness, install

CLIP = b"\x00\x00\x00\x18ftypmp42" + bytes(200)


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> Iterator[Strictness]:
    yield from install(monkeypatch)


@pytest_asyncio.fixture
async def cdn(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FileServer]:
    async with file_server(monkeypatch) as server:
        yield server


@pytest.fixture
def platform(home: Path) -> Discord:
    async def presets(chat: str, user: str) -> list[str]:
        return [f"preset {number}" for number in range(40)]

    return Discord("token", "1", Localization(), home, presets, shards=1)


@pytest.fixture
def simcord_bot(platform: Discord, cdn: FileServer) -> discord.Client:
    return platform.client


@pytest_asyncio.fixture
async def env(simcord_env: simcord.Env, cdn: FileServer, platform: Discord) -> AsyncIterator[simcord.Env]:
    cdn.env = simcord_env
    yield simcord_env
    await platform.client.files.close()


@pytest.fixture
def channel(env: simcord.Env) -> Any:
    return env.create_guild().create_text_channel("general")


@pytest.fixture
def alice(env: simcord.Env, channel: Any) -> Any:
    return env.guild.add_member(env.create_user("alice"))


@pytest.fixture
def bob(env: simcord.Env, channel: Any) -> Any:
    return env.guild.add_member(env.create_user("bob"))


def heard(platform: Discord) -> list[Incoming]:
    """What the client has handed on since the last time."""
    found: list[Incoming] = []
    while not platform.client.heard.empty():
        found.append(platform.client.heard.get_nowait())
    return found


async def content(incoming: Incoming) -> list[bytes]:
    """The bytes of a wish's files."""
    return [b"".join([chunk async for chunk in file.read()]) for file in incoming.files]


def mention(platform: Discord) -> str:
    """The bot, as people call it."""
    assert platform.client.user
    return f"<@{platform.client.user.id}>"


def product(data: bytes = CLIP, name: str = "meme.mp4") -> OutgoingFile:
    """A finished file."""

    async def read() -> AsyncIterator[bytes]:
        yield data

    return OutgoingFile(Product(asset="a" * 64, name=name, kind="video", content_type="video/mp4", size_bytes=len(data)), read)


def shown(channel: Any, message: str) -> discord.Message:
    """A message of a channel by its id."""
    return next(each for each in channel.history() if str(each.id) == message)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own pauses between attempts are not waited for."""
    sleep = asyncio.sleep

    async def wait(delay: float, result: Any = None) -> Any:
        return await sleep(0, result)

    monkeypatch.setattr(asyncio, "sleep", wait)
