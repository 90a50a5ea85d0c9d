"""PocketSphinx: English heard by the small model in its wheel. Rough, and always there."""

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from media.errors import EngineMissing, ProcessFailed
from media.process import ProcessLimits
from media.transcription.listening import listened
from media.transcription.port import Recording, Understood
from media.transcription.transcript import Line

_PATIENCE = 6.0
"""Seconds of work allowed for a second of sound."""
_MEMORY_BYTES = 2_000_000_000


class PocketSphinx:
    """PocketSphinx 5 with its own American English model."""

    name = "pocketsphinx"
    languages: tuple[str, ...] = ("en",)
    finds_language = False
    word_times = True
    rough = True

    @staticmethod
    def installed() -> bool:
        """Whether its wheel is there."""
        return find_spec("pocketsphinx") is not None

    @property
    def identity(self) -> str:
        """Name and release: the model comes with it."""
        try:
            return f"{self.name} {version('pocketsphinx')}"
        except PackageNotFoundError:
            return self.name

    async def hear(self, recording: Recording, language: str | None, report: Callable[[float], None]) -> Understood:
        """Listen for English; see `Transcriber.hear`."""
        if language != "en":
            raise EngineMissing("it knows English only", code="no-such-language", values={"language": language or ""})
        if not self.installed():
            raise EngineMissing("pocketsphinx is not installed", values={"engine": self.name})
        return Understood(lines=await self._listened(recording, (), report), language="en")

    async def align(self, told: Sequence[str], recording: Recording, report: Callable[[float], None]) -> tuple[Line, ...]:
        """Sentences that are known, with the times at which their words are said (forced alignment).

        Raises `ProcessFailed` and its kin where they cannot be laid over the sound.
        """
        lines = await self._listened(recording, told, report)
        if len(lines) != len(told):
            raise ProcessFailed("the text does not fit the sound")
        return lines

    async def _listened(self, recording: Recording, told: Sequence[str], report: Callable[[float], None]) -> tuple[Line, ...]:
        request = {
            "sound": str(recording.path.absolute()),
            "duration": recording.duration,
            "speech": recording.speech,
            "told": list(told),
        }
        wall = 60.0 + _PATIENCE * recording.duration
        limits = ProcessLimits(wall=wall, cpu=round(wall), memory_bytes=_MEMORY_BYTES)
        return tuple((await listened("media.transcription.sphinx_child", request, limits, report)).lines)
