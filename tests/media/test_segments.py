"""Hundreds of clips: they render, in bounded memory, to what one run would have made."""

import functools
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from media import segments as module
from media.clip import Card, Clip, card_clip
from media.profiles import Profile
from media.render import render
from media.segments import make_stems, segments
from media.timeline import AudioTrack, Caption, CaptionTrack, Overlay, OverlayTrack, Timeline
from tests.media.rendering import FAST, clip, rendered, sequence, sound_facts
from tests.media.sources import ffmpeg, frame_times, frames, numbered, read_numbers, samples, stream_info


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    noise = ("-f", "lavfi", "-i", "anoisesrc=duration=10:amplitude=0.3:sample_rate=44100:seed=1")
    return numbered(tmp_path_factory.mktemp("library") / "film.mp4", 300, sound=noise)


def _various() -> Timeline:
    """Everything that a stretch might tear apart."""
    moves = [
        {}, {"transition": {"kind": "crossfade", "frames": 6}}, {"speed": 1.5}, {"reverse": True, "fade_in": 5}, {"freeze": True},
        {"transition": {"kind": "whip", "frames": 4}, "fade_out": 6}, {"sound_lead": 5, "sound_tail": 3},
        {"transition": {"kind": "flash", "frames": 3}}, {"effects": [{"kind": "shake", "strength": 0.1}]},
        {"transition": {"kind": "crossfade", "frames": 5}},
    ]  # fmt: skip
    clips = [clip(20 + 23 * n, 20, **changes) for n, changes in enumerate(moves)]
    laid = Overlay(clip=card_clip(Card(color="red"), 100).moved(30), width=0.2)
    words = CaptionTrack(captions=(Caption(start=5, end=120, text="one and the same"),))
    music = AudioTrack(clips=tuple(Clip(source=sound_facts("film"), at=11 * n, frames=9, source_at=7 * n) for n in range(12)))
    overlays = (OverlayTrack(overlays=(laid,)),)
    return sequence(*clips, overlays=overlays, captions=(words,), audio=(music,), size=(160, 90))


@pytest.mark.ffmpeg
@pytest.mark.parametrize("count", [120, 300])
async def test_many_clips_are_cut_exactly(count: int, film: Path, tmp_path: Path) -> None:
    spans = [((n * 37) % 290, 2) for n in range(count)]
    product = await rendered(sequence(*(clip(*span) for span in spans), size=(160, 90)), tmp_path / "out.mp4", film=film)
    assert read_numbers(product.path) == [first + n for first, length in spans for n in range(length)]
    assert frame_times(product.path) == [Fraction(n, 30) for n in range(2 * count)]
    assert len(samples(product.path)[0]) == pytest.approx(2 * count * 1600, abs=1200)
    assert stream_info(product.path)["streams"] == 2


@pytest.mark.ffmpeg
async def test_a_graph_of_a_hundred_and_twenty_clips_runs_whole_where_it_is_asked_to(film, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("media.render.segments", lambda timeline: [(0, timeline.frames)])
    product = await rendered(
        sequence(*(clip((n * 37) % 290, 1) for n in range(120)), size=(96, 54)), tmp_path / "o.mp4", film=film
    )
    assert read_numbers(product.path) == [(n * 37) % 290 for n in range(120)]


@pytest.mark.ffmpeg
async def test_stretches_joined_are_the_same_pictures_as_one_run(film: Path, tmp_path: Path, monkeypatch) -> None:
    lossless = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-pix_fmt", "yuv420p")
    monkeypatch.setattr("media.profiles.Encoding._h264", lambda plan: lossless)
    timeline = _various()
    whole = await rendered(timeline, tmp_path / "whole.mp4", film=film)
    parts = segments(timeline, 3)
    assert len(parts) >= 3
    monkeypatch.setattr("media.render.segments", functools.partial(segments, most=3))
    joined = await rendered(timeline, tmp_path / "joined.mp4", film=film)
    one, other = frames(whole.path), frames(joined.path)
    assert len(one) == len(other) == timeline.frames
    assert [n for n, pair in enumerate(zip(one, other, strict=True)) if not np.array_equal(*pair)] == []
    assert frame_times(whole.path) == frame_times(joined.path)
    assert np.array_equal(samples(whole.path), samples(joined.path))


@pytest.mark.ffmpeg
async def test_sound_put_together_in_stretches_is_the_same(film: Path, tmp_path: Path, monkeypatch) -> None:
    timeline, wav = _various(), Profile(container="wav")
    whole = await rendered(timeline, tmp_path / "whole.wav", wav, film=film)
    monkeypatch.setattr("media.render.make_stems", functools.partial(make_stems, most=4))
    stems = await rendered(timeline, tmp_path / "stems.wav", wav, film=film)
    assert np.abs(samples(whole.path) - samples(stems.path)).max() <= 1 / 32768
    assert np.abs(samples(whole.path)).max() > 0.1


@pytest.mark.ffmpeg
async def test_a_limit_holds_for_what_is_joined(film: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("media.render.segments", functools.partial(segments, most=3))
    limit = Profile(preset="ultrafast", max_bytes=150_000)
    product = await rendered(_various(), tmp_path / "out.mp4", limit, film=film)
    assert product.size_bytes <= 150_000
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]


@pytest.mark.ffmpeg
async def test_progress_grows_over_all_stretches(film: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("media.render.segments", functools.partial(segments, most=3))
    told: list[float] = []
    await render(
        _various(),
        tmp_path / "out.mp4",
        sources={"film": film},
        profile=FAST,
        ffmpeg=ffmpeg,
        work=tmp_path,
        progress=told.append,
    )
    assert told == sorted(told) and len(set(told)) > 4
    assert told[-1] == pytest.approx(1.0, abs=0.01)


@pytest.mark.unit
def test_stretches_are_short_and_together_the_whole() -> None:
    timeline = sequence(*(clip(n, 5) for n in range(301)))
    spans = segments(timeline)
    assert spans[0][0] == 0 and spans[-1][1] == timeline.frames
    assert all(end == start for (_, end), (start, _) in pairwise(spans))
    assert max(len(timeline.kept(*span).video) for span in spans) <= module.MOST_AT_ONCE


@pytest.mark.unit
def test_stretches_end_within_no_transition_and_no_fade() -> None:
    crossed = {"kind": "crossfade", "frames": 4}
    timeline = sequence(*(clip(n, 12, fade_in=8 if n % 2 else 0, transition=crossed if n else {}) for n in range(200)))
    for start, end in segments(timeline, 10)[1:]:
        assert end > start
        (holding,) = [one for one in timeline.video if one.at <= start < one.end]
        assert holding.fade_in == 0
    assert sum(timeline.kept(*span).frames for span in segments(timeline, 10)) == timeline.frames
