"""A timeline taken apart: every clip as a file of its own, and the same timeline made of those files.

In the files the picture is as the timeline shows it (framed, coloured, at its speed), without captions and without what lies over
it or sounds beside it. Tracks of sound are files as long as the timeline.
"""

from typing import NamedTuple

from media.clip import Clip
from media.facts import MediaFacts
from media.frozen import Frozen
from media.timeline import AudioTrack, Timeline
from media.transitions import Transition


class Part(NamedTuple):
    """One file to be made."""

    name: str
    timeline: Timeline
    """What it holds, from its first frame to its last."""


class Apart(Frozen):
    """A timeline taken apart."""

    timeline: Timeline
    """The same cut made of the parts: their names are its assets, beside those of what is laid over the picture."""
    parts: tuple[Part, ...]


def taken_apart(timeline: Timeline) -> Apart:
    """Each clip of the picture and each track of sound as a part, numbered in the order of the timeline."""
    bare = timeline.model_copy(update={"overlays": (), "audio": (), "captions": (), "lufs": None})
    pictures = [Part(f"{number:02}.mp4", _alone(bare, clip)) for number, clip in enumerate(timeline.video, start=1)]
    heard = [track for track in timeline.audio if any(clip.sounds for clip in track.clips)]
    sounds = [Part(f"sound-{number}.m4a", _beside(bare, track)) for number, track in enumerate(heard, start=1)]
    video = tuple(_standing_in(part, clip) for part, clip in zip(pictures, timeline.video, strict=True))
    audio = tuple(_playing(part, track) for part, track in zip(sounds, heard, strict=True))
    return Apart(timeline=timeline.model_copy(update={"video": video, "audio": audio}), parts=(*pictures, *sounds))


def _alone(bare: Timeline, clip: Clip) -> Timeline:
    """One clip from its first picture to its last, its sound as long as its picture."""
    placed = {"at": 0, "transition": Transition(), "sound_lead": 0, "sound_tail": 0}
    return bare.model_copy(update={"video": (clip.model_copy(update=placed),)})


def _beside(bare: Timeline, track: AudioTrack) -> Timeline:
    """One track of sound; what ducks it is left to the other editor."""
    return bare.model_copy(update={"video": (), "audio": (track.model_copy(update={"ducks_others": False, "makes_way": False}),)})


def _standing_in(part: Part, clip: Clip) -> Clip:
    """The clip of a part in the place of the clip that it was made of."""
    timeline = part.timeline
    facts = MediaFacts(
        asset=part.name, kind="video", container="mp4", size_bytes=0, duration=timeline.duration, width=timeline.width,
        height=timeline.height, rate=timeline.rate, audio_channels=2 if clip.sounds else 0,
    )  # fmt: skip
    return Clip(source=facts, at=clip.at, frames=clip.frames, transition=clip.transition)


def _playing(part: Part, track: AudioTrack) -> AudioTrack:
    timeline = part.timeline
    facts = MediaFacts(
        asset=part.name, kind="audio", container="m4a", size_bytes=0, duration=timeline.duration, audio_channels=2
    )  # fmt: skip
    return track.model_copy(update={"clips": (Clip(source=facts, at=0, frames=timeline.frames),)})
