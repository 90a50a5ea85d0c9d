"""From a timeline to a file in the store: what the tools that make files share."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import cast

from agent_core.artifacts import AnimationFile, AudioFile, ImageFile, VideoFile
from agent_core.errors import Impossible
from agent_core.files import local
from agent_core.tool import Context
from media.fonts import find_fonts
from media.profiles import CONTENT_TYPES, SOUNDS, Container, Profile
from media.render import Rendered, render, render_still
from media.thumbnail import thumbnail
from media.timeline import Timeline


async def render_video(timeline: Timeline, context: Context, max_bytes: int | None, *, copies: bool = True) -> VideoFile:
    """A video of the timeline, MP4 unless its form says otherwise, with a small picture for previews; with `copies`, pictures
    that nothing is done to may be copied.

    Raises `MediaError`.
    """
    profile = _profile(timeline, "mp4", max_bytes).model_copy(update={"copies": copies})
    made = await _rendered(timeline, context, profile)
    cover = await _cover(made, context)
    asset = await context.store.adopt(made.path)
    return VideoFile(
        asset=asset.id,
        suffix=profile.suffix,
        content_type=profile.content_type,
        size_bytes=asset.size_bytes,
        width=made.width,
        height=made.height,
        duration=made.duration,
        lufs=made.lufs,
        true_peak=made.true_peak,
        copied=made.copied,
        thumbnail=cover,
    )


async def render_sound(timeline: Timeline, context: Context, max_bytes: int | None) -> AudioFile:
    """A sound file of the timeline, MP3 unless its form says otherwise. Raises `MediaError`."""
    profile = _profile(timeline, "mp3", max_bytes)
    made = await _rendered(timeline, context, profile)
    asset = await context.store.adopt(made.path)
    return AudioFile(
        asset=asset.id,
        suffix=profile.suffix,
        content_type=profile.content_type,
        size_bytes=asset.size_bytes,
        duration=made.duration,
        lufs=made.lufs,
        true_peak=made.true_peak,
    )


async def render_heard(timeline: Timeline, context: Context, max_bytes: int | None, **form: object) -> AudioFile:
    """What is heard on a timeline as a file, with `form` in place of what its own form says.

    Raises `Impossible` with code `no-sound` where that is nothing, and `MediaError`.
    """
    if not any(clip.sounds for clip in timeline.clips):
        raise Impossible(code="no-sound")
    wanted = timeline.form.model_copy(update=form)
    return await render_sound(timeline.model_copy(update={"form": wanted}), context, max_bytes)


async def render_part(timeline: Timeline, context: Context, name: str, max_bytes: int | None) -> Path:
    """A film or a sound of a timeline as a file of that name among the scratch files. Raises `MediaError`."""
    usual = cast(Container, name.rpartition(".")[2])
    made = await _rendered(timeline, replace(context, report=_untold), Profile(container=usual, max_bytes=max_bytes))
    return await asyncio.to_thread(made.path.rename, context.work / name)


async def render_animation(timeline: Timeline, context: Context, profile: Profile) -> AnimationFile:
    """An animation of the timeline, with a small picture for previews. Raises `MediaError`."""
    made = await _rendered(timeline, context, profile)
    cover = await _cover(made, context)
    asset = await context.store.adopt(made.path)
    return AnimationFile(
        asset=asset.id,
        suffix=profile.suffix,
        content_type=profile.content_type,
        size_bytes=asset.size_bytes,
        width=made.width,
        height=made.height,
        duration=made.duration,
        thumbnail=cover,
    )


async def render_image(timeline: Timeline, context: Context, max_bytes: int | None, suffix: str = ".jpg") -> ImageFile:
    """A JPEG, or a PNG, of a timeline that holds one picture. Raises `MediaError`."""
    fonts = await asyncio.to_thread(find_fonts, context.settings)
    made = await render_still(
        timeline,
        context.work / f"still{suffix}",
        sources=await _sources(timeline, context),
        ffmpeg=context.ffmpeg,
        work=context.work,
        max_bytes=max_bytes,
        fonts=fonts,
    )
    asset = await context.store.adopt(made.path)
    return ImageFile(
        asset=asset.id,
        suffix=suffix,
        content_type="image/png" if suffix == ".png" else "image/jpeg",
        size_bytes=asset.size_bytes,
        width=made.width,
        height=made.height,
    )


def _profile(timeline: Timeline, usual: Container, max_bytes: int | None) -> Profile:
    """The usual file, as far as the timeline's form leaves it open. A container of the other kind does not apply."""
    form = timeline.form
    fits = form.container in CONTENT_TYPES and (form.container in SOUNDS) == (usual in SOUNDS)
    limits = [limit for limit in (max_bytes, form.max_bytes) if limit is not None]
    return Profile(
        container=cast(Container, form.container) if fits else usual,
        max_bytes=min(limits, default=None),
        rate_hz=form.rate_hz or Profile().rate_hz,
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


async def _cover(made: Rendered, context: Context) -> str:
    """A small picture for previews, in the store."""
    picture = await thumbnail(made.path, context.ffmpeg, context.work / "thumbnail.jpg")
    return (await context.store.adopt(picture)).id


async def _sources(timeline: Timeline, context: Context) -> dict[str, Path]:
    """Local paths of all that the timeline shows and plays."""
    return {asset: await local(context.store, asset) for asset in sorted(timeline.assets)}


def _untold(fraction: float) -> None:
    """One of several files tells nothing of the progress of all."""
