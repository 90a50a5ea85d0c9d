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
_EDGE = 0.3
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_LETTERS = {
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH", "k": "K", "l": "L",
    "m": "M", "n": "N", "o": "OW", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH", "v": "V", "w": "W", "x": "K",
    "y": "Y", "z": "Z",
}  # fmt: skip
_UNSAID = re.compile(r"<.*>|\[.*\]|\+\+.*\+\+")
_VARIANT = re.compile(r"\(\d+\)$")


@dataclass(frozen=True)
class Request:
    """What to listen to."""

    sound: str
    duration: float
    speech: list[tuple[float, float]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """Sentences that are known to be said; without any, words are looked for."""


def main(request: Request) -> None:
    """Say what is heard, stretch by stretch, or where the sentences are."""
    from pocketsphinx import Decoder

    decoder = Decoder(samprate=float(RATE_HZ), loglevel="FATAL")
    if request.told:
        _say(1.0, _aligned(decoder, request))
        return
    step, power = levels(Path(request.sound))
    spans = pieces(request.speech, request.duration, _LONGEST, _PAUSE, step, power.tolist())
    reader = Reader(Path(request.sound))
    for start, end in spans:
        decoder.start_utt()
        decoder.process_raw(reader.take(start, end).tobytes(), full_utt=True)
        decoder.end_utt()
        words = list(_words(decoder.seg() or (), start))
        lines = [_line(said) for said in _runs(words)]
        _say(min(1.0, end / max(request.duration, 0.01)), lines)


def _say(done: float, lines: list[dict[str, Any]]) -> None:
    sys.stdout.write(json.dumps({"done": done, "lines": lines}) + "\n")
    sys.stdout.flush()


def _aligned(decoder: Any, request: Request) -> list[dict[str, Any]]:
    """The sentences with the times of their words; none where the search did not get through them."""
    words = [[(part, _spoken(part)) for part in sentence.split() if _spoken(part)] for sentence in request.told]
    flat = [said for sentence in words for _, parts in sentence for said in parts]
    for said in sorted(set(flat)):
        if decoder.lookup_word(said) is None:
            decoder.add_word(said, _sounds(said), False)
    start = max(0.0, request.speech[0][0] - _EDGE)
    samples = Reader(Path(request.sound)).take(start, request.speech[-1][1] + _EDGE)
    decoder.set_align_text(" ".join(flat))
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()
    found = list(_words(decoder.seg() or (), start))
    if len(found) != len(flat):
        return []
    times = iter(found)
    return [_sentence(sentence, [[next(times) for _ in parts] for _, parts in sentence]) for sentence in words if sentence]


def _sentence(written: list[tuple[str, list[str]]], said: list[list[Timed]]) -> dict[str, Any]:
    pairs = zip(written, said, strict=True)
    return _line([Timed(parts[0].start, parts[-1].end, text, 0.9) for (text, _), parts in pairs])


def _spoken(written: str) -> list[str]:
    """The words of the dictionary that a written word is said as: small letters, digits one by one."""
    plain = re.sub(r"[’‘]", "'", written.lower())
    parts = re.findall(r"[a-z]+(?:'[a-z]+)?|\d", plain)
    return [_DIGITS[int(part)] if part.isdigit() else part for part in parts]


def _sounds(word: str) -> str:
    """A word that the dictionary lacks, letter by letter: near enough to be found at its place."""
    sounds = [_LETTERS[letter] for letter in word if letter in _LETTERS]
    return " ".join(sound for number, sound in enumerate(sounds) if number == 0 or sound != sounds[number - 1])


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
