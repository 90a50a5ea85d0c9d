"""The scenarios of every chat, on Telegram by webhook; by polling they are played with those of the other chats."""

from collections.abc import AsyncIterator

import pytest

from agent_core.languages import LANGUAGES, Language
from bot.telegram.adapter import Telegram
from tests.bot.conftest import FakeClient
from tests.bot.contract.scenarios import GROUP, PRIVATE, Scenario, from_wish_to_undo
from tests.bot.contract.stage import Quickly, Stage
from tests.bot.contract.stages import TelegramStage
from tests.bot.telegram.double import BotApi
from tests.bot.telegram.test_webhook import Server

pytestmark = pytest.mark.unit


class WebhookStage(TelegramStage):
    """Telegram calls our server."""

    def __init__(self, client: FakeClient, api: BotApi, server: Server) -> None:
        super().__init__(client, api)
        self._server = server

    def _platform(self) -> Telegram:
        return self._server.bot(self._api, marks=self.client)


@pytest.fixture
async def stage(api: BotApi) -> AsyncIterator[Stage]:
    async with Server().open() as server:
        opened = WebhookStage(FakeClient(Quickly()), api, server)  # pyright: ignore[reportArgumentType]
        await opened.start()
        yield opened
        await opened.stop()
        assert not api.polls


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_wish_to_progress_to_result_to_follow_up_to_undo(stage: Stage, language: Language) -> None:
    await from_wish_to_undo(stage, language)


@pytest.mark.parametrize("scenario", [*PRIVATE, *GROUP], ids=lambda scenario: scenario.__name__)
async def test_what_people_do(stage: Stage, scenario: Scenario) -> None:
    await scenario(stage)
