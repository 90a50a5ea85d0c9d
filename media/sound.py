"""The sound of a timeline as a filter graph: the picture's own, the tracks beside it, ducked and mixed at 48 kHz stereo."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from media.graph import Stream, combine, concat, source
from media.placement import RATE_HZ, Opened, open_clip, samples
from media.timeline import AudioTrack, Clip, Timeline

_DECLICK = 240
"""Samples (5 ms) over which sound goes up and down at a cut, so that it does not click."""
_DUCKING = {"threshold": 0.02, "ratio": 8, "attack": 20, "release": 400, "knee": 4}
_FORMAT = {"sample_fmts": "fltp", "sample_rates": RATE_HZ, "channel_layouts": "stereo"}


def sound(timeline: Timeline, sources: Mapping[str, Path]) -> Stream | None:
    """The whole mix, exactly as long as the timeline; `None` when nothing on it has sound."""
    plain = [track for track in timeline.audio if not track.ducks_others]
    own = _own(timeline, sources)
    under = _mixed([*own, *_tracks(plain, timeline, sources)])
    over = _mixed(_tracks([track for track in timeline.audio if track.ducks_others], timeline, sources))
    if under is None or over is None:
        return under or over
    ducked = combine("sidechaincompress", under, over, **_DUCKING)
    return _mixed([ducked, over])


def silence(timeline: Timeline) -> Stream:
    """Silence as long as the timeline."""
    return _silence(_length(timeline))


def _own(timeline: Timeline, sources: Mapping[str, Path]) -> list[Stream]:
    if not any(clip.source.has_sound for clip in timeline.video):
        return []
    return [concat([_heard(clip, timeline, sources, _joins(timeline.video, index)) for index, clip in enumerate(timeline.video)])]


def _joins(clips: Sequence[Clip], index: int) -> tuple[bool, bool]:
    """Whether a clip goes on seamlessly from the one before, and into the one after."""

    def seamless(first: Clip, second: Clip) -> bool:
        return first.source.asset == second.source.asset and first.source_at + first.frames == second.source_at

    before = index > 0 and seamless(clips[index - 1], clips[index])
    return before, index + 1 < len(clips) and seamless(clips[index], clips[index + 1])


def _tracks(tracks: Sequence[AudioTrack], timeline: Timeline, sources: Mapping[str, Path]) -> list[Stream]:
    lanes = [lane for track in tracks for lane in _lanes(track.clips)]
    return [_lane(lane, timeline, sources) for lane in lanes]


def _lanes(clips: Sequence[Clip]) -> list[list[Clip]]:
    """The clips in as few rows as it takes for none to overlap another in its row."""
    lanes: list[list[Clip]] = []
    for clip in sorted((clip for clip in clips if clip.source.has_sound), key=lambda clip: clip.at):
        free = next((lane for lane in lanes if lane[-1].end <= clip.at), None)
        if free is None:
            lanes.append([clip])
        else:
            free.append(clip)
    return lanes


def _lane(clips: Sequence[Clip], timeline: Timeline, sources: Mapping[str, Path]) -> Stream:
    """Clips with the silence between them, cut or filled to the timeline's length."""
    pieces: list[Stream] = []
    reached = 0
    for clip in clips:
        if gap := samples(clip.at, timeline.fps) - samples(reached, timeline.fps):
            pieces.append(_silence(gap))
        pieces.append(_heard(clip, timeline, sources, (False, False)))
        reached = clip.end
    return _exactly(concat(pieces), _length(timeline))


def _heard(clip: Clip, timeline: Timeline, sources: Mapping[str, Path], joins: tuple[bool, bool]) -> Stream:
    """A clip's sound for exactly its time; silence where its source has none."""
    opened = open_clip(clip, timeline, sources)
    if not clip.source.has_sound:
        return _silence(opened.samples)
    return _shaped(_timed(opened), opened, joins)


def _timed(opened: Opened) -> Stream:
    """From the clip's first moment on: what comes before is cut off, a late start and holes are filled with silence."""
    read = opened.input.stream("a:0")
    if opened.clip.source.audio_channels == 1:
        read = read.filter("pan", args="stereo|c0=c0|c1=c0")  # at full strength; a plain conversion takes 3 dB away
    resampled = read.filter("aresample", sample_rate=RATE_HZ).filter("aformat", **_FORMAT).filter("atrim", start=opened.start)
    placed = resampled.filter("aresample", **{"async": 1}, first_pts=round(opened.start * RATE_HZ))
    return _exactly(placed, opened.samples)


def _shaped(stream: Stream, opened: Opened, joins: tuple[bool, bool]) -> Stream:
    clip = opened.clip
    if clip.gain_db:
        stream = stream.filter("volume", volume=f"{clip.gain_db:.3f}dB")
    rise, fall = (
        0 if joined and not fade else max(samples(fade, opened.fps), min(_DECLICK, opened.samples // 4))
        for fade, joined in zip((clip.fade_in, clip.fade_out), joins, strict=True)
    )
    if rise:
        stream = stream.filter("afade", type="in", start_sample=0, nb_samples=rise)
    if fall:
        stream = stream.filter("afade", type="out", start_sample=max(0, opened.samples - fall), nb_samples=fall)
    return stream


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
