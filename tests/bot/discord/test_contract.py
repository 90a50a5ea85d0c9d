"""The scenarios of every chat, on Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_core.languages import LANGUAGES, Language
from tests.bot.conftest import FakeClient
from tests.bot.contract.scenarios import GROUP, PRIVATE, Scenario, from_wish_to_undo
from tests.bot.contract.stage import Quickly, Stage
from tests.bot.discord.stage import discord_stage

pytestmark = pytest.mark.unit


@pytest.fixture
async def stage(home: Path) -> AsyncIterator[Stage]:
    async with discord_stage(FakeClient(Quickly()), home) as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_wish_to_progress_to_result_to_follow_up_to_undo(stage: Stage, language: Language) -> None:
    await from_wish_to_undo(stage, language)


@pytest.mark.parametrize("scenario", [*PRIVATE, *GROUP], ids=lambda scenario: scenario.__name__)
async def test_what_people_do(stage: Stage, scenario: Scenario) -> None:
    await scenario(stage)
