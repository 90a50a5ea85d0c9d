"""The ledger: the one truth about jobs, answers, results, quotas and what is still to be posted.

Everything else (arq, Redis, worker processes, bots) may vanish at any moment; what this class has returned from is kept. Each
method is one transaction. Every change of a job's state is one compare-and-set with an audit row.
"""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from agent_core.agent import Asked, Outcome, Plan, Refused, Resource
from agent_core.languages import Language
from agent_core.llm.usage import Usage
from agent_core.messages import (
    Answer,
    ChatSettings,
    Delivery,
    Engine,
    JobStatus,
    KeptFiles,
    Note,
    Origin,
    Preset,
    ProjectRef,
    QuotaUse,
    Receipt,
    Request,
)
from workers.ledger import intake, kept_files, marks, moving, outbox, people, presets, projects, quotas, schedule, standing, work
from workers.ledger.crowds import note_all, submit_all
from workers.ledger.database import Database, open_database
from workers.ledger.gate import Gate
from workers.ledger.records import Due, Ended, Hold, Job, Kind
from workers.settings import WorkerSettings

Clock = Callable[[], float]


class Ledger:
    """Jobs, outbox, quotas, projects and people in one database."""

    def __init__(self, database: Database, settings: WorkerSettings, clock: Clock = time.time) -> None:
        self._db = database
        self._settings = settings
        self._clock = clock
        self._wishes = Gate[tuple[Request, float], Receipt](database, lambda tx, wishes: submit_all(tx, wishes, settings))
        self._notes = Gate[tuple[str, str, float], None](database, note_all)

    # What a bot asks.

    async def submit(self, request: Request) -> Receipt:
        """Write the job and reserve one of the person's jobs of the day, where it costs one. The same message never makes two.

        Raises `QuotaExceeded`, `UnknownPreset`.
        """
        return await self._wishes.enter((request, self._clock()))

    async def answer(self, job: str, answer: Answer) -> bool:
        """Answer the open question; true for the first answer (and when that one is handed in again). Raises `UnknownJob`."""
        async with self._db.write() as tx:
            return await intake.answer(tx, job, answer, self._clock())

    async def cancel(self, job: str, person: str) -> bool:
        """End a job: at once where no worker holds it, else by asking its worker. False when it had already ended or its result
        is on its way. Raises `UnknownJob`, `NotAllowed`."""
        async with self._db.write() as tx:
            return await intake.cancel(tx, job, person, self._clock())

    async def status(self, job: str) -> JobStatus:
        """The job as it stands. Raises `UnknownJob`."""
        async with self._db.read() as tx:
            return await standing.status(tx, job, self._settings.cpu_slots)

    async def queue(self, platform: str, chat: str) -> list[JobStatus]:
        """The chat's unfinished jobs, oldest first."""
        async with self._db.read() as tx:
            return await standing.queue(tx, platform, chat, self._settings.cpu_slots)

    async def history(self, platform: str, chat: str, limit: int = 20) -> list[JobStatus]:
        """The chat's finished jobs, newest first."""
        async with self._db.read() as tx:
            return await standing.history(tx, platform, chat, limit)

    async def open_statuses(self, platform: str, account: str) -> list[JobStatus]:
        """Unfinished jobs of a bot account, oldest first."""
        async with self._db.read() as tx:
            return await standing.open_statuses(tx, platform, account, self._settings.cpu_slots)

    async def unfinished(self) -> list[JobStatus]:
        """Every unfinished job of every account, oldest first."""
        async with self._db.read() as tx:
            return await standing.unfinished(tx, self._settings.cpu_slots)

    async def note_status(self, job: str, message: str) -> None:
        """Remember which platform message shows the job's status. Raises `UnknownJob`."""
        await self._notes.enter((job, message, self._clock()))

    async def project_of(self, platform: str, chat: str, message: str) -> ProjectRef | None:
        """The project behind a message that the bot posted."""
        async with self._db.read() as tx:
            return await projects.project_of(tx, platform, chat, message)

    async def kept_files(self, origin: Origin) -> KeptFiles | None:
        """The files that the origin's person last sent in its chat without a wish."""
        async with self._db.read() as tx:
            return await kept_files.recall(tx, origin)

    async def keep_files(self, origin: Origin, files: KeptFiles | None) -> None:
        """Remember those files, or forget them; what is a day old is forgotten anyhow."""
        async with self._db.write() as tx:
            await kept_files.keep(tx, origin, files, self._clock() - quotas.DAY)

    async def mark(self, platform: str, account: str, key: str) -> str | None:
        """What a bot account has noted under a key."""
        async with self._db.read() as tx:
            return await marks.recall(tx, platform, account, key)

    async def set_mark(self, platform: str, account: str, key: str, value: str | None) -> None:
        """Note a value over restarts, or forget it; what was not set for two months is forgotten anyhow."""
        async with self._db.write() as tx:
            await marks.remember(tx, platform, account, key, value, self._clock())

    async def move_chat(self, platform: str, account: str, old: str, new: str) -> None:
        """A chat goes on under another id: its unfinished jobs, settings, presets and kept files follow."""
        async with self._db.write() as tx:
            await moving.move(tx, platform, account, old, new)

    async def save_preset(self, origin: Origin, name: str, text: str, message: str | None, *, shared: bool) -> Preset:
        """Keep words, or what was wanted of the result in `message`, under a name.

        Raises `BadPresetName`, `NothingToSave`, `TooManyPresets`.
        """
        async with self._db.write() as tx:
            return await presets.save(tx, origin, name, text, message, shared, self._clock())

    async def presets(self, platform: str, chat: str, person: str) -> list[Preset]:
        """What a person may use in a chat, by name."""
        async with self._db.read() as tx:
            return await presets.listed(tx, platform, chat, person)

    async def delete_preset(self, platform: str, chat: str, person: str, name: str) -> bool:
        """Forget a preset that this person made; false when there is none."""
        async with self._db.write() as tx:
            return await presets.drop(tx, platform, chat, person, name)

    # The outbox.

    async def claim_outbox(
        self, platform: str, account: str, *, holder: str, limit: int = 10, lease: float = 15.0
    ) -> list[Delivery]:
        """Lease up to `limit` rows for `lease` seconds, oldest first; no row is leased twice at a time."""
        async with self._db.read() as tx:
            if not await outbox.any_free(tx, platform, account, self._clock()):
                return []  # polling must not keep the database's one writer busy
        async with self._db.write() as tx:
            return await outbox.claim(tx, platform, account, holder, limit, lease, self._clock())

    async def renew_outbox(self, deliveries: Sequence[str], *, holder: str, lease: float = 15.0) -> None:
        """Hold rows that are still being posted for another `lease` seconds."""
        async with self._db.write() as tx:
            await outbox.renew(tx, deliveries, holder, lease, self._clock())

    async def mark_posted(self, delivery: str, messages: Sequence[str]) -> str:
        """Record the messages a row became; a posted result ends its job as `delivered`. The row's job. Raises `UnknownJob`."""
        async with self._db.write() as tx:
            return await outbox.mark_posted(tx, delivery, messages, self._clock())

    async def mark_failed(self, delivery: str, code: str, retry_after: float | None) -> None:
        """Try the row again after `retry_after` seconds; `None` gives it up, and the job waiting for it. Raises `UnknownJob`."""
        async with self._db.write() as tx:
            await outbox.mark_failed(tx, delivery, code, retry_after, self._clock())

    # People.

    async def chat_settings(self, platform: str, chat: str) -> ChatSettings:
        """What the chat has chosen."""
        async with self._db.read() as tx:
            return await people.chat_settings(tx, platform, chat)

    async def set_chat_settings(self, platform: str, chat: str, settings: ChatSettings) -> None:
        """Keep what the chat has chosen."""
        async with self._db.write() as tx:
            await people.set_chat_settings(tx, platform, chat, settings)

    async def user_settings(self, platform: str, person: str) -> ChatSettings:
        """What the person has chosen."""
        async with self._db.read() as tx:
            return await people.user_settings(tx, platform, person)

    async def set_user_settings(self, platform: str, person: str, settings: ChatSettings) -> None:
        """Keep what the person has chosen."""
        async with self._db.write() as tx:
            await people.set_user_settings(tx, platform, person, settings)

    async def quotas(self, platform: str, person: str) -> list[QuotaUse]:
        """The person's quotas and what is used of them; a limit of 0 means none."""
        async with self._db.read() as tx:
            return await quotas.uses(tx, platform, person, self._settings.jobs_per_day, self._clock())

    # What workers ask.

    async def due(self, now: float | None = None) -> list[Due]:
        """What should be triggered now, fairest first: received, answered and queued jobs, and those whose lease ran out.

        A person (then a chat) with fewer jobs in hand goes first, then the oldest job. A job stays due until it is claimed.
        """
        async with self._db.read() as tx:
            return await schedule.due(tx, self._settings.attempts, self._clock() if now is None else now)

    async def held(self) -> dict[Resource, int]:
        """Jobs in the hands of workers, by resource: plans count as `light`. Leases that ran out do not count."""
        async with self._db.read() as tx:
            return await schedule.held(tx, self._clock())

    async def claim(self, job: str, kind: Kind, worker: str, lease: float) -> Job | None:
        """Take a due job for `lease` seconds; `None` when it is not due any more.

        `worker` must be a name of its own for every claim, such as `HOST:PID:ATTEMPT`: it is what later calls are held against.
        """
        async with self._db.write() as tx:
            return await work.claim(tx, job, kind, worker, lease, self._settings.attempts, self._clock())

    async def renew(self, job: str, worker: str, lease: float) -> Hold:
        """Hold the job for `lease` more seconds; `lost` when another worker has it or it ended, `cancelled` when it must end."""
        async with self._db.write() as tx:
            return await work.renew(tx, job, worker, lease, self._clock())

    async def asked(self, job: str, worker: str, asked: Asked) -> bool:
        """planning → waiting: keep the partial intent and put the question in the outbox.

        This and the calls below return false, and change nothing, when `worker` does not hold the job any more; a job that was
        cancelled meanwhile ends as `cancelled` and the call returns false too.
        """
        async with self._db.write() as tx:
            return await work.asked(tx, job, worker, asked, self._settings.jobs_per_day, self._clock())

    async def planned(self, job: str, worker: str, plan: Plan) -> bool:
        """planning → queued; or, for `repost` and `reply`, straight to delivering with the result in the outbox.

        A wish that was taken without a share of the day's quota is refused here, unless it costs nothing.
        """
        async with self._db.write() as tx:
            return await work.planned(tx, job, worker, plan, self._settings.jobs_per_day, self._clock())

    async def refused(self, job: str, worker: str, refused: Refused) -> bool:
        """planning or running → refused, with the reason in the outbox; the quota is given back."""
        async with self._db.write() as tx:
            return await work.refused(tx, job, worker, refused, self._clock())

    async def finished(self, job: str, worker: str, plan: Plan, outcome: Outcome) -> bool:
        """running → checked → delivering: the revision, the result in the outbox and the quota's settlement, all or nothing."""
        async with self._db.write() as tx:
            return await work.finished(tx, job, worker, plan, outcome, self._clock())

    async def failed(
        self, job: str, worker: str, language: Language, note: Note, *, retryable: bool, usage: Usage | None = None
    ) -> bool:
        """Back to be tried again after a pause while tries are left and it is `retryable`; else → failed, with the reason in the
        outbox and the quota given back. `usage` is what language models took until then."""
        failure = work.Failure(language, note, retryable, usage)
        async with self._db.write() as tx:
            return await work.failed(tx, job, worker, failure, self._settings.attempts, self._clock())

    async def ended_cancelled(self, job: str, worker: str) -> bool:
        """planning or running → cancelled, once the worker has stopped."""
        async with self._db.write() as tx:
            return await work.ended_cancelled(tx, job, worker, self._clock())

    async def release(self, job: str, worker: str) -> bool:
        """Hand a job back to be triggered at once (a worker that shuts down); the try does not count."""
        async with self._db.write() as tx:
            return await work.release(tx, job, worker, self._clock())

    async def expire(self, now: float | None = None) -> list[Ended]:
        """End what nobody will end: unanswered questions (refusal `question-expired`), jobs whose workers died on every try
        (failure `gave-up`) and cancelled jobs whose worker died."""
        async with self._db.write() as tx:
            settings = self._settings
            return await schedule.expire(tx, settings.attempts, settings.question_expires, self._clock() if now is None else now)

    # The installation.

    async def note_engines(self, worker: str, engines: Sequence[Engine]) -> None:
        """Keep what a kind of worker (`light`, `cpu`, `gpu`) found at its start."""
        async with self._db.write() as tx:
            await people.note_engines(tx, worker, engines, self._clock())

    async def engines(self) -> list[Engine]:
        """What the workers found at their start; empty before the first start."""
        async with self._db.read() as tx:
            return await people.all_engines(tx)


@asynccontextmanager
async def open_ledger(
    url: str,
    home: Path,
    *,
    migrate: bool = True,
    settings: WorkerSettings | None = None,
    clock: Clock = time.time,
) -> AsyncGenerator[Ledger]:
    """Open the ledger at a SQLAlchemy address (`sqlite+aiosqlite://` or `postgresql+asyncpg://`); empty means SQLite in the home.

    With `migrate` the tables are brought up to date first; several processes may do so at once. Raises `Unavailable`.
    """
    async with open_database(url, home, migrate=migrate) as database:
        yield Ledger(database, settings or WorkerSettings(home=home), clock)
