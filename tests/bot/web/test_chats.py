"""The web chat keeps its conversations over restarts and tells every page what it missed."""

import asyncio
from pathlib import Path

import pytest

from bot.web.chat import SHOWN, Chat, Numbers
from bot.web.chats import Changed, Chats, Listed

pytestmark = pytest.mark.unit


def _wish(name: str, text: str) -> dict[str, object]:
    return {"id": name, "author": "me", "kind": "wish", "text": text}


def _texts(chat: Chat, after: int) -> list[str]:
    return [message["text"] for _, message in chat.after(after)]


def test_a_page_that_was_away_gets_what_it_missed_in_the_order_of_the_changes(tmp_path: Path) -> None:
    chat = Chat(tmp_path / "c.jsonl")
    chat.put(_wish("a", "one"))
    [(seen, _)] = chat.after(0)
    chat.put(_wish("b", "two"))
    chat.put(_wish("a", "one, changed"))
    changes = chat.after(seen)
    assert [message["text"] for _, message in changes] == ["two", "one, changed"]
    assert [seq for seq, _ in changes] == sorted(seq for seq, _ in changes), "a page cut off here has all before its last number"
    assert _texts(chat, changes[0][0]) == ["one, changed"]
    assert [message["n"] for _, message in sorted(changes, key=lambda change: change[1]["n"])] == [seen, changes[0][0]]


def test_what_is_kept_is_there_after_a_restart_and_numbers_go_on_rising(tmp_path: Path) -> None:
    chat = Chat(tmp_path / "c.jsonl", Numbers(lambda: 1000.0))
    chat.put(_wish("a", "kept"))
    for percent in range(20):
        chat.put(_wish("s", f"{percent} %"), keep=False)
    last = max(seq for seq, _ in chat.after(0))
    again = Chat(tmp_path / "c.jsonl", Numbers(lambda: 1001.0))
    assert _texts(again, 0) == ["kept"]
    again.put(_wish("n", "new"))
    assert _texts(again, last) == ["new"]


def test_a_line_cut_off_by_a_kill_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    Chat(path).put(_wish("a", "whole"))
    path.write_text(path.read_text() + '{"seq": 99, "mess')
    assert Chat(path).get("a") is not None


def test_a_long_conversation_comes_in_pages(tmp_path: Path) -> None:
    chat = Chat(tmp_path / "c.jsonl")
    for number in range(SHOWN * 2 + 5):
        chat.put(_wish(f"m{number}", str(number)))
    shown = [message for _, message in chat.after(0)]
    assert [message["text"] for message in shown] == [str(number) for number in range(SHOWN + 5, SHOWN * 2 + 5)]
    page = chat.before(shown[0]["n"])
    assert [message["text"] for message in page] == [str(number) for number in range(5, SHOWN + 5)]
    assert len(chat.before(page[0]["n"])) == 5
    assert len(chat.after(1)) == SHOWN * 2 + 5, "a page that was away long misses nothing"


def test_only_files_of_ones_own_conversations_are_known(tmp_path: Path) -> None:
    chats = Chats(tmp_path)
    chats.put("ann-1", _wish("a", "") | {"files": [{"asset": "abc", "thumbnail": "def", "name": "x.mp4"}]})
    for known in (chats, Chats(tmp_path)):
        assert known.file("ann", "abc") and known.file("ann", "def")
        assert known.file("bob", "abc") is None
        assert known.file("ann", "0" * 64) is None


def test_conversations_belong_to_one_person_have_titles_and_can_be_deleted(tmp_path: Path) -> None:
    chats = Chats(tmp_path)
    second = "ann-2"
    assert chats.list("ann") == []
    chats.put("ann", _wish("a", "make it a meme\nplease"))
    chats.put(second, _wish("b", "字幕" * 60))
    titles = {summary["id"]: summary["title"] for summary in chats.list("ann")}
    assert titles == {"ann": "make it a meme", second: "字幕" * 29 + "字…"}
    third = "ann-3"
    chats.put(third, _wish("c", "") | {"files": [{"name": "film.mp4"}]})
    assert chats[third].summary()["title"] == "film.mp4"  # pyright: ignore[reportOptionalSubscript]
    chats.put(third, _wish("d", "make it short"))
    assert chats[third].summary()["title"] == "make it short"  # pyright: ignore[reportOptionalSubscript]
    chats.delete(third)
    chats.rename("ann", "Cats")
    assert {summary["title"] for summary in Chats(tmp_path).list("ann")} == {"Cats", titles[second]}
    for foreign in ("ann", second, "../ann", "bob-../ann", ""):
        assert chats.owned("bob", foreign) is None or foreign == ""
    assert chats.owned("ann", None) is chats["ann"]
    chats.delete(second)
    for known in (chats, Chats(tmp_path)):
        assert known.owned("ann", second) is None
        assert [summary["title"] for summary in known.list("ann")] == ["Cats"]
    assert "字幕" not in (tmp_path / f"{second}.jsonl").read_text(encoding="utf-8")


async def test_a_page_follows_one_conversation_and_the_list_of_all(tmp_path: Path) -> None:
    chats = Chats(tmp_path)
    found: list[Changed | Listed | None] = []

    async def follow() -> None:
        async for change in chats.follow("ann", "ann", 0, beat=0.05):
            found.append(change)

    task = asyncio.create_task(follow())
    try:
        await asyncio.sleep(0.01)
        chats.put("ann", _wish("a", "one"))
        chats.put("bob", _wish("b", "not for Ann"))
        chats.put("ann-4", _wish("c", "elsewhere"))
        await asyncio.sleep(0.15)
    finally:
        task.cancel()
    messages = [change.message["text"] for change in found if isinstance(change, Changed)]
    lists = [[summary["title"] for summary in change.chats] for change in found if isinstance(change, Listed)]
    assert messages == ["one"]
    assert lists[0] == [] and lists[-1] == ["elsewhere", "one"]
    assert None in found, "a sign of life"
