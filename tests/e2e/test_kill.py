"""Whatever is killed, exactly one result arrives."""

import asyncio
from pathlib import Path
from typing import Any

import psutil
import pytest

from media.ffmpeg import FFmpeg
from tests.e2e.conftest import make_clip
from tests.e2e.house import House, Person

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg, pytest.mark.redis]


async def _one_result(somebody: Person, wish: str) -> dict[str, Any]:
    answer = await somebody.answer(wish, within=100)
    await asyncio.sleep(4.0)  # a second one would come within a lease
    answers = await somebody.answers(wish)
    assert [one["kind"] for one in answers] == ["result"]
    return answer


async def test_a_worker_killed_during_the_render(house: House, somebody: Person, tmp_path: Path, ffmpeg: FFmpeg) -> None:
    clip = await make_clip(ffmpeg, tmp_path / "long.mp4", 30, "1280x720")
    wish = await somebody.send("blur the edges and make it 9:16", [clip])
    worker = await house.child("-m workers cpu")
    render = await house.child("ffmpeg", "libx264")
    worker.kill()
    _, alive = psutil.wait_procs([render], timeout=5)
    assert not alive, "the render of a dead worker goes on"
    result = await _one_result(somebody, wish)
    assert result["files"][0]["duration"] == pytest.approx(30, abs=0.2)
    again = await house.child("-m workers cpu")
    assert again.pid != worker.pid


async def test_a_bot_killed_before_posting(house: House, somebody: Person, tmp_path: Path, ffmpeg: FFmpeg) -> None:
    clip = await make_clip(ffmpeg, tmp_path / "long.mp4", 15, "1280x720")
    wish = await somebody.send("make it square with blurred edges", [clip])
    await house.child("ffmpeg", "libx264")
    bot = await house.child("-m bot")
    bot.kill()
    await _one_result(somebody, wish)
    assert (await house.child("-m bot")).pid != bot.pid
