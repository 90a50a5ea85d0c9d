"""Karaoke: words filled when they are said."""

from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import pytest

from media.captions import place_captions
from media.fonts import Fonts, find_fonts
from media.karaoke import Sung, sung_lines, sweeps
from media.settings import MediaSettings
from media.syllables import spread, syllable_count
from media.timeline import Caption, CaptionStyle, CaptionTrack, Timeline
from tests.media.drawn import near, pictures, timeline

pytestmark = pytest.mark.ffmpeg

WHITE, GOLD = (255, 255, 255), (255, 215, 0)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts(MediaSettings())


def _film(
    text: str, words: tuple[tuple[int, int, str], ...] = (), *, size: tuple[int, int] = (640, 360), **more: str
) -> Timeline:
    caption = Caption(start=5, end=45, text=text, words=words, **more)
    return timeline(size, CaptionTrack(captions=(caption,), style=CaptionStyle(preset="karaoke")), frames=50)


def _sung(film: Timeline, fonts: Fonts) -> list[list[Sung]]:
    (placed,) = place_captions(film, fonts)
    return sung_lines(placed, fonts)


@pytest.mark.parametrize(
    ("text", "count"),
    [("people make tables", 5), ("Xin chào các bạn", 4), ("nghiêng người khuya", 3), ("大家好", 3), ("30秒", 3), ("我用bug", 3)],
)
def test_syllables_are_counted_as_they_are_said(text: str, count: int) -> None:
    assert syllable_count(text) == count


def test_time_is_spread_over_letters_syllables_and_rests() -> None:
    told = spread("大家好，我是 Bob", 0, 100)
    assert [word for _, _, word in told] == ["大", "家", "好，", "我", "是", " Bob"]
    assert told[0][0] == 0 and told[-1][1] == pytest.approx(100)
    lengths = [end - start for start, end, _ in told]
    assert lengths[2] > lengths[0] == pytest.approx(lengths[3])
    assert all(before[1] == after[0] for before, after in pairwise(told))


def test_known_words_are_kept_over_broken_lines(fonts: Fonts) -> None:
    words = ((5, 15, "我们"), (15, 20, "今天，"), (30, 40, "去看 movie"))
    (line,) = _sung(_film("我们今天，去看 movie", words), fonts)
    assert line == [Sung("我们", 5, 15), Sung("今天，", 15, 20), Sung("去看 movie", 30, 40)]
    narrow = _sung(_film("我们今天，去看 movie", words, size=(90, 160)), fonts)
    told = list(chain.from_iterable(narrow))
    assert len(narrow) > 1
    assert "".join(one.text for one in told).replace(" ", "") == "我们今天，去看movie"
    ends = [one.end for one in told]
    assert ends == sorted(ends) and ends[-1] == 40


def test_words_that_are_not_the_captions_are_spread(fonts: Fonts) -> None:
    (line,) = _sung(_film("hai ba", ((5, 6, "bốn"),)), fonts)
    assert [one.text for one in line] == ["hai ", "ba"] and line[0].start == 5 and line[-1].end == pytest.approx(45)


def test_the_second_language_is_not_sung(fonts: Fonts) -> None:
    first, second = _sung(_film("一二三", second="one two three"), fonts)
    assert len(first) == 3 and second == []


def test_a_cut_keeps_the_words_in_their_time() -> None:
    caption = Caption(start=5, end=45, text="a b c", words=((5, 10, "a"), (20, 30, "b"), (35, 45, "c"))).within(15, 25)
    assert caption is not None and caption.words == ((15, 15, "a"), (20, 25, "b"), (25, 25, "c"))
    assert caption.moved(-15).words == ((0, 0, "a"), (5, 10, "b"), (10, 10, "c"))


def test_sweeps_never_drift(fonts: Fonts) -> None:
    film = _film("một hai ba bốn năm sáu bảy tám chín mười").model_copy(update={"rate": (30000, 1001)})
    (placed,) = place_captions(film, fonts)
    stretches = list(chain.from_iterable(sung_lines(placed, fonts)))
    told = sweeps(stretches, film, 150)
    assert sum(rest + took for _, rest, took in told) == round(45 / float(film.fps) * 100 - 15)


async def test_words_are_filled_from_left_to_right_when_they_are_said(tmp_path: Path) -> None:
    seen = await pictures(_film("MMMM WWWW", ((10, 20, "MMMM"), (30, 40, "WWWW"))), tmp_path)
    gold = [int(near(one, GOLD).sum()) for one in seen]
    white = [int(near(one, WHITE).sum()) for one in seen]
    assert white[4] == gold[4] == 0 and gold[6] == 0 and white[6] > 500
    assert gold[9:41] == sorted(gold[9:41])
    assert gold[22] == pytest.approx(gold[28], rel=0.02) and 0.3 < gold[25] / gold[42] < 0.7
    assert white[42] < 0.02 * gold[42] and gold[46] == 0
    middle = seen[15]
    reach = np.flatnonzero(near(middle, GOLD).any(axis=0))
    left = np.flatnonzero(near(middle, WHITE).any(axis=0))
    assert reach.max() <= left.min() + 6  # what is said stands left of what is not
