"""One contract over all chats: the same scenarios on each of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_core.languages import LANGUAGES, Language
from tests.bot.contract import scenarios
from tests.bot.contract.scenarios import GROUP, PRIVATE, Scenario, from_wish_to_undo
from tests.bot.contract.stage import Stage
from tests.bot.contract.stages import open_stage

pytestmark = pytest.mark.unit


@pytest.fixture(params=["double", "telegram", "web"])
async def stage(request: pytest.FixtureRequest, home: Path) -> AsyncIterator[Stage]:
    async with open_stage(request.param, home) as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_wish_to_progress_to_result_to_follow_up_to_undo(stage: Stage, language: Language) -> None:
    await from_wish_to_undo(stage, language)


@pytest.mark.parametrize("scenario", PRIVATE, ids=lambda scenario: scenario.__name__)
async def test_in_private(stage: Stage, scenario: Scenario) -> None:
    await scenario(stage)


@pytest.mark.parametrize("scenario", GROUP, ids=lambda scenario: scenario.__name__)
async def test_in_a_group(stage: Stage, scenario: Scenario) -> None:
    if not stage.groups:
        pytest.skip("this chat has no groups")
    await scenario(stage)


def test_every_scenario_is_played() -> None:
    told = {name for name, value in vars(scenarios).items() if getattr(value, "__module__", "") == scenarios.__name__}
    public = {name for name in told if not name.startswith("_") and name not in ("result", "from_wish_to_undo")}
    assert public == {scenario.__name__ for scenario in (*PRIVATE, *GROUP)}
