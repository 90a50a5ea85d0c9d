"""Words on the screen are read, bounded in time, told from mere texture, and subtitles from titles."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from media.senses.index import Writing
from media.senses.inscriptions import bare, written
from media.senses.text_places import text_places
from tests.media.senses.looking_films import SIZE, ground, looks

pytestmark = pytest.mark.unit

WORDS = ((0.6, 2.4, "The river is high today"), (3.0, 5.0, "Nobody knows the way"), (5.6, 7.6, "We leave at seven"))


def write(picture: np.ndarray, text: str, foot: int = 330, size: float = 0.9) -> None:
    """White letters with a black edge, in the middle."""
    wide = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, size, 1)[0][0]
    for colour, thick in (((0, 0, 0), 5), ((255, 255, 255), 2)):
        cv2.putText(picture, text, ((SIZE[0] - wide) // 2, foot), cv2.FONT_HERSHEY_DUPLEX, size, colour, thick, cv2.LINE_AA)


def line(text: str, start: float, end: float, top: float = 0.8, high: float = 0.06) -> Writing:
    return Writing(start=start, end=end, text=text, box=(0.3, top, 0.4, high), confidence=0.9)


def test_subtitles_are_read_and_bounded_while_the_picture_moves(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        picture[:] = np.roll(picture, round(40 * at), axis=1)
        for start, end, text in WORDS:
            if start <= at < end:
                write(picture, text)

    found = looks(tmp_path, 8.5, paint)
    assert [bare(line.text) for line in found.writing] == [bare(text) for _, _, text in WORDS]
    for line, (start, end, _) in zip(found.writing, WORDS, strict=True):
        assert abs(line.start - start) < 0.25 and abs(line.end - end) < 0.25
        assert line.subtitle and line.confidence > 0.7
        assert line.box[1] > 0.75 and 0.2 < line.box[0] + line.box[2] / 2 < 0.8
    left, top, wide, high = found.subtitles or (0, 0, 0, 0)
    assert top > 0.75 and high < 0.2 and left > 0.1 and wide < 0.8


def test_a_title_is_no_subtitle_and_texture_is_no_writing(tmp_path: Path):
    random = np.random.default_rng(4)
    leaves = cv2.resize(random.integers(20, 160, (90, 160, 3)).astype(np.uint8), SIZE, interpolation=cv2.INTER_CUBIC)

    def paint(picture: np.ndarray, at: float) -> None:
        picture[:] = leaves
        if at >= 2:
            cv2.rectangle(picture, (100, 130), (540, 220), (30, 30, 30), -1)
            write(picture, "Chapter Two", 190, 1.5)

    found = looks(tmp_path, 6, paint)
    assert [bare(line.text) for line in found.writing] == ["chaptertwo"] and found.subtitles is None
    assert found.writing[0].start == pytest.approx(2.0, abs=0.3) and found.writing[0].end > 5.7


def test_places_hold_the_words_and_a_plain_picture_has_none():
    picture = ground()
    assert text_places(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))) == []
    write(picture, "A line of words")
    places = text_places(np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)))
    assert places and all(top > 290 and bottom < 345 for _, top, _, bottom in places)


def test_the_same_words_read_again_go_on_and_words_that_grow_are_the_whole():
    lines = [line("Hello world", 1.0, 2.0), line("Hello worid", 2.5, 4.0)]
    (one,), _ = written(lines)
    assert (one.start, one.end) == (1.0, 4.0)
    (grown,), _ = written([line("So I", 1.0, 1.5), line("So I went", 1.6, 2.2), line("So I went home", 2.3, 4.0)])
    assert (grown.text, grown.start, grown.end) == ("So I went home", 1.0, 4.0)
    assert len(written([line("Hello world", 1.0, 2.0), line("Hello world", 9.0, 10.0)])[0]) == 2


def test_lines_of_one_block_are_one():
    (block,), _ = written([line("first half", 1.0, 3.0, 0.78), line("second half", 1.1, 3.0, 0.86)])
    assert block.text == "first half\nsecond half" and block.box[3] == pytest.approx(0.14)


def test_subtitles_need_three_that_change_at_one_place():
    said = [
        line(text, 3.0 * n, 3.0 * n + 2, high=0.05 + 0.01 * (n % 2))
        for n, text in enumerate(("one thing", "quite another", "last"))
    ]
    marked, region = written([*said, line("Channel 5", 0.0, 60.0, 0.05)])
    assert [one.subtitle for one in marked if one.box[1] > 0.5] == [True] * 3 and region is not None and region[1] > 0.7
    assert not any(one.subtitle for one in marked if one.box[1] < 0.5)
    assert written(said[:2])[1] is None
    assert written([line("same words", 3.0 * n, 3.0 * n + 1) for n in range(4)])[1] is None


def test_words_are_bare_without_accents_and_case():
    assert bare("Đó chính là, ĐIỀU tôi muốn!") == "dochinhladieutoimuon" and bare("第三章：好") == "第三章好"
