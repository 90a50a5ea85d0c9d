"""Stretches of a file where nothing is to be seen or heard: black, frozen, silent. And when its picture and its sound begin.

One decode in small by FFmpeg's own detectors. A strict look finds what surely is black, frozen or silent, a lenient one all that
may be: whoever compares two files looks at one in each way, so that what an encoder smooths over counts for nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from media.facts import MediaFacts
from media.ffmpeg import INPUT_GUARD, FFmpeg
from media.frozen import Frozen
from media.sampling import allowed, small

SHORT_SIDE = 120
"""Pixels of the small picture's shorter side."""
BLACK, FROZEN, SILENT = 0.5, 1.0, 1.0
"""Least seconds of a stretch that is found."""
_LONG = 600.0
"""Seconds from which only key frames are looked at."""
_COARSE = 20.0
"""Least seconds of what is then found in the picture."""

Span = tuple[float, float]
"""From, to, in seconds."""


@dataclass(frozen=True)
class _Look:
    black_level: float
    """Share of white below which a pixel is black."""
    still_db: float
    """Mean difference of two pictures below which they are the same."""
    silent_db: float
    least: float
    """Share of the usual least length that is enough."""


_STRICT = _Look(black_level=0.08, still_db=-66, silent_db=-60, least=1.0)
_LENIENT = _Look(black_level=0.14, still_db=-50, silent_db=-45, least=0.5)

_BLACK = re.compile(r"black_start:(\S+) black_end:(\S+)")
_FREEZE = re.compile(r"freeze_(start|end): (\S+)")
_SILENCE = re.compile(r"silence_(start|end): (\S+)")
_FIRST = re.compile(r"Parsed_(a?)showinfo_\d+ @ \S+\] n: *0 pts: *\S+ pts_time:(\S+)")


class Stretches(Frozen):
    """What was found, in seconds of the file."""

    black: tuple[Span, ...] = ()
    frozen: tuple[Span, ...] = ()
    silent: tuple[Span, ...] = ()
    picture_at: float | None = None
    """When the first picture is shown, counted from the file's start; `None` where there is none."""
    sound_at: float | None = None
    """When the first sample is heard."""


async def find_stretches(
    path: Path, facts: MediaFacts, ffmpeg: FFmpeg, *, start: float = 0.0, end: float | None = None, lenient: bool = False
) -> Stretches:
    """Look through a file, or through a part of it (`start` to `end` in seconds; times found are still those of the file).

    Of what lasts longer than ten minutes only key frames are seen, and only long stretches found. Raises `ProcessFailed` and its
    kin for a file that cannot be decoded.
    """
    length = max(0.1, (facts.duration or 0.0) - start if end is None else end - start)
    graph, labels = _graph(facts, _LENIENT if lenient else _STRICT, coarse=length > _LONG)
    if not labels:
        return Stretches()
    part = ["-ss", f"{start:.3f}", "-t", f"{length:.3f}"] if start or end is not None else []
    seen = ["-skip_loop_filter", "all", "-skip_frame", "nokey" if length > _LONG else "noref"] if facts.has_picture else []
    mapped = [arg for label in labels for arg in ("-map", label)]
    args = [*seen, *part, *INPUT_GUARD, "-i", str(path), "-filter_complex", graph, *mapped, "-f", "null", "-"]
    return _read(await ffmpeg.run(args, limits=ffmpeg.limits(wall=allowed(length))), start, start + length)


async def find_silences(path: Path, facts: MediaFacts, ffmpeg: FFmpeg, *, level_db: float, least: float) -> tuple[Span, ...]:
    """Where a file's first sound stays below a level for at least so many seconds. Raises as `find_stretches` does."""
    length = facts.duration or 0.0
    detect = f"silencedetect=n={level_db:.1f}dB:d={least:.3f}:mono=0"
    args = ["-vn", "-sn", "-dn", *INPUT_GUARD, "-i", str(path), "-map", "0:a:0", "-af", detect, "-f", "null", "-"]
    return _read(await ffmpeg.run(args, limits=ffmpeg.limits(wall=allowed(length))), 0.0, length).silent


def _graph(facts: MediaFacts, look: _Look, *, coarse: bool) -> tuple[str, list[str]]:
    """The detectors, and beside them what tells the time of the first picture and of the first sample."""
    parts: list[str] = []
    labels: list[str] = []
    if facts.has_picture:
        width, height = small(facts, SHORT_SIDE)
        black, frozen = (_COARSE, _COARSE) if coarse else (BLACK * look.least, FROZEN * look.least)
        detectors = f"blackdetect=d={black}:pix_th={look.black_level},freezedetect=n={look.still_db}dB:d={frozen}"
        parts.append("[0:v:0]split[seen][opening];[opening]trim=end_frame=1,scale=16:16,showinfo[v1]")
        parts.append(f"[seen]scale={width}:{height}:flags=fast_bilinear,format=yuv420p,{detectors}[v2]")
        labels += ["[v1]", "[v2]"]
    if facts.has_sound:
        parts.append("[0:a:0]asplit[heard][onset];[onset]atrim=end_sample=1,ashowinfo[a1]")
        parts.append(f"[heard]silencedetect=n={look.silent_db}dB:d={SILENT * look.least}[a2]")
        labels += ["[a1]", "[a2]"]
    return ";".join(parts), labels


def _read(messages: str, start: float, end: float) -> Stretches:
    first = {kind: float(at) + start for kind, at in reversed(_FIRST.findall(messages))}
    return Stretches(
        black=tuple((float(since) + start, float(until) + start) for since, until in _BLACK.findall(messages)),
        frozen=tuple(_spans(_FREEZE.findall(messages), start, end)),
        silent=tuple(_spans(_SILENCE.findall(messages), start, end)),
        picture_at=first.get(""),
        sound_at=first.get("a"),
    )


def _spans(marks: list[tuple[str, str]], start: float, end: float) -> Iterator[Span]:
    """Starts and ends in pairs; a stretch that nothing ended lasts to the end."""
    since: float | None = None
    for kind, at in marks:
        moment = float(at) + start
        if kind == "start":
            since = moment
        elif since is not None:
            yield max(start, since), moment
            since = None
    if since is not None:
        yield max(start, since), end
