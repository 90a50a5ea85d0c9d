"""The bot's `WorkerClient` over the ledger, Redis and the store.

The ledger alone decides. Redis only makes things quick: without it wishes are still taken, and what there is to post is found by
polling.
"""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Sequence
from typing import NoReturn

from redis.asyncio import Redis
from redis.exceptions import RedisError

from agent_core.messages import (
    Answer,
    Attachment,
    ChatSettings,
    Delivery,
    Engine,
    JobStatus,
    KeptFiles,
    Origin,
    Preset,
    Progress,
    ProjectRef,
    QuotaUse,
    Receipt,
    Request,
)
from media.errors import BadMedia, MediaError
from media.store import Store, open_store
from workers import progress
from workers.client import WorkerClient
from workers.errors import NotBuilt, Unavailable, WorkerError
from workers.ledger.ledger import Ledger, open_ledger
from workers.ledger.posting import Posting
from workers.queue import DUE, job_channel, nudge, open_redis, outbox_channel, wait_nudge
from workers.redis_server import redis_url
from workers.settings import WorkerSettings
from workers.signing import Seals
from workers.standings import Standings

_LAST_NUDGES = 2.0
"""Seconds that nudges on their way have when the client closes."""


class TooLarge(WorkerError):
    """The file is larger than the store takes; values: `limit_mb`."""

    code = "too-large"


class AssetGone(WorkerError):
    """The store does not hold the asset (any more)."""

    code = "asset-gone"


class LedgerClient:
    """All that a bot may ask, answered from the ledger."""

    def __init__(self, ledger: Ledger, redis: Redis, store: Store, settings: WorkerSettings, posting: Posting) -> None:
        self._ledger = ledger
        self._redis = redis
        self._store = store
        self._settings = settings
        self._posting = posting
        self._seals = Seals(settings.home)
        self._standings = Standings(ledger)
        self._nudges: set[asyncio.Task[None]] = set()
        self._wake: set[str] = set()

    async def submit(self, request: Request) -> Receipt:
        """Write the job and reserve its quota. Raises `QuotaExceeded`."""
        receipt = await self._ledger.submit(request)
        self._nudge(DUE)
        return receipt

    async def answer(self, job: str, answer: Answer) -> bool:
        """Answer a job's open question. Raises `UnknownJob`."""
        first = await self._ledger.answer(job, answer)
        self._nudge(DUE)
        return first

    async def cancel(self, job: str, user: str) -> bool:
        """End a job. Raises `UnknownJob`, `NotAllowed`."""
        ending = await self._ledger.cancel(job, user)
        if ending:
            origin = (await self._ledger.status(job)).origin
            self._nudge(job_channel(job), outbox_channel(origin.platform, origin.account), DUE)
        return ending

    async def status(self, job: str) -> JobStatus:
        """The job as it stands. Raises `UnknownJob`."""
        return await self._ledger.status(job)

    async def queue(self, platform: str, chat: str) -> list[JobStatus]:
        """The chat's unfinished jobs, oldest first."""
        return await self._ledger.queue(platform, chat)

    async def history(self, platform: str, chat: str, limit: int = 20) -> list[JobStatus]:
        """The chat's finished jobs, newest first."""
        return await self._ledger.history(platform, chat, limit)

    def watch(self, job: str, cursor: str = "0") -> AsyncIterator[Progress]:
        """The job's progress after `cursor`, up to and with its final state. Raises `UnknownJob`."""

        async def standing() -> Progress:
            status = await self._standings.of(job)
            return Progress(cursor=cursor, job=job, state=status.state, language=status.language, queue_place=status.queue_place)

        return progress.read(self._redis, job, cursor, standing=standing)

    async def note_status(self, job: str, message: str) -> None:
        """Remember the message that shows the job's status. Raises `UnknownJob`."""
        await self._ledger.note_status(job, message)

    async def open_statuses(self, platform: str, account: str) -> list[JobStatus]:
        """Unfinished jobs of a bot account."""
        return await self._ledger.open_statuses(platform, account)

    async def put(self, content: AsyncIterator[bytes], name: str, content_type: str | None = None) -> Attachment:
        """Copy a file into the store while it streams. Raises `TooLarge`, `Unavailable`."""
        limit = self._settings.max_upload_bytes
        try:
            asset = await self._store.put(content, limit)
        except BadMedia as error:
            raise TooLarge(values={"limit_mb": limit // 1_000_000}) from error
        return Attachment(asset=asset.id, name=name, size_bytes=asset.size_bytes, content_type=content_type)

    async def open(self, asset: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes]:
        """The bytes of an asset from `start` up to, not including, `end`. Raises `AssetGone`."""
        try:
            async for chunk in self._store.read(asset, start, end):
                yield chunk
        except KeyError as error:
            raise AssetGone(f"no asset {asset}") from error

    async def size(self, asset: str) -> int:
        """The size of an asset in bytes. Raises `AssetGone`."""
        try:
            path = await self._store.path(asset)
        except KeyError as error:
            raise AssetGone(f"no asset {asset}") from error
        return (await asyncio.to_thread(path.stat)).st_size

    async def signed_url(self, asset: str, name: str, expires: float) -> str | None:
        """A sealed link to the web chat's address for files, or `None` where no public address is set."""
        if not self._settings.public_url:
            return None
        until = int(time.time() + expires)
        return await asyncio.to_thread(self._seals.address, self._settings.public_url, asset, name, until)

    async def seal_holds(self, asset: str, name: str, until: int, seal: str) -> bool:
        """Whether a link is one of ours and has not expired."""
        return await asyncio.to_thread(self._seals.holds, asset, name, until, seal, time.time())

    async def kept_files(self, origin: Origin) -> KeptFiles | None:
        """The files that the origin's person sent in its chat without a wish."""
        return await self._ledger.kept_files(origin)

    async def keep_files(self, origin: Origin, files: KeptFiles | None) -> None:
        """Remember those files, or forget them."""
        await self._ledger.keep_files(origin, files)

    async def mark(self, platform: str, account: str, key: str) -> str | None:
        """What a bot account has noted under a key."""
        return await self._ledger.mark(platform, account, key)

    async def set_mark(self, platform: str, account: str, key: str, value: str | None) -> None:
        """Note a value over restarts, or forget it."""
        await self._ledger.set_mark(platform, account, key, value)

    async def move_chat(self, platform: str, account: str, old: str, new: str) -> None:
        """A chat goes on under another id."""
        await self._ledger.move_chat(platform, account, old, new)

    async def save_preset(
        self, origin: Origin, name: str, *, text: str = "", message: str | None = None, shared: bool = False
    ) -> Preset:
        """Save words or what was wanted of a result. Raises `BadPresetName`, `NothingToSave`, `TooManyPresets`."""
        return await self._ledger.save_preset(origin, name, text, message, shared=shared)

    async def presets(self, platform: str, chat: str, user: str) -> list[Preset]:
        """What a person may use in a chat."""
        return await self._ledger.presets(platform, chat, user)

    async def delete_preset(self, platform: str, chat: str, user: str, name: str) -> bool:
        """Forget a preset that this person made."""
        return await self._ledger.delete_preset(platform, chat, user, name)

    async def project_of(self, platform: str, chat: str, message: str) -> ProjectRef | None:
        """The project behind a message that the bot posted."""
        return await self._ledger.project_of(platform, chat, message)

    async def claim_outbox(self, platform: str, account: str, limit: int = 10, wait: float = 2.0) -> Sequence[Delivery]:
        """Lease rows to post; waits up to `wait` seconds for the first. They are held until marked or until this process ends."""
        found = await self._claim(platform, account, limit)
        if not found and wait > 0:
            await wait_nudge(self._redis, outbox_channel(platform, account), wait)
            found = await self._claim(platform, account, limit)
        return found

    async def mark_posted(self, delivery: str, messages: Sequence[str]) -> None:
        """Record what a delivery became. Raises `UnknownJob`."""
        job = await self._ledger.mark_posted(delivery, messages)
        self._posting.done(delivery)
        self._later(progress.announce(self._ledger, self._redis, job))

    async def mark_failed(self, delivery: str, code: str, retry_after: float | None) -> None:
        """Hand a row back for another try, or give it up. Raises `UnknownJob`."""
        self._posting.done(delivery)
        await self._ledger.mark_failed(delivery, code, retry_after)

    async def chat_settings(self, platform: str, chat: str) -> ChatSettings:
        """What the chat has chosen."""
        return await self._ledger.chat_settings(platform, chat)

    async def set_chat_settings(self, platform: str, chat: str, settings: ChatSettings) -> None:
        """Keep what the chat has chosen."""
        await self._ledger.set_chat_settings(platform, chat, settings)

    async def user_settings(self, platform: str, user: str) -> ChatSettings:
        """What the person has chosen."""
        return await self._ledger.user_settings(platform, user)

    async def set_user_settings(self, platform: str, user: str, settings: ChatSettings) -> None:
        """Keep what the person has chosen."""
        await self._ledger.set_user_settings(platform, user, settings)

    async def quotas(self, platform: str, user: str) -> list[QuotaUse]:
        """The person's quotas and what is used of them."""
        return await self._ledger.quotas(platform, user)

    async def engines(self) -> list[Engine]:
        """What the workers found at their start."""
        return await self._ledger.engines()

    async def set_quota(self, actor: str, target: str, name: str, limit: float) -> None:
        """Raises `NotBuilt`."""
        _not_built("set_quota")

    async def roles(self, target: str) -> frozenset[str]:
        """Raises `NotBuilt`."""
        _not_built("roles")

    async def set_role(self, actor: str, target: str, role: str, granted: bool) -> None:
        """Raises `NotBuilt`."""
        _not_built("set_role")

    async def lists(self, name: str) -> frozenset[str]:
        """Raises `NotBuilt`."""
        _not_built("lists")

    async def set_listed(self, actor: str, name: str, target: str, listed: bool) -> None:
        """Raises `NotBuilt`."""
        _not_built("set_listed")

    async def drain(self, actor: str, draining: bool) -> None:
        """Raises `NotBuilt`."""
        _not_built("drain")

    async def stats(self, actor: str) -> dict[str, float]:
        """Raises `NotBuilt`."""
        _not_built("stats")

    async def audit(self, actor: str, limit: int = 50) -> list[dict[str, str]]:
        """Raises `NotBuilt`."""
        _not_built("audit")

    async def consent(self, platform: str, user: str, subject: str, given: bool) -> None:
        """Raises `NotBuilt`."""
        _not_built("consent")

    async def delete_my_data(self, platform: str, user: str) -> int:
        """Raises `NotBuilt`."""
        _not_built("delete_my_data")

    async def settle(self) -> None:
        """Let nudges on their way arrive; they are a courtesy, so not for long."""
        if self._nudges:
            _, late = await asyncio.wait(self._nudges, timeout=_LAST_NUDGES)
            for task in late:
                task.cancel()

    async def _claim(self, platform: str, account: str, limit: int) -> list[Delivery]:
        posting = self._posting
        found = await self._ledger.claim_outbox(platform, account, holder=posting.holder, limit=limit, lease=posting.lease)
        posting.took(found)
        return found

    def _nudge(self, *channels: str) -> None:
        """Wake others without letting the person wait for Redis; in a burst one call wakes for many."""
        idle = not self._wake
        self._wake.update(channels)
        if idle:
            self._later(self._nudging())

    async def _nudging(self) -> None:
        await asyncio.sleep(0)
        channels, self._wake = self._wake, set()
        await nudge(self._redis, *sorted(channels))

    def _later(self, courtesy: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(_quietly(courtesy))
        self._nudges.add(task)
        task.add_done_callback(self._nudges.discard)


async def _quietly(courtesy: Coroutine[None, None, None]) -> None:
    """What only makes things faster may fail: whoever waits looks again by itself."""
    with contextlib.suppress(WorkerError, RedisError):
        await courtesy


def _not_built(name: str) -> NoReturn:
    raise NotBuilt(f"{name} is not built yet")


@contextlib.asynccontextmanager
async def open_client(settings: WorkerSettings) -> AsyncGenerator[WorkerClient]:
    """The client for as long as the context lasts. Raises `Unavailable`."""
    try:
        store = open_store(settings.store_url, settings.home)
    except MediaError as error:
        raise Unavailable("the store cannot be opened", values={"service": "store"}) from error
    async with contextlib.AsyncExitStack() as stack:
        ledger = await stack.enter_async_context(open_ledger(settings.database_url, settings.home, settings=settings))
        redis = open_redis(redis_url(settings))
        stack.push_async_callback(redis.aclose)
        posting = Posting(ledger, uuid.uuid4().hex)
        await stack.enter_async_context(posting.kept())
        client = LedgerClient(ledger, redis, store, settings, posting)
        stack.push_async_callback(client.settle)
        yield client
