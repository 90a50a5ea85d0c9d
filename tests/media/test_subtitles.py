"""Subtitle files: read, repaired, written, placed."""

import pytest

from media.errors import BadCaptions
from media.subtitle_files import write_srt
from media.subtitles import Cue, place, read_subtitles
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


def test_what_is_written_reads_back_the_same() -> None:
    cues = (Cue(start=0.0, end=1.5, text="a {b} line\nand another"), Cue(start=3661.25, end=3662.0, text="再见。"))
    assert "01:01:01,250 --> 01:01:02,000" in write_srt(cues)
    assert read_subtitles(write_srt(cues), "srt") == cues


def test_cues_become_captions_inside_the_timeline_and_never_overlap() -> None:
    timeline = Timeline(rate=(30, 1), width=640, height=360, video=(Clip(source=facts(), at=0, frames=60),))
    times = ((0.0, 1.0, "a"), (0.999, 1.6, "b"), (1.9, 5.0, "c"), (7.0, 8.0, "d"))
    cues = [Cue(start=start, end=end, text=text) for start, end, text in times]
    placed = place(cues, timeline)
    assert [(caption.start, caption.end, caption.text) for caption in placed] == [(0, 30, "a"), (30, 48, "b"), (57, 60, "c")]
    assert [(caption.start, caption.end) for caption in place(cues[:1], timeline, at=45)] == [(45, 60)]
    assert [(caption.start, caption.end) for caption in place(cues[:2], timeline, at=-20)] == [(0, 10), (10, 28)]
