"""The scenarios of every chat, on Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Receipt, Request, Template
from tests.bot.conftest import FakeClient
from tests.bot.contract.scenarios import GROUP, PRIVATE, Scenario, from_wish_to_undo, result
from tests.bot.contract.stage import ANN, CLIP, WORDS, Quickly, Stage, job, saying, until
from tests.bot.discord.stage import DiscordStage, discord_stage
from workers.client import QuotaExceeded

pytestmark = pytest.mark.unit


@pytest.fixture
async def stage(home: Path) -> AsyncIterator[DiscordStage]:
    async with discord_stage(FakeClient(Quickly()), home) as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_wish_to_progress_to_result_to_follow_up_to_undo(stage: Stage, language: Language) -> None:
    await from_wish_to_undo(stage, language)


@pytest.mark.parametrize("scenario", [*PRIVATE, *GROUP], ids=lambda scenario: scenario.__name__)
async def test_what_people_do(stage: Stage, scenario: Scenario) -> None:
    await scenario(stage)


async def test_a_command_from_its_first_answer_to_undo(stage: DiscordStage) -> None:
    ann, channel = stage.people[ANN], stage.channel
    done = await ann.slash(channel, "meme", file=("clip.mp4", CLIP), top_text="me at 3am")
    first = await job(stage, 1)
    request = stage.client.jobs[first].request
    assert request.template == Template(capability="meme", params={"top_text": "me at 3am"})
    assert [stage.client.store[file.asset] for file in request.attachments] == [CLIP]
    stage.client.move(first, "running", stage="render", fraction=0.4)
    status = await saying(stage, "40%", group=True)
    assert status.id == str(done.response.id)
    made = await result(stage, first, "en", group=True)
    assert (made.replies_to, len(await stage.shown(group=True))) == (status.id, 2)
    await ann.click(made.raw, label="Undo")
    assert stage.client.jobs[await job(stage, 2)].request.template == Template(capability="undo")


async def test_a_question_to_a_command_is_answered_in_its_window(stage: DiscordStage) -> None:
    ann = stage.people[ANN]
    await ann.slash(stage.channel, "meme")
    name = await job(stage, 1)
    stage.client.move(name, "waiting")
    stage.client.deliver(name, "question", code="ask-video", question={"note": {"code": "ask-video"}, "wants": ["video"]})
    asked = await saying(stage, WORDS.say("en", "question-ask-video"), group=True)
    opened = await ann.click(asked.raw, label=WORDS.say("en", "discord-answer"))
    await ann.submit_modal(opened, {"files": [("cat.mp4", CLIP)]})

    async def answered() -> bool:
        return bool(stage.client.answers)

    await until(answered)
    [(job_, answer)] = stage.client.answers
    assert (job_, [stage.client.store[file.asset] for file in answer.attachments]) == (name, [CLIP])


async def test_trouble_with_a_command_is_told_to_its_person(stage: DiscordStage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(request: Request) -> Receipt:
        raise QuotaExceeded(values={"limit": 50, "resets": stage.client.clock.unix() + 7200})

    monkeypatch.setattr(stage.client, "submit", refuse)
    await stage.people[ANN].slash(stage.channel, "meme", file=("clip.mp4", CLIP))

    async def told() -> list[str]:
        return await stage.whispered()

    assert "50" in (await until(told))[0]
    assert await stage.shown(group=True) == []
