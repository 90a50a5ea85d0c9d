"""The list of what can be asked for: whole, sound, light, and named in every language."""

import subprocess
import sys

import pytest

from agent_core.catalogue.examples import examples, name_of
from agent_core.catalogue.listing import built, capabilities
from agent_core.catalogue.values import valid_params
from agent_core.errors import Impossible
from agent_core.languages import LANGUAGES

pytestmark = pytest.mark.unit

CONTRACT = [
    "help", "write", "ask", "summarize", "chapters", "transcribe", "describe", "find", "trim", "tighten", "highlights",
    "concat", "subtitle", "reframe", "adjust", "title", "overlay", "speed", "gif", "thumbnail", "compress", "convert",
    "extract_audio", "add_music", "loudness", "denoise", "separate", "slice", "voiceover", "voice_convert", "beatsync",
    "overview", "commentary", "story", "meme", "reword", "dub", "music_video", "standup", "crosstalk", "edit", "undo",
    "redo", "retry", "export",
]  # fmt: skip


def test_every_capability_of_the_contract_is_listed():
    assert sorted(capabilities()) == sorted(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_a_row_is_sound(name: str):
    row = capabilities()[name]
    params = [param.name for param in row.params]
    assert len(params) == len(set(params))
    assert row.delivers and all(need.kinds and need.count >= 1 for need in row.needs)
    assert all(bool(param.choices) == (param.type == "choice") or param.name == "rotate" for param in row.params)


def test_what_draws_words_can_be_styled_and_what_speaks_has_a_voice():
    for name in ("subtitle", "title", "meme", "overview", "commentary", "story", "thumbnail", "edit"):
        assert {"caption_size", "caption_color", "caption_outline", "caption_position"} <= {
            p.name for p in capabilities()[name].params
        }
    for name in (
        "voiceover",
        "voice_convert",
        "overview",
        "commentary",
        "story",
        "dub",
        "standup",
        "reword",
        "music_video",
        "edit",
    ):
        voice = capabilities()[name].param("voice")
        assert voice is not None and "robot" in voice.choices


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_capability_has_a_name_and_every_built_one_examples(language: str):
    assert all(name_of(language, name) != name or language == "en" for name in capabilities())
    assert all(examples(language, name) for name in built())


@pytest.mark.parametrize(
    ("capability", "given", "wanted"),
    [
        (
            "meme",
            {"top_text": "hi", "caption_size": "1,5", "duration": "0:12"},
            {"top_text": "hi", "caption_size": 1.5, "duration": 12},
        ),
        ("meme", {"caption_color": "Grey", "bottom_text": "", "style": "Classic"}, {"caption_color": "gray", "style": "classic"}),
        ("reframe", {"aspect": "9x16", "fit": "blur"}, {"aspect": "9:16", "fit": "blur"}),
        (
            "subtitle",
            {"language": ["vi-VN", "zh-hans"], "caption_outline": "#00ff7f"},
            {"language": ["vi", "zh"], "caption_outline": "#00ff7f"},
        ),
        ("trim", {"start": "1:02.5", "end": -5, "remove": [[5, "0:08"]]}, {"start": 62.5, "end": -5, "remove": [[5, 8]]}),
        ("adjust", {"rotate": "90", "mute": "true", "brightness": "up"}, {"rotate": 90, "mute": True, "brightness": "up"}),
        (
            "edit",
            {"duration": "shorter", "also": ["subtitle"], "voice": "male"},
            {"duration": "shorter", "also": ["subtitle"], "voice": "male"},
        ),
    ],
)
def test_values_come_out_as_the_contract_spells_them(capability: str, given, wanted):
    assert valid_params(capabilities()[capability], given) == wanted


@pytest.mark.parametrize(
    ("capability", "params", "faulty"),
    [
        ("meme", {"colour": "red"}, "colour"),
        ("meme", {"caption_color": "reddish"}, "caption_color"),
        ("meme", {"caption_size": 50}, "caption_size"),
        ("meme", {"caption_size": "nan"}, "caption_size"),
        ("meme", {"top_text": 5}, "top_text"),
        ("reframe", {"aspect": "3:7"}, "aspect"),
        ("voiceover", {"voice": "opera"}, "voice"),
        ("adjust", {"rotate": 45}, "rotate"),
        ("trim", {"remove": [[1, 2, 3]]}, "remove"),
        ("compress", {"max_mb": "inf"}, "max_mb"),
        ("dub", {"language": "klingon"}, "language"),
    ],
)
def test_values_that_do_not_fit_are_named(capability: str, params, faulty: str):
    with pytest.raises(Impossible) as caught:
        valid_params(capabilities()[capability], params)
    assert caught.value.code == "bad-param" and caught.value.values == {"capability": capability, "param": faulty}


def test_the_catalogue_is_light():
    code = """
import sys, agent_core.catalogue.listing, agent_core.catalogue.examples, agent_core.catalogue.values, agent_core.languages
print([name for name in ("numpy", "py3langid", "cv2", "av", "fluent", "agent_core.grammar") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
