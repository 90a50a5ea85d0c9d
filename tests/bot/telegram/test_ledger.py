"""Telegram over the real ledger: what is sent twice, in a burst, or around a restart becomes one job and one result."""

import asyncio
import itertools
import logging
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent_core.agent import Outcome
from agent_core.messages import Note, Product
from bot.conversation import Conversation
from bot.telegram.adapter import Telegram
from bot.telegram.pacing import Pace
from tests.bot.telegram.conftest import QUICK, Quickly, adapter, running, until
from tests.bot.telegram.double import ANN, BotApi, Flood
from tests.workers.samples import PLAN
from workers.client import WorkerClient, connect
from workers.ledger.ledger import Ledger, open_ledger
from workers.settings import WorkerSettings

pytestmark = pytest.mark.sql

GROUP = -5


@pytest.fixture(autouse=True)
def quiet_database(no_token_in_any_log: None) -> None:
    """What the database's driver says of every statement would take longer than the statements."""
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)


@pytest.fixture
def settings(home: Path) -> WorkerSettings:
    return WorkerSettings(home=home, redis_url="", database_url="", store_url="", jobs_per_day=0)


@pytest.fixture
async def real(settings: WorkerSettings) -> AsyncIterator[WorkerClient]:
    async with connect(settings) as opened:
        yield opened


@pytest.fixture
async def ledger(settings: WorkerSettings) -> AsyncIterator[Ledger]:
    """The workers' side."""
    async with open_ledger("", settings.home, settings=settings) as opened:
        yield opened


def _talk(api: BotApi, client: WorkerClient, platform: Telegram | None = None, times: float = 20.0) -> Any:
    """A conversation whose clock runs `times` as fast."""
    bot = platform or adapter(api, marks=client)
    return running(Conversation(client, bot, clock=Quickly(times)).run())


async def _finish(ledger: Ledger, client: WorkerClient, job: str) -> None:
    """The workers make a video of a job."""
    kept = await client.put(_bytes(f"the result of {job}".encode()), "meme.mp4", "video/mp4")
    made = Product(asset=kept.asset, name="meme.mp4", kind="video", content_type="video/mp4", size_bytes=kept.size_bytes)
    assert await ledger.claim(job, "plan", "w", 30.0) and await ledger.planned(job, "w", PLAN)
    assert await ledger.claim(job, "run", "w", 30.0)
    outcome = Outcome(products=(made,), note=Note(code="done-meme"), actions=("undo",))
    assert await ledger.finished(job, "w", PLAN, outcome)


async def _bytes(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _jobs(ledger: Ledger) -> list[str]:
    return [status.job for status in await ledger.unfinished()]


async def _wait_for_jobs(ledger: Ledger, count: int, within: float = 10.0) -> list[str]:
    async with asyncio.timeout(within):
        while len(found := await _jobs(ledger)) < count:
            await asyncio.sleep(0.02 * count)
    return found


async def test_a_restart_between_an_update_and_its_answer_makes_one_job_and_one_result(
    api: BotApi, real: WorkerClient, ledger: Ledger
) -> None:
    update = {"update_id": 9000, "message": api.message("make it a meme", video=api.video(b"the clip"))}
    async with _talk(api, real):
        api.repeat(update, 2)
        (job,) = await _wait_for_jobs(ledger, 1)
    api.repeat(update)  # what was not confirmed before the end comes again
    async with _talk(api, real):
        await until(lambda: not api.unconfirmed)
        assert await _jobs(ledger) == [job]
    await _finish(ledger, real, job)
    async with _talk(api, real):
        result = (await until(lambda: [m for m in api.posted() if "video" in m], 10))[0]
        async with asyncio.timeout(5):
            while (await real.status(job)).state != "delivered":
                await asyncio.sleep(0.02)
    async with _talk(api, real):
        api.press(result, "act:undo:" + result["reply_markup"]["inline_keyboard"][0][0]["callback_data"].rpartition(":")[2])
        (second,) = await _wait_for_jobs(ledger, 1)
    assert (await real.status(second)).origin.message.startswith(f"{result['message_id']}/")
    assert len([m for m in api.posted() if "video" in m]) == 1


@pytest.mark.parametrize("told", [True, False])
async def test_a_group_that_moves_while_the_bot_is_away_gets_its_result(
    api: BotApi, real: WorkerClient, ledger: Ledger, told: bool
) -> None:
    async with _talk(api, real):
        api.say("@CutroomBot make it a meme", chat=GROUP, video=api.video())
        (job,) = await _wait_for_jobs(ledger, 1)
    await _finish(ledger, real, job)
    api.moved[GROUP] = -1005
    if told:  # else the refusal of the first message says so
        api.say(chat=GROUP, migrate_to_chat_id=-1005)
    async with _talk(api, real):
        result = (await until(lambda: [m for m in api.posted(-1005) if "video" in m], 10))[0]
        await until(lambda: not api.unconfirmed)
        async with asyncio.timeout(5):
            while await _jobs(ledger):
                await asyncio.sleep(0.02)
        api.say("bigger text", chat=-1005, reply_to_message=result)
        (second,) = await _wait_for_jobs(ledger, 1)
    origin = (await real.status(second)).origin
    project = await real.project_of("telegram", "-1005", str(result["message_id"]))
    assert project is not None and project.job == job
    assert origin.chat == "-1005" and await real.mark("telegram", "424242", f"moved:{GROUP}") == "-1005"


@pytest.mark.parametrize(("people", "each", "times"), [(6, 3, 5.0)])
async def test_a_burst_loses_and_doubles_nothing_and_keeps_every_limit(
    api: BotApi, real: WorkerClient, ledger: Ledger, people: int, each: int, times: float
) -> None:
    """Many wishes at one moment, every update twice; `times` faster than Telegram, whose rules are the judge."""
    usual = Pace()
    api.flood = Flood(chat_gap=1.0 / times, overall_gap=0.0)
    gaps = {"chat_gap": usual.chat_gap / times + 0.02, "overall_gap": usual.overall_gap / times}
    pace = replace(usual, **gaps, progress_gap=usual.progress_gap / times)
    async with _talk(api, real, adapter(api, replace(QUICK, pace=pace), marks=real), times):
        for person, number in itertools.product(range(1, people + 1), range(each)):
            user = {**ANN, "id": person, "first_name": f"P{person}"}
            video = api.video(f"{person}/{number}".encode())
            api.push({"message": api.message(f"make a meme {number}", chat=person, user=user, video=video)}, times=2)
        jobs = await _wait_for_jobs(ledger, people * each, 30)
        for job in jobs:
            await _finish(ledger, real, job)
        await until(lambda: len(_results(api)) == people * each, 120)
        await until(lambda: not api.unconfirmed)
        async with asyncio.timeout(10):
            while await _jobs(ledger):  # the last ones are being recorded
                await asyncio.sleep(0.02)
    assert len(jobs) == people * each
    answered = Counter((m["chat"]["id"], m["reply_to_message"]["message_id"]) for m in _results(api))
    assert len(answered) == people * each and set(answered.values()) == {1}
    assert Counter(chat for chat, _ in answered) == dict.fromkeys(range(1, people + 1), each)
    assert not [call for call in api.calls if call.status == 429]


def _results(api: BotApi) -> list[dict[str, Any]]:
    return [m for m in api.messages.values() if "video" in m and m["from"]["is_bot"]]
