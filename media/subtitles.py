"""Subtitle files: cues read from SRT, VTT and ASS, brought together in two languages, placed on a timeline as captions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import pairwise

from pysubs2 import SSAEvent, SSAFile
from pysubs2.exceptions import Pysubs2Error

from media.cue_blocks import Block, blocks, seconds_of
from media.errors import BadCaptions
from media.frozen import Frozen
from media.timeline import Caption, Timeline

FORMATS = ("srt", "vtt", "ass", "ssa")
_SHORTEST = 0.04
"""Seconds that a cue must last to be seen at all."""
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>|<\d{1,2}:[\d:.]+>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RUBY = re.compile(r"<rt>.*?</rt>", re.IGNORECASE | re.DOTALL)
_STAMP = re.compile(r"<(\d{1,2}:[\d:.]+)>")
_OVERRIDE = re.compile(r"\{\\[^{}\n]*\}")
_ASS_OVERRIDE = re.compile(r"(?<!\\)\{[^}]*\}")
_SUNG = re.compile(r"\\[kK][fo]?(\d+)")
_AT_TOP = re.compile(r"\\an[789]|\\a(?:5|6|7)(?!\d)")
_ASS = ("ass", "ssa")
_SHARED = 0.3
"""Part of the shorter of two cues in which both must be shown to say the same."""


class Cue(Frozen):
    """Words and when they are heard or shown, in seconds."""

    start: float
    end: float
    text: str
    second: str = ""
    """The same in a second language."""
    words: tuple[tuple[float, float, str], ...] = ()
    """The parts of `text` with the seconds in which each is said, where the file tells."""
    top: bool = False
    """Whether the file puts it at the picture's top."""


def read_subtitles(text: str, format: str) -> tuple[Cue, ...]:  # noqa: A002
    """The cues of a subtitle file in order, without tags and comments; of those in one place none overlaps the next.

    Raises `BadCaptions`: `bad-captions` for a file that is not of that format, `empty-captions` for one without words.
    """
    if format not in FORMATS:
        raise BadCaptions(f"no subtitle format {format}", values={"format": format})
    text = text.removeprefix("\ufeff")
    found = list(_ass_cues(text, format)) if format in _ASS else list(_unrolled(_block_cues(text, format)))
    told = _in_turn(cue for cue in found if cue.text and cue.end > cue.start)
    if not told:
        raise BadCaptions("a subtitle file without words", code="empty-captions", values={"format": format})
    return told


def paired(first: Iterable[Cue], second: Iterable[Cue]) -> tuple[Cue, ...]:
    """Two files that say the same in two languages as one: the first's cues with the second's words below them.

    A cue of the second goes with the one it is shown with longest, and with any other that it is shown with half the time; one
    that is shown with none stands alone.
    """
    uppers, lowers = list(first), list(second)
    partners: dict[int, list[Cue]] = {}
    for lower in lowers:
        shared = [_shared(upper, lower) for upper in uppers]
        best = max(range(len(uppers)), key=shared.__getitem__, default=None)
        for number, upper in enumerate(uppers):
            short = min(upper.end - upper.start, lower.end - lower.start)
            if (number == best and shared[number] >= _SHARED * short) or shared[number] >= 0.5 * (upper.end - upper.start):
                partners.setdefault(number, []).append(lower)
    joined = [
        upper.model_copy(update={"second": _in_a_row(cue.text for cue in partners.get(number, []))})
        for number, upper in enumerate(uppers)
    ]
    taken = {id(lower) for found in partners.values() for lower in found}
    alone = [
        lower.model_copy(update={"text": "", "second": lower.text, "words": ()}) for lower in lowers if id(lower) not in taken
    ]
    return _in_turn([*joined, *alone])


def place(cues: Iterable[Cue], timeline: Timeline, at: int = 0) -> tuple[Caption, ...]:
    """The cues as captions whose time 0 is the frame `at`; what lies outside the timeline is left out.

    The cues are all of one place in the picture: each caption ends before the next.
    """
    captions: list[Caption] = []
    for cue in cues:
        start = max(0, at + timeline.to_frames(cue.start), captions[-1].end if captions else 0)
        end = min(timeline.frames, max(start + 1, at + timeline.to_frames(cue.end)))
        if start < end and at + timeline.to_frames(cue.end) > 0:
            words = tuple(
                (at + timeline.to_frames(said), at + timeline.to_frames(until), word) for said, until, word in cue.words
            )
            whole = Caption.model_construct(start=start, end=end, text=cue.text, second=cue.second, words=words)
            captions.append(whole.within(start, end) or whole)
    return tuple(captions)


def _block_cues(text: str, format: str) -> Iterator[Cue]:  # noqa: A002
    found = list(blocks(text, format))
    if not found and text.strip() not in ("", "WEBVTT"):
        raise BadCaptions(f"no cue of {format} in the file", values={"format": format})
    for block in found:
        start, end = max(0.0, block.start), max(0.0, block.end)
        top = bool(_AT_TOP.search("".join(_OVERRIDE.findall(block.text))))
        yield Cue(start=start, end=end, text=_plain(block.text), words=_stamped(block), top=top)


def _plain(text: str) -> str:
    """Words without HTML and VTT tags, without the ASS overrides that some SRT files carry, entities read."""
    broken = _BREAK.sub("\n", text.replace("\\N", "\n"))
    return _lines(unescape(_OVERRIDE.sub("", _TAG.sub("", _RUBY.sub("", broken)))))


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _stamped(block: Block) -> tuple[tuple[float, float, str], ...]:
    """The words between a VTT cue's time stamps; nothing where there are none or they run backwards."""
    pieces = _STAMP.split(block.text)
    try:
        edges = [block.start, *map(seconds_of, pieces[1::2]), block.end]
    except ValueError:
        return ()
    if len(pieces) == 1 or any(after < before for before, after in pairwise(edges)):
        return ()
    told = ((start, end, _plain(piece)) for (start, end), piece in zip(pairwise(edges), pieces[::2], strict=True))
    return tuple((start, end, word) for start, end, word in told if word)


def _unrolled(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Cues that roll up, as automatic captions do (each repeats the line above it), with every line told once."""
    told: list[Cue] = []
    found = list(cues)
    rolls = any(cue.words for cue in found)
    for cue in found:
        above = told[-1].text.split("\n")[-1] if told and rolls and cue.start - told[-1].end < _SHORTEST else None
        lines = cue.text.split("\n")
        if above is not None and lines[0] == above and (len(lines) > 1 or not cue.words):
            words = tuple(word for word in cue.words if word[2] != above)
            cue = cue.model_copy(update={"text": "\n".join(lines[1:]), "words": words})
        if cue.text:
            told.append(cue)
        elif told:
            told[-1] = told[-1].model_copy(update={"end": max(told[-1].end, cue.end)})
    return iter(told)


def _ass_cues(text: str, format: str) -> Iterator[Cue]:  # noqa: A002
    try:
        file = SSAFile.from_string(text, format_=format)
    except (Pysubs2Error, ValueError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise BadCaptions(f"not readable as {format}", values={"format": format}) from error
    if not file.events and text.strip():
        raise BadCaptions(f"no cue of {format} in the file", values={"format": format})
    for event in file.events:
        if not event.is_comment and not event.is_drawing:
            style = file.styles.get(event.style)
            top = bool(_AT_TOP.search("".join(_ASS_OVERRIDE.findall(event.text)))) or (style is not None and style.alignment >= 7)
            start, end = max(0, event.start) / 1000, max(0, event.end) / 1000
            yield Cue(start=start, end=end, text=_lines(_shown(event.text)), words=_ass_words(event), top=top)


def _shown(text: str) -> str:
    """An ASS event's words as they are seen."""
    bare = _ASS_OVERRIDE.sub("", text).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")
    return bare.replace("\\{", "{").replace("\\}", "}")


def _ass_words(event: SSAEvent) -> tuple[tuple[float, float, str], ...]:
    """The words of a karaoke event: each `\\k` gives the hundredths of a second of what follows it."""
    words: list[tuple[float, float, str]] = []
    reached, ends, fresh = event.start, event.start, False
    for piece in re.split(r"((?<!\\)\{[^}]*\})", event.text):
        if piece.startswith("{"):
            for took in _SUNG.findall(piece):
                reached, ends, fresh = ends, ends + int(took) * 10, True
        elif fresh:
            words.append((reached / 1000, min(ends, event.end) / 1000, _shown(piece)))
            fresh = False
        elif words:  # a change of looks within a word
            words[-1] = (*words[-1][:2], words[-1][2] + _shown(piece))
    return tuple((start, end, told) for start, end, word in words if start <= end and (told := _lines(word)))


def _in_turn(cues: Iterable[Cue]) -> tuple[Cue, ...]:
    """In each place, cues that start together become one, and of two that overlap the first ends where the second starts."""
    ordered = sorted(cues, key=lambda cue: (cue.start, cue.end))
    turns = (cue for top in (False, True) for cue in _one_by_one([cue for cue in ordered if cue.top == top]))
    return tuple(sorted(turns, key=lambda cue: (cue.start, cue.top)))


def _one_by_one(cues: Sequence[Cue]) -> list[Cue]:
    joined: list[Cue] = []
    for cue in cues:
        if joined and cue.start - joined[-1].start < _SHORTEST:
            joined[-1] = _together(joined[-1], cue)
        else:
            joined.append(cue)
    ends = [min(cue.end, after.start) for cue, after in pairwise(joined)] + [cue.end for cue in joined[-1:]]
    return [cue.model_copy(update={"end": end}) for cue, end in zip(joined, ends, strict=True)]


def _together(cue: Cue, other: Cue) -> Cue:
    text = cue.text if other.text in ("", cue.text) else f"{cue.text}\n{other.text}".strip()
    second = cue.second if other.second in ("", cue.second) else f"{cue.second}\n{other.second}".strip()
    words = cue.words if text == cue.text else ()
    return cue.model_copy(update={"end": max(cue.end, other.end), "text": text, "second": second, "words": words})


def _shared(cue: Cue, other: Cue) -> float:
    """Seconds in which both are shown."""
    return max(0.0, min(cue.end, other.end) - max(cue.start, other.start))


def _in_a_row(texts: Iterable[str]) -> str:
    """Texts that follow one another as one, with a space where they are not both Chinese."""
    whole = ""
    for text in texts:
        tight = not whole or (not whole[-1].isascii() and not whole[-1].isalpha()) or (ord(whole[-1]) > 0x2E80 < ord(text[0]))
        whole += ("" if tight else " ") + text
    return whole
