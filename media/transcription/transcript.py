"""What is said in a source: words with their times, who heard them, and how sure they were."""

from typing import Literal

from media.frozen import Frozen

Origin = Literal["heard", "given", "aligned"]
"""Heard by an engine, read from a subtitle file with its times, or a given text laid over the sound."""


class Word(Frozen):
    """One word as written (for Chinese a word of the segmentation), in seconds of the source."""

    start: float
    end: float
    text: str
    confidence: float = 1.0
    """0 to 1."""


class Line(Frozen):
    """A stretch of speech that belongs together: a sentence, or a cue of a subtitle file."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    """In order, within the line; empty where only the line's times are known."""
    confidence: float = 1.0
    speaker: str = ""
    """Who speaks, where the source says so."""


class Transcript(Frozen):
    """The speech of one file."""

    asset: str
    """The source it was heard in; empty for a subtitle file that came without one."""
    language: str | None
    """`en`, `zh`, `vi` or another ISO 639-1 code; `None` where nobody knows."""
    lines: tuple[Line, ...]
    """In order of time; they do not overlap."""
    engine: str
    """Name and model of who heard it (`faster-whisper small`, `pocketsphinx`, `subtitles`)."""
    origin: Origin
    rough: bool = False
    """Whether its words are to be taken with care, and the user told so."""

    @property
    def text(self) -> str:
        """All that is said, line by line."""
        return "\n".join(line.text for line in self.lines)
