"""From a timeline to a file in the store: what the tools that make files share."""

import asyncio
from pathlib import Path

from agent_core.artifacts import AudioFile, ImageFile, VideoFile
from agent_core.files import local
from agent_core.tool import Context
from media.fonts import find_fonts
from media.profiles import Profile
from media.render import Rendered, render, render_still
from media.thumbnail import thumbnail
from media.timeline import Timeline


async def render_video(timeline: Timeline, context: Context, max_bytes: int | None, *, copies: bool = True) -> VideoFile:
    """An MP4 of the timeline, with a small picture for previews; with `copies`, pictures that nothing is done to may be copied.

    Raises `MediaError`.
    """
    made = await _rendered(timeline, context, Profile(container="mp4", max_bytes=max_bytes, copies=copies))
    cover = await thumbnail(made.path, context.ffmpeg, context.work / "thumbnail.jpg")
    shown = await context.store.adopt(cover)
    asset = await context.store.adopt(made.path)
    return VideoFile(
        asset=asset.id,
        suffix=".mp4",
        content_type="video/mp4",
        size_bytes=asset.size_bytes,
        width=made.width,
        height=made.height,
        duration=made.duration,
        lufs=made.lufs,
        true_peak=made.true_peak,
        copied=made.copied,
        thumbnail=shown.id,
    )


async def render_sound(timeline: Timeline, context: Context, max_bytes: int | None) -> AudioFile:
    """An MP3 of the timeline's sound. Raises `MediaError`."""
    made = await _rendered(timeline, context, Profile(container="mp3", max_bytes=max_bytes))
    asset = await context.store.adopt(made.path)
    return AudioFile(
        asset=asset.id,
        suffix=".mp3",
        content_type="audio/mpeg",
        size_bytes=asset.size_bytes,
        duration=made.duration,
        lufs=made.lufs,
        true_peak=made.true_peak,
    )


async def render_image(timeline: Timeline, context: Context, max_bytes: int | None) -> ImageFile:
    """A JPEG of a timeline that holds one picture. Raises `MediaError`."""
    fonts = await asyncio.to_thread(find_fonts, context.settings)
    made = await render_still(
        timeline,
        context.work / "still.jpg",
        sources=await _sources(timeline, context),
        ffmpeg=context.ffmpeg,
        work=context.work,
        max_bytes=max_bytes,
        fonts=fonts,
    )
    asset = await context.store.adopt(made.path)
    return ImageFile(
        asset=asset.id,
        suffix=".jpg",
        content_type="image/jpeg",
        size_bytes=asset.size_bytes,
        width=made.width,
        height=made.height,
    )


async def _rendered(timeline: Timeline, context: Context, profile: Profile) -> Rendered:
    fonts = await asyncio.to_thread(find_fonts, context.settings)
    return await render(
        timeline,
        context.work / f"product.{profile.container}",
        sources=await _sources(timeline, context),
        profile=profile,
        ffmpeg=context.ffmpeg,
        work=context.work,
        progress=context.report,
        fonts=fonts,
    )


async def _sources(timeline: Timeline, context: Context) -> dict[str, Path]:
    """Local paths of all that the timeline shows and plays."""
    return {asset: await local(context.store, asset) for asset in sorted(timeline.assets)}
