"""Fonts: found, asked for letters, widths and ink."""

import unicodedata
from pathlib import Path

import pytest

from media.errors import BadCaptions, EngineMissing
from media.fonts import SAMPLES, Fonts, find_fonts
from media.settings import MediaSettings
from media.typeface import read_faces

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts(MediaSettings())


def test_all_three_languages_can_be_drawn_in_one_face(fonts: Fonts) -> None:
    assert set(fonts.languages) == {"en", "zh", "vi"}
    assert all(fonts.main.covers(sample) for sample in SAMPLES.values())


def test_every_vietnamese_letter_is_there_in_both_forms(fonts: Fonts) -> None:
    letters = "ăâđêôơưĂÂĐÊÔƠƯ" + SAMPLES["vi"]
    assert fonts.missing_glyphs(letters) == set()
    assert fonts.missing_glyphs(unicodedata.normalize("NFD", letters)) == set()
    assert fonts.drawable(unicodedata.normalize("NFD", "ế")) == "ế"


def test_what_no_font_has_is_missing_and_left_out_but_letters_are_not(fonts: Fonts) -> None:
    fonts = Fonts(faces=(fonts.main,))
    unknown = "\U0001fae8\U0001f9ff"  # emoji
    assert fonts.missing_glyphs(f"好{unknown} ok\u200d\ufe0f\n") == set(unknown)
    assert fonts.drawable(f"好{unknown}ok\ufe0f") == "好ok"
    with pytest.raises(BadCaptions) as caught:
        fonts.drawable("สวัสดี")
    assert caught.value.code == "missing-glyphs"
    assert "ส" in str(caught.value.values["letters"])


def test_without_a_chinese_font_it_says_what_to_install(fonts: Fonts) -> None:
    latin = Fonts(faces=tuple(font for font in fonts.faces if not font.covers("好")))
    for without in (latin, Fonts(faces=())):
        with pytest.raises(EngineMissing) as caught:
            without.drawable("好")
        assert caught.value.code == "no-font"
        assert caught.value.values == {"language": "zh", "install": "fonts-noto-cjk"}


def test_widths_and_ink_are_those_of_the_letters(fonts: Fonts) -> None:
    assert fonts.width("好好") == pytest.approx(2.0)
    assert fonts.width("iii") < fonts.width("mmm")
    plain, stacked = fonts.ink("E"), fonts.ink("Ế")
    assert 0.6 < plain[1] < 0.85 < stacked[1] <= fonts.main.ascent
    assert fonts.ink("ỵ")[0] < -0.2 < fonts.ink("E")[0]


def test_a_folder_of_ones_own_comes_first(tmp_path: Path, fonts: Fonts) -> None:
    (tmp_path / "Own.ttc").symlink_to(fonts.main.path)
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    found = find_fonts(MediaSettings(fonts_dir=str(tmp_path)))
    assert found.faces[0].path.parent == tmp_path
    assert read_faces(tmp_path / "broken.ttf") == []
