"""PocketSphinx: English heard by the small model in its wheel. Rough, and always there."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from media.errors import EngineMissing
from media.process import ProcessLimits
from media.transcription.listening import listened
from media.transcription.port import Recording, Understood

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
        request = {"sound": str(recording.path.absolute()), "duration": recording.duration, "speech": recording.speech}
        wall = 60.0 + _PATIENCE * recording.duration
        limits = ProcessLimits(wall=wall, cpu=round(wall), memory_bytes=_MEMORY_BYTES)
        heard = await listened("media.transcription.sphinx_child", request, limits, report)
        return Understood(lines=tuple(heard.lines), language="en")
