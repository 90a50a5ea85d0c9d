"""SRT and VTT as people and programs really write them."""

import pytest

from media.errors import BadCaptions
from media.subtitles import Cue, read_subtitles
from media.text import decode

pytestmark = pytest.mark.unit

PLAIN = "1\n00:00:01,000 --> 00:00:02,000\nXin chào\n\n2\n00:00:03,000 --> 00:00:04,500\n你好\n"
BOTH = [(1.0, 2.0, "Xin chào"), (3.0, 4.5, "你好")]


def _told(text: str, kind: str = "srt") -> list[tuple[float, float, str]]:
    return [(cue.start, cue.end, cue.text) for cue in read_subtitles(text, kind)]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.rstrip("\n"),
        PLAIN.replace("1\n00", "00").replace("2\n00", "00"),
        PLAIN.replace("\n\n2\n", "\n2\n"),
        PLAIN.replace(",000", ".000").replace(",500", ".5"),
        PLAIN.replace(" --> ", "-->").replace("00:00:0", "0:00:0"),
        PLAIN.replace("chào", "chào\n").replace("1\n00", "\n\n1\n00"),
        PLAIN.replace("04,500", "04,500 X1:10 X2:100 Y1:5 Y2:50"),
    ],
)
def test_quirks_of_srt_change_nothing(text: str) -> None:
    assert _told(text) == BOTH


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-16", "你好，世界"),
        ("utf-8-sig", "Tiếng Việt"),
        ("gb18030", "这里是中文字幕"),
        ("cp1258", "Tiêng Viêt"),
    ],
)
def test_old_encodings_are_read(encoding: str, words: str) -> None:
    text = decode(f"1\n00:00:01,000 --> 00:00:02,000\n{words}\n".encode(encoding))
    assert text is not None and _told(text) == [(1.0, 2.0, words)]


def test_numbers_that_are_words_stay() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n3\n\n2\n00:00:02,000 --> 00:00:03,000\nroom\n\n101\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\n1\n"
    )
    assert [words for _, _, words in _told(text)] == ["3", "room\n101", "1"]


def test_times_that_overlap_run_backwards_or_lie_before_the_start() -> None:
    text = (
        "00:00:05,000 --> 00:00:09,000\nb\n\n00:00:04,000 --> 00:00:06,000\na\n\n"
        "-00:00:02,000 --> 00:00:01,000\nearly\n\n-00:00:02,000 --> -00:00:01,000\nnever\n\n00:00:08,000 --> 00:00:07,000\nback\n"
    )
    assert _told(text) == [(0.0, 1.0, "early"), (4.0, 5.0, "a"), (5.0, 9.0, "b")]


def test_tags_are_left_out_and_entities_read() -> None:
    text = '00:00:01,000 --> 00:00:02,000\n<font color="#ff0">a</font><br/>{\\b1}<B>b</B> &lt;3 {c} 1 < 2 > 0\n'
    assert _told(text) == [(1.0, 2.0, "a\nb <3 {c} 1 < 2 > 0")]


def test_what_an_srt_puts_at_the_top_stays_there_beside_what_is_below() -> None:
    text = "00:00:01,000 --> 00:00:05,000\n{\\an8}SIGN\n\n00:00:02,000 --> 00:00:03,000\n{\\an2}words\n"
    assert read_subtitles(text, "srt") == (
        Cue(start=1.0, end=5.0, text="SIGN", top=True),
        Cue(start=2.0, end=3.0, text="words"),
    )


VTT = """WEBVTT - made by hand
Kind: captions

STYLE
::cue { color: red }

REGION
id:fred

NOTE
a note with 00:00 in it

intro
00:01.000 --> 00:02.000 position:10%,line-left align:left size:35%
<v.loud Bob><i>one</i>
two &amp; <c.red>three</c>

NOTE after

12
00:00:03.000 --> 00:00:04.000 line:0
<ruby>漢<rt>hàn</rt></ruby>字
"""


def test_vtt_keeps_its_words_and_nothing_else() -> None:
    assert _told(VTT, "vtt") == [(1.0, 2.0, "one\ntwo & three"), (3.0, 4.0, "漢字")]
    assert not any(cue.top for cue in read_subtitles(VTT, "vtt"))


def test_time_stamps_within_a_vtt_cue_are_its_words_times() -> None:
    (cue,) = read_subtitles("WEBVTT\n\n00:01.000 --> 00:03.000\nHi <00:01.500><c>there</c> <00:02.250>you\n", "vtt")
    assert cue.text == "Hi there you"
    assert cue.words == ((1.0, 1.5, "Hi"), (1.5, 2.25, "there"), (2.25, 3.0, "you"))


def test_automatic_captions_that_roll_up_are_told_once() -> None:
    text = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\n \nfirst<00:00.500><c> words</c>\n\n00:02.000 --> 00:02.010\nfirst words\n \n\n"
        "00:02.010 --> 00:04.000\nfirst words\nthen<00:03.000><c> more</c>\n"
    )
    assert _told(text, "vtt") == [(0.0, 2.01, "first words"), (2.01, 4.0, "then more")]


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass", "ssa"])
@pytest.mark.parametrize(
    "text", ["\x00\x01", "--> -->", "[Events]\nDialogue: 1,2", "00:00:0x --> 00:00:05,000\nhm", "WEBVTT\n\n\n"]
)
def test_rubbish_is_a_stable_error(text: str, kind: str) -> None:
    with pytest.raises(BadCaptions) as caught:
        read_subtitles(text, kind)
    assert caught.value.code in ("bad-captions", "empty-captions")
