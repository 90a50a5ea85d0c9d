"""Captions of readable length, cut at words, and transcripts written down."""

import json
from itertools import pairwise

import pytest

from media.subtitles import read_subtitles
from media.transcription.captioning import WIDEST, captions, width
from media.transcription.given import from_cues
from media.transcription.pieces import pieces
from media.transcription.sentences import in_sentences
from media.transcription.transcript import Line, Transcript, Word
from media.transcription.wording import Timed, cut, words_of
from media.transcription.writing import written

pytestmark = pytest.mark.unit

TEXTS = {
    "en": "When you cook at home, you learn what you like, and then you find out that most of it is much easier than it looks. "
    "Dr. Smith said so! Take a pan, some oil, and two eggs.",
    "zh": "在家做饭的时候，你会慢慢知道自己喜欢吃什么，然后发现大部分菜都比看起来简单得多。拿一口锅，一点油，两个鸡蛋，"
    "我们就开始吧！重庆的银行明天早上九点开门。",
    "vi": "Khi nấu ăn ở nhà, bạn sẽ dần biết mình thích ăn gì, rồi nhận ra rằng phần lớn các món dễ hơn mình tưởng rất nhiều. "
    "Lấy một cái chảo, một ít dầu và hai quả trứng nhé.",
}


def line_of(text: str, start: float = 2.0, pace: float = 0.06) -> Line:
    """A line whose letters take as long as each other."""
    words, at = [], start
    for part in cut(text):
        took = pace * (3 if any(letter >= "\u3400" for letter in part) else 1) * len(part)
        words.append(Word(start=at, end=at + took, text=part))
        at += took
    return Line(start=start, end=at, text=text, words=tuple(words))


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("timed", [True, False])
def test_captions_can_be_read(language: str, timed: bool):
    line = line_of(TEXTS[language])
    cues = captions([line if timed else line.model_copy(update={"words": ()})])
    assert len(cues) >= 3
    squeezed = "".join("".join(cue.text for cue in cues).split())
    assert squeezed == "".join(TEXTS[language].split()), "nothing is lost, nothing is added"
    for cue in cues:
        assert width(cue.text) <= WIDEST and cue.end - cue.start <= 7.0 + 1e-6
        assert "".join(word for _, _, word in cue.words) == "".join(cue.text.split())
    assert all(before.end <= after.start + 1e-6 for before, after in pairwise(cues))


def test_captions_end_with_the_sentence_and_stay_to_be_read():
    line = Line(
        start=0,
        end=9,
        text="So. It is late now and we should really go home before the rain comes back again, my friend.",
        words=(Word(start=0, end=0.3, text="So."),),
    )
    spread = line_of(line.text, 0.0)
    cues = captions([spread])
    assert all(cue.text[-1] in ".," or cue is cues[-1] for cue in cues[:1])
    (short,) = captions([Line(start=1, end=1.2, text="Yes!")])
    assert short.end - short.start == pytest.approx(1.0)


def test_a_silence_ends_a_caption():
    words = (Word(start=0, end=1, text="one"), Word(start=4, end=5, text="two"))
    assert [cue.text for cue in captions([Line(start=0, end=5, text="one two", words=words)])] == ["one", "two"]


def test_words_are_cut_out_of_the_text_with_their_marks():
    said = [Timed(0, 1, " Hello"), Timed(1, 2, " wor"), Timed(2, 3, "ld")]
    assert [(word.text, word.start, word.end) for word in words_of("“Hello,” world!", said)] == [
        ("“Hello,”", 0, 1),
        ("world!", 1, 3),
    ]
    assert words_of("something else", said) == ()


def test_chinese_letters_become_words():
    said = [Timed(number, number + 1, letter) for number, letter in enumerate("重庆的银行开门")]
    words = words_of("重庆的银行，开门。", said)
    assert [word.text for word in words] == ["重庆", "的", "银行，", "开门。"]
    assert (words[2].start, words[2].end) == (3, 5)


def test_sentences_stand_alone():
    lines = in_sentences([line_of("Dr. Smith came. He sat down.")])
    assert [line.text for line in lines] == ["Dr. Smith came.", "He sat down."]
    assert lines[0].end <= lines[1].start


@pytest.mark.parametrize("form", ["srt", "vtt", "ass"])
@pytest.mark.parametrize("words", [False, True])
def test_a_transcript_is_read_back_from_its_file(form: str, words: bool):
    line = line_of(TEXTS["vi"])
    file = Transcript(asset="a", language="vi", lines=(line,), engine="e", origin="heard")
    cues = read_subtitles(written([file], form, words=words), form)
    assert "".join("".join(cue.text for cue in cues).split()) == "".join(TEXTS["vi"].split())
    assert cues[0].start == pytest.approx(2.0, abs=0.02)
    if words and form != "srt":
        starts = [start for cue in cues for start, _, _ in cue.words]
        assert len(starts) > 10 and starts[3] == pytest.approx(line.words[3].start, abs=0.06)


def test_a_text_has_paragraphs_and_json_has_all():
    lines = (line_of("One. Two."), line_of("Three.", 30.0), line_of("好的。", 60.0), line_of("走吧。", 60.6))
    file = Transcript(asset="a", language="en", lines=lines, engine="e", origin="heard", rough=True)
    assert written([file], "txt") == "One. Two.\n\nThree.\n\n好的。走吧。\n"
    (told,) = json.loads(written([file], "json"))
    assert told["rough"] is True and told["segments"][0]["words"][0] == {
        "start": 2.0, "end": pytest.approx(2.24), "text": "One.", "confidence": 1.0,
    }  # fmt: skip


def test_the_users_own_subtitles_are_a_transcript():
    cues = read_subtitles("1\n00:00:01,000 --> 00:00:03,000\nXin chào\ncác bạn\n\n2\n00:00:02,500 --> 00:00:04,000\nHai\n", "srt")
    told = from_cues(cues, "film", "vi")
    assert [(line.start, line.end, line.text) for line in told.lines] == [(1, 2.5, "Xin chào các bạn"), (2.5, 4, "Hai")]
    assert (told.engine, told.origin, told.asset, told.rough) == ("subtitles", "given", "film", False)


def test_pieces_hold_all_speech_and_are_cut_where_it_is_quiet():
    levels = [1.0] * 2000
    levels[1200:1210] = [0.0] * 10  # at 24.0 s
    found = pieces([(1.0, 5.0), (5.5, 8.0), (20.0, 39.0)], 40.0, 10.0, 1.0, 0.02, levels)
    assert found[0] == pytest.approx((0.8, 8.2))
    assert all(end - start <= 10.0 + 1e-6 for start, end in found)
    assert any(abs(end - 24.1) < 0.15 for _, end in found) or any(abs(end - 29.8) < 4 for _, end in found)
    assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(found))
    assert found[-1][1] == pytest.approx(39.2)
    assert pieces([], 40.0, 10.0, 1.0, 0.02, levels) == []
