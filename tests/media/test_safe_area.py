"""Where words may stand."""

import pytest

from media.safe_area import PLATFORMS, is_tall, safe_area

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("platform", PLATFORMS)
def test_tall_pictures_keep_clear_of_what_each_platform_draws(platform: str) -> None:
    area, overlay = safe_area(1080, 1920), PLATFORMS[platform]
    assert area.left >= overlay.left - 0.01 and area.top >= overlay.top - 0.01
    assert 1080 - area.right >= overlay.right - 0.01 and 1920 - area.bottom >= overlay.bottom - 0.01
    assert overlay.source.startswith("https://")


def test_words_keep_room_and_stand_in_the_middle() -> None:
    for size in ((1080, 1920), (720, 1280), (1080, 1350), (1080, 1080), (1920, 1080)):
        area = safe_area(*size)
        assert area.left + area.right == pytest.approx(size[0])
        assert area.width >= 0.7 * size[0] and area.height >= 0.55 * size[1]
        assert area.left >= 0.05 * size[0] - 0.01 and area.top >= 0.05 * size[1] - 0.01


def test_tall_is_what_fills_a_phone() -> None:
    assert is_tall(1080, 1920) and is_tall(1080, 2400) and not is_tall(1080, 1350) and not is_tall(1920, 1080)
