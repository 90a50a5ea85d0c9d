"""Filter graphs: nodes in, FFmpeg's words out."""

from pathlib import Path

import pytest

from media.graph import Input, combine, compile_graph, concat, escape_value, source

pytestmark = pytest.mark.unit


def test_a_chain_compiles_in_order_with_its_input_options() -> None:
    picture = Input(Path("a.mp4"), ("-ss", "1")).stream("V:0").filter("fps", fps="30").filter("scale", w=64, h=36)
    compiled = compile_graph(picture)
    assert compiled.args == ("-ss", "1", "-i", "a.mp4", "-filter_complex", "[0:V:0]fps=fps=30[f0p0];[f0p0]scale=w=64:h=36[f1p0]")
    assert compiled.labels == ("[f1p0]",)


def test_a_stream_read_twice_is_split_and_each_copy_read_once() -> None:
    picture = Input(Path("a.mp4")).stream("V:0").filter("fps", fps="30")
    layered = combine("overlay", picture.filter("gblur", sigma=3), picture)
    text = compile_graph(layered).args[-1]
    assert "[f0p0]split=outputs=2[f0p0c0][f0p0c1]" in text
    assert text.count("[f0p0c0]") == text.count("[f0p0c1]") == 2  # made once, read once


def test_sound_is_split_with_asplit() -> None:
    sound = source("anullsrc", "a")
    assert "asplit=outputs=2" in compile_graph(combine("amix", sound.filter("volume", volume=2), sound)).args[-1]


def test_equal_inputs_are_opened_once_and_others_each() -> None:
    one, same, other = Input(Path("a.mp4")), Input(Path("a.mp4")), Input(Path("a.mp4"), ("-ss", "2"))
    joined = concat([item.stream("V:0").filter("fps", fps="30") for item in (one, same, other)])
    compiled = compile_graph(joined)
    assert compiled.args.count("-i") == 2
    assert "[1:V:0]" in compiled.args[-1]


def test_one_stream_needs_no_concat_and_an_input_is_no_output() -> None:
    stream = source("color", "v")
    assert concat([stream]) is stream
    with pytest.raises(ValueError, match="at least one filter"):
        compile_graph(Input(Path("a.mp4")).stream("V:0"))


@pytest.mark.parametrize(
    ("value", "escaped"),
    [
        ("plain", "plain"),
        ("a:b", r"a\\:b"),
        ("a,b;c[d]", r"a\,b\;c\[d\]"),
        ("it's", r"it\\\'s"),
        ("back\\slash", r"back\\\\slash"),
        ("with space", r"with\ space"),
    ],
)
def test_values_are_escaped_for_the_filter_and_for_the_graph(value: str, escaped: str) -> None:
    assert escape_value(value) == escaped


def test_numbers_are_written_without_exponents() -> None:
    text = compile_graph(source("anullsrc", "a").filter("volume", volume=0.0000001)).args[-1]
    assert "volume=volume=0.0000001[" in text
