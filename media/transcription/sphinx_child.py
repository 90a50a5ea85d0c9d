# pyright: basic
"""PocketSphinx in a process of its own: English words by the model in its wheel, or a known text laid over the sound.

Runs as `python -m media.transcription.sphinx_child` with a `Request` as JSON on its standard input. Prints a line of JSON for
each stretch of speech: `{"done": 0.4, "lines": [...]}`.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from media.transcription.pieces import pieces
from media.transcription.sound import RATE_HZ, Reader, levels
from media.transcription.wording import Timed

_LONGEST = 15.0
"""Seconds of one utterance: the search grows with it."""
_PAUSE = 0.35
_APART = 0.5
"""Seconds of silence between two lines."""
_FRAME = 0.01
_UNSAID = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
_VARIANT = re.compile(r"\(\d+\)$")


@dataclass(frozen=True)
class Request:
    """What to listen to."""

    sound: str
    duration: float
    speech: list[tuple[float, float]] = field(default_factory=list)


def main(request: Request) -> None:
    """Say what is heard, stretch by stretch."""
    from pocketsphinx import Decoder

    decoder = Decoder(samprate=float(RATE_HZ), loglevel="FATAL")
    step, power = levels(Path(request.sound))
    spans = pieces(request.speech, request.duration, _LONGEST, _PAUSE, step, power.tolist())
    reader = Reader(Path(request.sound))
    for start, end in spans:
        decoder.start_utt()
        decoder.process_raw(reader.take(start, end).tobytes(), full_utt=True)
        decoder.end_utt()
        words = list(_words(decoder.seg() or (), start))
        lines = [_line(said) for said in _runs(words)]
        sys.stdout.write(json.dumps({"done": min(1.0, end / max(request.duration, 0.01)), "lines": lines}) + "\n")
        sys.stdout.flush()


def _words(segments: Iterable[Any], start: float) -> Iterator[Timed]:
    for segment in segments:
        if not _UNSAID.fullmatch(segment.word):
            first, last = start + segment.start_frame * _FRAME, start + (segment.end_frame + 1) * _FRAME
            yield Timed(first, last, _written(_VARIANT.sub("", segment.word)), min(1.0, max(0.0, segment.prob)))


def _written(word: str) -> str:
    return "I" + word[1:] if re.fullmatch(r"i(?:'\w+)?", word) else word


def _runs(words: list[Timed]) -> list[list[Timed]]:
    """The words, those between two pauses together."""
    runs = [words[:1]] if words else []
    for before, word in pairwise(words):
        if word.start - before.end >= _APART:
            runs.append([])
        runs[-1].append(word)
    return runs


def _line(words: list[Timed]) -> dict[str, Any]:
    return {
        "start": words[0].start,
        "end": words[-1].end,
        "text": " ".join(word.text for word in words),
        "words": [word._asdict() for word in words],
        "confidence": sum(word.confidence for word in words) / len(words),
    }


if __name__ == "__main__":
    main(Request(**json.load(sys.stdin)))
