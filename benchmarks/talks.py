"""Generated talks whose facts, topics and main points are known, as subtitles: sentences in a shuffled order, cut into cues."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from agent_core.languages import Language
from media.transcription.transcript import Line, Transcript

Half = Literal["tune", "report"]
_FILES = Path(__file__).parent / "talks"
_PACE = {"en": 15.0, "zh": 4.5, "vi": 14.0}
"""Letters a second."""
_LONG = {"en": 60, "zh": 22, "vi": 56}
"""Letters of a sentence from which on it is cut into two cues."""


@dataclass(frozen=True)
class Planted:
    """A fact, where it is said, and a question for it in other words."""

    sentence: str
    question: str
    start: float
    main: bool
    """It is its section's main point."""


@dataclass(frozen=True)
class Talk:
    """A talk and what is known of it."""

    language: Language
    transcript: Transcript
    planted: tuple[Planted, ...]
    absent: tuple[str, ...]
    """Questions that it does not answer."""
    turns: tuple[float, ...]
    """Times at which a section begins, but for the first."""


def talks(half: Half, language: Language, seeds: int) -> Iterator[Talk]:
    """The talks of one half, each in as many orders as there are seeds."""
    raw = tomllib.loads((_FILES / f"{language}.toml").read_text("utf-8"))
    chosen = [talk for talk in raw["talk"] if talk["half"] == half]
    for number, talk in enumerate(chosen):
        for seed in range(seeds):
            yield _told(raw, talk, language, random.Random(f"{half}-{language}-{number}-{seed}"))


def _told(raw: dict[str, Any], talk: dict[str, Any], language: Language, luck: random.Random) -> Talk:
    clock, lines, planted, turns = _Clock(language, luck), list[Line](), list[Planted](), list[float]()
    lines += clock.say(raw["hello"])
    for number, section in enumerate(talk["section"]):
        clock.pause(luck.uniform(0.3, 1.6))
        if number:
            turns.append(clock.now)
        lines += clock.say(section["open"])
        sentences = [(fact, at == 0) for at, fact in enumerate(section["facts"])]
        between = [(None, False, each) for each in luck.sample(raw["fill"], luck.randint(3, 5))]
        told = [*((fact, main, fact[0]) for fact, main in sentences), *between]
        luck.shuffle(told)
        for fact, main, text in told:
            if fact is not None:
                planted.append(Planted(fact[0], fact[1], clock.now, main))
            lines += clock.say(text)
    lines += clock.say(raw["bye"])
    transcript = Transcript(asset="talk", language=language, lines=tuple(lines), engine="subtitles", origin="given")
    return Talk(language, transcript, tuple(planted), tuple(talk["absent"]), tuple(turns))


class _Clock:
    """Time as the speaker's words pass."""

    def __init__(self, language: Language, luck: random.Random) -> None:
        self._language = language
        self._luck = luck
        self.now = 0.8

    def pause(self, seconds: float) -> None:
        self.now = round(self.now + seconds, 2)

    def say(self, text: str) -> list[Line]:
        """A sentence in one cue or two."""
        parts = self._cut(text)
        return [self._line(part) for part in parts]

    def _line(self, text: str) -> Line:
        start = self.now
        self.pause(max(0.9, len(text) / _PACE[self._language]))
        line = Line(start=start, end=self.now, text=text)
        self.pause(self._luck.uniform(0.05, 0.4))
        return line

    def _cut(self, text: str) -> list[str]:
        if len(text) < _LONG[self._language]:
            return [text]
        middle = len(text) // 2
        if self._language == "zh":
            return [text[:middle], text[middle:]]
        at = text.find(" ", middle)
        return [text[:at], text[at + 1 :]] if at > 0 else [text]
