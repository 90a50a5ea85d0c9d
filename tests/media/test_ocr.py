"""Captions read back by OCR, as a viewer would: in three scripts, in every aspect, at their times."""

import re
import unicodedata
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from media.safe_area import safe_area
from media.timeline import Caption, CaptionPreset, CaptionStyle, CaptionTrack
from tests.media.drawn import pictures, timeline

pytestmark = pytest.mark.ffmpeg

SIZES = {"16:9": (960, 540), "9:16": (540, 960), "1:1": (640, 640), "4:5": (600, 750)}
WORDS = {
    "en": "When the build passes on the very first try",
    "zh": "当你终于修好了最后一个错误，却发现生产环境挂了",
    "vi": "Khi bạn nghĩ mọi thứ đã ổn thì sếp lại gọi điện",
}
LEAST = {"en": 0.97, "zh": 0.97, "vi": 0.85}
"""Least likeness of what is read: the reader was taught no Vietnamese and skips letters with two marks, so accents are left out
on both sides; `test_no_accent_is_cut_off_or_covered` looks at the marks themselves."""

Read = Callable[[np.ndarray], str]


@pytest.fixture(scope="session")
def read() -> Read:
    """The words in a picture, top to bottom, by the one reader of the session."""
    from rapidocr import RapidOCR

    reader = RapidOCR(params={"Global.log_level": "error", "Det.limit_type": "max", "Det.limit_side_len": 640})

    def words(picture: np.ndarray) -> str:
        found = reader(np.ascontiguousarray(picture[:, :, ::-1]), use_cls=False)
        return "" if found.txts is None else " ".join(found.txts)

    return words


def _bare(text: str) -> str:
    """Letters and digits without accents, in lower case."""
    marked = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^\w]|_", "", "".join(char for char in marked if not unicodedata.combining(char)))


def _likeness(read: str, written: str) -> float:
    return SequenceMatcher(None, _bare(read), _bare(written), autojunk=False).ratio()


def _below(picture: np.ndarray) -> np.ndarray:
    """The part of the safe area where captions stand."""
    height, width, _ = picture.shape
    area = safe_area(width, height)
    return picture[int(height * 0.5) : int(area.bottom) + 4]


@pytest.mark.parametrize(("aspect", "preset"), [("16:9", "bold"), ("9:16", "plain"), ("1:1", "karaoke"), ("4:5", "meme")])
async def test_three_scripts_are_read_as_they_were_written(
    aspect: str, preset: CaptionPreset, read: Read, tmp_path: Path
) -> None:
    captions = tuple(Caption(start=n * 8, end=(n + 1) * 8, text=text) for n, text in enumerate(WORDS.values()))
    shown = CaptionTrack(captions=captions, style=CaptionStyle(preset=preset))
    seen = await pictures(timeline(SIZES[aspect], shown, frames=24), tmp_path)
    for language, picture in zip(WORDS, seen[5::8], strict=True):
        told = read(_below(picture))
        assert _likeness(told, WORDS[language]) >= LEAST[language], (aspect, preset, told)


@pytest.mark.parametrize("aspect", ["16:9", "9:16"])
async def test_two_languages_are_read_one_below_the_other(aspect: str, read: Read, tmp_path: Path) -> None:
    caption = Caption(start=0, end=1, text=WORDS["zh"], second=WORDS["en"])
    (picture,) = await pictures(timeline(SIZES[aspect], CaptionTrack(captions=(caption,))), tmp_path)
    assert _likeness(read(_below(picture)), WORDS["zh"] + WORDS["en"]) >= 0.95


async def test_captions_are_read_at_their_times_and_not_before_or_after(read: Read, tmp_path: Path) -> None:
    told = CaptionTrack(captions=(Caption(start=4, end=9, text="第一句话"), Caption(start=9, end=14, text="second words")))
    seen = await pictures(timeline((480, 270), told, frames=17), tmp_path)
    expected = {3: "", 4: "第一句话", 9: "secondwords", 14: ""}
    assert {number: _bare(read(seen[number][200:])) for number in expected} == expected
    assert not np.array_equal(seen[8], seen[9]) and np.abs(seen[8].astype(int) - seen[4]).max() < 40
