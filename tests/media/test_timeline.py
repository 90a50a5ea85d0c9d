"""The timeline's arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.timeline import AudioTrack, Caption, CaptionTrack, Clip, Timeline, Transform, timeline_of
from tests.media.sources import facts

pytestmark = pytest.mark.unit


def _long() -> Timeline:
    """Ninety frames of three clips with a caption and a sound beside them."""
    clips = tuple(Clip(source=facts(), at=at, frames=30, source_at=at + 7, fade_in=3, fade_out=4) for at in (0, 30, 60))
    beside = AudioTrack(clips=(Clip(source=facts("b"), at=20, frames=50),))
    words = CaptionTrack(captions=(Caption(start=10, end=40, text="one"), Caption(start=50, end=70, text="two")))
    return Timeline(rate=(30, 1), width=640, height=360, video=clips, audio=(beside,), captions=(words,))


def _shown(timeline: Timeline) -> list[int]:
    return [clip.source_at + frame for clip in timeline.video for frame in range(clip.frames)]


def _heard(timeline: Timeline) -> dict[int, int]:
    return {clip.at + n: clip.source_at + n for track in timeline.audio for clip in track.clips for n in range(clip.frames)}


def _read(timeline: Timeline) -> dict[int, str]:
    captions = [caption for track in timeline.captions for caption in track.captions]
    return {frame: caption.text for caption in captions for frame in range(caption.start, caption.end)}


@given(st.lists(st.tuples(st.integers(0, 95), st.integers(0, 95)), max_size=5))
def test_without_takes_out_exactly_those_frames_from_every_track(ranges: list[tuple[int, int]]) -> None:
    whole = _long()
    left = [frame for frame in range(90) if not any(start <= frame < end for start, end in ranges)]
    if not left:
        with pytest.raises(ValueError, match="nothing"):
            whole.without(ranges)
        return
    cut = whole.without(ranges)
    assert cut.frames == len(left)
    assert _shown(cut) == [_shown(whole)[frame] for frame in left]
    assert _heard(cut) == {new: _heard(whole)[old] for new, old in enumerate(left) if old in _heard(whole)}
    assert _read(cut) == {new: _read(whole)[old] for new, old in enumerate(left) if old in _read(whole)}


def test_a_cut_end_loses_its_fade_and_an_uncut_one_keeps_it() -> None:
    part = _long().kept(0, 20).video[0]
    assert (part.fade_in, part.fade_out) == (3, 0)


def test_further_clips_follow_the_last_and_reframing_touches_each() -> None:
    more = _long().then([Clip(source=facts("c"), at=0, frames=5), Clip(source=facts("c"), at=0, frames=6)])
    assert [(clip.at, clip.end) for clip in more.video[-2:]] == [(90, 95), (95, 101)]
    tall = more.reframed(1080, 1920, Transform(fit="blur"))
    assert (tall.width, tall.height) == (1080, 1920)
    assert {clip.transform.fit for clip in tall.video} == {"blur"}


@pytest.mark.parametrize(
    ("changes", "rate"),
    [
        ({}, (30, 1)),
        ({"rate": (30000, 1001)}, (30000, 1001)),
        ({"rate": (25, 1), "variable_rate": True}, (30, 1)),
        ({"rate": (120, 1)}, (30, 1)),
        ({"rate": None}, (30, 1)),
    ],
)
def test_a_source_keeps_its_rate_where_it_has_a_usual_one(changes: dict[str, object], rate: tuple[int, int]) -> None:
    assert timeline_of(facts(**changes)).rate == rate


def test_a_source_keeps_its_size_made_even_and_its_length() -> None:
    timeline = timeline_of(facts(width=641, height=359), start=1.0, end=3.5)
    assert (timeline.width, timeline.height, timeline.frames, timeline.video[0].source_at) == (640, 358, 75, 30)


def test_sound_alone_makes_a_track_without_a_picture() -> None:
    timeline = timeline_of(facts(kind="audio", width=None, height=None, rate=None))
    assert timeline.video == ()
    assert timeline.duration == pytest.approx(10.0)
