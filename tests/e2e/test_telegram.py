"""The whole house with a Telegram bot: a wish becomes a native video, a reply another, and going back costs no upload."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.localization import Localization
from tests.bot.telegram.double import ANN, TOKEN, BotApi
from tests.e2e.house import open_house

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg, pytest.mark.redis, pytest.mark.timeout(240)]

AN = {**ANN, "first_name": "An", "language_code": "vi"}


async def _until(look: Callable[[], Any], within: float = 90.0) -> Any:
    end = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.05)
    return found


async def test_from_a_wish_on_telegram_to_its_video_and_back(clip: Path, tmp_path: Path) -> None:
    api, words = BotApi(), Localization()
    await api.start()

    def videos() -> list[dict[str, Any]]:
        return [message for message in api.posted() if "video" in message]

    try:
        with open_house(tmp_path, CUTROOM_TELEGRAM_TOKEN=TOKEN, CUTROOM_TELEGRAM_API_URL=api.url):
            wish = api.say("làm meme đi, chữ trên: ĐI LÀM, chữ dưới: TAN LÀM", user=AN, video=api.video(clip.read_bytes()))
            first = (await _until(videos))[0]
            sent = api.called("sendVideo")[0]
            assert {name: sent.params[name] for name in ("width", "height", "duration", "supports_streaming")} == {
                "width": 640,
                "height": 360,
                "duration": 4,
                "supports_streaming": True,
            }
            assert "thumbnail" in sent.params and first["reply_to_message"]["message_id"] == wish["message_id"]
            assert first["caption"] == words.say("vi", "result-done-meme")
            api.say("chữ nhỏ lại", user=AN, reply_to_message=first)
            second = (await _until(lambda: videos()[1:]))[0]
            rows = second["reply_markup"]["inline_keyboard"]
            undo = next(b["callback_data"] for row in rows for b in row if b["callback_data"].startswith("act:undo:"))
            api.press(second, undo, user=AN)
            third = (await _until(lambda: videos()[2:]))[0]
            assert third["video"]["file_id"] == first["video"]["file_id"]
            assert [bool(call.files) for call in api.called("sendVideo")] == [True, True, False]
        assert not [call for call in api.calls if call.status >= 400]
        assert TOKEN.partition(":")[2] not in (tmp_path / "house.log").read_text(encoding="utf-8")
    finally:
        await api.stop()
