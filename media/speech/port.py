"""The port of speech: given words become a voice."""

from pathlib import Path
from typing import Protocol

from media.frozen import Frozen


class Spoken(Frozen):
    """What was spoken into a file."""

    duration: float
    rate_hz: int
    lines: tuple[tuple[float, float, str], ...]
    """Start, end and text of each sentence, as it was written."""


class Speaker(Protocol):
    """An engine that speaks."""

    @property
    def name(self) -> str:
        """The product's name."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages it speaks, of `en`, `zh`, `vi`."""
        ...

    @property
    def voices(self) -> tuple[str, ...]:
        """Names of its voices; the first is the usual one."""
        ...

    @property
    def clones_voice(self) -> bool:
        """Whether it can speak with the voice of a sample."""
        ...

    async def speak(self, text: str, language: str, voice: str | None, target: Path) -> Spoken:
        """Speak a text into `target`, a mono 16-bit WAV file.

        Raises `EngineMissing` for a missing engine (`engine-missing`), a language (`no-such-language`) or a voice
        (`no-such-voice`) that it does not have, and `MediaError` with code `nothing-to-say` for a text without words.
        """
        ...
