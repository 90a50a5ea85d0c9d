"""A transcript written down: captions for players (SRT, VTT, ASS), a text to read, or all that is known (JSON)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from pysubs2 import SSAEvent, SSAFile

from media.cue_blocks import clock
from media.subtitle_files import write_srt, write_vtt
from media.subtitles import Cue
from media.transcription.captioning import captions
from media.transcription.transcript import Line, Transcript
from media.transcription.wording import is_han

Format = Literal["srt", "vtt", "txt", "ass", "json"]
_PARAGRAPH = 2.0
"""Seconds of silence between two paragraphs of a text."""


def written(files: Sequence[Transcript], format: Format, *, words: bool = False) -> str:  # noqa: A002
    """Transcripts as one file, that of a second source after the first.

    `words` writes the time of every word too: VTT has stamps, ASS karaoke, a text a line for each word, and SRT a cue for each.
    """
    match format:
        case "json":
            return json.dumps([_data(file) for file in files], ensure_ascii=False, indent=1) + "\n"
        case "txt":
            return "\n".join(_text(file, words=words) for file in files)
        case "srt":
            return write_srt(_by_word(_cues(files)) if words else _cues(files))
        case "vtt":
            return write_vtt(cue if words else cue.model_copy(update={"words": ()}) for cue in _cues(files))
        case "ass":
            return _ass(_cues(files), words=words)


def _cues(files: Iterable[Transcript]) -> list[Cue]:
    return [cue for file in files for cue in captions(file.lines)]


def _by_word(cues: Iterable[Cue]) -> Iterator[Cue]:
    for cue in cues:
        if not cue.words:
            yield cue
        yield from (Cue(start=start, end=end, text=text) for start, end, text in cue.words)


def _text(file: Transcript, *, words: bool) -> str:
    if words:
        told = (f"{clock(start, '.')} {text}" for cue in captions(file.lines) for start, _, text in cue.words)
        return "\n".join(told) + "\n"
    return "\n\n".join(_paragraphs(file.lines)) + "\n"


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Lines that follow one another as running text, a new paragraph after each long silence and with each speaker."""
    text = ""
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        fresh = before is None or line.start - before.end >= _PARAGRAPH or line.speaker != before.speaker
        if fresh and text:
            yield text
        if fresh:
            text = f"{line.speaker}: {line.text}" if line.speaker else line.text
        else:
            text += line.text if _tight(text, line.text) else f" {line.text}"
    if text:
        yield text


def _tight(before: str, after: str) -> bool:
    wide = is_han(before[-1]) or "\u3000" <= before[-1] <= "\u303f" or "\uff00" <= before[-1] <= "\uffef"
    return wide and is_han(after[0])


def _ass(cues: Iterable[Cue], *, words: bool) -> str:
    file = SSAFile()
    file.info.update({"PlayResX": "1920", "PlayResY": "1080", "WrapStyle": "0", "ScaledBorderAndShadow": "yes"})
    file.styles["Default"].fontsize = 64
    file.events = [
        SSAEvent(
            start=round(cue.start * 1000),
            end=round(cue.end * 1000),
            text=_sung(cue) if words and cue.words else _plain(cue.text),
        )
        for cue in cues
    ]
    return file.to_string("ass")


def _plain(text: str) -> str:
    """Words in which no letter means anything to ASS."""
    return text.replace("\\", "⧵").replace("{", "(").replace("}", ")").replace("\n", "\\N")


def _sung(cue: Cue) -> str:
    """Words with the hundredths of a second until the next one begins."""
    starts = [start for start, _, _ in cue.words]
    edges = [cue.start, *starts[1:], cue.end]
    space = "" if any(map(is_han, cue.text)) else " "
    parts = (
        f"{{\\k{round((after - before) * 100)}}}{_plain(text)}"
        for (before, after), (_, _, text) in zip(pairwise(edges), cue.words, strict=True)
    )
    return space.join(parts)


def _data(file: Transcript) -> dict[str, object]:
    """What is known of a source's speech, in seconds."""
    return {
        "language": file.language,
        "engine": file.engine,
        "rough": file.rough,
        "segments": [line.model_dump(exclude={"speaker"} if not line.speaker else set()) for line in file.lines],
    }
