"""Lanes per chat: the budget's arithmetic, who goes first, and what a 429 closes."""

import asyncio
import time
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.telegram.pacing import Budget, Pace, Pacer, Priority

pytestmark = pytest.mark.unit

PACE = Pace()


def test_a_private_chat_takes_one_message_a_second() -> None:
    budget = Budget(PACE, group=False)
    assert budget.wait(100.0, Priority.RESULT) == 0
    budget.spend(100.0, Priority.RESULT)
    assert budget.wait(100.25, Priority.RESULT) == pytest.approx(0.8)
    assert budget.wait(102.0, Priority.RESULT) == 0


def test_a_group_takes_twenty_a_minute_and_progress_leaves_some_of_them() -> None:
    budget = Budget(PACE, group=True)
    for second in range(14):
        budget.spend(100.0 + 2 * second, Priority.STATUS)
    assert budget.wait(140.0, Priority.PROGRESS) == pytest.approx(100 + 61 - 140)
    assert budget.wait(140.0, Priority.RESULT) == 0
    for second in range(6):
        budget.spend(140.0 + 2 * second, Priority.RESULT)
    assert budget.wait(155.0, Priority.RESULT) == pytest.approx(100 + 61 - 155)
    assert budget.wait(162.0, Priority.RESULT) == 0


def test_progress_is_slower_in_groups() -> None:
    for group, gap in ((False, 3.0), (True, 7.0)):
        budget = Budget(PACE, group)
        budget.spend(100.0, Priority.PROGRESS)
        assert budget.wait(100.0, Priority.PROGRESS) == pytest.approx(gap)
        assert budget.wait(100.0, Priority.STATUS) == pytest.approx(1.05)


def test_the_gap_counts_from_the_end_of_a_long_upload() -> None:
    budget = Budget(PACE, group=False)
    budget.spend(100.0, Priority.RESULT)
    budget.arrived(130.0)
    assert budget.wait(130.0, Priority.RESULT) == pytest.approx(1.05)


class Server:
    """Notes what is let through, and refuses what it is told to."""

    def __init__(self, pace: Pace) -> None:
        self.pacer = Pacer(pace)
        self.sent: list[tuple[float, Any, str]] = []
        self.refuse: dict[Any, list[int]] = {}

    async def call(self, chat: int, words: str, priority: Priority, message: int | None = None) -> Any:
        async def callback() -> bool | dict[str, Any]:
            if self.refuse.get(chat):
                raise RetryAfter(self.refuse[chat].pop(0))
            self.sent.append((time.monotonic(), chat, words))
            return {"sent": words}

        endpoint = "sendMessage" if message is None else "editMessageText"
        data: dict[str, Any] = {"chat_id": chat} | ({} if message is None else {"message_id": message})
        return await self.pacer.process_request(callback, (), {}, endpoint, data, priority)

    @property
    def words(self) -> list[str]:
        return [words for _, _, words in self.sent]


QUICK = Pace(chat_gap=0.05, overall_gap=0.0, progress_gap=0.05, group_progress_gap=0.05, group_window=0.0, patience=1.5)


async def test_results_go_before_statuses_and_statuses_before_progress() -> None:
    server = Server(QUICK)
    await server.call(1, "first", Priority.STATUS)
    edits = [server.call(1, f"edit {n}", Priority.PROGRESS, message=n) for n in range(3)]
    await asyncio.gather(*edits, server.call(1, "status", Priority.STATUS), server.call(1, "result", Priority.RESULT))
    assert server.words == ["first", "result", "status", "edit 0", "edit 1", "edit 2"]
    gaps = [later - earlier for (earlier, *_), (later, *_) in zip(server.sent, server.sent[1:], strict=False)]
    assert min(gaps) >= 0.049


async def test_of_edits_that_wait_for_one_message_only_the_newest_is_sent() -> None:
    server = Server(QUICK)
    await server.call(1, "first", Priority.STATUS)
    answers = await asyncio.gather(*(server.call(1, f"{n} %", Priority.PROGRESS, message=5) for n in range(10)))
    assert server.words == ["first", "9 %"] and answers == [True] * 9 + [{"sent": "9 %"}]


async def test_a_429_closes_its_own_chat_only() -> None:
    server = Server(QUICK)
    server.refuse[1] = [1]
    started = time.monotonic()
    slow = asyncio.ensure_future(server.call(1, "refused first", Priority.RESULT))
    await asyncio.sleep(0.01)
    await asyncio.gather(*(server.call(chat, "elsewhere", Priority.RESULT) for chat in range(2, 30)))
    assert time.monotonic() - started < 0.5 and not slow.done()
    await slow
    assert time.monotonic() - started >= 1.0


async def test_who_waits_in_a_chat_that_is_closed_for_long_is_told_at_once() -> None:
    server = Server(QUICK)
    await server.call(1, "first", Priority.RESULT)
    server.refuse[1] = [300]
    waiting = [server.call(1, f"result {n}", Priority.RESULT) for n in range(5)]
    answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 2)
    assert [type(answer) for answer in answers] == [RetryAfter] * 5 and server.words == ["first"]


async def test_an_edit_is_not_waited_out_when_telegram_refuses_it() -> None:
    server = Server(QUICK)
    server.refuse[1] = [1]
    with pytest.raises(RetryAfter):
        await server.call(1, "50 %", Priority.PROGRESS, message=5)


async def test_all_chats_together_keep_the_overall_pace() -> None:
    server = Server(Pace(chat_gap=0.0, overall_gap=0.01))
    started = time.monotonic()
    await asyncio.gather(*(server.call(chat, "hello", Priority.RESULT) for chat in range(1, 41)))
    assert time.monotonic() - started >= 39 * 0.01
    assert len(server.sent) == 40


async def test_what_follows_an_upload_waits_for_its_end_but_not_for_long() -> None:
    pacer = Pacer(Pace(chat_gap=0.05, overall_gap=0.0, upload_grace=0.3))
    ended: list[tuple[str, float]] = []

    async def send(endpoint: str, takes: float) -> None:
        async def callback() -> bool:
            await asyncio.sleep(takes)
            ended.append((endpoint, time.monotonic()))
            return True

        await pacer.process_request(callback, (), {}, endpoint, {"chat_id": 1}, Priority.RESULT)

    for takes, order in ((0.15, ["sendVideo", "sendMessage"]), (1.0, ["sendMessage", "sendVideo"])):
        ended.clear()
        await asyncio.gather(send("sendVideo", takes), send("sendMessage", 0.0))
        assert [endpoint for endpoint, _ in ended] == order
        assert ended[1][1] - ended[0][1] >= 0.049


async def test_results_anywhere_go_before_progress_elsewhere() -> None:
    server = Server(Pace(chat_gap=0.0, overall_gap=0.005, progress_gap=0.0))
    edits = [asyncio.ensure_future(server.call(chat, "progress", Priority.PROGRESS, message=1)) for chat in range(1, 41)]
    await asyncio.sleep(0.01)
    await asyncio.gather(*(server.call(chat, "result", Priority.RESULT) for chat in range(101, 121)))
    assert server.words.count("result") == 20 and server.words.count("progress") < 10
    await asyncio.gather(*edits)
    assert server.words.count("progress") == 40


async def test_a_caller_that_gives_up_leaves_the_lane() -> None:
    server = Server(QUICK)
    await server.call(1, "first", Priority.RESULT)
    gone = asyncio.ensure_future(server.call(1, "gone", Priority.RESULT))
    await asyncio.sleep(0)
    gone.cancel()
    await server.call(1, "second", Priority.RESULT)
    assert server.words == ["first", "second"]


async def test_what_is_no_message_is_not_counted() -> None:
    pacer = Pacer(Pace(chat_gap=60.0, patience=0.01))

    async def callback() -> bool:
        return True

    for _ in range(5):
        for endpoint in ("getFile", "answerCallbackQuery", "sendChatAction", "setMyCommands"):
            assert await pacer.process_request(callback, (), {}, endpoint, {"chat_id": 1}, None)
