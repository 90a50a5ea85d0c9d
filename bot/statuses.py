"""One status message per job, kept up to date at the platform's pace until the job ends."""

import asyncio
import logging
from dataclasses import dataclass

from agent_core.languages import Language
from agent_core.messages import FINAL_STATES, JobState, JobStatus, Origin, Progress
from bot import replies
from bot.clock import Clock
from bot.edge import survive
from bot.localization import Localization
from bot.pacing import Latest, Pace
from bot.platform import Outgoing, Platform, PostFailed
from workers.client import UnknownJob, WorkerClient, WorkerError

log = logging.getLogger(__name__)

_GRACE = 0.8
"""Seconds a job may take without a status message: what is answered at once needs none."""
_QUIET = FINAL_STATES | {"waiting"}
"""States in which no new status message is worth posting: a message of its own tells them."""


@dataclass
class _Watched:
    job: str
    origin: Origin
    language: Language
    started: float
    message: str | None
    shown: Outgoing | None = None
    state: JobState = "received"
    """As the last progress told."""


class Statuses:
    """Watches jobs and shows where they stand."""

    def __init__(self, client: WorkerClient, platform: Platform, words: Localization, clock: Clock) -> None:
        self._client = client
        self._platform = platform
        self._words = words
        self._clock = clock
        self._pace = Pace(platform.progress_pace, clock)
        self._tasks: dict[str, asyncio.Task[object]] = {}
        self._watched: dict[str, _Watched] = {}
        self._resumed = False

    def may_ask(self, chat: str) -> bool:
        """Whether a question may be open in a chat; the ledger need not be asked where none is."""
        asked = (each.state == "waiting" for each in self._watched.values() if each.origin.chat == chat)
        return not self._resumed or any(asked)

    def follow(self, job: str, origin: Origin, language: Language, started: float, message: str | None = None) -> None:
        """Watch a job until it ends; `message` is its status message where one was posted before. Watching twice is once."""
        self._follow(_Watched(job, origin, language, started, message))

    def _follow(self, watched: _Watched) -> None:
        job = watched.job
        if job in self._tasks:
            return
        self._watched[job] = watched
        task = asyncio.create_task(survive(self._watch(watched), "status of job", job))
        self._tasks[job] = task
        task.add_done_callback(lambda _: self._forget(job))

    def _forget(self, job: str) -> None:
        self._tasks.pop(job, None)
        self._watched.pop(job, None)

    def follow_status(self, status: JobStatus) -> None:
        """Watch a job known from the ledger."""
        if status.state not in FINAL_STATES:
            watched = _Watched(status.job, status.origin, status.language, status.created, status.status_message)
            watched.state = status.state
            self._follow(watched)

    async def resume(self) -> None:
        """After a start: go on with every unfinished job of this account."""
        pause = 1.0
        while True:
            try:
                open_jobs = await self._client.open_statuses(self._platform.name, self._platform.account)
                break
            except WorkerError as error:
                log.warning("open jobs not read: %s", error.code)
            await self._clock.sleep(pause)
            pause = min(30.0, pause * 2)
        for status in open_jobs:
            self.follow_status(status)
        self._resumed = True

    async def moved(self) -> None:
        """A chat has another id now: its jobs' status messages go on there, as new ones."""
        for status in await self._client.open_statuses(self._platform.name, self._platform.account):
            watched = self._watched.get(status.job)
            if watched is not None and watched.origin != status.origin:
                watched.origin, watched.message, watched.shown = status.origin, status.status_message, None

    async def close(self) -> None:
        """Stop watching; the messages stay as they are."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, watched: _Watched) -> None:
        latest: Latest[Progress] = Latest()
        reader = asyncio.create_task(self._read(watched, latest))
        reader.add_done_callback(lambda _: latest.close())
        try:
            await self._show(watched, latest)
        finally:
            reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)

    async def _read(self, watched: _Watched, latest: Latest[Progress]) -> None:
        """Read the job's progress into the mailbox; a lost connection is taken up again where it broke."""
        job = watched.job
        cursor = "0"
        while True:
            try:
                async for progress in self._client.watch(job, cursor):
                    cursor, watched.state = progress.cursor, progress.state
                    latest.put(progress)
                    if progress.state in FINAL_STATES:
                        return
                if ended := _ended(await self._client.status(job), cursor):
                    latest.put(ended)
                    return
            except UnknownJob:
                return
            except WorkerError as error:
                log.warning("progress of job %s interrupted: %s", job, error.code)
            await self._clock.sleep(2.0)

    async def _show(self, watched: _Watched, latest: Latest[Progress]) -> None:
        while (progress := await latest.take()) is not None:
            if watched.message is None:
                await self._clock.sleep(_GRACE)
            else:
                await self._pace.turn(watched.origin.chat)
            told = await self._tell(watched, latest.newest(progress), latest)
            if told is None or told.state in FINAL_STATES:
                return

    async def _tell(self, watched: _Watched, progress: Progress, latest: Latest[Progress]) -> Progress | None:
        """Post or edit the status message; what it tells now, or `None` when the platform will not have it."""
        while watched.message is not None or progress.state not in _QUIET:
            message = replies.status(self._words, progress, self._clock.unix() - watched.started)
            if _same(watched.shown, message):
                break
            try:
                await self._put(watched, message)
                watched.shown = message
            except PostFailed as error:
                log.info("status of job %s not shown: %s", watched.job, error.code)
                if error.retry_after is None:
                    return None
                await self._clock.sleep(error.retry_after)
                progress = latest.newest(progress)  # what was to be told may be long over
        return progress

    async def _put(self, watched: _Watched, message: Outgoing) -> None:
        if watched.message is not None:
            await self._platform.edit(watched.origin, watched.message, message)
            return
        watched.message = (await self._platform.post(watched.origin, message))[0]
        self._pace.begin(watched.origin.chat)
        try:
            await self._client.note_status(watched.job, watched.message)
        except WorkerError as error:
            log.warning("status message of job %s not noted: %s", watched.job, error.code)


def _same(shown: Outgoing | None, message: Outgoing) -> bool:
    return shown is not None and (shown.text, shown.buttons) == (message.text, message.buttons)


def _ended(status: JobStatus, cursor: str) -> Progress | None:
    if status.state not in FINAL_STATES:
        return None
    return Progress(cursor=cursor, job=status.job, state=status.state, language=status.language)
