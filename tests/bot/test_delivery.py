"""The outbox: posted once, recorded surely, given up in plain words."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from agent_core.catalogue.listing import capabilities
from agent_core.messages import Request
from bot import replies
from bot.delivery import Deliveries
from bot.localization import Localization
from bot.platform import PostFailed
from tests.bot.conftest import FakeClient, HandClock, RecordingPlatform, incoming, settle
from workers.client import Unavailable

pytestmark = pytest.mark.unit


@pytest.fixture
async def job(client: FakeClient, platform: RecordingPlatform, clock: HandClock) -> AsyncIterator[str]:
    receipt = await client.submit(Request(origin=incoming().origin, text="meme", limits=platform.limits))
    running = asyncio.create_task(Deliveries(client, platform, Localization(), clock).run())
    yield receipt.job
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_result_is_posted_once_with_file_and_thumbnail_and_recorded(
    job: str, client: FakeClient, platform: RecordingPlatform
) -> None:
    thumbnail = client.product(b"jpeg").asset
    row = client.deliver(job, products=(client.product(thumbnail=thumbnail),), took=7.5)
    await settle()
    assert client.posted == {row.id: ["m1"]}
    assert (platform.last.text, platform.last.nonce, platform.last.took) == ("Here you go!", row.nonce, 7.5)
    read = platform.last.files[0].thumbnail
    assert read is not None and [chunk async for chunk in read()] == [b"jpeg"]


async def test_a_slow_upload_is_not_posted_beside_itself(job: str, client: FakeClient, platform: RecordingPlatform) -> None:
    platform.gate.clear()
    row = client.deliver(job, products=(client.product(),))
    await settle()
    client.lease_runs_out(row.id)
    await settle()
    platform.gate.set()
    await settle()
    assert client.posted == {row.id: ["m1"]} and len(platform.messages) == 1


async def test_a_lost_record_is_written_when_the_ledger_is_back(
    job: str, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    platform.gate.clear()
    row = client.deliver(job)
    await settle()
    client._nudge.clear()
    client.refuse = Unavailable()
    platform.gate.set()
    await settle()
    assert not client.posted
    await clock.advance(1)
    assert client.posted == {row.id: ["m1"]} and len(platform.messages) == 1


async def test_a_pause_that_the_platform_asks_for_is_handed_back(
    job: str, client: FakeClient, platform: RecordingPlatform
) -> None:
    platform.refuse = [PostFailed("slow-down", 12.0)]
    row = client.deliver(job)
    await settle()
    assert client.failed == [(row.id, "slow-down", 12.0)]
    assert client.posted == {row.id: ["m1"]}


async def test_what_is_never_taken_is_given_up_in_plain_words_with_a_link(
    job: str, client: FakeClient, platform: RecordingPlatform
) -> None:
    client.urls = True
    platform.refuse = [PostFailed("no-such-code-here", None)]
    row = client.deliver(job, products=(client.product(),))
    await settle()
    assert client.failed == [(row.id, "post-failed", None)] and not client.posted
    head, link = platform.last.text.split("\n")
    assert head.startswith("Your result is ready") and link.startswith("meme.mp4: https://")


async def test_too_large_for_the_chat_becomes_a_link_else_an_apology(
    job: str, client: FakeClient, platform: RecordingPlatform
) -> None:
    large = client.product(b"x" * 2000)
    first = client.deliver(job, products=(large,))
    await settle()
    assert client.failed == [(first.id, "too-large-to-post", None)]
    assert "too big" in platform.last.text
    client.urls = True
    second = client.deliver(job, products=(large,))
    await settle()
    assert second.id in client.posted
    assert platform.last.text.startswith("Here you go!\nmeme.mp4: https://") and not platform.last.files


async def test_a_defect_is_tried_again_and_then_given_up(
    job: str, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    platform.refuse = [RuntimeError("bug"), RuntimeError("bug"), RuntimeError("bug")]
    row = client.deliver(job)
    await clock.advance(100)
    assert client.failed == [(row.id, "internal", 30.0), (row.id, "internal", 30.0), (row.id, "internal", None)]
    assert platform.last.text.startswith("Sorry")


async def test_an_outbox_that_does_not_answer_is_asked_again(
    job: str, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    await settle()
    client.refuse = Unavailable()
    row = client.deliver(job)
    await clock.advance(5)
    assert client.posted == {row.id: ["m1"]}


async def test_long_words_become_a_file_under_their_beginning(
    job: str, client: FakeClient, platform: RecordingPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.limits = platform.limits.model_copy(update={"upload_bytes": 100_000})
    said = "The first point.\n\n" + "And then much more of it. " * 200
    monkeypatch.setattr("bot.replies.sentence", lambda *_: said)
    row = client.deliver(job, code="done-summarize")
    await settle()
    assert row.id in client.posted
    assert platform.last.text == "The first point … The whole text is in the file."
    [file] = platform.last.files
    assert (file.product.name, file.product.kind, platform.bytes["m1"]) == ("summarize.txt", "file", [said.encode()])
    assert client.store[file.product.asset] == said.encode()


async def test_help_stays_words_however_much_there_is(
    job: str, client: FakeClient, platform: RecordingPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.replies.built", capabilities)
    client.deliver(job, code="help")
    await settle()
    assert not platform.last.files and len(platform.last.text) <= 2000
    assert "Meme" in platform.last.text and "Subtitle" in platform.last.text


async def test_trouble_in_a_group_is_for_one_persons_eyes(client: FakeClient, platform: RecordingPlatform) -> None:
    for private, kind, whispered in ((False, "failure", True), (True, "failure", False), (False, "result", False)):
        origin = incoming(origin={"private": private}, message=f"{private}{kind}").origin
        receipt = await client.submit(Request(origin=origin, text="meme", limits=platform.limits))
        row = client.deliver(receipt.job, kind, code="internal" if kind == "failure" else "done")
        assert replies.delivery(Localization(), row, client.open).whisper is whispered


async def test_a_chat_with_much_to_post_does_not_keep_the_others_waiting(
    job: str, client: FakeClient, platform: RecordingPlatform
) -> None:
    other = await client.submit(Request(origin=incoming(origin={"chat": "bob"}).origin, text="meme", limits=platform.limits))
    platform.gate.clear()
    rows = [client.deliver(job, "refusal", code="internal") for _ in range(12)]
    await settle()
    theirs = client.deliver(other.job, "refusal", code="internal")
    await settle()
    platform.gate.set()
    await settle()
    assert list(client.posted)[:2] == [rows[0].id, theirs.id]
    await settle()
    assert list(client.posted)[2:] == [row.id for row in rows[1:]]
