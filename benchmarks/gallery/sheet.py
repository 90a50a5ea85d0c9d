"""A contact sheet of a product: frames at their times, the waveform below them."""

from pathlib import Path

from media.facts import MediaFacts
from media.ffmpeg import FFmpeg

_ACROSS = 6
_WIDTH, _HEIGHT = 240, 180
_WAVE = 90


async def contact_sheet(path: Path, facts: MediaFacts, target: Path, ffmpeg: FFmpeg) -> Path | None:
    """A picture of six frames, evenly spread and marked with their seconds, over the waveform; `None` for what has neither."""
    if facts.kind not in ("video", "audio", "image"):
        return None
    length = facts.duration or 0.0
    parts: list[str] = []
    if facts.has_picture:
        count = _ACROSS if length else 1
        rate = f"fps={count}/{max(length, 0.1):.4f}," if length else ""
        fit = (
            f"scale={_WIDTH}:{_HEIGHT}:force_original_aspect_ratio=decrease,pad={_WIDTH}:{_HEIGHT}:-1:-1:color=0x18181c,setsar=1"
        )
        clock = "drawtext=text='%{pts\\:hms}':x=6:y=6:fontsize=14:fontcolor=white:box=1:boxcolor=black@0.6," if length else ""
        parts.append(f"[0:v:0]{rate}{clock}{fit},tile={count}x1,trim=end_frame=1[frames]")
    if facts.has_sound:
        width = _WIDTH * (_ACROSS if length or not facts.has_picture else 1)
        parts.append(f"[0:a:0]aformat=channel_layouts=mono,showwavespic=s={width}x{_WAVE}:colors=0x6fd08c,format=rgb24[wave]")
    if not parts:
        return None
    if len(parts) == 2:
        parts.append("[frames]format=rgb24[seen];[seen][wave]vstack[sheet]")
    last = "[sheet]" if facts.has_picture and facts.has_sound else "[frames]" if facts.has_picture else "[wave]"
    args = ["-i", str(path), "-filter_complex", ";".join(parts), "-map", last, "-frames:v", "1", "-f", "image2", "-update", "1"]
    await ffmpeg.run(args, target=target)
    return target
