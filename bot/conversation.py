"""The conversation: a message becomes a wish, an answer or a press; what the workers have to say becomes messages."""

import asyncio
import logging
from dataclasses import replace

from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, from_script
from agent_core.messages import Answer, Attachment, Note, Origin, Request, Template
from bot import explaining, presets, replies, rewording
from bot.clock import Clock, SystemClock
from bot.delivery import Deliveries
from bot.edge import survive
from bot.errors import PlatformError, UnknownButton
from bot.localization import Localization
from bot.pending import Pending
from bot.platform import Incoming, Outgoing, Platform, PostFailed, RemoteFile, limits_of
from bot.presets import Presets
from bot.questions import Questions
from bot.statuses import Statuses
from workers.client import WorkerClient, WorkerError

log = logging.getLogger(__name__)

_EARS_KEPT = 60.0
"""Seconds for which it is remembered whether speech is understood here."""


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
        self._pending = Pending(client, platform, self.clock)
        self._questions = Questions(client, self.words, self.clock, self._statuses.may_ask)
        self._presets = Presets(client, self.words)
        self._ears: tuple[float, bool] | None = None

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
        if incoming.moved_from is not None:
            await self._moved(incoming.origin, incoming.moved_from)
        elif incoming.refused is not None:
            raise incoming.refused
        elif not incoming.edited:
            await self._understand(incoming)
        elif heard := await rewording.heard(self.client, incoming):
            await self._understand(heard)

    async def _understand(self, incoming: Incoming) -> None:
        if answered := await self._questions.answered_by(incoming):
            await self._answer(incoming, answered.job, answered.value)
        elif not incoming.addressed:
            if incoming.files:
                await self._pending.remember(incoming)
        elif explaining.asked(incoming):
            await self._wish(incoming, explaining.TEMPLATE)
        elif (wanted := presets.asked(incoming)) and await self._presets.means_one(incoming, wanted):
            await self._preset(incoming, wanted)
        else:
            await self._wish_or_hint(incoming)

    async def _moved(self, origin: Origin, old: str) -> None:
        """The chat has another id than before."""
        await self.client.move_chat(origin.platform, origin.account, old, origin.chat)
        await self._statuses.moved()

    async def _wish_or_hint(self, incoming: Incoming) -> None:
        """A wish in words, by command or spoken; anything else is asked what it is for."""
        spoken = _only_voice(incoming)
        if incoming.text.strip() or incoming.template or (spoken and await self._understands_speech()):
            await self._wish(await self._pending.complete(incoming))
        else:
            await self._hint(incoming, "hint-voice" if spoken else "hint-file" if incoming.files else "hint-empty")

    async def _preset(self, incoming: Incoming, wanted: presets.Asked) -> None:
        if wanted.verb == "use":
            await self._wish(await self._pending.complete(replace(incoming, text="")), preset=wanted.name)
            return
        text = await self._presets.served(incoming, wanted, await self._language(incoming))
        await self._reply(incoming, Outgoing(text=text))

    async def _understands_speech(self) -> bool:
        now = self.clock.now()
        if self._ears is None or now - self._ears[0] > _EARS_KEPT:
            engines = await self.client.engines()
            self._ears = (
                now,
                any(engine.port == "transcriber" and engine.found and {*LANGUAGES} <= {*engine.languages} for engine in engines),
            )
        return self._ears[1]

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

    async def _wish(self, incoming: Incoming, template: Template | None = None, preset: str | None = None) -> None:
        request = Request(
            origin=incoming.origin,
            text=incoming.text,
            attachments=await self._copy(incoming),
            locale=incoming.locale,
            reply_to=incoming.reply_to,
            limits=limits_of(self.platform, incoming.origin),
            template=template or incoming.template,
            preset=preset,
        )
        started = self.clock.unix()
        receipt = await self.client.submit(request)
        if receipt.duplicate:
            self._statuses.follow_status(await self.client.status(receipt.job))
        else:
            self._statuses.follow(receipt.job, incoming.origin, receipt.language, started)

    async def _copy(self, incoming: Incoming) -> tuple[Attachment, ...]:
        """Copy the files into the store, while they stream, now that a wish addresses them."""
        return tuple([await self._stored(file) for file in incoming.files])

    async def _stored(self, file: RemoteFile) -> Attachment:
        attachment = await self.client.put(file.read(), file.name, file.content_type)
        return attachment.model_copy(update={"voice": True}) if file.voice else attachment

    async def _hint(self, incoming: Incoming, key: str) -> None:
        """A message that wishes nothing: ask for the wish, and keep its files in mind."""
        if incoming.files:
            await self._pending.remember(incoming)  # first: the wish may come before the hint is posted
        posted = await self._say(incoming, key)
        if incoming.files and posted:
            await self._pending.hinted(incoming.origin, posted)

    async def _say(self, incoming: Incoming, key: str, *, whisper: bool = False) -> str | None:
        text = self.words.say(await self._language(incoming), key)
        return await self._reply(incoming, Outgoing(text=text, whisper=whisper))

    async def _sorry(self, incoming: Incoming, note: Note) -> None:
        language = await self._language(incoming)
        text = replies.sentence(self.words, language, "error", note)
        whisper = incoming.value is not None or not incoming.origin.private  # a group need not see one person's trouble
        await self._reply(incoming, Outgoing(text=text, kind="refusal", whisper=whisper))

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


def _only_voice(incoming: Incoming) -> bool:
    """Whether a message says something without a letter."""
    return bool(incoming.files) and all(file.voice for file in incoming.files) and not incoming.text.strip()


class _Ended(Exception):
    """The platform has nothing more to say."""
