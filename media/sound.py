"""The sound of a timeline as a filter graph: the picture's own, the tracks beside it, ducked and mixed at 48 kHz stereo."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from media.clip import Clip
from media.graph import Input, Stream, combine, concat, source
from media.placement import RATE_HZ, Build, Opened, open_sound, samples
from media.timeline import Timeline

_DECLICK = 240
"""Samples (5 ms) over which sound goes up and down at a cut, so that it does not click."""
_GAIN_STEP = 256
"""Samples (5 ms) in which a changing gain stands still."""
_FLUSH = 4800
"""Samples fed to a stretcher after the end, so that it gives out all before."""
_DUCKING = {"threshold": 0.02, "ratio": 8, "attack": 20, "release": 400, "knee": 4}
_FORMAT = {"sample_fmts": "fltp", "sample_rates": RATE_HZ, "channel_layouts": "stereo"}


class Placed(NamedTuple):
    """A clip's sound with what it touches."""

    clip: Clip
    from_before: bool = False
    """Whether it goes on seamlessly from the clip before."""
    into_next: bool = False
    cross_in: int = 0
    """Frames over which it comes in while the clip before goes."""
    cross_out: int = 0


Run = tuple[Placed, ...]
"""Clips in a row that do not overlap."""


def sound(
    timeline: Timeline, sources: Mapping[str, Path], build: Build, stems: Mapping[Run, Path] | None = None
) -> Stream | None:
    """The whole mix, exactly as long as the timeline; `None` when nothing on it has sound.

    `stems` are files in which the sound of some of its `runs` stands already.
    """

    def heard(run: Run) -> Stream:
        if stems and run in stems:
            return Input(stems[run], ("-f", "w64")).stream("a:0").filter("aformat", **_FORMAT)
        return run_sound(run, timeline, sources, build)

    rows = [_lanes(_aside(timeline)), _lanes(_beneath(timeline)), _lanes(_above(timeline))]
    most = max(map(len, stems)) if stems else None
    aside, under, over = (_mixed([_lane(_split(lane, most), heard, timeline) for lane in lanes]) for lanes in rows)
    return _ducked(aside, _ducked(under, over))


def runs(timeline: Timeline, most: int) -> list[Run]:
    """All that sounds, in rows of clips that do not overlap, none longer than `most`."""
    lanes = [*_lanes(_aside(timeline)), *_lanes(_beneath(timeline)), *_lanes(_above(timeline))]
    return [run for lane in lanes for run in _split(lane, most)]


def run_sound(run: Run, timeline: Timeline, sources: Mapping[str, Path], build: Build) -> Stream:
    """The sound of a row from the start of its first clip to the end of its last, with the silence between them."""
    pieces: list[Stream] = []
    reached = run[0].clip.sound_at
    for one in run:
        if gap := samples(one.clip.sound_at, timeline.fps) - samples(reached, timeline.fps):
            pieces.append(_silence(gap))
        pieces.append(_heard(one, open_sound(one.clip, timeline, sources), build))
        reached = one.clip.sound_end
    return concat(pieces)


def silence(timeline: Timeline) -> Stream:
    """Silence as long as the timeline."""
    return _silence(_length(timeline))


def _ducked(under: Stream | None, over: Stream | None) -> Stream | None:
    """Both, the first lowered while the second sounds."""
    if under is None or over is None:
        return under or over
    return _mixed([combine("sidechaincompress", under, over, **_DUCKING), over])


def _aside(timeline: Timeline) -> list[Placed]:
    """All that makes way for whatever else sounds."""
    return [Placed(clip) for track in timeline.audio if track.makes_way for clip in track.clips]


def _beneath(timeline: Timeline) -> list[Placed]:
    """All that makes way for a voice: the picture's own sound, that of overlays, and the tracks that duck nothing."""
    laid = (overlay.clip for track in timeline.overlays for overlay in track.overlays)
    beside = (clip for track in timeline.audio if not (track.ducks_others or track.makes_way) for clip in track.clips)
    return [*_own(timeline.video), *(Placed(clip) for clip in (*laid, *beside))]


def _above(timeline: Timeline) -> list[Placed]:
    return [Placed(clip) for track in timeline.audio if track.ducks_others and not track.makes_way for clip in track.clips]


def _own(clips: Sequence[Clip]) -> Iterator[Placed]:
    for before, clip, following in zip((None, *clips), clips, (*clips[1:], None), strict=False):
        yield Placed(
            clip,
            from_before=before is not None and _seamless(before, clip),
            into_next=following is not None and _seamless(clip, following),
            cross_in=clip.transition.overlap,
            cross_out=following.transition.overlap if following else 0,
        )


def _seamless(first: Clip, second: Clip) -> bool:
    """Whether the second clip's sound begins where the first one's ends, in the source and on the timeline."""
    ahead = not (first.reverse or second.reverse) and first.tempo == second.tempo == 1
    same = first.source.asset == second.source.asset and first.sound_end == second.sound_at
    return ahead and same and first.sound_first + first.sound_end - first.sound_at == second.sound_first


def _lanes(placed: Sequence[Placed]) -> list[list[Placed]]:
    """The clips that sound, in as few rows as it takes for none to overlap another in its row."""
    lanes: list[list[Placed]] = []
    for one in sorted((one for one in placed if one.clip.sounds), key=lambda one: one.clip.sound_at):
        free = next((lane for lane in lanes if lane[-1].clip.sound_end <= one.clip.sound_at), None)
        if free is None:
            lanes.append([one])
        else:
            free.append(one)
    return lanes


def _split(lane: Sequence[Placed], most: int | None) -> list[Run]:
    step = most or len(lane)
    return [tuple(lane[first : first + step]) for first in range(0, len(lane), step)]


def _lane(row: Sequence[Run], heard: Callable[[Run], Stream], timeline: Timeline) -> Stream:
    """Runs with the silence between them, cut or filled to the timeline's length."""
    pieces: list[Stream] = []
    began = reached = min(0, row[0][0].clip.sound_at)
    for run in row:
        if gap := samples(run[0].clip.sound_at, timeline.fps) - samples(reached, timeline.fps):
            pieces.append(_silence(gap))
        pieces.append(heard(run))
        reached = run[-1].clip.sound_end
    whole = concat(pieces)
    if early := -samples(began, timeline.fps):
        whole = whole.filter("atrim", start_sample=early)
    return _exactly(whole, _length(timeline))


def _heard(placed: Placed, opened: Opened, build: Build) -> Stream:
    """A clip's sound for exactly its time."""
    clip = opened.clip
    length = samples(clip.sound_end, opened.fps) - samples(clip.sound_at, opened.fps)
    if clip.tempo == 1:
        stream = _cleaned(opened, length)
    else:
        flowing = _cleaned(opened, round(length * clip.tempo) + _FLUSH)  # a stretcher holds its last moments back
        stream = _exactly(_stretched(flowing, clip.tempo, build), length)
    if clip.reverse:
        stream = _exactly(stream.filter("areverse"), length)
    return _shaped(stream, placed, length, opened.fps)


def _cleaned(opened: Opened, length: int) -> Stream:
    """What is read, without the noise that is to go."""
    read, noise = _read(opened, length), opened.clip.noise
    return read if noise is None else noise.removed(read).filter("aformat", **_FORMAT)


def _read(opened: Opened, length: int) -> Stream:
    """From the clip's first moment on: what comes before is cut off, a late start and holes are filled with silence."""
    read = opened.input.stream("a:0")
    if opened.clip.source.audio_channels == 1:
        read = read.filter("pan", args="stereo|c0=c0|c1=c0")  # at full strength; a plain conversion takes 3 dB away
    resampled = read.filter("aresample", sample_rate=RATE_HZ).filter("aformat", **_FORMAT).filter("atrim", start=opened.start)
    placed = resampled.filter("aresample", **{"async": 1}, first_pts=round(opened.start * RATE_HZ))
    return _exactly(placed, length)


def _stretched(stream: Stream, tempo: Fraction, build: Build) -> Stream:
    """The sound at another speed and the same pitch, in its place: a stretcher's sounds come a little early or late, by what was
    measured on clicks (within 10 ms with rubberband afterwards, 40 ms with the other one at a quarter of the speed)."""
    steps = _steps(tempo)
    if not build.rubberband:
        late = -0.010 / tempo
    elif tempo > 1:
        late = 0.003 * (1 - 1 / tempo)
    else:
        late = 0.0054 * (1 - 1 / tempo) - (0.004 if len(steps) == 1 else 0.011)
    for step in steps:
        stream = _at(step, stream, build)
    stream = stream.filter("aformat", **_FORMAT)
    shift = round(abs(late) * RATE_HZ)
    return stream.filter("atrim", start_sample=shift) if late > 0 else stream.filter("adelay", delays=f"{shift}S", all=1)


def _steps(tempo: Fraction) -> list[float]:
    """The tempo as equal factors between a half and two: stretchers blur and skip where they must do more at once."""
    count = max(1, math.ceil(abs(math.log2(tempo)) - 1e-9))
    return [float(tempo) ** (1 / count)] * count


def _at(tempo: float, stream: Stream, build: Build) -> Stream:
    if build.rubberband:
        return stream.filter("rubberband", tempo=tempo, window="short", transients="smooth")
    return stream.filter("atempo", tempo=tempo)


def _shaped(stream: Stream, placed: Placed, length: int, fps: Fraction) -> Stream:
    """The sound with its gains and fades; where a cut would click, it comes and goes in a few milliseconds."""
    clip = placed.clip
    if clip.gain_db:
        stream = stream.filter("volume", volume=f"{clip.gain_db:.3f}dB")
    if clip.envelope:
        stream = stream.filter("asetnsamples", n=_GAIN_STEP, p=0)
        stream = stream.filter("volume", volume=_gains(clip, fps), eval="frame")
    for way, start, frames, crossed, joins in (
        ("in", 0, _or(clip.sound_fade_in, clip.fade_in), placed.cross_in, placed.from_before),
        ("out", length, _or(clip.sound_fade_out, clip.fade_out), placed.cross_out, placed.into_next),
    ):
        fade = samples(frames or crossed, fps)
        fade = 0 if joins and not fade else max(fade, min(_DECLICK, length // 4))
        if fade:
            curve = {"curve": "qsin"} if crossed and not frames else {}
            stream = stream.filter("afade", type=way, start_sample=max(0, start - fade), nb_samples=fade, **curve)
    return stream


def _gains(clip: Clip, fps: Fraction) -> str:
    """The envelope as FFmpeg's expression of time; halved again and again, so that it is nested as little as can be."""
    points = [(float((point.frame + clip.sound_lead) / fps), point.db) for point in clip.envelope]

    def between(first: int, last: int) -> str:
        if last - first > 1:
            middle = (first + last) // 2
            return f"if(lt(t,{points[middle][0]:.6f}),{between(first, middle)},{between(middle, last)})"
        (start, low), (end, high) = points[first], points[last]
        return f"{low:.3f}+({high - low:.3f})*clip((t-{start:.6f})/{max(end - start, 1e-6):.6f},0,1)"

    decibels = between(0, len(points) - 1) if len(points) > 1 else f"{points[0][1]:.3f}"
    return f"pow(10,({decibels})/20)"


def _or(own: int | None, common: int) -> int:
    return common if own is None else own


def _mixed(streams: Sequence[Stream]) -> Stream | None:
    if len(streams) < 2:
        return streams[0] if streams else None
    return combine("amix", *streams, inputs=len(streams), normalize=0, duration="longest")


def _exactly(stream: Stream, length: int) -> Stream:
    """The sound cut or filled up to a number of samples, its times counted from 0."""
    counted = stream.filter("apad", whole_len=length).filter("asetpts", expr="N/SR/TB")
    return counted.filter("atrim", end_sample=length)


def _silence(length: int) -> Stream:
    made = source("anullsrc", "a", channel_layout="stereo", sample_rate=RATE_HZ).filter("aformat", **_FORMAT)
    return made.filter("atrim", end_sample=length)


def _length(timeline: Timeline) -> int:
    return samples(timeline.frames, timeline.fps)
