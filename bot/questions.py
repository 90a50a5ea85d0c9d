"""Open questions: which one a message answers, if any, and with which of its options."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent_core.languages import LANGUAGES
from agent_core.messages import AttachmentKind, JobStatus, Question
from bot.clock import Clock
from bot.localization import Localization
from bot.pending import WINDOW
from bot.platform import Incoming, RemoteFile
from workers.client import WorkerClient

_ENDINGS: dict[str, AttachmentKind] = {
    **dict.fromkeys(("srt", "vtt", "ass", "ssa"), "subtitle"),
    **dict.fromkeys(("mid", "midi"), "midi"),
    **dict.fromkeys(("txt", "md"), "text"),
    **dict.fromkeys(("mp4", "mov", "mkv", "webm", "avi", "m4v"), "video"),
    **dict.fromkeys(("mp3", "wav", "ogg", "oga", "opus", "m4a", "flac", "aac"), "audio"),
    **dict.fromkeys(("jpg", "jpeg", "png", "webp", "bmp"), "image"),
}
_TYPES: tuple[AttachmentKind, ...] = ("video", "audio", "image", "text")


@dataclass(frozen=True)
class Answered:
    """A message that answers a job's question; `value` is the option that its words name."""

    job: str
    value: str | None = None


class Questions:
    """Finds the question that a message answers."""

    def __init__(self, client: WorkerClient, words: Localization, clock: Clock, may_ask: Callable[[str], bool]) -> None:
        """`may_ask`: whether a question may be open in a chat at all."""
        self._client = client
        self._words = words
        self._clock = clock
        self._may_ask = may_ask

    async def answered_by(self, incoming: Incoming) -> Answered | None:
        """The question that a message replies to; else, where it says nothing new, the newest that its sender was asked.

        In private any file, or words that the question waits for, answer it. In a group only a file does, and only for a while.
        """
        origin = incoming.origin
        if incoming.reply_to is not None:
            project = await self._client.project_of(origin.platform, origin.chat, incoming.reply_to)
            if project is not None:
                return await self._replied(incoming, project.job) if project.waiting else None
            # a message of ours that is not recorded yet: the question may have been posted a moment ago
        says = incoming.files or (incoming.text.strip() and origin.private)
        if incoming.template or not says or not self._may_ask(origin.chat):
            return None
        asked = await self._asked(incoming)
        return self._answers(incoming, asked) if asked else None

    async def _replied(self, incoming: Incoming, job: str) -> Answered:
        words = incoming.text.strip()
        question = (await self._client.status(job)).question if words and not incoming.files else None
        return Answered(job, self._option(question, words) if question else None)

    async def _asked(self, incoming: Incoming) -> JobStatus | None:
        """The newest job whose question waits for this person here."""
        origin = incoming.origin
        jobs = await self._client.queue(origin.platform, origin.chat)
        mine = [job for job in jobs if job.origin.user == origin.user and job.origin.thread == origin.thread]
        waiting = [job for job in mine if job.state == "waiting"]
        return waiting[-1] if waiting else None

    def _answers(self, incoming: Incoming, asked: JobStatus) -> Answered | None:
        words, question = incoming.text.strip(), asked.question
        if not incoming.files:
            if question is None or self._clock.unix() - asked.created > WINDOW:
                return None
            value = self._option(question, words)
            return Answered(asked.job, value) if value or "text" in question.wants else None
        if words:
            return None
        if incoming.origin.private:
            return Answered(asked.job)
        fresh = self._clock.unix() - asked.created <= WINDOW
        return Answered(asked.job) if fresh and _wanted(incoming.files, question) else None

    def _option(self, question: Question, words: str) -> str | None:
        """The option that words name, in whichever of our languages."""
        said = _plain(words)
        for option in question.options:
            labels = [self._words.say(one, option.label) for one in LANGUAGES if self._words.has(one, option.label)]
            if said in {_plain(option.value), *map(_plain, labels)}:
                return option.value
        return None


def kind_of(file: RemoteFile) -> AttachmentKind | None:
    """What a file seems to be, by its name and type; only its content tells for sure."""
    ending = file.name.rpartition(".")[2].lower()
    known = _ENDINGS.get(ending)
    return known or next((kind for kind in _TYPES if (file.content_type or "").startswith(f"{kind}/")), None)


def _wanted(files: Sequence[RemoteFile], question: Question | None) -> bool:
    return question is None or any(kind_of(file) in question.wants for file in files)


def _plain(words: str) -> str:
    return unicodedata.normalize("NFC", words).strip(" .!?。！？").casefold()
