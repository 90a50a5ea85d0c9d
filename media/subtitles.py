"""Subtitle files: cues read from SRT, VTT and ASS, written as SRT, placed on a timeline as captions."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from itertools import pairwise

from pysubs2 import SSAEvent, SSAFile
from pysubs2.exceptions import Pysubs2Error

from media.errors import BadCaptions
from media.frozen import Frozen
from media.timeline import Caption, Timeline

FORMATS = ("srt", "vtt", "ass", "ssa")
_SHORTEST = 0.04
"""Seconds that a cue must last to be seen at all."""
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>|<\d{1,2}:[\d:.]+>")
_OVERRIDE = re.compile(r"\{\\[^{}\n]*\}")
_ASS = ("ass", "ssa")


class Cue(Frozen):
    """Words and when they are heard or shown, in seconds."""

    start: float
    end: float
    text: str


def read_subtitles(text: str, format: str) -> tuple[Cue, ...]:  # noqa: A002
    """The cues of a subtitle file in order, none overlapping the next, without tags and comments.

    Raises `BadCaptions`: `bad-captions` for a file that is not of that format, `empty-captions` for one without words.
    """
    if format not in FORMATS:
        raise BadCaptions(f"no subtitle format {format}", values={"format": format})
    events = _parsed(text.removeprefix("\ufeff"), format)
    cues = [_cue(event, format) for event in events if not event.is_comment and not event.is_drawing]
    told = _in_turn(sorted((cue for cue in cues if cue.text and cue.end > cue.start), key=lambda cue: (cue.start, cue.end)))
    if not told:
        raise BadCaptions("a subtitle file without words", code="empty-captions", values={"format": format})
    return told


def write_srt(cues: Iterable[Cue]) -> str:
    """The cues as an SRT file."""
    blocks = (
        f"{number}\n{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text.strip()}\n" for number, cue in enumerate(cues, start=1)
    )
    return "\n".join(blocks)


def place(cues: Iterable[Cue], timeline: Timeline, at: int = 0) -> tuple[Caption, ...]:
    """The cues as captions whose time 0 is the frame `at`; what lies outside the timeline is left out."""
    captions: list[Caption] = []
    for cue in cues:
        start = max(0, at + timeline.to_frames(cue.start), captions[-1].end if captions else 0)
        end = min(timeline.frames, max(start + 1, at + timeline.to_frames(cue.end)))
        if start < end and at + timeline.to_frames(cue.end) > 0:
            captions.append(Caption(start=start, end=end, text=cue.text))
    return tuple(captions)


def _parsed(text: str, format: str) -> list[SSAEvent]:  # noqa: A002
    raw = {} if format in _ASS else {"keep_html_tags": True, "keep_unknown_html_tags": True}
    try:
        events = SSAFile.from_string(text, format_=format, **raw).events
    except (Pysubs2Error, ValueError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise BadCaptions(f"not readable as {format}", values={"format": format}) from error
    if not events and text.strip() not in ("", "WEBVTT"):
        raise BadCaptions(f"no cue of {format} in the file", values={"format": format})
    return events


def _cue(event: SSAEvent, format: str) -> Cue:  # noqa: A002
    words = event.plaintext if format in _ASS else _plain(event.text)
    lines = (" ".join(line.split()) for line in words.splitlines())
    return Cue(start=max(0, event.start) / 1000, end=max(0, event.end) / 1000, text="\n".join(line for line in lines if line))


def _plain(text: str) -> str:
    """Words without HTML and VTT tags, without the ASS overrides that some SRT files carry, entities read."""
    return unescape(_OVERRIDE.sub("", _TAG.sub("", text.replace("\\N", "\n"))))


def _in_turn(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Cues that start together become one; of two that overlap the first ends where the second starts."""
    joined: list[Cue] = []
    for cue in cues:
        last = joined[-1] if joined else None
        if last is not None and cue.start - last.start < _SHORTEST:
            text = last.text if cue.text == last.text else f"{last.text}\n{cue.text}"
            joined[-1] = Cue(start=last.start, end=max(last.end, cue.end), text=text)
        else:
            joined.append(cue)
    ends = [min(cue.end, after.start) for cue, after in pairwise(joined)] + [cue.end for cue in joined[-1:]]
    return tuple(cue.model_copy(update={"end": end}) for cue, end in zip(joined, ends, strict=True))


def _clock(seconds: float) -> str:
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{milliseconds // 1000:02d},{milliseconds % 1000:03d}"
