"""What is rendered in the benchmarks: the same scene for every contender, with what a hand-written command needs prepared."""

import asyncio
from pathlib import Path

from benchmarks.sources import RATE, Look, film, music, voice
from media.ass import ass_script, used_fonts
from media.captions import PlacedCaption, place_captions
from media.ffmpeg import FFmpeg
from media.fonts import find_fonts
from media.frozen import Frozen
from media.profiles import Profile
from media.render import render
from media.settings import MediaSettings
from media.timeline import AudioTrack, Caption, CaptionTrack, Clip, Timeline, Transform, timeline_of

PROFILE = Profile()
CUTS = 6
_LINES = (
    "Every cut lands on a whole frame",
    "剪辑室就在你的聊天里，发来视频就好。",
    "Cắt phim ngay trong cuộc trò chuyện",
    "Music steps back while somebody speaks",
    "旁白响起时，音乐会自动变轻。",
    "Phụ đề nằm gọn trong khung hình",
)
_SMALL = (320, 180)
_FULL = (1920, 1080)


class Scene(Frozen):
    """A timeline with its files."""

    timeline: Timeline
    sources: dict[str, Path]
    placed: tuple[PlacedCaption, ...]
    """The captions as they are drawn, for those who draw them by other means."""
    script: Path
    """The captions in the words of libass, for those who hand it a script."""
    fonts: Path
    font: Path
    """The font of most of the captions."""
    gain_db: float
    """What brings the mix to its loudness: the hand-written command and MoviePy get it for nothing."""
    plain: Path | None = None
    """A file with the product's own pixels, to be encoded as it is."""


async def cuts_scene(folder: Path, ffmpeg: FFmpeg, *, quick: bool, look: Look = "phone") -> Scene:
    """Six cuts between two films, music ducked under a voice, captions in three scripts; 30 s of 1080p."""
    size, seconds = (_SMALL, 3.0) if quick else (_FULL, 30.0)
    films = [await film(name, seconds + 2, size, folder, ffmpeg, look) for name in ("a", "b")]
    spoken = await voice(seconds, folder, ffmpeg)
    length = round(seconds * RATE) // CUTS
    starts = [round((seconds - length / RATE) * RATE * share) for share in (0.31, 0.05, 0.9, 0.47, 0.0, 0.73)]
    clips = [Clip(source=films[n % 2][0], at=0, frames=length, source_at=start) for n, start in enumerate(starts)]
    plain = Timeline(rate=(RATE, 1), width=size[0], height=size[1]).then(clips)
    over = AudioTrack(clips=(Clip(source=spoken[0], at=0, frames=plain.frames),), ducks_others=True)
    timeline = plain.model_copy(update={"audio": (over,), "captions": (_captions(plain.frames),)})
    return await _prepared(timeline, [*films, spoken], folder, ffmpeg)


async def reframe_scene(folder: Path, ffmpeg: FFmpeg, *, quick: bool, look: Look = "phone") -> Scene:
    """A film trimmed to 30 s, made upright, captioned, with music beside its own sound; and a plain file of the same pixels."""
    size, seconds = (_SMALL, 3.0) if quick else (_FULL, 30.0)
    source, tune = await film("a", seconds + 4, size, folder, ffmpeg, look), await music(seconds, folder, ffmpeg)
    trimmed = timeline_of(source[0], start=1.5, end=1.5 + seconds)
    upright = trimmed.reframed(size[1], size[0], Transform(fit="crop", focus=(0.4, 0.5)))
    bed = AudioTrack(clips=(Clip(source=tune[0], at=0, frames=upright.frames, gain_db=-12.0),))
    timeline = upright.model_copy(update={"audio": (bed,), "captions": (_captions(upright.frames),)})
    scene = await _prepared(timeline, [source, tune], folder, ffmpeg)
    return scene.model_copy(update={"plain": await _plain(scene, folder, ffmpeg)})


def _captions(frames: int) -> CaptionTrack:
    """One after another, each shown for nine tenths of its share."""
    each = frames // (len(_LINES) * 2)
    shown = [Caption(start=n * each, end=n * each + each * 9 // 10, text=_LINES[n % len(_LINES)]) for n in range(len(_LINES) * 2)]
    return CaptionTrack(captions=tuple(shown))


async def _prepared(timeline: Timeline, sources: list[tuple[object, Path]], folder: Path, ffmpeg: FFmpeg) -> Scene:
    paths = {path.stem: path for _, path in sources}
    fonts = find_fonts(MediaSettings())
    placed = place_captions(timeline, fonts)
    script, linked = folder / "captions.ass", folder / "fonts"
    await asyncio.to_thread(script.write_text, ass_script(placed, timeline, fonts), encoding="utf-8")
    linked.mkdir()
    for font in used_fonts(placed, fonts):
        (linked / font.name).symlink_to(font.resolve())
    gain = await _gain(timeline, paths, folder, ffmpeg)
    return Scene(timeline=timeline, sources=paths, placed=placed, script=script, fonts=linked, font=fonts.main.path, gain_db=gain)


async def _gain(timeline: Timeline, paths: dict[str, Path], folder: Path, ffmpeg: FFmpeg) -> float:
    """The gain that brings the mix to the timeline's loudness, dB."""
    bare = timeline.model_copy(update={"lufs": None})
    mix = await render(bare, folder / "mix.wav", sources=paths, profile=Profile(container="wav"), ffmpeg=ffmpeg, work=folder)
    assert timeline.lufs is not None
    assert mix.lufs is not None
    return timeline.lufs - mix.lufs


async def _plain(scene: Scene, folder: Path, ffmpeg: FFmpeg) -> Path:
    """The trimmed, upright film without captions and music, coded as its source was."""
    timeline, clip = scene.timeline, scene.timeline.video[0]
    width = timeline.width * timeline.width // timeline.height // 2 * 2
    cut = ["-ss", str(timeline.to_seconds(clip.source_at)), "-t", str(timeline.duration), "-i", str(scene.sources["a"])]
    upright = f"crop={width}:in_h:(in_w-{width})*0.4:0,scale={timeline.width}:{timeline.height}"
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-g", str(2 * RATE), "-pix_fmt", "yuv420p", "-c:a", "aac"]
    await ffmpeg.run([*cut, "-vf", upright, *coded], target=folder / "plain.mp4")
    return folder / "plain.mp4"
