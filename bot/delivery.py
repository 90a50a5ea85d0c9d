"""The outbox: everything a person must see is claimed here, posted once and recorded."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from weakref import WeakValueDictionary

from agent_core.messages import Delivery, Note, Product
from bot import answers, replies
from bot.clock import Clock
from bot.edge import survive
from bot.localization import Localization
from bot.platform import Outgoing, Platform, PostFailed, limits_of
from bot.replies import Link
from workers.client import WorkerClient, WorkerError

log = logging.getLogger(__name__)

_AT_ONCE = 8
"""Rows posted at the same time; of one chat never more than one, so that its messages keep their order."""
_IN_HAND = 40
"""Rows claimed at the same time: a chat with many of them does not keep the others waiting."""
_LAST_WORDS = 5.0
"""Seconds that posts on their way have when the bot ends."""
_LINK_EXPIRES = 24 * 3600.0
_TEXT = "text/plain; charset=utf-8"
_MARKDOWN = "text/markdown; charset=utf-8"
_DEFECT_PAUSE = 30.0
"""Seconds before a row is tried again whose posting failed in a way that nobody foresaw."""
_DEFECTS = 3
"""Times such a row is tried before it is given up."""


class Deliveries:
    """Posts what the workers have for this account."""

    def __init__(self, client: WorkerClient, platform: Platform, words: Localization, clock: Clock) -> None:
        self._client = client
        self._platform = platform
        self._words = words
        self._clock = clock
        self._posting: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._chats: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._defects: dict[str, int] = {}

    async def run(self) -> None:
        """Claim and post until cancelled."""
        try:
            while True:
                await self._claim()
        finally:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=_LAST_WORDS)  # what was posted should be recorded
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _claim(self) -> None:
        while len(self._tasks) >= _IN_HAND:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        free = min(_AT_ONCE, _IN_HAND - len(self._tasks))
        try:
            rows = await self._client.claim_outbox(self._platform.name, self._platform.account, limit=free)
        except WorkerError as error:
            log.warning("outbox not read: %s", error.code)
            await self._clock.sleep(2.0)
            return
        for row in rows:
            self._start(row)

    def _start(self, row: Delivery) -> None:
        if row.id in self._posting:
            return  # a slow upload outlived its lease; the same row must not be posted beside itself
        self._posting.add(row.id)
        task = asyncio.create_task(self._in_turn(row))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _in_turn(self, row: Delivery) -> None:
        lock = self._chats.setdefault(row.origin.chat, asyncio.Lock())
        async with lock, self._places:
            if await survive(self._deliver(row), "delivery", row.id):
                return
            if not await survive(self._defect(row), "defect of delivery", row.id):
                self._forget(row)

    async def _deliver(self, row: Delivery) -> None:
        large = [product for product in row.products if product.size_bytes > limits_of(self._platform, row.origin).upload_bytes]
        links = await self._links(large)
        if len(links) < len(large):
            await self._give_up(row, Note(code="too-large-to-post"), links)
            return
        try:
            posted = await self._platform.post(row.origin, await self._message(row, links))
        except PostFailed as error:
            await self._failed(row, error)
        else:
            await self._surely(lambda: self._client.mark_posted(row.id, posted), row.id)
            self._forget(row)

    async def _message(self, row: Delivery, links: list[Link]) -> Outgoing:
        """The row as a message; words that do not fit become a file under their beginning."""
        limits = limits_of(self._platform, row.origin)
        limit = limits.caption_chars if len(row.products) > len(links) else limits.text_chars
        text = replies.delivery_text(self._words, row, links, limit)
        if len(text) <= limit:
            return replies.delivery(self._words, row, self._client.open, links, text)
        written = await self._written(row, text)
        whole = row.model_copy(update={"products": (*row.products, written)})
        head = replies.beginning(self._words, row, text, limits.caption_chars)
        return replies.delivery(self._words, whole, self._client.open, links, head)

    async def _written(self, row: Delivery, text: str) -> Product:
        """A text as a file of the store; the same text is the same file, however often it is tried."""
        ending, kind = (".md", _MARKDOWN) if answers.of(row.note) else (".txt", _TEXT)
        name = f"{row.note.code.removeprefix('done-')}{ending}"
        kept = await self._client.put(_once(text.encode()), name, kind)
        return Product(asset=kept.asset, name=name, kind="file", content_type=kind, size_bytes=kept.size_bytes)

    async def _failed(self, row: Delivery, error: PostFailed) -> None:
        log.info("delivery %s not taken: %s", row.id, error.code)
        if error.retry_after is None:
            note = Note(code=error.code, values=error.values)
            await self._give_up(row, note, await self._links(row.products))
        else:
            await self._hand_back(row, error.code, error.retry_after)

    async def _hand_back(self, row: Delivery, code: str, pause: float) -> None:
        self._posting.discard(row.id)  # from now on it may be claimed again
        await self._surely(lambda: self._client.mark_failed(row.id, code, pause), row.id)

    async def _give_up(self, row: Delivery, note: Note, links: list[Link]) -> None:
        """Say in plain words that the message could not be posted, then let the row go."""
        if not self._words.has(row.language, f"error-{note.code}"):
            note = Note(code=PostFailed.code)
        try:
            await self._platform.post(row.origin, replies.undeliverable(self._words, row, note, links))
        except PostFailed as error:
            log.warning("delivery %s given up without a word: %s", row.id, error.code)
        await self._surely(lambda: self._client.mark_failed(row.id, note.code, None), row.id)
        self._forget(row)

    async def _defect(self, row: Delivery) -> None:
        self._defects[row.id] = self._defects.get(row.id, 0) + 1
        if self._defects[row.id] < _DEFECTS:
            await self._hand_back(row, "internal", _DEFECT_PAUSE)
        else:
            await self._give_up(row, Note(code="internal"), [])

    def _forget(self, row: Delivery) -> None:
        self._posting.discard(row.id)
        self._defects.pop(row.id, None)

    async def _links(self, products: list[Product] | tuple[Product, ...]) -> list[Link]:
        urls = [(p, await self._client.signed_url(p.asset, p.name, _LINK_EXPIRES)) for p in products]
        return [(product, url) for product, url in urls if url]

    async def _surely(self, record: Callable[[], Awaitable[None]], row: str) -> None:
        """Record what became of a row, again and again while the ledger does not answer: a lost record is a double post."""
        pause = 0.5
        while True:
            try:
                return await record()
            except WorkerError as error:
                log.warning("delivery %s not recorded: %s", row, error.code)
                if not error.retryable:
                    return None
            await self._clock.sleep(pause)
            pause = min(15.0, pause * 2)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
