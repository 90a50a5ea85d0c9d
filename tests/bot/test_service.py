"""Serving for good: a platform that dies is made anew, after pauses that grow while it dies at once."""

import asyncio
from functools import partial
from itertools import pairwise

import pytest

from bot.localization import Localization
from bot.service import keep, platforms
from bot.settings import BotSettings
from tests.bot.conftest import FakeClient, HandClock, RecordingPlatform

pytestmark = pytest.mark.unit


async def test_a_dead_platform_is_made_anew_with_growing_pauses(clock: HandClock) -> None:
    started: list[float] = []
    made: list[RecordingPlatform] = []

    def make() -> RecordingPlatform:
        made.append(RecordingPlatform(clock))
        return made[-1]

    async def talk(platform: object) -> None:
        started.append(clock.at)
        if len(started) == 5:
            await clock.sleep(500)
        if len(started) < 7:
            raise ConnectionError

    running = asyncio.create_task(keep("double", make(), make, talk, clock))
    await clock.advance(600)
    await running
    pauses = [later - earlier for earlier, later in pairwise(started)]
    assert pauses == [1, 2, 4, 8, 501, 2]
    assert len(made) == 7


def test_only_what_is_switched_on_is_made(client: FakeClient) -> None:
    makes = partial(platforms, client=client, words=Localization())
    assert set(makes(BotSettings(http_port=0))) == set()
    assert set(makes(BotSettings(http_port=1, telegram_token="1:a"))) == {"telegram", "web"}
    assert set(makes(BotSettings(http_port=0, discord_token="x"))) == {"discord"}
