"""What other editors read is the cut as it stands: read back by OpenTimelineIO itself."""

from typing import Any

import opentimelineio as otio
import pytest

from media.clip import Card, card_clip
from media.exchange import file_names, write_otio
from media.facts import MediaFacts
from media.parts import taken_apart
from media.timeline import AudioTrack, Caption, CaptionTrack, Clip, Overlay, OverlayTrack, Timeline, timeline_of
from media.transitions import Transition

pytestmark = pytest.mark.unit

FILM = MediaFacts(
    asset="f", kind="video", container="matroska", size_bytes=1, duration=20.0, width=1280, height=720, rate=(30000, 1001),
    audio_channels=2,
)  # fmt: skip
LOGO = MediaFacts(asset="l", kind="image", container="png", size_bytes=1, width=64, height=64)
SONG = MediaFacts(asset="s", kind="audio", container="mp3", size_bytes=1, duration=30.0, audio_channels=2)


def _cut() -> Timeline:
    """A crossfade of seven frames, another speed, a clip backward, a held picture, a card; a logo, a song and captions."""
    timeline = timeline_of(FILM).kept(30, 130)
    more = (
        Clip(source=FILM, at=0, frames=90, source_at=200, transition=Transition(kind="crossfade", frames=7), sound_lead=5),
        Clip(source=FILM, at=0, frames=60, source_at=30, speed=1.5),
        Clip(source=FILM, at=0, frames=40, source_at=300, reverse=True, muted=True),
        Clip(source=FILM, at=0, frames=12, source_at=300, freeze=True),
        card_clip(Card(color="navy"), 24),
    )
    logo = OverlayTrack(overlays=(Overlay(clip=Clip(source=LOGO, at=50, frames=30)),))
    song = AudioTrack(clips=(Clip(source=SONG, at=45, frames=100),))
    read = CaptionTrack(captions=(Caption(start=10, end=40, text="Xin chào", second="你好"),))
    return timeline.then(more).model_copy(update={"overlays": (logo,), "audio": (song,), "captions": (read,)})


def _read(timeline: Timeline) -> Any:
    return otio.adapters.read_from_string(write_otio(timeline, "cut", file_names(timeline)), "otio_json")


def _clips(track: Any) -> list[Any]:
    return [item for item in track if isinstance(item, otio.schema.Clip)]


def test_every_clip_stands_where_the_timeline_has_it() -> None:
    timeline = _cut()
    read = _read(timeline)
    assert read.duration().value == timeline.frames and read.duration().rate == pytest.approx(30000 / 1001)
    picture = read.tracks[0]
    assert len(_clips(picture)) == len(timeline.video)
    for clip, item in zip(timeline.video, _clips(picture), strict=True):
        shown = picture.trimmed_range_of_child(item)
        head = clip.transition.overlap // 2
        assert shown.start_time.value == clip.at + head
        if clip.card is None:
            assert item.source_range.start_time.value == clip.first + head * clip.tempo
    first, second = _clips(picture)[:2]
    assert (first.source_range.duration.value, second.source_range.duration.value) == (100 - 4, 90 - 3)
    (transition,) = [item for item in picture if isinstance(item, otio.schema.Transition)]
    assert transition.in_offset.value + transition.out_offset.value == 7


def test_speeds_held_pictures_and_cards_are_what_editors_know() -> None:
    effects = [item.effects for item in _clips(_read(_cut()).tracks[0])]
    assert [[type(effect).__name__ for effect in row] for row in effects] == [
        [], [], ["LinearTimeWarp"], ["LinearTimeWarp"], ["FreezeFrame"], [],
    ]  # fmt: skip
    assert [row[0].time_scalar for row in effects[2:4]] == [1.5, -1.0]


def test_media_are_named_and_ranges_lie_in_them() -> None:
    read = _read(_cut())
    named = {item.media_reference.target_url for item in read.find_clips() if hasattr(item.media_reference, "target_url")}
    assert named == {"video.mkv", "image.png", "audio.mp3"}
    for item in read.find_clips():
        whole = item.media_reference.available_range
        if whole is not None:
            assert (
                item.source_range.start_time.value >= 0 and item.source_range.end_time_inclusive() <= whole.end_time_inclusive()
            )


def test_sound_stands_beside_the_picture_with_its_leads() -> None:
    timeline = _cut()
    read = _read(timeline)
    tracks = [track for track in read.tracks if track.kind == otio.schema.TrackKind.Audio]
    starts = {(track.name, track.trimmed_range_of_child(item).start_time.value) for track in tracks for item in _clips(track)}
    second = timeline.video[1]
    assert ("Sound", 0) in starts and ("Sound", second.at - 5) in starts and ("Audio 1", 45) in starts
    assert len([name for name, _ in starts if name == "Sound"]) == 3, "what is muted or held is not heard"


def test_captions_are_markers() -> None:
    (marker,) = _read(_cut()).tracks.markers
    assert marker.name == "Xin chào 你好"
    assert (marker.marked_range.start_time.value, marker.marked_range.duration.value) == (10, 30)


def test_parts_make_the_same_cut() -> None:
    timeline = _cut()
    apart = taken_apart(timeline)
    assert apart.timeline.frames == timeline.frames and not apart.timeline.problems()
    assert [part.name for part in apart.parts] == ["01.mp4", "02.mp4", "03.mp4", "04.mp4", "05.mp4", "06.mp4", "sound-1.m4a"]
    assert [part.timeline.frames for part in apart.parts[:-1]] == [clip.frames for clip in timeline.video]
    assert not any(part.timeline.captions or part.timeline.overlays or part.timeline.problems() for part in apart.parts)
    assert apart.timeline.assets == {part.name for part in apart.parts} | {"l"}
