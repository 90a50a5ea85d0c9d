# pyright: basic
"""faster-whisper in a process of its own, which can be killed and gives all its memory back.

Runs as `python -m media.transcription.whisper_child` with a `Request` as JSON on its standard input. Prints a line of JSON for
each batch: `{"done": 0.4, "lines": [...]}`, and at the end `{"language": "en"}`.
`{"missing": "..."}` says that there is no such model,
`{"unknown": "vi"}` that it does not know the language.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from media.transcription.pieces import pieces
from media.transcription.sound import RATE_HZ, Reader, levels
from media.transcription.wording import Timed, words_of

_LONGEST = 28.0
"""Seconds that the model takes at once, less what the edges of a stretch need."""
_PAUSE = 3.0
_BATCH = 8
_ASKED = 4
"""Stretches by which the language is found: one may be music, or a name."""


@dataclass(frozen=True)
class Request:
    """What to listen to, and with what."""

    model: str
    folder: str
    """Where models are kept that were fetched."""
    fetch: bool = False
    """Whether a model that is not there may be fetched."""
    threads: int = 0
    sound: str = ""
    """Empty only tries the model."""
    duration: float = 0.0
    speech: list[tuple[float, float]] = field(default_factory=list)
    language: str | None = None
    environment: dict[str, str] = field(default_factory=dict)
    """Variables that the libraries read."""


def main(request: Request) -> None:
    """Answer a request."""
    os.environ.update(request.environment)
    try:
        model = _opened(request)
    except _Missing as missing:
        _say({"missing": str(missing)})
        return
    if not request.sound:
        _say({"languages": model.supported_languages, "device": model.model.device})
        return
    if request.language not in (None, *model.supported_languages):
        _say({"unknown": request.language})
        return
    for told in _heard(model, request):
        _say(told)


class _Missing(Exception):
    """There is no such model."""


def _opened(request: Request) -> Any:
    import ctranslate2
    from faster_whisper import WhisperModel

    cuda = ctranslate2.get_cuda_device_count() > 0
    where = _found(request)
    try:
        return WhisperModel(
            where,
            device="cuda" if cuda else "cpu",
            compute_type="float16" if cuda else "int8",
            cpu_threads=request.threads,
            local_files_only=True,
        )
    except (RuntimeError, ValueError, OSError) as error:  # a folder without a model, or with half of one
        raise _Missing(type(error).__name__) from error


def _found(request: Request) -> str:
    """The folder of the model: named outright, in the usual cache, in ours, or fetched into ours."""
    from faster_whisper.utils import download_model

    if Path(request.model).is_dir():
        return request.model
    for folder in (None, request.folder):
        try:
            return download_model(request.model, local_files_only=True, cache_dir=folder)
        except (ValueError, OSError):
            continue
    if not request.fetch:
        raise _Missing(request.model)
    try:
        return download_model(request.model, cache_dir=request.folder)
    except (ValueError, OSError) as error:
        raise _Missing(type(error).__name__) from error


def _heard(model: Any, request: Request) -> Iterator[dict[str, Any]]:
    from faster_whisper import BatchedInferencePipeline

    step, power = levels(Path(request.sound))
    spans = pieces(request.speech, request.duration, _LONGEST, _PAUSE, step, power.tolist())
    reader, pipeline = Reader(Path(request.sound)), BatchedInferencePipeline(model)
    language = request.language or (None if model.model.is_multilingual else "en")
    for first in range(0, len(spans), _BATCH):
        batch = spans[first : first + _BATCH]
        start = batch[0][0]
        sound = reader.take(start, batch[-1][1]).astype("float32") / 32768
        if language is None:
            language = _language(model, sound, start, batch)
        clips = [{"start": left - start, "end": right - start} for left, right in batch]
        segments, _ = pipeline.transcribe(
            sound, language=language, clip_timestamps=clips, vad_filter=False, batch_size=_BATCH, word_timestamps=True
        )
        lines = [line for segment in segments for line in _lines(segment, start)]
        yield {"done": min(1.0, batch[-1][1] / max(request.duration, 0.01)), "lines": lines}
    yield {"language": language}


def _language(model: Any, sound: Any, start: float, batch: list[tuple[float, float]]) -> str:
    """The language that the first stretches together speak for."""
    votes: dict[str, float] = {}
    for left, right in batch[:_ASKED]:
        part = sound[round((left - start) * RATE_HZ) : round((right - start) * RATE_HZ)]
        _, _, likely = model.detect_language(audio=part)
        for language, probability in likely:
            votes[language] = votes.get(language, 0.0) + probability * (right - left)
    return max(votes, key=votes.__getitem__)


def _lines(segment: Any, start: float) -> Iterator[dict[str, Any]]:
    text = segment.text.strip()
    said = [Timed(start + word.start, start + word.end, word.word, word.probability) for word in segment.words or ()]
    words = [word.model_dump() for word in words_of(text, said)]
    sure = sum(word.confidence for word in said) / len(said) if said else 0.0
    yield {"start": start + segment.start, "end": start + segment.end, "text": text, "words": words, "confidence": sure}


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Request(**json.load(sys.stdin)))
