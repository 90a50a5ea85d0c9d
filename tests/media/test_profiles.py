"""Profiles: what fits into a limit."""

import pytest

from media.errors import DoesNotFit
from media.profiles import Profile, encoding, even

pytestmark = pytest.mark.unit


def _plan(limit: int | None, duration: float = 30.0, tighter: float = 1.0, **profile: object) -> tuple[int, int, int, int | None]:
    made = Profile.model_validate({"max_bytes": limit, **profile})
    plan = encoding(made, width=1920, height=1080, fps=30, duration=duration, tighter=tighter)
    return plan.width, plan.height, plan.sound_bps, plan.picture_bps


def test_without_a_limit_quality_alone_decides() -> None:
    assert _plan(None) == (1920, 1080, 192_000, None)


@pytest.mark.parametrize("limit_mb", [0.5, 1, 3, 8, 25])
@pytest.mark.parametrize("duration", [3.0, 30.0, 60.0])
def test_rate_times_length_stays_below_the_limit(limit_mb: float, duration: float) -> None:
    width, height, sound, picture = _plan(int(limit_mb * 1e6), duration)
    assert picture is not None
    assert (sound * duration + picture * (duration + 1)) / 8 < limit_mb * 1e6
    assert width % 2 == height % 2 == 0
    assert width / height == pytest.approx(16 / 9, rel=0.03)


def test_a_tight_limit_makes_the_picture_smaller_and_a_tighter_one_smaller_still() -> None:
    roomy, tight, tighter = _plan(50_000_000), _plan(1_500_000), _plan(1_500_000, tighter=0.7)
    assert roomy[0] == 1920 > tight[0] > tighter[0] >= 256


@pytest.mark.parametrize(("limit", "profile"), [(60_000, {}), (60_000, {"container": "mp3"}), (1_000_000, {"container": "wav"})])
def test_what_would_fall_apart_is_refused(limit: int, profile: dict[str, object]) -> None:
    with pytest.raises(DoesNotFit) as caught:
        _plan(limit, **profile)
    assert caught.value.values == {"limit_mb": round(limit / 1e6, 1), "duration": 30}


def test_sides_are_made_even_downwards() -> None:
    assert [even(side) for side in (641, 640, 1.9, 3.99)] == [640, 640, 2, 2]


def test_a_limit_that_binds_nothing_stays_within_the_encoders_numbers() -> None:
    generous = encoding(Profile(max_bytes=2_000_000_000), width=640, height=360, fps=30, duration=1.0)
    assert generous.picture_bps is not None
    assert generous.picture_bps < 2**31
