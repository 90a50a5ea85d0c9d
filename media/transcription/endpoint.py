"""OpenAI's audio transcriptions, and every server that speaks them: one piece of sound after the other, cut at pauses."""

import asyncio
import json
import tempfile
from collections.abc import Callable, Iterator
from functools import cached_property
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any

from media.errors import EngineMissing, MediaError
from media.process import ProcessLimits, run_module
from media.settings import MediaSettings
from media.transcription.port import Recording, Understood
from media.transcription.transcript import Line
from media.transcription.wording import Timed, words_of

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_ADDRESS = "https://api.openai.com/v1"
_NO_KEY = "none"
"""Sent to a server that needs no key: the SDK insists on one."""
_TRIES = 3
_WAIT = 300.0
"""Seconds that one piece may take to be heard."""
_CUTTING = 0.2
"""Seconds of work allowed for a second of sound that is cut."""
_MEMORY_BYTES = 2_000_000_000
_NAMES = {"english": "en", "chinese": "zh", "mandarin": "zh", "cantonese": "zh", "yue": "zh", "vietnamese": "vi"}
"""Languages as servers name them; others use codes."""


class TranscriberFailed(MediaError):
    """A server that hears words gave no answer that can be used."""

    code = "transcriber-failed"
    retryable = True


class OpenAITranscription:
    """One model at one address. Its SDK tries again, with growing pauses or after as long as the server asks for."""

    languages: tuple[str, ...] = ("en", "zh", "vi")
    finds_language = True
    word_times = True
    rough = False

    def __init__(self, model: str, *, key: str, address: str, settings: MediaSettings) -> None:
        self._model = model
        self._key = key
        self._address = address
        self._settings = settings

    @property
    def name(self) -> str:
        """As the setting spells it, without the address."""
        return f"openai:{self._model}"

    @property
    def identity(self) -> str:
        """The model and where it is."""
        return f"{self.name} {self._address}".strip()

    async def hear(self, recording: Recording, language: str | None, report: Callable[[float], None]) -> Understood:
        """Send the speech piece by piece; the language that the first piece is found to be in is told with the others."""
        lines: list[Line] = []
        work = self._settings.home / "work"
        await asyncio.to_thread(work.mkdir, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="hear-", dir=work) as folder:
            for start, end, path in await self._pieces(recording, Path(folder)):
                told = await self._sent(path, language)
                lines += _lines(told, start)
                language = language or _code(told.get("language"))
                report(min(1.0, end / max(recording.duration, 0.01)))
        return Understood(lines=tuple(lines), language=language)

    async def _pieces(self, recording: Recording, folder: Path) -> list[tuple[float, float, Path]]:
        """The speech in files of some minutes: from, to, and where."""
        request = {
            "sound": str(recording.path.absolute()),
            "duration": recording.duration,
            "speech": recording.speech,
            "folder": str(folder),
        }
        wall = 60.0 + _CUTTING * recording.duration
        limits = ProcessLimits(wall=wall, cpu=round(wall), memory_bytes=_MEMORY_BYTES)
        cut = await run_module("media.transcription.pieces_child", [], limits=limits, stdin=json.dumps(request).encode())
        return [(start, end, folder / name) for start, end, name in json.loads(cut.stdout)]

    async def _sent(self, path: Path, language: str | None) -> dict[str, Any]:
        client: Any = await asyncio.to_thread(lambda: self._client)
        from openai import APIConnectionError, APIError, APIStatusError

        more: dict[str, Any] = {"language": language} if language else {}
        try:
            answer = await client.audio.transcriptions.create(
                file=path,
                model=self._model,
                response_format="verbose_json",
                timestamp_granularities=["word", "segment"],
                temperature=0.0,
                **more,
            )
            told: dict[str, Any] = answer.model_dump()
        except APIStatusError as error:
            if error.status_code in (401, 403, 404):
                raise EngineMissing(f"{self.name} refuses", code="no-transcriber-model", values={"engine": self.name}) from None
            raise TranscriberFailed(f"{self.name}: {error.status_code}", values={"engine": self.name}) from None
        except (APIConnectionError, APIError, ValueError, AttributeError) as error:
            raise TranscriberFailed(f"{self.name}: {type(error).__name__}", values={"engine": self.name}) from None
        if not isinstance(told.get("segments"), list):
            raise TranscriberFailed(f"{self.name} gave no times", values={"engine": self.name})
        return told

    @cached_property
    def _client(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI

        # An address must be given: left out, the SDK would take one from the environment that is meant for another vendor.
        return AsyncOpenAI(
            api_key=self._key or _NO_KEY, base_url=self._address or _ADDRESS, max_retries=_TRIES - 1, timeout=_WAIT
        )


def _lines(told: dict[str, Any], start: float) -> Iterator[Line]:
    """The segments of an answer as lines, each with the words that begin in it. Raises `TranscriberFailed`."""
    try:
        words = [
            Timed(start + float(word["start"]), start + float(word["end"]), str(word["word"])) for word in told.get("words") or ()
        ]
        for segment in told["segments"]:
            first, last = start + float(segment["start"]), start + float(segment["end"])
            text = str(segment["text"]).strip()
            inside = [word for word in words if first <= (word.start + word.end) / 2 < last]
            yield Line(start=first, end=last, text=text, words=words_of(text, inside), confidence=_sure(segment))
    except (KeyError, TypeError, ValueError) as error:
        raise TranscriberFailed("an answer with other fields") from error


def _sure(segment: dict[str, Any]) -> float:
    """Confidence from the mean log-probability of a segment's tokens."""
    told = segment.get("avg_logprob")
    return min(1.0, exp(float(told))) if isinstance(told, int | float) else 1.0


def _code(language: object) -> str | None:
    name = str(language or "").strip().lower()
    return _NAMES.get(name) or (name if len(name) == 2 else None)
