"""faster-whisper: Whisper models on CTranslate2, on the processor (int8) or a CUDA card (float16), batched, with word times."""

import os
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from media.errors import EngineMissing
from media.process import ProcessLimits
from media.settings import MediaSettings
from media.transcription.listening import Listening, listened
from media.transcription.port import Recording, Understood

_LANGUAGES = ("en", "zh", "vi")
_PATIENCE = 8.0
"""Seconds of work allowed for a second of sound: a large model on a small machine."""
_START = 300.0
"""Seconds allowed for the start: a large model is read from a slow disk."""
_FETCHING = 3600.0
_CARD = Path("/dev/nvidia0")
_PASSED = ("HF_HOME", "HF_HUB_CACHE", "HF_ENDPOINT", "HF_HUB_OFFLINE", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE")
"""Variables that say where models come from; none of them is a secret."""


class FasterWhisper:
    """One model, by its name (`small`, `large-v3-turbo`, an id of the Hugging Face hub) or the folder that it lies in."""

    product = "faster-whisper"
    finds_language = True
    word_times = True
    rough = False

    def __init__(self, model: str, settings: MediaSettings) -> None:
        self._model = model
        self._settings = settings

    @staticmethod
    def installed() -> bool:
        """Whether its wheel is there."""
        return find_spec("faster_whisper") is not None

    @property
    def name(self) -> str:
        """`faster-whisper` and the model."""
        return f"{self.product} {self.model}"

    @property
    def model(self) -> str:
        """The model's name, of a folder its last part."""
        return Path(self._model).name

    @property
    def languages(self) -> tuple[str, ...]:
        """All of ours, or English alone for a model that is called so."""
        return ("en",) if self.model.endswith(".en") else _LANGUAGES

    @property
    def identity(self) -> str:
        """Name, release and model; of a folder also the size and time of what lies in it."""
        weights = Path(self._model) / "model.bin"
        told = weights.stat() if weights.is_file() else None
        return " ".join([self.name, _release(), *(map(str, (told.st_size, told.st_mtime_ns)) if told else ())])

    async def hear(self, recording: Recording, language: str | None, report: Callable[[float], None]) -> Understood:
        """Listen in a language, or in the one that the model finds; see `Transcriber.hear`."""
        request = {
            "sound": str(recording.path.absolute()),
            "duration": recording.duration,
            "speech": recording.speech,
            "language": language,
        }
        heard = await self._asked(request, self._limits(_START + _PATIENCE * recording.duration), report)
        return Understood(lines=tuple(heard.lines), language=heard.told.get("language", language))

    async def try_out(self) -> str:
        """Load the model, fetching it by its name where it is not there yet; returns the device it runs on.

        Raises as `hear` does.
        """
        tried = await self._asked({"fetch": True}, self._limits(_FETCHING), lambda share: None)
        return str(tried.told.get("device", ""))

    async def _asked(self, request: Mapping[str, Any], limits: ProcessLimits, report: Callable[[float], None]) -> Listening:
        if not self.installed():
            raise EngineMissing("faster-whisper is not installed", values={"engine": "faster-whisper"})
        folder = self._settings.home.absolute() / "models"
        whole = {
            "model": self._model,
            "folder": str(folder),
            "threads": self._threads(),
            "environment": {name: value for name in _PASSED if (value := os.environ.get(name))},
            **request,
        }
        heard = await listened("media.transcription.whisper_child", whole, limits, report)
        if "missing" in heard.told:
            raise EngineMissing(f"no model for {self.name}", code="no-transcriber-model", values={"engine": self.name})
        if "unknown" in heard.told:
            raise EngineMissing(
                "a language it does not know", code="no-such-language", values={"language": heard.told["unknown"]}
            )
        return heard

    def _threads(self) -> int:
        return self._settings.threads or os.cpu_count() or 1

    def _limits(self, wall: float) -> ProcessLimits:
        """A card maps more address space than any limit allows; without one the settings' limit holds."""
        memory = None if _CARD.exists() else self._settings.process_memory_bytes
        return ProcessLimits(wall=wall, cpu=round(wall * self._threads()), memory_bytes=memory)


def _release() -> str:
    try:
        return version("faster-whisper")
    except PackageNotFoundError:
        return ""
