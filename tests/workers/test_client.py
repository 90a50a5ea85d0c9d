"""The bot's client: quick with Redis, right without it."""

import asyncio
import hashlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from agent_core.messages import ChatSettings, Note, Progress
from tests.workers.samples import ASKED, OUTCOME, PLAN, reply, wish
from workers.client import NotBuilt, Unavailable, UnknownJob, WorkerClient, connect
from workers.ledger.ledger import Ledger, open_ledger
from workers.ledger_client import AssetGone, TooLarge
from workers.progress import ProgressStream
from workers.queue import DUE, job_channel, nudge, open_redis, outbox_channel, wait_nudge
from workers.redis_server import RedisServer
from workers.settings import WorkerSettings

pytestmark = [pytest.mark.sql, pytest.mark.redis]


@pytest.fixture
def settings(home: Path) -> WorkerSettings:
    return WorkerSettings(home=home, redis_url="", database_url="", store_url="", max_upload_bytes=1000, jobs_per_day=5)


@pytest.fixture
async def redis_server(settings: WorkerSettings) -> AsyncIterator[RedisServer]:
    async with RedisServer(settings.home) as server:
        yield server


@pytest.fixture
async def client(settings: WorkerSettings) -> AsyncIterator[WorkerClient]:
    async with connect(settings) as opened:
        yield opened


@pytest.fixture
async def ledger(settings: WorkerSettings) -> AsyncIterator[Ledger]:
    """The workers' side."""
    async with open_ledger("", settings.home, settings=settings) as opened:
        yield opened


async def finish(ledger: Ledger, job: str) -> None:
    assert await ledger.claim(job, "plan", "w", 15.0)
    assert await ledger.planned(job, "w", PLAN)
    assert await ledger.claim(job, "run", "w", 15.0)
    assert await ledger.finished(job, "w", PLAN, OUTCOME)


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_from_wish_to_posted_result_without_redis(client: WorkerClient, ledger: Ledger) -> None:
    receipt = await client.submit(wish())
    assert await client.claim_outbox("test", "bot", wait=0) == []
    await finish(ledger, receipt.job)
    async with asyncio.timeout(10):
        (delivery,) = await client.claim_outbox("test", "bot", wait=2.0)
    await client.mark_posted(delivery.id, ["r1"])
    reference = await client.project_of("test", "room", "r1")
    assert reference is not None
    assert reference.revision == delivery.revision
    async with asyncio.timeout(10):
        seen = [moment async for moment in client.watch(receipt.job)]
    assert (seen[-1].state, seen[-1].fraction) == ("delivered", 1.0)


async def test_nobody_waits_for_a_slow_redis(client: WorkerClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr("workers.ledger_client.nudge", slow)
    async with asyncio.timeout(20):
        receipt = await client.submit(wish())
        assert (await client.status(receipt.job)).state == "received"


async def test_what_comes_while_waiting_is_found_without_redis(client: WorkerClient, ledger: Ledger) -> None:
    receipt = await client.submit(wish())
    waiting = asyncio.create_task(client.claim_outbox("test", "bot", wait=2.0))
    await asyncio.sleep(0.2)
    await finish(ledger, receipt.job)
    async with asyncio.timeout(10):
        assert [row.job for row in await waiting] == [receipt.job]


async def test_submit_and_answer_wake_the_dispatcher(client: WorkerClient, ledger: Ledger, redis_server: RedisServer) -> None:
    redis = open_redis(redis_server.url)
    try:
        receipt = await client.submit(wish())
        assert await wait_nudge(redis, DUE, 5.0)
        await ledger.claim(receipt.job, "plan", "w", 15.0)
        await ledger.asked(receipt.job, "w", ASKED)
        assert await client.answer(receipt.job, reply())
        assert await wait_nudge(redis, DUE, 5.0)
        await ledger.claim(receipt.job, "plan", "w", 15.0)
        assert await client.cancel(receipt.job, "ann")
        assert await wait_nudge(redis, job_channel(receipt.job), 5.0), "its worker is told at once"
    finally:
        await redis.aclose()


async def test_a_nudge_ends_the_wait_for_the_outbox(client: WorkerClient, ledger: Ledger, redis_server: RedisServer) -> None:
    receipt = await client.submit(wish())
    redis = open_redis(redis_server.url)
    try:
        start = time.monotonic()
        waiting = asyncio.create_task(client.claim_outbox("test", "bot", wait=20.0))
        await asyncio.sleep(0.3)
        await finish(ledger, receipt.job)
        await nudge(redis, outbox_channel("test", "bot"))
        assert [row.job for row in await waiting] == [receipt.job]
        assert time.monotonic() - start < 10.0
    finally:
        await redis.aclose()


async def test_watch_follows_the_stream_to_the_end(client: WorkerClient, ledger: Ledger, redis_server: RedisServer) -> None:
    receipt = await client.submit(wish())
    redis = open_redis(redis_server.url)
    try:
        stream = ProgressStream(redis, receipt.job, "en")
        await stream.say("running", "render", 0.5)
        first: list[Progress] = []
        async with asyncio.timeout(20), aclosing(client.watch(receipt.job)) as moments:
            async for moment in moments:
                first.append(moment)
                if moment.fraction >= 0.5:
                    break
        assert first[-1].stage == "render"
        await stream.say("running", "check", 0.9)
        await finish(ledger, receipt.job)
        (delivery,) = await client.claim_outbox("test", "bot")
        await client.mark_posted(delivery.id, ["r1"])
        async with asyncio.timeout(20):
            rest = [moment async for moment in client.watch(receipt.job, first[-1].cursor)]
    finally:
        await redis.aclose()
    assert rest[0].fraction == 0.9, "what was missed is caught up, what was seen is not told again"
    assert rest[-1].state == "delivered"


async def test_watching_nothing(client: WorkerClient) -> None:
    with pytest.raises(UnknownJob):
        async for _ in client.watch("nothing"):
            pass


async def test_cancel_reaches_the_outbox(client: WorkerClient) -> None:
    receipt = await client.submit(wish())
    assert await client.cancel(receipt.job, "ann")
    (delivery,) = await client.claim_outbox("test", "bot", wait=0)
    assert (delivery.kind, delivery.note) == ("cancelled", Note(code="cancelled"))


async def test_a_killed_bots_rows_are_free_soon(client: WorkerClient, settings: WorkerSettings) -> None:
    receipt = await client.submit(wish())
    await client.cancel(receipt.job, "ann")
    (row,) = await client.claim_outbox("test", "bot", wait=0)
    async with connect(settings) as other:
        assert await other.claim_outbox("test", "bot", wait=0) == []
        await client.mark_failed(row.id, "flood", 0.0)
        assert await other.claim_outbox("test", "bot", wait=0) == [row]


async def test_files_go_in_and_come_out_by_ranges(client: WorkerClient) -> None:
    attachment = await client.put(pieces(b"hello ", b"world"), "greeting.txt", "text/plain")
    assert attachment.asset == hashlib.sha256(b"hello world").hexdigest()
    assert (attachment.name, attachment.size_bytes, attachment.content_type) == ("greeting.txt", 11, "text/plain")
    assert b"".join([chunk async for chunk in client.open(attachment.asset)]) == b"hello world"
    assert b"".join([chunk async for chunk in client.open(attachment.asset, 6, 9)]) == b"wor"
    with pytest.raises(TooLarge) as caught:
        await client.put(pieces(*[b"x" * 100] * 11), "big.bin")
    assert caught.value.code == "too-large"
    with pytest.raises(AssetGone):
        async for _ in client.open("0" * 64):
            pass
    assert await client.signed_url(attachment.asset, "greeting.txt", 60) is None


async def test_small_matters(client: WorkerClient) -> None:
    receipt = await client.submit(wish())
    await client.note_status(receipt.job, "s1")
    assert [status.status_message for status in await client.open_statuses("test", "bot")] == ["s1"]
    assert [status.job for status in await client.queue("test", "room")] == [receipt.job]
    assert await client.history("test", "room") == []
    assert (await client.status(receipt.job)).state == "received"
    await client.set_user_settings("test", "ann", ChatSettings(language="vi"))
    await client.set_chat_settings("test", "room", ChatSettings(language="zh"))
    assert (await client.user_settings("test", "ann")).language == "vi"
    assert (await client.chat_settings("test", "room")).language == "zh"
    assert (await client.quotas("test", "ann"))[0].used == 1
    assert await client.engines() == []
    with pytest.raises(NotBuilt):
        await client.stats("test:ann")


async def test_a_store_that_cannot_be(settings: WorkerSettings) -> None:
    with pytest.raises(Unavailable):
        async with connect(settings.model_copy(update={"store_url": "s3://bucket"})):
            pass


def test_nothing_heavy_comes_along() -> None:
    program = "import sys, workers.client, workers.ledger_client; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    heavy = {"numpy", "av", "PIL", "cv2", "torch", "librosa", "moviepy", "alembic", "agent_core.tools", "media.render"}
    assert "workers.ledger_client" in done.stdout
    assert heavy & set(done.stdout.split()) == set()
