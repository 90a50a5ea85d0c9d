"""Short ways to a rendered timeline, for tests."""

from pathlib import Path

import numpy as np

from media.clip import Clip
from media.facts import MediaFacts
from media.profiles import Profile
from media.render import Rendered, render
from media.timeline import Timeline
from tests.media.sources import SIZE, facts, ffmpeg, samples

FAST = Profile(preset="ultrafast", crf=12)


def film_facts(asset: str = "film", **changes: object) -> MediaFacts:
    """A film of numbered frames."""
    return facts(asset, **{"width": SIZE[0], "height": SIZE[1], **changes})


def sound_facts(asset: str, duration: float = 10.0) -> MediaFacts:
    return facts(asset, kind="audio", width=None, height=None, rate=None, duration=duration)


def clip(source_at: int, frames: int, source: MediaFacts | None = None, **more: object) -> Clip:
    return Clip.model_validate({"source": source or film_facts(), "at": 0, "frames": frames, "source_at": source_at, **more})


def sequence(*clips: Clip, rate: tuple[int, int] = (30, 1), size: tuple[int, int] = SIZE, **more: object) -> Timeline:
    """Clips one after another, without loudness correction."""
    plain = Timeline(rate=rate, width=size[0], height=size[1]).then(clips)
    return plain.model_copy(update={"lufs": None, **more})


async def rendered(timeline: Timeline, target: Path, profile: Profile = FAST, **paths: Path) -> Rendered:
    return await render(timeline, target, sources=paths, profile=profile, ffmpeg=ffmpeg, work=target.parent)


def level(sound: np.ndarray, hz: int, start: float, end: float) -> float:
    """Strength of one tone between two moments, as its amplitude."""
    part = sound[int(start * 48000) : int(end * 48000)]
    return 2 * float(np.abs(np.exp(-2j * np.pi * hz * np.arange(len(part)) / 48000) @ part) / len(part))


def onsets(path: Path, gap: float = 0.02) -> list[float]:
    """When something sounds after silence, seconds."""
    loud = np.flatnonzero(np.abs(samples(path)[0]) > 0.15)
    firsts = loud[np.insert(np.diff(loud) > gap * 48000, 0, True)]
    return [float(first) / 48000 for first in firsts]
