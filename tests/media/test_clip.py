"""What is done to a clip: speed, direction, stillness, gains, fades and sound that leaves its picture; rendered and measured."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from media import placement
from media.clip import Card, Clip, GainPoint, card_clip
from media.timeline import AudioTrack
from tests.media import sources as made
from tests.media.rendering import clip, film_facts, level, onsets, rendered, sequence, sound_facts
from tests.media.sources import frames, make, numbered, read_numbers, samples

TONE = ("-f", "lavfi", "-i", "aevalsrc='0.125*sin(2*PI*440*t)|0.125*sin(2*PI*440*t)':s=48000:d=10")
measured = pytest.mark.ffmpeg
pure = pytest.mark.unit


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of numbered frames with a steady tone."""
    return numbered(tmp_path_factory.mktemp("library") / "film.mp4", 300, sound=TONE)


@pytest.fixture(scope="module")
def clapper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A flash and a tone every second."""
    flash = "color=black:s=64x36:r=30:d=20,geq=lum='if(lt(mod(N,30),4),235,16)':cb=128:cr=128"
    click = "aevalsrc='if(lt(mod(t,1),4/30),0.8*sin(2*PI*1000*t),0)':s=44100:d=20"
    target = tmp_path_factory.mktemp("library") / "clapper.mp4"
    return make(target, "-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", click, "-g", "50", "-c:a", "aac")


def _shown_at(one: Clip, count: int = 300) -> list[int]:
    """The source frame nearest to each moment, as the renderer is to choose it."""
    forward = [int((one.first + (n + Fraction(1, 2)) * one.tempo).__ceil__() - 1) for n in range(one.frames)]
    return [min(n, count - 1) for n in (forward[::-1] if one.reverse else forward)]


@measured
@pytest.mark.parametrize("speed", [0.25, 0.8, 1.5, 2.0, 4.0])
async def test_another_speed_shows_the_nearest_frame_at_every_moment(speed: float, film: Path, tmp_path: Path) -> None:
    one = clip(30, 40, speed=speed)
    product = await rendered(sequence(clip(0, 5), one, clip(7, 3)), tmp_path / "out.mp4", film=film)
    seen = read_numbers(product.path)
    assert len(seen) == 48
    assert seen[:5] + seen[-3:] == [0, 1, 2, 3, 4, 7, 8, 9]
    late = np.subtract(seen[5:45], [30 + n * speed for n in range(40)])
    assert late.min() > -1 and late.max() <= speed / 2


@measured
@pytest.mark.parametrize("speed", [0.25, 0.35, 0.5, 0.75, 1.25, 1.5, 2.0, 3.0, 4.0])
async def test_sound_and_picture_meet_at_any_speed(speed: float, clapper: Path, tmp_path: Path) -> None:
    source = film_facts("clapper", width=64, height=36, duration=20.0)
    one = clip(15, min(300, int(500 / speed)), source, speed=speed)
    product = await rendered(sequence(one, size=(64, 36)), tmp_path / "out.mp4", clapper=clapper)
    bright = [picture.mean() > 120 for picture in frames(product.path)]
    seen = [n / 30 for n, lit in enumerate(bright) if lit and not (n and bright[n - 1])]
    heard = onsets(product.path, gap=0.05)
    assert len(seen) >= 2
    assert max(min(abs(moment - click) for click in heard) for moment in seen) <= 0.02


@measured
@pytest.mark.parametrize("speed", [0.5, 1.6, 4.0])
@pytest.mark.parametrize("rubberband", [True, False])
async def test_speed_keeps_the_pitch(speed: float, rubberband: bool, film: Path, tmp_path: Path, monkeypatch) -> None:
    if not rubberband:
        monkeypatch.setattr("media.render.find_build", _plain_build)
    product = await rendered(sequence(clip(0, 60, speed=speed)), tmp_path / "out.mp4", film=film)
    sound = samples(product.path)[0]
    part = sound[12000:84000]
    found = np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part)), 4 * len(part)))) * 48000 / (4 * len(part))
    assert found == pytest.approx(440, abs=2)
    assert np.abs(sound[: 2 * 48000 - 2400]).max() == pytest.approx(0.125, rel=0.15)
    assert level(sound, 440, 1.8, 1.95) == pytest.approx(0.125, rel=0.2)


async def _plain_build(_ffmpeg: object) -> placement.Build:
    return placement.Build(rubberband=False, zscale=False)


@measured
async def test_backward_is_exact_and_its_pieces_join(film: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(placement, "_REVERSED_BYTES", 16 * made.SIZE[0] * made.SIZE[1] * 3 // 2)
    plain, fast = clip(40, 50, reverse=True), clip(100, 40, reverse=True, speed=1.5)
    product = await rendered(sequence(plain, fast, clip(3, 2)), tmp_path / "out.mp4", film=film)
    seen = read_numbers(product.path)
    assert seen[:50] == list(range(89, 39, -1))
    assert np.abs(np.subtract(seen[50:90], [100 + (39 - n) * 1.5 for n in range(40)])).max() <= 1.25
    assert seen[90:] == [3, 4]


@measured
async def test_backward_sound_and_picture_meet(clapper: Path, tmp_path: Path) -> None:
    source = film_facts("clapper", width=64, height=36, duration=20.0)
    product = await rendered(sequence(clip(15, 150, source, reverse=True), size=(64, 36)), tmp_path / "out.mp4", clapper=clapper)
    bright = [picture.mean() > 120 for picture in frames(product.path)]
    seen = [n / 30 for n in range(1, 150) if bright[n] and not bright[n - 1]]
    heard = onsets(product.path, gap=0.1)
    assert len(seen) == 5
    assert max(min(abs(moment - click) for click in heard) for moment in seen) <= 0.016


@measured
async def test_a_frozen_frame_stays_and_is_silent(film: Path, tmp_path: Path) -> None:
    timeline = sequence(clip(10, 20)).frozen(7, 30)
    product = await rendered(timeline, tmp_path / "out.mp4", film=film)
    assert read_numbers(product.path) == [*range(10, 18), *[17] * 30, *range(18, 30)]
    sound = samples(product.path)[0]
    assert np.abs(sound[int(0.3 * 48000) : int(1.2 * 48000)]).max() < 0.001
    assert level(sound, 440, 1.3, 1.6) == pytest.approx(0.125, rel=0.1)


@measured
async def test_an_envelope_moves_the_gain_along_straight_lines(film: Path, tmp_path: Path) -> None:
    points = (GainPoint(frame=30, db=0), GainPoint(frame=60, db=-20), GainPoint(frame=90, db=-20), GainPoint(frame=90, db=6))
    product = await rendered(sequence(clip(0, 120, envelope=points)), tmp_path / "out.mp4", film=film)
    sound = samples(product.path)[0]
    for moment, db in ((0.5, 0), (1.5, -10), (1.8, -16), (2.5, -20), (3.5, 6)):
        found = 20 * np.log10(level(sound, 440, moment - 0.02, moment + 0.02) / 0.125)
        assert found == pytest.approx(db, abs=0.7)


@measured
async def test_sound_can_fade_by_itself(film: Path, tmp_path: Path) -> None:
    one = clip(1, 60, fade_in=0, sound_fade_in=30, fade_out=20, sound_fade_out=0)
    product = await rendered(sequence(one), tmp_path / "out.mp4", film=film)
    sound, pictures = samples(product.path)[0], frames(product.path)
    assert pictures[0].max() > 230 and pictures[59].max() < 60
    assert level(sound, 440, 0.45, 0.55) == pytest.approx(0.0625, rel=0.1)
    assert level(sound, 440, 1.9, 1.98) == pytest.approx(0.125, rel=0.1)


@measured
@pytest.mark.parametrize(("lead", "tail", "heard"), [(15, 0, (0.5, 2.0)), (0, 15, (1.0, 2.5)), (-15, -6, (1.5, 1.8))])
async def test_sound_leaves_its_picture(lead: int, tail: int, heard: tuple[float, float], film: Path, tmp_path: Path) -> None:
    """J and L cuts: only the middle clip sounds."""
    silent = {"muted": True}
    clips = [clip(0, 30, **silent), clip(60, 30, sound_lead=lead, sound_tail=tail), clip(0, 30, **silent)]
    product = await rendered(sequence(*clips), tmp_path / "out.mp4", film=film)
    assert read_numbers(product.path) == [*range(30), *range(60, 90), *range(30)]
    loud = np.flatnonzero(np.abs(samples(product.path)[0]) > 0.06) / 48000
    assert (loud[0], loud[-1]) == pytest.approx(heard, abs=0.006)


@measured
async def test_sound_that_leaves_its_picture_stays_in_time(clapper: Path, tmp_path: Path) -> None:
    source = film_facts("clapper", width=64, height=36, duration=20.0)
    clips = [clip(0, 20, source, muted=True), clip(70, 40, source, sound_lead=12, sound_tail=25), clip(0, 30, source, muted=True)]
    product = await rendered(sequence(*clips, size=(64, 36)), tmp_path / "out.mp4", clapper=clapper)
    assert onsets(product.path, gap=0.1) == pytest.approx([10 / 30, 40 / 30, 70 / 30], abs=0.004)


@measured
@pytest.mark.parametrize(
    ("changes", "corners"),
    [
        ({}, "rgbw"), ({"turn": 90}, "brwg"), ({"turn": 180}, "wbgr"), ({"turn": 270}, "gwrb"), ({"mirror": True}, "grwb"),
        ({"flip": True}, "bwrg"), ({"turn": 90, "mirror": True}, "rbgw"),
    ],
)  # fmt: skip
async def test_pictures_turn_and_mirror(changes: dict[str, object], corners: str, tmp_path: Path) -> None:
    colors = {"r": (254, 0, 0), "g": (0, 255, 0), "b": (0, 0, 254), "w": (255, 255, 255)}
    quarter = [arg for color in ("red", "lime", "blue", "white") for arg in ("-f", "lavfi", "-i", f"color={color}:s=64x64:d=0.1")]
    film = make(
        tmp_path / "film.mp4", *quarter, "-filter_complex", "xstack=inputs=4:grid=2x2", "-crf", "5", "-pix_fmt", "yuv444p"
    )
    source = film_facts(width=128, height=128, audio_channels=0)
    product = await rendered(sequence(clip(0, 2, source, **changes), size=(96, 96)), tmp_path / "out.mp4", film=film)
    picture = frames(product.path)[1].astype(int)
    for corner, (y, x) in zip(corners, [(20, 20), (20, 75), (75, 20), (75, 75)], strict=True):
        assert picture[y, x] == pytest.approx(colors[corner], abs=14)


@measured
async def test_a_turned_picture_fits_by_its_new_shape_and_keeps_its_focus(film: Path, tmp_path: Path) -> None:
    upright = sequence(clip(1, 1, turn=90), size=(180, 320))
    shown = frames((await rendered(upright, tmp_path / "out.mp4", film=film)).path)[0]
    assert shown[16].min() > 220 and shown[60:].max() < 40  # frame 1: the lowest bit, on the left before turning, now on top
    cropped = sequence(clip(1, 1, turn=90, transform={"fit": "crop", "focus": (0.05, 0.5)}), size=(180, 64))
    assert frames((await rendered(cropped, tmp_path / "crop.mp4", film=film)).path)[0][16].min() > 220


@measured
async def test_cards_are_drawn_in_their_colours(tmp_path: Path) -> None:
    cards = [card_clip(Card(color="#c03020"), 3), card_clip(Card(color="black", to="white"), 3)]
    pictures = frames((await rendered(sequence(*cards, size=(64, 64)), tmp_path / "out.mp4")).path)
    assert len(pictures) == 6
    assert pictures[2][30, 30].astype(int) == pytest.approx([0xC0, 0x30, 0x20], abs=4)
    column = pictures[4][:, 32].mean(axis=1)
    assert column[0] < 12 and column[-1] > 240 and (np.diff(column) >= -1).all()
    assert np.abs(pictures[3].astype(int) - pictures[5].astype(int)).max() <= 3


@measured
async def test_a_muted_clip_is_silent_while_others_sound(film: Path, tmp_path: Path) -> None:
    track = AudioTrack(clips=(Clip(source=sound_facts("film"), at=30, frames=15, speed=2.0),))
    product = await rendered(sequence(clip(0, 60, muted=True), audio=(track,)), tmp_path / "out.mp4", film=film)
    loud = np.flatnonzero(np.abs(samples(product.path)[0]) > 0.06) / 48000
    assert (loud[0], loud[-1]) == pytest.approx((1.0, 1.5), abs=0.01)


def _parts(one: Clip, cuts: list[int]) -> Iterator[Clip]:
    for start, end in zip([0, *cuts], [*cuts, one.frames], strict=True):
        part = one.within(start, end)
        assert part is not None
        yield part


@pure
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("speed", [1.0, 1.5, 0.25])
def test_parts_of_a_clip_show_what_the_whole_showed(speed: float, reverse: bool) -> None:
    one = clip(10, 40, speed=speed, reverse=reverse)
    seen = [n for part in _parts(one, [7, 8, 29]) for n in _shown_at(part)]
    assert seen == _shown_at(one)


@pure
def test_cutting_keeps_gains_and_effects_in_their_places() -> None:
    one = clip(
        0, 40, envelope=(GainPoint(frame=10, db=-6),), effects=({"kind": "shake", "start": 12, "frames": 5},), sound_lead=0,
        sound_tail=20, fade_out=8, sound_fade_out=4,
    )  # fmt: skip
    part = one.within(15, 30)
    assert part is not None
    assert (part.envelope[0].frame, part.effects[0].start) == (-5, -3)
    assert (part.sound_tail, part.fade_out, part.sound_fade_out) == (0, 0, 0)
    whole = one.within(0, 50)
    assert whole is not None and whole.sound_tail == 10


@pure
def test_a_part_whose_sound_lies_elsewhere_is_silent() -> None:
    part = clip(30, 40, sound_lead=-20).within(0, 15)
    assert part is not None and not part.sounds
    assert Clip.model_validate_json(part.model_dump_json()) == part


@pure
def test_a_moment_of_the_source_has_its_place_on_the_timeline() -> None:
    assert clip(10, 40, speed=2.0).moved(100).placed(30) == 110
    assert clip(10, 40, speed=2.0, reverse=True).moved(100).placed(30) == 130


@pure
@pytest.mark.parametrize(
    "changes",
    [
        {"speed": 0.2}, {"speed": 4.5}, {"turn": 45}, {"sound_lead": 11}, {"sound_tail": -40}, {"fade_in": -1},
        {"envelope": [{"frame": 9, "db": 0}, {"frame": 3, "db": 0}]}, {"transition": {"kind": "whip", "frames": 0}},
        {"card": {"color": "red:size=9999x9999"}}, {"look": {"contrast": 9}}, {"effects": [{"kind": "melt"}]},
    ],
)  # fmt: skip
def test_nonsense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        clip(10, 40, **changes)


@pure
def test_what_was_stored_before_still_reads() -> None:
    stored = '{"source": {"asset": "a", "kind": "video", "container": "mp4", "size_bytes": 1}, "at": 0, "frames": 5}'
    one = Clip.model_validate_json(stored)
    assert (one.tempo, one.transition.kind, one.effects) == (1, "cut", ())
    assert Clip.model_validate_json(one.model_dump_json()) == one
