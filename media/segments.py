"""Long rows of clips made a stretch at a time: every open source takes memory, and many of them slow FFmpeg down.

The picture is encoded in stretches, each beginning with a keyframe, and joined without being encoded again. Sound is put
together in stretches too, kept as it is to the last bit, so that measuring and mixing read a few files and not hundreds.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from media.clip import Clip
from media.ffmpeg import FFmpeg
from media.graph import Stream, compile_graph
from media.placement import Build, piece_count
from media.profiles import Encoding
from media.sound import Run, run_sound, runs
from media.timeline import Timeline

MOST_AT_ONCE = 48
"""Sources of one run; a 1080p source takes about 17 MB."""
_MUXING = {"mp4": ("-movflags", "+faststart", "-f", "mp4"), "webm": ("-f", "webm")}

Draw = Callable[[int, int], Awaitable[Stream]]
"""The finished picture of the frames [start, end)."""


def segments(timeline: Timeline, most: int = MOST_AT_ONCE) -> list[tuple[int, int]]:
    """Stretches [start, end) of frames, in order, with few enough sources each; one for a timeline of usual length."""
    places = [0]
    opened = 0
    for clip, following in zip(timeline.video, [*timeline.video[1:], None], strict=True):
        opened += piece_count(clip, timeline)
        if opened > most and (place := _break(clip, following, timeline)) is not None and place > places[-1]:
            places.append(place)
            opened = piece_count(clip, timeline)
    return list(zip(places, [*places[1:], timeline.frames], strict=True))


def can_join(plan: Encoding) -> bool:
    """Whether pictures so encoded can be joined as they are."""
    return plan.profile.container in _MUXING and plan.profile.has_picture


async def make_stems(
    timeline: Timeline, sources: Mapping[str, Path], build: Build, ffmpeg: FFmpeg, room: Path, most: int = 2 * MOST_AT_ONCE
) -> dict[Run, Path]:
    """The sound of long rows of clips, in files; nothing for a timeline of usual length."""
    rows = runs(timeline, most)
    if sum(len(run) for run in rows) <= most:
        return {}
    stems: dict[Run, Path] = {}
    for number, run in enumerate(rows):
        graph = compile_graph(run_sound(run, timeline, sources, build))
        target = room / f"stem{number}.w64"
        await ffmpeg.run([*graph.args, "-map", graph.labels[0], "-c:a", "pcm_f32le"], target=target)
        stems[run] = target
    return stems


async def write_joined(
    spans: Sequence[tuple[int, int]],
    draw: Draw,
    mix: Stream | None,
    plan: Encoding,
    rate: Sequence[str],
    ffmpeg: FFmpeg,
    room: Path,
    progress: Callable[[float], None],
) -> Path:
    """The product made in stretches: each one's picture, the sound, then all in one file."""
    parts: list[Path] = []
    frames = spans[-1][1]
    for number, (start, end) in enumerate(spans):
        graph = compile_graph(plan.finished(await draw(start, end)))
        part = room / f"part{number}.{plan.profile.container}"
        await ffmpeg.run([*graph.args, "-map", graph.labels[0], *rate, *plan.args()], target=part)
        parts.append(part)
        progress(0.95 * end / frames)
    heard = await _heard(mix, plan, ffmpeg, room)
    made = await _joined(parts, heard, plan, ffmpeg, room)
    progress(1.0)
    return made


async def _heard(mix: Stream | None, plan: Encoding, ffmpeg: FFmpeg, room: Path) -> Path | None:
    if mix is None:
        return None
    graph, target = compile_graph(mix), room / f"heard.{plan.profile.container}"
    await ffmpeg.run([*graph.args, "-map", graph.labels[0], *plan.args()], target=target)
    return target


async def _joined(parts: Sequence[Path], heard: Path | None, plan: Encoding, ffmpeg: FFmpeg, room: Path) -> Path:
    script = room / "parts.txt"
    script.write_text("ffconcat version 1.0\n" + "".join(f"file {part.name}\n" for part in parts), encoding="utf-8")
    args = ["-f", "concat", "-i", str(script), *(("-i", str(heard)) if heard else ())]
    mapped = ["-map", "0:v:0", *(("-map", "1:a:0") if heard else ())]
    made = room / f"product.{plan.profile.container}"
    plain = ["-map_metadata", "-1", "-map_chapters", "-1"]
    await ffmpeg.run([*args, *mapped, "-c", "copy", *plain, *_MUXING[plan.profile.container]], target=made)
    return made


def _break(clip: Clip, following: Clip | None, timeline: Timeline) -> int | None:
    """A frame in the beginning of a clip at which nothing is cut that a cut would change; `None` where there is none."""
    overlap, leaving = clip.transition.overlap, following.transition.overlap if following else 0
    place = clip.at + overlap + 1 if overlap else clip.at
    room = clip.frames - (place - clip.at) - leaving
    harmless = place == clip.at or (clip.fade_in <= place - clip.at and clip.fade_out < room)
    laid = [overlay.clip for track in timeline.overlays for overlay in track.overlays]
    faded = any(one.at < place < one.end and (one.fade_in or one.fade_out) for one in laid)
    return place if room > 0 and harmless and not faded else None
