# pyright: basic
"""The cuts made by MoviePy 2 as its users write it.

`compose` is what its manual shows: clips joined by `method="compose"`, captions laid over them in a `CompositeVideoClip`. `chain`
joins by `method="chain"`, for clips of one size. `background` is a way few know and the quickest it has: the chain is made the
background that the captions are pasted on (`use_bgclip=True`), so that no picture is made transparent.
"""

from pathlib import Path
from typing import Any, Literal

import numpy as np
from moviepy import (
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    TextClip,
    VideoFileClip,
    concatenate_videoclips,
)

from benchmarks.scene import PROFILE, Scene
from media.captions import PlacedCaption

Way = Literal["compose", "chain", "background"]

_RATE_HZ = 48_000
_STEP = 0.02
_DUCKED = 0.25


def moviepy(scene: Scene, target: Path, way: Way) -> None:
    """Make the cuts; sizes, encoder, quality and threads are the others'."""
    timeline = scene.timeline
    films = {asset: VideoFileClip(str(path)) for asset, path in scene.sources.items() if path.suffix == ".mp4"}
    cuts = [
        films[clip.source.asset].subclipped(
            timeline.to_seconds(clip.source_at), timeline.to_seconds(clip.source_at + clip.frames)
        )
        for clip in timeline.video
    ]
    film = concatenate_videoclips(cuts, method="compose" if way == "compose" else "chain")
    words = [line for placed in scene.placed for line in _words(placed, scene)]
    drawn = CompositeVideoClip([film, *words], size=film.size, use_bgclip=way == "background").with_duration(timeline.duration)
    drawn.with_audio(_mix(film.audio, scene)).write_videofile(
        str(target),
        fps=float(timeline.fps),
        codec="libx264",
        preset=PROFILE.preset,
        audio_codec="aac",
        audio_fps=_RATE_HZ,
        audio_bitrate="192k",
        temp_audiofile_path=str(target.parent),
        ffmpeg_params=["-crf", str(PROFILE.crf), "-profile:v", "high", "-pix_fmt", "yuv420p", "-movflags", "+faststart"],
        logger=None,
    )
    for clip in films.values():
        clip.close()


def _words(placed: PlacedCaption, scene: Scene) -> list[Any]:
    """A caption's lines where libass draws them, within a few pixels."""
    start, end = (scene.timeline.to_seconds(frame) for frame in (placed.caption.start, placed.caption.end))
    clips: list[Any] = []
    for line in placed.lines:
        text = TextClip(
            font=str(scene.font), text=line.text, font_size=round(placed.em), color=placed.style.color,
            stroke_color=placed.style.outline, stroke_width=round(placed.outline),
        )  # fmt: skip
        place = (round(line.middle - text.w / 2), round(line.baseline - placed.em * 1.16 - placed.outline))
        clips.append(text.with_start(start).with_end(end).with_position(place))
    return clips


def _mix(bed: Any, scene: Scene) -> Any:
    """The films' sound lowered where the voice is loud, with the voice over it."""
    voice = AudioFileClip(str(scene.sources["voice"])).with_end(scene.timeline.duration)
    sound = voice.to_soundarray(fps=8000)[:, 0]
    block = round(8000 * _STEP)
    loud = np.abs(sound[: len(sound) // block * block]).reshape(-1, block).max(axis=1) > 0.02
    gain = np.convolve(np.where(loud, _DUCKED, 1.0), np.ones(11) / 11, mode="same")

    def ducked(get_frame: Any, t: Any) -> Any:
        steps = np.minimum((np.asarray(t) / _STEP).astype(int), len(gain) - 1)
        return (get_frame(t).T * gain[steps]).T

    mixed = CompositeAudioClip([bed.transform(ducked, keep_duration=True), voice])
    return mixed.with_volume_scaled(10 ** (scene.gain_db / 20))
