"""The web chat keeps its conversations over restarts and tells every page what it missed."""

import asyncio
from pathlib import Path

import pytest

from bot.web.chats import Chat

pytestmark = pytest.mark.unit


async def _news(chat: Chat, after: int) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    async with asyncio.timeout(5):
        async for change in chat.follow(after, beat=0.05):
            if change is None:
                break
            found.append((change[0], change[1]["text"]))
    return found


async def test_a_page_that_was_away_gets_what_it_missed(tmp_path: Path) -> None:
    chat = Chat(tmp_path / "c.jsonl")
    chat.put({"id": "a", "text": "one"})
    [(seen, text)] = await _news(chat, 0)
    chat.put({"id": "b", "text": "two"})
    chat.put({"id": "a", "text": "one, changed"})
    assert text == "one"
    assert [words for _, words in await _news(chat, seen)] == ["one, changed", "two"]


async def test_what_is_kept_is_there_after_a_restart_and_numbers_go_on_rising(tmp_path: Path) -> None:
    chat = Chat(tmp_path / "c.jsonl", clock=lambda: 1000.0)
    chat.put({"id": "a", "text": "kept"})
    for percent in range(20):
        chat.put({"id": "s", "text": f"{percent} %"}, keep=False)
    last = max(seq for seq, _ in await _news(chat, 0))
    again = Chat(tmp_path / "c.jsonl", clock=lambda: 1001.0)
    assert [text for _, text in await _news(again, 0)] == ["kept"]
    again.put({"id": "n", "text": "new"})
    assert [text for _, text in await _news(again, last)] == ["new"]


async def test_a_line_cut_off_by_a_kill_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    Chat(path).put({"id": "a", "text": "whole"})
    path.write_text(path.read_text() + '{"seq": 99, "mess')
    assert Chat(path).get("a") is not None


def test_only_files_of_the_chat_are_known(tmp_path: Path) -> None:
    chat = Chat(tmp_path / "c.jsonl")
    chat.put({"id": "a", "text": "", "files": [{"asset": "abc", "thumbnail": "def", "name": "x.mp4"}]})
    assert chat.file("abc") is not None
    assert chat.file("def") is not None
    assert chat.file("0" * 64) is None
