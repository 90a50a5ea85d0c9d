"""Subtitle files written: what is read back is what was written, in every format."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.ass import ass_script
from media.ass_file import write_ass
from media.captions import place_captions
from media.fonts import Fonts, find_fonts
from media.settings import MediaSettings
from media.subtitle_files import write_srt, write_vtt
from media.subtitles import Cue, place, read_subtitles
from media.timeline import CaptionPreset, CaptionStyle, CaptionTrack, Clip, Timeline
from tests.media.sources import facts

pytestmark = pytest.mark.unit

WORDS = st.text("abz 你好，。Ếệđ0123<>&{}'\"!-", min_size=1, max_size=30).map(lambda text: " ".join(text.split())).filter(bool)
CUES = (
    Cue(start=0.0, end=1.5, text="a {b} <3 & --> line\nand another"),
    Cue(start=2.0, end=3.0, text="Tiếng Việt: “ổn”"),
    Cue(start=3661.25, end=3662.0, text="再见。"),
)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts(MediaSettings())


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_any_words_come_back_from_vtt(texts: list[str]) -> None:
    cues = tuple(Cue(start=number, end=number + 1, text=text) for number, text in enumerate(texts))
    assert read_subtitles(write_vtt(cues), "vtt") == cues


@pytest.mark.parametrize(("write", "kind"), [(write_srt, "srt"), (write_vtt, "vtt")])
def test_what_is_written_reads_back_the_same(write, kind: str) -> None:
    assert read_subtitles(write(CUES), kind) == CUES


def test_the_top_is_written_for_players() -> None:
    cues = (Cue(start=0.0, end=1.0, text="sign", top=True), Cue(start=0.5, end=1.0, text="words"))
    assert read_subtitles(write_srt(cues), "srt") == cues
    assert "00:00:00.000 --> 00:00:01.000 line:5%\nsign" in write_vtt(cues)


def test_words_with_times_come_back_from_vtt() -> None:
    words = ((1.0, 1.25, "Xin"), (1.25, 2.0, "chào"), (2.0, 3.0, "bạn & tôi"))
    cue = Cue(start=1.0, end=3.0, text="Xin chào\nbạn & tôi", words=words)
    assert read_subtitles(write_vtt([cue]), "vtt") == (cue,)
    assert "<00:00:01.250>chào" in write_vtt([cue])


def test_two_languages_are_two_lines() -> None:
    cue = Cue(start=0.0, end=1.0, text="你好", second="Hello")
    for text in (write_srt([cue]), write_vtt([cue])):
        assert "\n你好\nHello\n" in text


def _film(cues: tuple[Cue, ...], preset: CaptionPreset = "plain", **style: str) -> Timeline:
    film = Timeline(rate=(25, 1), width=1280, height=720, video=(Clip(source=facts(), at=0, frames=250),))
    return film.captioned(CaptionTrack(captions=place(cues, film), style=CaptionStyle(preset=preset, **style)))


@pytest.mark.parametrize("preset", ["plain", "bold", "karaoke", "meme"])
def test_ass_reads_back_words_times_and_place(preset: CaptionPreset, fonts: Fonts) -> None:
    cues = tuple(cue.model_copy(update={"text": cue.text.replace("\n", " ")}) for cue in CUES[:2])
    film = _film(cues, preset, position="top")
    told = read_subtitles(write_ass(place_captions(film, fonts), film, fonts), "ass")
    assert [cue.text.replace("\n", " ") for cue in told] == [cue.text for cue in cues]
    for cue, written in zip(told, cues, strict=True):
        assert cue.start == pytest.approx(written.start, abs=0.03) and cue.end == pytest.approx(written.end, abs=0.03)
        assert cue.top


def test_karaokes_times_come_back_from_ass(fonts: Fonts) -> None:
    words = ((1.0, 1.4, "một"), (1.4, 2.0, "hai"), (2.6, 3.0, "ba"))
    film = _film((Cue(start=1.0, end=3.0, text="một hai ba", words=words),), "karaoke")
    (cue,) = read_subtitles(write_ass(place_captions(film, fonts), film, fonts), "ass")
    assert [word for _, _, word in cue.words] == ["một", "hai", "ba"]
    for (start, end, _), (said, until, _) in zip(cue.words, words, strict=True):
        assert start == pytest.approx(said, abs=0.03) and end == pytest.approx(until, abs=0.03)


def test_the_kept_file_looks_as_burned_in(fonts: Fonts, tmp_path: Path) -> None:
    film = _film(CUES[1:2], color="yellow", outline="navy", size="1.2")
    (placed,) = place_captions(film, fonts)
    burned, kept = (write([placed], film, fonts) for write in (ass_script, write_ass))
    (style,) = [line.split(",") for line in kept.splitlines() if line.startswith("Style: plain")]
    assert style[1] == "Noto Sans CJK SC" or style[1] == fonts.main.family
    assert f"\\fs{float(style[2]):.2f}" in burned and style[3] == "&H0000FFFF" and style[5] == "&H00800000"
    assert f"\\bord{float(style[16]):.2f}" in burned
