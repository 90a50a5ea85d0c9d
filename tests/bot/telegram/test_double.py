"""The stand-in for Telegram refuses what Telegram refuses."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest

from tests.bot.telegram.conftest import jpeg
from tests.bot.telegram.double import TOKEN, BotApi, Flood

pytestmark = pytest.mark.unit


async def _call(api: BotApi, method: str, token: str = TOKEN, files: Mapping[str, bytes] | None = None, **params: Any) -> Any:
    form = aiohttp.FormData()
    for name, value in params.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    for name, content in (files or {}).items():
        form.add_field(name, content, filename=name)
    async with aiohttp.ClientSession() as session, session.post(f"{api.url}/bot{token}/{method}", data=form) as response:
        answer = await response.json()
        assert answer["ok"] == (response.status == 200)
        return answer


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMesage", {"chat_id": 7, "text": "hi"}),
        ("sendMessage", {"chat_id": 7}),
        ("sendMessage", {"chat_id": 7, "text": ""}),
        ("sendMessage", {"chat_id": 7, "text": "x" * 4097}),
        ("sendMessage", {"chat_id": 7, "text": "hi", "colour": "red"}),
        ("sendMessage", {"chat_id": 7, "text": "hi", "message_thread_id": "first"}),
        ("sendMessage", {"chat_id": 7, "text": "hi", "disable_notification": "maybe"}),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_parameters": {"message_id": 1}}),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_parameters": {"message": 1}}),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}),
        ("sendMessage", {"chat_id": 7, "text": "hi", "reply_markup": {"inline_keyboard": [[{"callback_data": "a"}]]}}),
        (
            "sendMessage",
            {"chat_id": 7, "text": "hi", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}},
        ),
        ("sendVideo", {"chat_id": 7, "video": "no-such-file"}),
        ("sendVideo", {"chat_id": 7, "video": "file1", "width": "640.5"}),
        ("sendVideo", {"chat_id": 7, "video": "file1", "caption": "x" * 1025}),
        ("editMessageText", {"chat_id": 7, "message_id": 1, "text": "hi"}),
        ("editMessageText", {"chat_id": 7, "text": "hi"}),
        ("getFile", {"file_id": "nothing"}),
        ("answerCallbackQuery", {"callback_query_id": "old"}),
        ("sendChatAction", {"chat_id": 7, "action": "dancing"}),
        ("setMyCommands", {"commands": [{"command": "Meme", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "meme", "description": ""}]}),
        ("setMyCommands", {"commands": []}),
    ],
)
async def test_wrong_calls_are_refused(api: BotApi, method: str, params: dict[str, Any]) -> None:
    api.video()
    assert not (await _call(api, method, **params))["ok"]
    assert not api.posted() and not api.menus


async def test_right_calls_are_taken(api: BotApi) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 32}]]}
    assert (await _call(api, "sendMessage", chat_id=7, text="x" * 4096, reply_markup=markup))["ok"]
    files = {"video": b"clip", "small": jpeg()}
    assert (await _call(api, "sendVideo", files=files, chat_id=7, thumbnail="attach://small"))["ok"] is False  # not a parameter
    files = {"video": b"clip", "attached1": jpeg()}
    assert (await _call(api, "sendVideo", files=files, chat_id=7, thumbnail="attach://attached1"))["ok"]


@pytest.mark.parametrize("thumbnail", [jpeg(400, 100), b"no picture", jpeg() + b"0" * 200_000])
async def test_wrong_thumbnails_are_refused(api: BotApi, thumbnail: bytes) -> None:
    files = {"video": b"clip", "attached1": thumbnail}
    assert (await _call(api, "sendVideo", files=files, chat_id=7, thumbnail="attach://attached1"))["error_code"] == 400


async def test_sizes_and_tokens_and_floods_are_refused(api: BotApi) -> None:
    api.upload_bytes = 10
    assert (await _call(api, "sendVideo", files={"video": b"0" * 11}, chat_id=7))["error_code"] == 413
    big = api.video(size=20 * 1024 * 1024 + 1)
    assert "too big" in (await _call(api, "getFile", file_id=big["file_id"]))["description"]
    assert (await _call(api, "getMe", token="1:other"))["error_code"] == 401
    api.flood = Flood(chat_gap=30.0)
    assert (await _call(api, "sendMessage", chat_id=8, text="one"))["ok"]
    refused = await _call(api, "sendMessage", chat_id=8, text="two")
    assert refused["error_code"] == 429 and refused["parameters"]["retry_after"] == 1
    assert (await _call(api, "sendMessage", chat_id=9, text="one"))["ok"]


async def test_updates_are_kept_until_they_are_confirmed(api: BotApi) -> None:
    api.say("one")
    api.say("two")
    first = (await _call(api, "getUpdates"))["result"]
    assert [update["message"]["text"] for update in first] == ["one", "two"]
    again = (await _call(api, "getUpdates", offset=first[1]["update_id"]))["result"]
    assert [update["message"]["text"] for update in again] == ["two"]
    await api.restart()
    assert len((await _call(api, "getUpdates"))["result"]) == 1
    await api.restart(forget=True)
    assert (await _call(api, "getUpdates", offset=first[1]["update_id"]))["result"] == []
