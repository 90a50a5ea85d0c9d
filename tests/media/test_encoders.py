"""Encoders: x264 unless a setting asks for hardware that has shown that it encodes."""

import logging
from pathlib import Path

import pytest

from media import encoders
from media.encoders import HARDWARE, X264, chosen_encoder, encoder_args, encodes, working_encoders
from media.ffmpeg import FFmpeg
from media.profiles import Profile, encoding
from media.render import render
from media.settings import MediaSettings
from media.timeline import timeline_of
from tests.media.sources import facts, numbered, stream_info

pytestmark = pytest.mark.ffmpeg

STAND_IN = "libopenh264"
"""An encoder that any FFmpeg of ours has, in the place of hardware."""


@pytest.fixture
def hardware(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose NVENC works and whose QSV does not."""
    monkeypatch.setattr(encoders, "_works", {})
    monkeypatch.setattr(encoders, "HARDWARE", {"nvenc": STAND_IN, "qsv": "h264_nosuch"})
    monkeypatch.setitem(encoders.QUALITIES, STAND_IN, lambda _crf, _preset, _cap: ("-b:v", "300k"))
    monkeypatch.setitem(encoders.QUALITIES, "h264_nosuch", lambda _crf, _preset, _cap: ())


@pytest.mark.usefixtures("hardware")
@pytest.mark.parametrize(("wanted", "got"), [("x264", X264), ("nvenc", STAND_IN), ("auto", STAND_IN), ("qsv", X264)])
async def test_the_setting_is_followed_where_the_encoder_works(wanted: str, got: str, caplog: pytest.LogCaptureFixture) -> None:
    ffmpeg = FFmpeg(MediaSettings.model_validate({"encoder": wanted}))
    with caplog.at_level(logging.WARNING):
        assert await chosen_encoder(ffmpeg) == got
    assert bool(caplog.records) == (wanted == "qsv")


@pytest.mark.usefixtures("hardware")
async def test_an_encoder_is_tried_once_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    ffmpeg, runs = FFmpeg(MediaSettings()), 0
    run = ffmpeg.run

    async def counted(*args: object, **more: object) -> str:
        nonlocal runs
        runs += 1
        return await run(*args, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(ffmpeg, "run", counted)
    assert [await encodes(STAND_IN, ffmpeg) for _ in range(3)] == [True] * 3
    assert runs == 1


@pytest.mark.usefixtures("hardware")
async def test_an_encoder_that_is_listed_but_fails_is_not_working(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encoders.QUALITIES, STAND_IN, lambda _crf, _preset, _cap: ("-b:v", "no number"))
    assert await working_encoders(FFmpeg(MediaSettings())) == (X264,)


@pytest.mark.usefixtures("hardware")
async def test_a_render_uses_what_was_chosen(tmp_path: Path) -> None:
    film = numbered(tmp_path / "film.mp4", 30)
    source = facts("film", width=320, height=180, duration=1.0, audio_channels=0)
    timeline = timeline_of(source).model_copy(update={"lufs": None})
    ffmpeg = FFmpeg(MediaSettings.model_validate({"encoder": "nvenc"}))
    made = await render(timeline, tmp_path / "out.mp4", sources={"film": film}, profile=Profile(), ffmpeg=ffmpeg, work=tmp_path)
    assert b"x264" not in made.path.read_bytes(), "x264 signs what it encodes"
    info = stream_info(made.path)
    assert (info["codec"], info["frames"], info["matrix"]) == ("h264", 30, 1)


async def test_what_no_machine_of_this_kind_has_is_not_working() -> None:
    names = await working_encoders(FFmpeg(MediaSettings()))
    assert names[0] == X264
    assert set(names) <= {X264, *HARDWARE.values()}


@pytest.mark.parametrize("name", [X264, *HARDWARE.values()])
def test_a_cap_is_passed_on(name: str) -> None:
    free = encoder_args(name, crf=20, preset="veryfast", cap_bps=None, buffer_bits=0)
    capped = encoder_args(name, crf=20, preset="veryfast", cap_bps=500_000, buffer_bits=400_000)
    assert "-maxrate" not in free
    assert capped[capped.index("-maxrate") + 1] == "500000"
    assert capped[capped.index("-bufsize") + 1] == "400000"
    assert free[:2] == ("-c:v", name)


def test_a_plan_names_its_encoder() -> None:
    plan = encoding(Profile(), width=640, height=360, fps=30, duration=1.0, encoder="h264_nvenc")
    assert plan.args()[:2] == ("-c:v", "h264_nvenc")
