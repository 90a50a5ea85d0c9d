"""One status message per job, edited at the platform's pace, never twice the same, taken up again after a restart."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from agent_core.messages import Request
from bot.localization import Localization
from bot.platform import PostFailed
from bot.statuses import Statuses
from tests.bot.conftest import FakeClient, HandClock, RecordingPlatform, incoming, settle
from workers.client import Unavailable

pytestmark = pytest.mark.unit


@pytest.fixture
async def statuses(client: FakeClient, platform: RecordingPlatform, clock: HandClock) -> AsyncIterator[Statuses]:
    board = Statuses(client, platform, Localization(), clock)
    yield board
    await board.close()


async def _job(client: FakeClient, statuses: Statuses, message: str = "1", chat: str = "c1") -> str:
    origin = incoming("meme", message, origin={"chat": chat}).origin
    receipt = await client.submit(Request(origin=origin, text="meme", limits=RecordingPlatform(client.clock).limits))
    statuses.follow(receipt.job, origin, receipt.language, client.clock.unix())
    await settle()
    return receipt.job


async def test_edits_keep_the_pace_and_only_the_latest_is_shown(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    job = await _job(client, statuses)
    await clock.advance(1)
    for step in range(100):
        client.move(job, "running", stage="render", fraction=step / 100, time_left=(100 - step) / 10)
        await clock.advance(0.1)
    client.move(job, "delivered")
    await clock.advance(3)
    times = [at for at, _, _ in platform.edits]
    assert len(times) in (4, 5)
    assert min(later - earlier for earlier, later in pairwise(times)) >= platform.progress_pace
    assert platform.edits[1][2].text == "🎬 Rendering · 57% · about 4 s left"
    assert platform.last.text.startswith("✅ Done in 1") and platform.last.fraction == 1.0
    fractions = [m.fraction or 0 for _, _, m in platform.edits]
    assert fractions == sorted(fractions)


async def test_what_ends_at_once_has_no_status_message(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    job = await _job(client, statuses)
    client.move(job, "planning")
    await clock.advance(0.5)
    client.move(job, "delivered")
    await clock.advance(10)
    assert not platform.messages


async def test_a_question_needs_no_status_but_the_work_after_it_does(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    job = await _job(client, statuses)
    client.move(job, "waiting")
    await clock.advance(60)
    assert not platform.messages
    client.move(job, "queued", queue_place=2)
    await clock.advance(1)
    assert [m.text for m in platform.messages.values()] == ["⏳ In the queue, 2 jobs ahead of you."]


async def test_two_jobs_of_one_chat_share_its_pace(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    jobs = [await _job(client, statuses, str(number)) for number in range(3)]
    other = await _job(client, statuses, "9", chat="c2")
    await clock.advance(1)
    for step in range(60):
        for job in (*jobs, other):
            client.move(job, "running", stage="edit", fraction=step / 100)
        await clock.advance(0.5)
    here = [at for at, name, _ in platform.edits if platform.origins[name].chat == "c1"]
    there = [at for at, name, _ in platform.edits if platform.origins[name].chat == "c2"]
    assert min(b - a for a, b in pairwise(here)) >= platform.progress_pace
    assert len(here) >= 8 and len(there) >= 8
    assert len({name for _, name, _ in platform.edits}) == 4


async def test_a_platform_that_asks_for_a_pause_gets_it(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    job = await _job(client, statuses)
    await clock.advance(1)
    platform.refuse = [PostFailed("slow-down", 20.0)]
    client.move(job, "running", stage="edit", fraction=0.1)
    await clock.advance(19)
    assert not platform.edits
    client.move(job, "running", stage="edit", fraction=0.4)
    await clock.advance(10)
    assert platform.last.text == "🎬 Editing · 40%"


async def test_a_platform_that_will_never_take_it_is_left_in_peace(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    job = await _job(client, statuses)
    platform.refuse = [PostFailed("blocked", None)]
    await clock.advance(1)
    client.move(job, "running", stage="edit", fraction=0.5)
    await clock.advance(30)
    assert not platform.messages and not platform.refuse


async def test_a_restarted_bot_goes_on_with_the_same_message(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    job = await _job(client, statuses)
    await clock.advance(1)
    await statuses.close()
    client.refuse = Unavailable()
    again = Statuses(client, platform, Localization(), clock)
    resuming = asyncio.create_task(again.resume())
    client.move(job, "running", stage="render", fraction=0.7)
    await clock.advance(5)
    await resuming
    assert len(platform.messages) == 1
    assert platform.last.text == "🎬 Rendering · 70%"
    await again.close()


async def test_a_broken_progress_stream_is_taken_up_where_it_broke(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    job = await _job(client, statuses)
    await clock.advance(1)
    client.refuse = Unavailable()
    client.move(job, "running", stage="look", fraction=0.2)
    await clock.advance(3)
    client.move(job, "failed")
    await clock.advance(6)
    assert platform.last.text.startswith("⚠️")


async def test_after_a_forced_pause_what_is_over_is_not_told_any_more(
    statuses: Statuses, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    job = await _job(client, statuses)
    await clock.advance(1)
    platform.refuse = [PostFailed("slow-down", 20.0)]
    client.move(job, "running", stage="render", fraction=0.3)
    await clock.advance(5)
    client.move(job, "delivered")
    await clock.advance(30)
    assert [edit.text.startswith("✅") for _, _, edit in platform.edits] == [True]
