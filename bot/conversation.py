"""The conversation: a message becomes a wish, an answer or a press; what the workers have to say becomes messages."""

import asyncio
import logging

from agent_core.languages import DEFAULT_LANGUAGE, Language, from_script
from agent_core.messages import Answer, Attachment, Note, Request, Template
from bot import replies
from bot.clock import Clock, SystemClock
from bot.delivery import Deliveries
from bot.edge import survive
from bot.errors import PlatformError, UnknownButton
from bot.localization import Localization
from bot.pending import Pending
from bot.platform import Incoming, Outgoing, Platform, PostFailed
from bot.statuses import Statuses
from workers.client import WorkerClient, WorkerError

log = logging.getLogger(__name__)


class Conversation:
    """All chats of one bot account."""

    def __init__(
        self,
        client: WorkerClient,
        platform: Platform,
        *,
        words: Localization | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.client = client
        self.platform = platform
        self.words = words or Localization()
        self.clock = clock or SystemClock()
        self._statuses = Statuses(client, platform, self.words, self.clock)
        self._deliveries = Deliveries(client, platform, self.words, self.clock)
        self._pending = Pending(self.clock)

    async def run(self) -> None:
        """Serve the platform until cancelled: hear wishes, post the outbox, go on with the statuses of before."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._statuses.resume())
                group.create_task(self._deliveries.run())
                await self.platform.run(self.receive)
                raise _Ended
        except* _Ended:
            pass
        finally:
            await self._statuses.close()

    async def receive(self, incoming: Incoming) -> None:
        """Take one message, from any task. Raises nothing: what goes wrong is told to the person."""
        origin = incoming.origin
        if not await survive(self._receive(incoming), f"{origin.platform} message", origin.message):
            await survive(self._sorry(incoming, Note(code="internal")), f"{origin.platform} apology", origin.message)

    async def _receive(self, incoming: Incoming) -> None:
        try:
            if incoming.value is not None:
                await self._press(incoming, incoming.value)
            else:
                await self._hear(incoming)
        except (WorkerError, PlatformError) as error:
            log.info("%s message %s: %s", incoming.origin.platform, incoming.origin.message, error.code)
            await self._sorry(incoming, Note(code=error.code, values=error.values))

    async def _hear(self, incoming: Incoming) -> None:
        if question := await self._question(incoming):
            await self._answer(incoming, question)
            return
        incoming = self._pending.complete(incoming)
        if incoming.text.strip() or incoming.template:
            await self._wish(incoming)
        else:
            await self._hint(incoming)

    async def _question(self, incoming: Incoming) -> str | None:
        """The job whose open question this message answers: the one it replies to, or, for a bare file in a private chat, the
        newest that the sender was asked."""
        origin = incoming.origin
        if incoming.reply_to is not None:
            project = await self.client.project_of(origin.platform, origin.chat, incoming.reply_to)
            if project is not None:
                return project.job if project.waiting else None
            # a message of ours that is not recorded yet: the question may have been posted a moment ago
        if not (origin.private and incoming.files) or incoming.text.strip() or incoming.template:
            return None
        jobs = await self.client.queue(origin.platform, origin.chat)
        asked = [job.job for job in jobs if job.state == "waiting" and job.origin.user == origin.user]
        return asked[-1] if asked else None

    async def _answer(self, incoming: Incoming, job: str, value: str | None = None) -> None:
        attachments = await self._copy(incoming)
        answer = Answer(origin=incoming.origin, text=incoming.text, value=value, attachments=attachments)
        if not await self.client.answer(job, answer):
            await self._say(incoming, "already-answered", whisper=True)
            return
        self._statuses.follow_status(await self.client.status(job))

    async def _press(self, incoming: Incoming, value: str) -> None:
        verb, _, rest = value.partition(":")
        if verb == "cancel":
            await self._cancel(incoming, rest)
        elif verb == "ans":
            job, _, answer = rest.partition(":")
            await self._answer(incoming, job, answer or None)
        elif verb == "act" and (template := replies.action_template(rest.partition(":")[0])):
            await self._wish(incoming, template)
        else:
            raise UnknownButton

    async def _cancel(self, incoming: Incoming, job: str) -> None:
        if not await self.client.cancel(job, incoming.origin.user):
            await self._say(incoming, "already-over", whisper=True)

    async def _wish(self, incoming: Incoming, template: Template | None = None) -> None:
        request = Request(
            origin=incoming.origin,
            text=incoming.text,
            attachments=await self._copy(incoming),
            locale=incoming.locale,
            reply_to=incoming.reply_to,
            limits=self.platform.limits,
            template=template or incoming.template,
        )
        started = self.clock.unix()
        receipt = await self.client.submit(request)
        if receipt.duplicate:
            self._statuses.follow_status(await self.client.status(receipt.job))
        else:
            self._statuses.follow(receipt.job, incoming.origin, receipt.language, started)

    async def _copy(self, incoming: Incoming) -> tuple[Attachment, ...]:
        """Copy the files into the store, while they stream, now that a wish addresses them."""
        return tuple([await self.client.put(file.read(), file.name, file.content_type) for file in incoming.files])

    async def _hint(self, incoming: Incoming) -> None:
        """A message that wishes nothing: ask for the wish, and keep its files in mind."""
        posted = await self._say(incoming, "hint-file" if incoming.files else "hint-empty")
        if incoming.files:
            self._pending.remember(incoming, incoming.files, posted)

    async def _say(self, incoming: Incoming, key: str, *, whisper: bool = False) -> str | None:
        text = self.words.say(await self._language(incoming), key)
        return await self._reply(incoming, Outgoing(text=text, whisper=whisper))

    async def _sorry(self, incoming: Incoming, note: Note) -> None:
        language = await self._language(incoming)
        text = replies.sentence(self.words, language, "error", note)
        await self._reply(incoming, Outgoing(text=text, kind="refusal", whisper=incoming.value is not None))

    async def _reply(self, incoming: Incoming, message: Outgoing) -> str | None:
        try:
            return next(iter(await self.platform.post(incoming.origin, message)), None)
        except PostFailed as error:
            log.info("reply to %s message %s not posted: %s", incoming.origin.platform, incoming.origin.message, error.code)
            return None

    async def _language(self, incoming: Incoming) -> Language:
        """The language of words that no plan has chosen: the chosen one, this message's, the last one here, the platform's."""
        origin = incoming.origin
        try:
            chosen = (await self.client.user_settings(origin.platform, origin.user)).language
            last = chosen or from_script(incoming.text)
            if last is None and (history := await self.client.history(origin.platform, origin.chat, limit=1)):
                last = history[0].language
        except WorkerError:
            last = from_script(incoming.text)
        return last or incoming.locale or DEFAULT_LANGUAGE


class _Ended(Exception):
    """The platform has nothing more to say."""
