"""A transcript from words that the user gave: a subtitle file with its times, or a plain text laid over the speech."""

from collections.abc import Sequence

from media.subtitles import Cue
from media.transcription.transcript import Line, Transcript, Word

SUBTITLES = "subtitles"
SCRIPT = "script"


def from_cues(cues: Sequence[Cue], asset: str, language: str | None) -> Transcript:
    """The cues of a subtitle file as they stand; the words' times where the file has them, the first of two languages."""
    lines = (
        Line(
            start=cue.start,
            end=cue.end,
            text=" ".join(cue.text.split()),
            words=tuple(Word(start=start, end=end, text=text) for start, end, text in cue.words),
        )
        for cue in cues
        if cue.text.strip()
    )
    return Transcript(asset=asset, language=language, lines=_apart(sorted(lines, key=lambda line: line.start)),
                      engine=SUBTITLES, origin="given")  # fmt: skip


def _apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines that do not overlap: signs at the top of a picture stand beside what is said."""
    found: list[Line] = []
    for line in lines:
        start = max(line.start, found[-1].end) if found else line.start
        if start < line.end:
            words = tuple(word for word in line.words if word.start >= start)
            found.append(line.model_copy(update={"start": start, "words": words}))
    return tuple(found)
