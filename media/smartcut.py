"""Smart cut: where nothing is done to the picture but cutting and joining, its coded pictures are copied and only those at the
edges are encoded anew, exactly as a render would draw them.

The sound of a single stretch that nothing is done to is copied too, where it is in the form that a render writes. Any other is
made whole from the timeline's mix: that is exact to the sample over joins, takes a tenth of what encoding the picture would, and
lets music, ducking and loudness go with a copied picture.

Copied and new pictures are joined in one MP4 track with one description: the new ones' parameter sets carry a number that the
source's do not use, and all sets stand in the file's header. So every picture names the sets that it was coded with, nothing in
the copied pictures is touched, and players need neither sets within the stream nor a second description, which some ignore.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from media.aac_blocks import Blocks
from media.clip import Clip
from media.errors import ProcessFailed
from media.facts import MediaFacts
from media.ffmpeg import DEMUXERS, PROTOCOLS, FFmpeg
from media.frozen import Frozen
from media.graph import Stream, compile_graph
from media.h264 import ParameterSets, SequenceSet, parameter_sets, sequence_set
from media.keyframes import Run
from media.process import ProcessLimits, run_module
from media.profiles import COLOR_ARGS, Encoding, Profile, encoding
from media.timeline import Timeline

_logger = logging.getLogger(__name__)

_CONTAINERS = frozenset({"mp4", "mov", "matroska"})
_PROFILES = {66: "baseline", 77: "main", 100: "high"}
_PLACED = frozenset({"source", "at", "frames", "source_at"})
_HEARD = frozenset({"gain_db", "envelope", "muted", "sound_lead", "sound_tail", "sound_fade_in", "sound_fade_out"})
_FRAMED = frozenset({"fit", "focus", "path"})
"""Settings that move nothing in a picture which fills its frame as it is."""
_TRACKS = frozenset({"rate", "width", "height", "video", "audio", "lufs"})
_LEAST_PIXELS = 200_000_000
"""Pixels whose encoding takes as long as starting the children that copy them."""
_LEAST_SHARE = 0.5
"""Of its source's average rate, that a part of it may have."""
_MOST_EDGES = 24
_EDGE_CRF = 16
"""New pictures stand beside copied ones; a step in quality would show."""
_LEAST_WALL = 60.0
_PACE = 3_000_000
"""Bytes a second at which even a slow disk copies, in the time limit."""
_SOUND_SHARE = 0.9
"""Of the progress: encoding the sound takes longest."""


class Part(Frozen):
    """A stretch of the product's picture."""

    copied: bool
    start: int
    """First frame in the source where it is copied, in the newly encoded file where it is not."""
    frames: int


class Cut(Frozen):
    """How the picture is put together."""

    parts: tuple[Part, ...]
    edges: tuple[Clip, ...]
    """What is encoded anew, one after another."""
    delay: int
    size_bytes: int
    """Of the pictures that are copied."""
    sound: Blocks | None
    """The sound that is copied with them."""
    sets: ParameterSets
    """Of the source."""

    @property
    def copied_frames(self) -> int:
        return sum(part.frames for part in self.parts if part.copied)


async def smart_cut(
    timeline: Timeline,
    target: Path,
    *,
    source: Path,
    draw: Callable[[Timeline], Stream],
    mix: Stream,
    profile: Profile,
    ffmpeg: FFmpeg,
    work: Path,
    progress: Callable[[float], None],
) -> tuple[Encoding, Path] | None:
    """Make the file of a timeline by copying, or `None` where that cannot be done exactly or would not be faster.

    `source` is the file that the picture comes from, `draw` makes the picture of a timeline of it, `mix` is the finished sound,
    `work` a folder of this render alone. A file that would be larger than the
    profile's limit is not made either.
    """
    plan = _copyable(timeline, profile)
    if plan is None:
        return None
    bench = _Bench(timeline, source, draw, plan, ffmpeg, work)
    try:
        cut = await bench.cut()
        if cut is None or not _wins(cut, timeline, profile):
            return None
        made = await bench.made(cut, mix, target, progress)
    except ProcessFailed as error:
        _logger.warning("copying failed (%s); encoding everything", error.code)
        return None
    size = (await asyncio.to_thread(made.stat)).st_size
    fits = profile.max_bytes is None or size <= profile.max_bytes
    return (plan.model_copy(update={"copied": True}), made) if fits else None


def _copyable(timeline: Timeline, profile: Profile) -> Encoding | None:
    """How the sound is encoded where the picture of a timeline is one source's, cut and joined and no more."""
    if not profile.copies or profile.container != "mp4" or not profile.has_sound or not timeline.video:
        return None
    source = timeline.video[0].source
    whole = timeline.video[0].at == 0 and all(one.end == other.at for one, other in pairwise(timeline.video))
    plain = whole and all(_is_plain(clip, source) for clip in timeline.video)
    drawn = set(timeline.model_dump(exclude_defaults=True)) - _TRACKS
    if not plain or drawn - {"captions"} or any(track.captions for track in timeline.captions):
        return None
    free = profile.model_copy(update={"max_bytes": None})
    plan = encoding(free, width=timeline.width, height=timeline.height, fps=timeline.fps, duration=timeline.duration)
    kept = (plan.width, plan.height, plan.rate) == (source.width, source.height, None)
    same_rate = source.rate is not None and Fraction(*source.rate) == timeline.fps
    return plan if kept and same_rate and _is_usual(source) and _may_win(timeline, source, profile) else None


def _is_plain(clip: Clip, source: MediaFacts) -> bool:
    """Whether a clip shows its source as it is."""
    changed = set(clip.model_dump(exclude_defaults=True)) - _PLACED - _HEARD
    framed = set(clip.transform.model_dump(exclude_defaults=True))
    return clip.source == source and changed <= {"transform"} and framed <= _FRAMED


def _is_mixed(clip: Clip) -> bool:
    """Whether something is done to a clip's sound."""
    return bool(set(clip.model_dump(exclude_defaults=True)) & _HEARD)


def _is_usual(source: MediaFacts) -> bool:
    usual = source.kind == "video" and source.video_codec == "h264" and source.container in _CONTAINERS
    return usual and not source.variable_rate and source.rotation == 0 and source.color_matrix in (None, "bt709")


def _may_win(timeline: Timeline, source: MediaFacts, profile: Profile) -> bool:
    """Whether looking at the coded pictures is worth its while."""
    expected = source.size_bytes * timeline.duration / (source.duration or timeline.duration)
    fits = profile.max_bytes is None or expected * _LEAST_SHARE < profile.max_bytes
    return fits and timeline.frames * timeline.width * timeline.height >= _LEAST_PIXELS


def _wins(cut: Cut, timeline: Timeline, profile: Profile) -> bool:
    """Whether copying is worth its while, and small enough."""
    fits = profile.max_bytes is None or cut.size_bytes < profile.max_bytes
    return fits and len(cut.edges) <= _MOST_EDGES and cut.copied_frames * timeline.width * timeline.height >= _LEAST_PIXELS


@dataclass(frozen=True)
class _Bench:
    """One smart cut at work."""

    timeline: Timeline
    path: Path
    draw: Callable[[Timeline], Stream]
    plan: Encoding
    ffmpeg: FFmpeg
    work: Path

    async def cut(self) -> Cut | None:
        """What can be copied; `None` for a stream that new pictures would not go with."""
        clips = _merged(self.timeline.video)
        ranges = [(clip.source_at, clip.source_at + clip.frames) for clip in clips]
        answer = await self._ask({"ask": "look", "ranges": ranges, "copied_hz": self._copied_hz})
        if "refused" in answer:
            return None
        try:
            sets = parameter_sets(bytes.fromhex(answer["sets"]))
            described = [sequence_set(unit) for unit in sets.sequences]
        except ValueError:
            return None
        if sets.length_size != 4 or not all(self._suits(one) for one in described):
            return None
        runs = [[Run.model_validate(run) for run in found] for found in answer["runs"]]
        return _planned(clips, runs, sets, answer["sound"] and Blocks.model_validate(answer["sound"]))

    @property
    def _copied_hz(self) -> int | None:
        """The rate at which sound may be copied as it is; `None` where something is done to it."""
        timeline, source = self.timeline, self.timeline.video[0].source
        touched = timeline.audio or timeline.lufs is not None or any(_is_mixed(clip) for clip in timeline.video)
        written = self.plan.profile.sound_hz
        return None if touched or (source.audio_codec, source.audio_rate_hz) != ("aac", written) else written

    def _suits(self, described: SequenceSet) -> bool:
        """Whether a copied picture looks like a newly encoded one."""
        size = (described.width, described.height) == (self.timeline.width, self.timeline.height)
        plain = described.profile in _PROFILES and described.chroma == 1 and described.bits == 8
        shown = described.progressive and described.square and not described.full_range
        hd = min(self.timeline.width, self.timeline.height) >= 720
        named = self.timeline.video[0].source.color_matrix == "bt709"
        colors = {described.primaries, described.transfer} <= {1, 2} and described.matrix in (1, 2)
        return size and plain and shown and colors and (hd or named)

    async def made(self, cut: Cut, mix: Stream, target: Path, progress: Callable[[float], None]) -> Path:
        """The file: its sound and its new pictures are encoded side by side, then all is joined."""
        heard = None if cut.sound else self.work / "sound.m4a"
        edges = self.work / "edges.mp4" if cut.edges else None
        try:
            async with asyncio.TaskGroup() as group:
                if heard:
                    group.create_task(self._hear(mix, heard, lambda share: progress(share * _SOUND_SHARE)))
                if edges:
                    group.create_task(self._encode(cut, edges))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed
        parts = [part.model_dump() for part in cut.parts]
        files = {"sound": heard and str(heard), "edges": edges and str(edges), "target": str(target)}
        sound = {"blocks": cut.sound and cut.sound.model_dump(), "copied_hz": self._copied_hz}
        await self._ask({"ask": "join", "parts": parts, "delay": cut.delay, **sound, **files})
        progress(1.0)
        return target

    async def _hear(self, mix: Stream, target: Path, progress: Callable[[float], None]) -> None:
        graph = compile_graph(mix.filter("aformat", sample_rates=48_000, channel_layouts="stereo"))
        args = [*graph.args, "-map", graph.labels[0], *self.plan.sound_args(), "-f", "ipod"]
        await self.ffmpeg.run(args, duration=self.timeline.duration, progress=progress, target=target)

    async def _encode(self, cut: Cut, target: Path) -> None:
        """The new pictures, each stretch decoding by itself, coded so that whoever decodes the source decodes them too."""
        described = sequence_set(cut.sets.sequences[0])
        edges = Timeline(rate=self.timeline.rate, width=self.timeline.width, height=self.timeline.height).then(cut.edges)
        graph = compile_graph(self.plan.finished(self.draw(edges)))
        starts = "+".join(f"eq(n,{clip.at})" for clip in edges.video)
        coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", str(_EDGE_CRF), "-profile:v", _PROFILES[described.profile]]
        free = next(number for number in range(1, 32) if number not in cut.sets.used_ids)
        shaped = [
            "-x264-params",
            f"sps-id={free}:level={described.level}",
            "-forced-idr",
            "1",
            "-force_key_frames",
            f"expr:{starts}",
        ]
        rate = ["-r", "{}/{}".format(*edges.rate)]
        args = [*graph.args, "-map", graph.labels[0], *rate, *coded, *shaped, "-pix_fmt", "yuv420p", *COLOR_ARGS]
        await self.ffmpeg.run([*args, "-video_track_timescale", str(edges.rate[0] * 100), "-f", "mp4"], target=target)

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """What the copying child answers. Raises `ProcessFailed`."""
        usual = self.ffmpeg.limits()
        wall = _LEAST_WALL + (await asyncio.to_thread(self.path.stat)).st_size / _PACE
        limits = ProcessLimits(wall=wall, memory_bytes=usual.memory_bytes, file_bytes=usual.file_bytes)
        guard = {"demuxers": ",".join(DEMUXERS), "protocols": PROTOCOLS}
        request = {"path": str(self.path), "rate": self.timeline.rate, **guard, **request}
        finished = await run_module("media.smartcut_child", [], limits=limits, stdin=json.dumps(request).encode())
        return json.loads(finished.stdout)


def _merged(clips: Sequence[Clip]) -> list[Clip]:
    """The clips of one source with those made one that go on where the one before ended."""
    merged: list[Clip] = []
    for clip in clips:
        last = merged[-1] if merged else None
        if last and last.source_at + last.frames == clip.source_at:
            merged[-1] = last.model_copy(update={"frames": last.frames + clip.frames})
        else:
            merged.append(Clip(source=clip.source, at=clip.at, frames=clip.frames, source_at=clip.source_at))
    return merged


def _planned(clips: Sequence[Clip], found: Sequence[Sequence[Run]], sets: ParameterSets, sound: Blocks | None) -> Cut:
    """Copied runs in the order of the clips, and new pictures for whatever lies between."""
    parts: list[Part] = []
    edges: list[Clip] = []
    for clip, runs in zip(clips, found, strict=True):
        reached, end = clip.source_at, clip.source_at + clip.frames
        for start, stop in [*((run.start, run.end) for run in runs), (end, end)]:
            if start > reached:
                at = edges[-1].end if edges else 0
                edges.append(Clip(source=clip.source, at=at, frames=start - reached, source_at=reached))
                parts.append(Part(copied=False, start=at, frames=start - reached))
            if stop > start:
                parts.append(Part(copied=True, start=start, frames=stop - start))
            reached = stop
    copied = [run for runs in found for run in runs]
    delay, size = max((run.delay for run in copied), default=0), sum(run.size_bytes for run in copied)
    return Cut(parts=tuple(parts), edges=tuple(edges), delay=delay, size_bytes=size, sound=sound, sets=sets)
