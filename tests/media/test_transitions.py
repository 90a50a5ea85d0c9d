"""Transitions: how long the whole is, what is seen while both clips are there, and what is heard."""

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from media.timeline import Timeline
from media.transitions import Transition
from tests.media.rendering import clip, film_facts, level, rendered, sequence
from tests.media.sources import facts, frame_times, frames, make, numbered, read_numbers, samples

W, H = 64, 36
NUMBERS = film_facts(audio_channels=0)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A dark and a light film with tones of their own, and one of numbered frames."""
    folder = tmp_path_factory.mktemp("library")
    made = {"film": numbered(folder / "film.mp4", 200)}
    for name, grey, hz in (("dark", "0x202020", 440), ("light", "0xd0d0d0", 1000)):
        tone = f"aevalsrc='0.2*sin(2*PI*{hz}*t)|0.2*sin(2*PI*{hz}*t)':s=48000:d=5"
        picture = f"color={grey}:s={W}x{H}:r=30:d=5"
        made[name] = make(folder / f"{name}.mp4", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone, "-c:a", "aac")
    return made


def _facts(asset: str) -> object:
    return film_facts(asset, width=W, height=H, duration=5.0)


def _two(kind: str, count: int, rate: tuple[int, int] = (30, 1)) -> Timeline:
    first, second = clip(0, 40, _facts("dark")), clip(0, 50, _facts("light"), transition={"kind": kind, "frames": count})
    return sequence(first, second, rate=rate, size=(W, H))


@pytest.mark.ffmpeg
@pytest.mark.parametrize("rate", [(30, 1), (30000, 1001), (25, 1)])
async def test_a_crossfade_goes_evenly_from_one_to_the_other(rate: tuple[int, int], library, tmp_path: Path) -> None:
    timeline = _two("crossfade", 10, rate)
    assert timeline.frames == 80
    product = await rendered(timeline, tmp_path / "out.mp4", **library)
    grey = [picture.mean() for picture in frames(product.path)]
    assert len(grey) == 80
    assert frame_times(product.path)[-1] == pytest.approx(79 * rate[1] / rate[0], abs=1e-4)
    assert np.ptp(grey[:30]) < 3 and np.ptp(grey[41:]) < 3
    assert np.all(np.diff(grey[30:41]) > 5)
    assert grey[35] == pytest.approx((grey[0] + grey[-1]) / 2, abs=8)


@pytest.mark.ffmpeg
async def test_sound_crosses_with_the_picture_and_keeps_its_strength(library, tmp_path: Path) -> None:
    product = await rendered(_two("crossfade", 20), tmp_path / "out.mp4", **library)
    sound = samples(product.path)[0]
    low, high = ([level(sound, hz, at - 0.02, at + 0.02) for at in (0.5, 0.8333, 1.0, 1.1667, 1.6)] for hz in (440, 1000))
    assert low[0] == pytest.approx(0.2, rel=0.1) and low[-1] < 0.01
    assert high[-1] == pytest.approx(0.2, rel=0.1) and high[0] < 0.01
    assert low[1] > low[2] > low[3] and high[1] < high[2] < high[3]
    assert np.hypot(low[2], high[2]) == pytest.approx(0.2, rel=0.12)
    assert len(sound) / 48000 == pytest.approx(70 / 30, abs=0.03)


@pytest.mark.ffmpeg
async def test_a_whip_pushes_the_old_picture_out_blurred(library, tmp_path: Path) -> None:
    product = await rendered(_two("whip", 8), tmp_path / "out.mp4", **library)
    pictures = [picture.mean(axis=(0, 2)) for picture in frames(product.path)]
    assert len(pictures) == 82
    assert np.ptp(pictures[31]) < 4 and np.ptp(pictures[40]) < 4
    middle = pictures[36]
    assert middle[0] < middle[-1] - 60
    assert np.abs(np.diff(middle)).max() < 60  # a hard edge would be 176


@pytest.mark.ffmpeg
async def test_a_flash_starts_white_and_changes_no_cut(library, tmp_path: Path) -> None:
    clips = [clip(0, 20, NUMBERS), clip(100, 20, NUMBERS, transition={"kind": "flash", "frames": 5})]
    timeline = sequence(*clips)
    assert timeline.frames == 40
    product = await rendered(timeline, tmp_path / "out.mp4", **library)
    pictures = frames(product.path)
    assert pictures[20].min() > 235
    assert pictures[19].min() < 30 and pictures[26].min() < 30
    assert read_numbers(product.path)[:20] + read_numbers(product.path)[25:] == [*range(20), *range(105, 120)]


@pytest.mark.ffmpeg
async def test_every_kind_in_one_row_has_the_computed_length_and_exact_cuts(library, tmp_path: Path) -> None:
    kinds = [("cut", 0), ("crossfade", 4), ("cut", 0), ("whip", 3), ("crossfade", 5), ("flash", 2), ("cut", 0)]
    clips = [
        clip(0, 12, NUMBERS),
        *(clip(20 * (n + 1), 14, NUMBERS, transition={"kind": k, "frames": f}) for n, (k, f) in enumerate(kinds)),
    ]
    timeline = sequence(*clips)
    assert timeline.frames == 12 + 14 * 7 - 12
    seen = read_numbers((await rendered(timeline, tmp_path / "out.mp4", **library)).path)
    assert len(seen) == timeline.frames
    for one, following in zip(timeline.video, [*timeline.video[1:], None], strict=True):
        first = one.at + one.transition.frames
        last = following.at if following else one.end
        assert seen[first:last] == [one.source_at + n - one.at for n in range(first, last)]


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("start", "end"), [(0, 40), (31, 80), (30, 80), (35, 80), (40, 80), (0, 35), (0, 31), (29, 41), (33, 37)]
)
async def test_parts_around_a_transition_have_their_length(start: int, end: int, library, tmp_path: Path) -> None:
    part = _two("crossfade", 10).kept(start, end)
    assert (part.frames, part.problems()) == (end - start, ())
    product = await rendered(part, tmp_path / "out.mp4", **library)
    assert len(frames(product.path)) == end - start


@pytest.mark.unit
def test_taking_out_a_stretch_across_a_transition_leaves_a_cut() -> None:
    left = _two("crossfade", 10).without([(25, 45)])
    assert (left.frames, left.problems()) == (60, ())
    assert [one.transition.kind for one in left.video] == ["cut", "cut"]


@pytest.mark.unit
def test_what_does_not_fit_together_is_told() -> None:
    crossed = {"kind": "crossfade", "frames": 10}
    short = sequence(clip(0, 30, facts()), clip(0, 15, facts(), transition=crossed), clip(0, 30, facts(), transition=crossed))
    gap = short.model_copy(update={"video": (short.video[0], short.video[1].moved(3))})
    early = sequence(clip(0, 30, facts(), transition=crossed))
    assert "two ends" in " ".join(short.problems())
    assert "gaps" in " ".join(gap.problems())
    assert "frame 0" in " ".join(early.problems())
    with pytest.raises(ValidationError):
        Transition(kind="crossfade")
    with pytest.raises(ValidationError):
        Transition(kind="cut", frames=3)
