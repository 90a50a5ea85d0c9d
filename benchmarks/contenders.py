"""Those who make a scene: our renderer, one FFmpeg command written by hand, and a plain encode."""

from pathlib import Path

from benchmarks.scene import PROFILE, Scene
from media.ffmpeg import FFmpeg
from media.graph import escape_value
from media.render import render
from media.settings import MediaSettings

_DUCKING = "sidechaincompress=threshold=0.02:ratio=8:attack=20:release=400:knee=4"
_CODED = ("-c:v", "libx264", "-preset", PROFILE.preset, "-crf", str(PROFILE.crf), "-profile:v", "high", "-pix_fmt", "yuv420p")
_WRITTEN = ("-c:a", "aac", "-b:a", "192k", "-ar", "48000", "-ac", "2", "-movflags", "+faststart")


async def ours(scene: Scene, target: Path) -> None:
    """What a wish goes through: loudness measured, picture and sound made, the product measured again."""
    ffmpeg = FFmpeg(MediaSettings())
    await render(scene.timeline, target, sources=scene.sources, profile=PROFILE, ffmpeg=ffmpeg, work=target.parent)


async def handwritten(scene: Scene, target: Path) -> None:
    """The best single command for the cuts: one seeking input per clip, joined by one `concat`; the gain is known beforehand."""
    timeline, clips = scene.timeline, scene.timeline.video
    opened = [
        arg
        for clip in clips
        for arg in (
            *("-ss", f"{timeline.to_seconds(clip.source_at):.6f}", "-t", f"{timeline.to_seconds(clip.frames):.6f}"),
            *("-i", str(scene.sources[clip.source.asset])),
        )
    ]
    joined = "".join(f"[{n}:v][{n}:a]" for n in range(len(clips))) + f"concat=n={len(clips)}:v=1:a=1[film][bed]"
    captions = f"ass=filename={escape_value(str(scene.script))}:fontsdir={escape_value(str(scene.fonts))}"
    leveled = f"volume={scene.gain_db:.3f}dB,alimiter=limit=0.794:level=false"
    graph = (
        f"{joined};[film]{captions}[v];[{len(clips)}:a]asplit[key][voice];"
        f"[bed][key]{_DUCKING}[low];[low][voice]amix=inputs=2:normalize=0,{leveled}[a]"
    )
    args = [*opened, "-i", str(scene.sources["voice"]), "-filter_complex", graph, "-map", "[v]", "-map", "[a]"]
    await FFmpeg(MediaSettings()).run([*args, *_CODED, *_WRITTEN], target=target)


async def plain(scene: Scene, target: Path) -> None:
    """Decode and encode, nothing else: a file of the same length and the same number of pixels."""
    assert scene.plain is not None
    await FFmpeg(MediaSettings()).run(["-i", str(scene.plain), *_CODED, *_WRITTEN], target=target)
