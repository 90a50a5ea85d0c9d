"""Subtitle files: read, repaired, written, placed."""

import pytest

from media.errors import BadCaptions
from media.subtitles import Cue, paired, place, read_subtitles
from media.timeline import Clip, Timeline
from tests.media.sources import facts

pytestmark = pytest.mark.unit

SRT = """1
00:00:01,000 --> 00:00:03,000
<i>Hello</i> {\\an8}<font color="red">world</font>
a {curly} line

2
00:00:02,500 --> 00:00:04,000
你好，世界

3
00:00:00,200 --> 00:00:00,900
Tiếng Việt &amp; <3
"""
VTT = "WEBVTT\n\nNOTE said by nobody\n\n00:01.000 --> 00:02.000 align:start\n<v Bob>Hi <00:01.500>there\n"
ASS = (
    "[Script Info]\nScriptType: v4.00+\n\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    "Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,not shown\n"
    "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1\\pos(3,4)}one\\Ntwo\n"
)


def test_srt_is_read_in_order_without_tags() -> None:
    assert read_subtitles(SRT, "srt") == (
        Cue(start=0.2, end=0.9, text="Tiếng Việt & <3"),
        Cue(start=1.0, end=3.0, text="Hello world\na {curly} line", top=True),
        Cue(start=2.5, end=4.0, text="你好，世界"),
    )


@pytest.mark.parametrize(("text", "kind", "words"), [(VTT, "vtt", "Hi there"), (ASS, "ass", "one\ntwo")])
def test_vtt_and_ass_are_read_as_what_is_shown(text: str, kind: str, words: str) -> None:
    (cue,) = read_subtitles(text, kind)
    assert (cue.start, cue.end, cue.text) == (1.0, 2.0, words)


def test_a_byte_order_mark_and_cues_that_start_together_are_no_harm() -> None:
    both = "\ufeff1\n00:00:01,000 --> 00:00:02,000\nyes\n\n2\n00:00:01,000 --> 00:00:03,000\nvâng\n"
    assert read_subtitles(both, "srt") == (Cue(start=1.0, end=3.0, text="yes\nvâng"),)


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("just a letter to a friend", "srt", "bad-captions"),
        ("[Script Info]\nTitle: x", "docx", "bad-captions"),
        ("", "srt", "empty-captions"),
        ("WEBVTT\n", "vtt", "empty-captions"),
        ("1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n", "srt", "empty-captions"),
        ("1\n00:00:03,000 --> 00:00:02,000\nbackwards\n", "srt", "empty-captions"),
    ],
)
def test_a_file_without_cues_says_what_is_wrong(text: str, kind: str, code: str) -> None:
    with pytest.raises(BadCaptions) as caught:
        read_subtitles(text, kind)
    assert caught.value.code == code
    assert caught.value.values == {"format": kind}


def test_cues_become_captions_inside_the_timeline_and_never_overlap() -> None:
    timeline = Timeline(rate=(30, 1), width=640, height=360, video=(Clip(source=facts(), at=0, frames=60),))
    times = ((0.0, 1.0, "a"), (0.999, 1.6, "b"), (1.9, 5.0, "c"), (7.0, 8.0, "d"))
    cues = [Cue(start=start, end=end, text=text) for start, end, text in times]
    placed = place(cues, timeline)
    assert [(caption.start, caption.end, caption.text) for caption in placed] == [(0, 30, "a"), (30, 48, "b"), (57, 60, "c")]
    assert [(caption.start, caption.end) for caption in place(cues[:1], timeline, at=45)] == [(45, 60)]
    assert [(caption.start, caption.end) for caption in place(cues[:2], timeline, at=-20)] == [(0, 10), (10, 28)]


def test_words_times_are_placed_with_their_caption() -> None:
    timeline = Timeline(rate=(30, 1), width=640, height=360, video=(Clip(source=facts(), at=0, frames=60),))
    cue = Cue(start=0.0, end=2.0, text="a b", words=((0.0, 1.0, "a"), (1.0, 2.0, "b")))
    (caption,) = place([cue], timeline, at=-45)
    assert (caption.start, caption.end) == (0, 15) and caption.words == ((0, 0, "a"), (0, 15, "b"))


def _cues(*times: tuple[float, float, str]) -> list[Cue]:
    return [Cue(start=start, end=end, text=text) for start, end, text in times]


def test_two_files_are_paired_by_what_is_shown_together() -> None:
    upper = _cues((0, 2, "一"), (2, 4, "二"), (5, 6, "三"), (10, 11, "五"))
    lower = _cues((0.2, 1.9, "one"), (2.1, 3, "two,"), (3, 4.1, "and two"), (5, 6.5, "three"), (7, 8, "four"))
    assert [(cue.text, cue.second) for cue in paired(upper, lower)] == [
        ("一", "one"),
        ("二", "two, and two"),
        ("三", "three"),
        ("", "four"),
        ("五", ""),
    ]


def test_a_long_cue_goes_with_all_that_it_covers() -> None:
    told = paired(_cues((0, 2, "a"), (2, 4, "b"), (4, 6, "c")), _cues((0, 4, "甲乙"), (4, 5, "丙"), (5, 6, "丁")))
    assert [(cue.text, cue.second) for cue in told] == [("a", "甲乙"), ("b", "甲乙"), ("c", "丙丁")]


def test_a_brush_in_passing_pairs_nothing() -> None:
    told = paired(_cues((0, 2, "a")), _cues((1.9, 4, "b")))
    assert [(cue.start, cue.end, cue.text, cue.second) for cue in told] == [(0, 1.9, "a", ""), (1.9, 4, "", "b")]
