"""The port of hearing words: a recording becomes lines with their times."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from media.frozen import Frozen
from media.senses.index import Span
from media.transcription.transcript import Line


class Recording(Frozen):
    """Sound to be listened to."""

    path: Path
    """A sound file, mono at 16 kHz as an index keeps it; other rates and channels are brought to that."""
    duration: float
    speech: tuple[Span, ...]
    """Where somebody speaks; what lies between is not listened to."""


class Understood(Frozen):
    """What an engine made of a recording, as it said it: nothing is repaired yet."""

    lines: tuple[Line, ...]
    language: str | None
    """ISO 639-1 code: the one given, or the one that was found."""


class Transcriber(Protocol):
    """An engine that hears words."""

    @property
    def name(self) -> str:
        """The product's name and its model, as a person would say it (`faster-whisper small`)."""
        ...

    @property
    def identity(self) -> str:
        """Name, version and model: what it hears may be another thing once this changes."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it understands, of `en`, `zh`, `vi`."""
        ...

    @property
    def finds_language(self) -> bool:
        """Whether it finds out by itself which language is spoken."""
        ...

    @property
    def word_times(self) -> bool:
        """Whether it says when each word is spoken."""
        ...

    @property
    def rough(self) -> bool:
        """Whether it errs so often that people must be told."""
        ...

    async def hear(self, recording: Recording, language: str | None, report: Callable[[float], None]) -> Understood:
        """Listen to a recording in a language, or in one that is to be found where `finds_language`.

        `report` takes the fraction that is done, 0 to 1. Raises `EngineMissing` for an engine, a model (`no-transcriber-model`)
        or a language (`no-such-language`) that is not there, `ProcessFailed` and its kin for one that broke off, and
        `TranscriberFailed` for a server that gave no answer.
        """
        ...
