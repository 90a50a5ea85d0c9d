"""Subtitle files written: SRT for every player, VTT for the web with the words' times; ASS comes from `media/ass.py`."""

from collections.abc import Iterable, Sequence
from html import escape

from media.cue_blocks import clock
from media.subtitles import Cue

_TOP = "{\\an8}"


def write_srt(cues: Iterable[Cue]) -> str:
    """The cues as an SRT file; `{\\an8}` puts one at the top, as players understand it."""
    return "\n".join(
        f"{number}\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\n{_TOP * cue.top}{_both(cue.text, cue.second)}\n"
        for number, cue in enumerate(cues, start=1)
    )


def write_vtt(cues: Iterable[Cue]) -> str:
    """The cues as a WebVTT file, words that have times with their time stamps."""
    written = (
        f"{clock(cue.start, '.')} --> {clock(cue.end, '.')}{' line:5%' if cue.top else ''}\n"
        f"{_both(_stamped(cue), escape(cue.second, quote=False))}\n"
        for cue in cues
    )
    return "\n".join(["WEBVTT\n", *written])


def _both(text: str, second: str) -> str:
    return "\n".join(part.strip() for part in (text, second) if part.strip())


def _stamped(cue: Cue) -> str:
    """The words of the first language with the time at which each begins before it, where the words are those of the text."""
    text, words = cue.text, cue.words
    if not words or _squeezed(word for _, _, word in words) != _squeezed([text]):
        return escape(text, quote=False)
    starts = _first_letters(words)
    written, letters = "", 0
    for char in text:
        if not char.isspace():
            start = starts.get(letters)
            written += f"<{clock(start, '.')}>" if start is not None and cue.start < start < cue.end else ""
            letters += 1
        written += escape(char, quote=False)
    return written


def _first_letters(words: Sequence[tuple[float, float, str]]) -> dict[int, float]:
    """When each word starts, by the number of its first letter."""
    starts: dict[int, float] = {}
    letters = 0
    for start, _, word in words:
        starts[letters] = start
        letters += len(_squeezed([word]))
    return starts


def _squeezed(texts: Iterable[str]) -> str:
    return "".join("".join(text.split()) for text in texts)
