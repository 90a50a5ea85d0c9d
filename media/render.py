"""The renderer: a timeline compiled to one filter graph and made by one FFmpeg run."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from media.ass import ass_script, used_fonts
from media.captions import place_captions
from media.encoders import chosen_encoder
from media.errors import BadMedia, DoesNotFit
from media.ffmpeg import FFmpeg
from media.fonts import Fonts, find_fonts
from media.frozen import Frozen
from media.graph import Stream, compile_graph
from media.loudness import Leveling, Loudness, leveling, measure, read_report, scanned
from media.picture import picture, still
from media.placement import Build, find_build
from media.profiles import Encoding, Profile, encoding, even
from media.segments import can_join, make_stems, segments, write_joined
from media.settings import MediaSettings
from media.smartcut import smart_cut
from media.sound import silence, sound
from media.timeline import Timeline

Progress = Callable[[float], None]

_MEASURING = 0.12
"""Share of the progress that measuring loudness is worth."""
_CLOSE_ENOUGH = 0.2
"""LU by which a limited mix may miss its loudness before its gain is corrected."""
_CORRECTIONS = 3
_JPEG_QUALITIES = (2, 4, 7, 11, 16)
_STILL_SCALES = (1.0, 0.75, 0.5, 0.35, 0.25)


class Rendered(Frozen):
    """A finished file."""

    path: Path
    width: int
    """0 for sound alone."""
    height: int
    duration: float
    size_bytes: int
    lufs: float | None = None
    """Measured integrated loudness; `None` when there is nothing to hear."""
    true_peak: float | None = None
    """Measured true peak, dBTP."""
    copied: bool = False
    """Whether coded pictures were copied from a source."""


async def render(
    timeline: Timeline,
    target: Path,
    *,
    sources: Mapping[str, Path],
    profile: Profile,
    ffmpeg: FFmpeg,
    work: Path,
    progress: Progress | None = None,
    fonts: Fonts | None = None,
) -> Rendered:
    """Make the file of a timeline; `sources` are the local paths of its assets, `work` a folder for what is passing.

    Picture and captions are encoded in one run; a run over the sound alone measures its loudness before. With
    `profile.max_bytes` the file is never larger: should the encoder miss, one more run is made. The target appears only when it
    is whole. Raises `BadMedia` (`no-sound`: sound was asked of a timeline without any), `BadCaptions`, `DoesNotFit`,
    `EngineMissing`, `ProcessFailed` and its kin, and `ValueError` for an empty timeline or one that has problems.
    """
    if timeline.frames == 0:
        raise ValueError("an empty timeline")
    if problems := timeline.problems():
        raise ValueError("; ".join(problems))
    timeline = profile.within(timeline)
    build = await find_build(ffmpeg)
    mix = sound(timeline, sources, build) if profile.has_sound else None
    if mix is None and not profile.has_picture:
        raise BadMedia("nothing on the timeline has sound", code="no-sound")
    told = progress or _untold
    async with _room(work) as room:
        if stems := await make_stems(timeline, sources, build, ffmpeg, room) if profile.has_sound else {}:
            mix = sound(timeline, sources, build, stems)
        bench = _Bench(timeline, sources, ffmpeg, room, fonts, build)
        level = await bench.leveling(mix, lambda share: told(share * _MEASURING))
        leveled = silence(timeline) if mix is None else level.apply(mix)
        plan, made = await bench.fitted(leveled, profile, lambda share: told(_MEASURING + share * (1 - _MEASURING)))
        heard = None if mix is None else await measure(made, ffmpeg)
        return await asyncio.to_thread(_delivered, made, target, plan, timeline.duration, heard)


async def render_still(
    timeline: Timeline,
    target: Path,
    *,
    sources: Mapping[str, Path],
    ffmpeg: FFmpeg,
    work: Path,
    max_bytes: int | None = None,
    fonts: Fonts | None = None,
) -> Rendered:
    """Make a picture of a timeline with a single image clip, or of one that is a single frame long: JPEG or PNG by the target's
    ending, the best and then the largest that is within `max_bytes`.

    Raises as `render` does, and `ValueError` for another kind of timeline.
    """
    if len(timeline.video) != 1 or (timeline.video[0].source.kind != "image" and timeline.frames != 1):
        raise ValueError("a still picture is made from one image")
    qualities = _JPEG_QUALITIES if target.suffix.lower() in (".jpg", ".jpeg") else (None,)
    async with _room(work) as room:
        for scale in _STILL_SCALES:
            plan = Encoding(
                profile=Profile(), width=even(timeline.width * scale), height=even(timeline.height * scale), sound_bps=0
            )
            bench = _Bench(_resized(timeline, plan), sources, ffmpeg, room, fonts, await find_build(ffmpeg))
            for quality in qualities:
                made = await bench.still(quality)
                if max_bytes is None or _size(made) <= max_bytes:
                    return await asyncio.to_thread(_delivered, made, target, plan, 0.0, None)
    raise DoesNotFit("no picture is that small", values={"limit_mb": round((max_bytes or 0) / 1e6, 2), "duration": 0})


@dataclass(frozen=True)
class _Bench:
    """One render at work."""

    timeline: Timeline
    sources: Mapping[str, Path]
    ffmpeg: FFmpeg
    room: Path
    fonts: Fonts | None
    build: Build

    async def leveling(self, mix: Stream | None, progress: Progress) -> Leveling:
        """What brings the mix to its loudness. A limiter takes some loudness away; the gain before it makes up for that."""
        target = self.timeline.lufs
        if mix is None or target is None:
            return Leveling()
        level = leveling(await self._scan(mix, progress), target)
        for _ in range(_CORRECTIONS if level.limited else 0):
            missed = target - (await self._scan(level.apply(mix), progress)).lufs
            if abs(missed) <= _CLOSE_ENOUGH:
                break
            level = level.pushed(missed)
        return level

    async def _scan(self, mix: Stream, progress: Progress) -> Loudness:
        graph = compile_graph(scanned(mix))
        args = [*graph.args, "-map", graph.labels[0], "-f", "null", "-"]
        return read_report(await self.ffmpeg.run(args, duration=self.timeline.duration, progress=progress))

    async def fitted(self, mix: Stream, profile: Profile, progress: Progress) -> tuple[Encoding, Path]:
        """The file within the profile's limit, made in as few runs as that takes, or put together of what its source has."""
        if copied := await self._copied(mix, profile, progress):
            return copied
        plan = self._plan(profile, await chosen_encoder(self.ffmpeg))
        made = await self._write(mix, plan, progress)
        for _ in range(profile.attempts - 1):
            if profile.max_bytes is None or _size(made) <= profile.max_bytes:
                break
            plan = self._plan(profile, plan.encoder, tighter=plan.tighter(_size(made)))
            made = await self._write(mix, plan, progress)
        if profile.max_bytes is not None and _size(made) > profile.max_bytes:
            values = {"limit_mb": round(profile.max_bytes / 1e6, 1), "duration": round(self.timeline.duration)}
            raise DoesNotFit("the encoder missed its limit again", values=values)
        return plan, made

    async def _copied(self, mix: Stream, profile: Profile, progress: Progress) -> tuple[Encoding, Path] | None:
        if not self.timeline.video:
            return None
        return await smart_cut(
            self.timeline,
            self.room / "copied.mp4",
            source=self.sources.get(self.timeline.video[0].source.asset, self.room),
            draw=lambda timeline: picture(timeline, self.sources, self.build),
            mix=mix,
            profile=profile,
            ffmpeg=self.ffmpeg,
            work=self.room,
            progress=progress,
        )

    def _plan(self, profile: Profile, encoder: str, tighter: float = 1.0) -> Encoding:
        return encoding(
            profile,
            width=self.timeline.width,
            height=self.timeline.height,
            fps=self.timeline.fps,
            duration=self.timeline.duration,
            tighter=tighter,
            encoder=encoder,
        )

    async def _write(self, mix: Stream, plan: Encoding, progress: Progress) -> Path:
        heard = mix.filter("aformat", sample_rates=48_000, channel_layouts="stereo") if plan.profile.has_sound else None
        sized, rate = _resized(self.timeline, plan), ["-r", "{}/{}".format(*(plan.rate or self.timeline.rate))]
        spans = segments(sized) if can_join(plan) else []

        async def draw(start: int, end: int) -> Stream:
            return await self._drawn(sized, start, end)

        if len(spans) > 1:
            return await write_joined(spans, draw, heard, plan, rate, self.ffmpeg, self.room, progress)
        seen = plan.finished(await draw(0, sized.frames)) if plan.profile.has_picture else None
        graph = compile_graph(*(stream for stream in (seen, heard) if stream is not None))
        mapped = [arg for label in graph.labels for arg in ("-map", label)]
        args = [*graph.args, *mapped, *(rate if seen else ()), *plan.args(), "-map_metadata", "-1", "-map_chapters", "-1"]
        made = self.room / f"product.{plan.profile.container}"
        await self.ffmpeg.run(args, duration=self.timeline.duration, progress=progress, target=made)
        return made

    async def _drawn(self, timeline: Timeline, start: int, end: int) -> Stream:
        """The picture of some frames, with the captions as they stand on the whole timeline."""
        whole = (start, end) == (0, timeline.frames)
        shown = picture(timeline if whole else timeline.kept(start, end), self.sources, self.build)
        if start == 0:
            return await self._captioned(shown, timeline)
        later = f"{timeline.to_seconds(start):.9f}/TB"
        captioned = await self._captioned(shown.filter("setpts", expr=f"PTS+{later}"), timeline)
        return captioned.filter("setpts", expr=f"PTS-{later}")

    async def still(self, quality: int | None) -> Path:
        """The image with its captions, as PNG without a quality, as JPEG with one (2 is best)."""
        pixels, name = ("rgb24", "still.png") if quality is None else ("yuvj444p", "still.jpg")
        encoder = ["-c:v", "png"] if quality is None else ["-c:v", "mjpeg", "-q:v", str(quality)]
        graph = compile_graph(await self._pictured(pixels))
        args = [*graph.args, "-map", graph.labels[0], "-frames:v", "1", *encoder, "-map_metadata", "-1"]
        await self.ffmpeg.run([*args, "-f", "image2", "-update", "1"], target=self.room / name)
        return self.room / name

    async def _pictured(self, pixels: str) -> Stream:
        """The only picture with its captions: an image in full colour, a frame as the film shows it."""
        if self.timeline.video[0].source.kind == "image":
            return await self._captioned(still(self.timeline, self.sources, pixels), self.timeline)
        shown = await self._captioned(picture(self.timeline, self.sources, self.build), self.timeline)
        whole = {"in_color_matrix": "bt709", "in_range": "tv", "out_color_matrix": "bt601", "out_range": "pc"}
        return shown.filter("scale", **whole).filter("format", pix_fmts=pixels)

    async def _captioned(self, stream: Stream, timeline: Timeline) -> Stream:
        """The picture with the timeline's captions drawn on it."""
        if not any(track.captions for track in timeline.captions):
            return stream
        script, folder = self.room / "captions.ass", self.room / "fonts"
        await asyncio.to_thread(_prepare, timeline, script, folder, self.fonts)
        return stream.filter("ass", filename=script, fontsdir=folder)


@asynccontextmanager
async def _room(work: Path) -> AsyncGenerator[Path]:
    """A folder for one render, gone afterwards."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="render-", dir=work))
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _prepare(timeline: Timeline, script: Path, folder: Path, fonts: Fonts | None) -> None:
    """Write the script, and link the few fonts that it needs: libass loads every font of its folder."""
    fonts = fonts or find_fonts(MediaSettings())
    placed = place_captions(timeline, fonts)
    script.write_text(ass_script(placed, timeline, fonts), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, font in enumerate(used_fonts(placed, fonts)):
        (folder / f"{number}{font.suffix}").symlink_to(font.resolve())


def _resized(timeline: Timeline, plan: Encoding) -> Timeline:
    return timeline.model_copy(update={"width": plan.width, "height": plan.height})


def _size(path: Path) -> int:
    return path.stat().st_size


def _delivered(made: Path, target: Path, plan: Encoding, duration: float, heard: Loudness | None) -> Rendered:
    shutil.move(made, target)
    audible = heard if heard is not None and heard.audible else None
    return Rendered(
        path=target,
        width=plan.width if plan.profile.has_picture else 0,
        height=plan.height if plan.profile.has_picture else 0,
        duration=duration,
        size_bytes=_size(target),
        lufs=audible and audible.lufs,
        true_peak=audible and audible.true_peak,
        copied=plan.copied,
    )


def _untold(_share: float) -> None:
    pass
