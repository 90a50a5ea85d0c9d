"""H.264 parameter sets: read from real streams, and packed so that they are read again."""

from collections.abc import Sequence
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.h264 import parameter_sets, sequence_set, units
from tests.media.sources import make

pytestmark = pytest.mark.ffmpeg


def _record(folder: Path, *coded: str, size: str = "320x180") -> bytes:
    args = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=30:d=0.2", "-pix_fmt", "yuv420p", "-c:v", "libx264", *coded]
    with av.open(str(make(folder / "film.mp4", *args))) as container:
        return container.streams.video[0].codec_context.extradata or b""


@pytest.mark.parametrize(
    ("coded", "said"),
    [
        ((), {"profile": 100, "width": 320, "height": 180, "progressive": True, "matrix": 2, "bits": 8, "chroma": 1}),
        (("-profile:v", "baseline"), {"profile": 66}),
        (("-profile:v", "main", "-level", "4.1"), {"profile": 77, "level": 41}),
        (("-x264-params", "colorprim=bt709:transfer=bt470m:colormatrix=smpte170m"), {"primaries": 1, "transfer": 4, "matrix": 6}),
        (("-color_range", "pc"), {"full_range": True}),
        (("-flags", "+ildct+ilme"), {"progressive": False, "height": 180}),
        (("-pix_fmt", "yuv422p10le"), {"chroma": 2, "bits": 10}),
        (("-pix_fmt", "yuv444p"), {"chroma": 3, "width": 320}),
        (("-vf", "setsar=4/3"), {"square": False}),
        (("-vf", "setsar=7/5"), {"square": False}),
        (("-x264-params", "sps-id=3"), {"id": 3}),
        (("-x264-params", "cqm=jvt"), {"width": 320, "height": 180, "matrix": 2}),
    ],
)  # fmt: skip
def test_what_a_stream_says_of_itself(coded: Sequence[str], said: dict[str, object], tmp_path: Path) -> None:
    sets = parameter_sets(_record(tmp_path, *coded))
    described = sequence_set(sets.sequences[0])
    assert described.model_dump(include=set(said)) == said


def test_cropped_sizes(tmp_path: Path) -> None:
    described = sequence_set(parameter_sets(_record(tmp_path, size="326x182")).sequences[0])
    assert (described.width, described.height) == (326, 182)


@pytest.mark.parametrize("profile", ["baseline", "main", "high"])
def test_a_record_is_packed_as_it_was(profile: str, tmp_path: Path) -> None:
    record = _record(tmp_path, "-profile:v", profile)
    assert parameter_sets(record).packed() == record


def test_two_streams_in_one_record(tmp_path: Path) -> None:
    main = parameter_sets(_record(tmp_path, "-profile:v", "main", "-level", "4.0"))
    high = parameter_sets(_record(tmp_path, "-x264-params", "sps-id=5", "-level", "3.0"))
    both = parameter_sets(main.joined(high).packed())
    assert both.sequences == (*main.sequences, *high.sequences)
    assert both.used_ids == {0, 5}
    assert both.packed()[1] == 100
    assert both.packed()[3] == 40


@pytest.mark.parametrize(
    "record", [b"", b"\0\0\0\1\x67\x42", b"\1\x42\0\x1e\xff\xe1", b"\1\x42\0\x1e\xff\xe1\0\x09\x67", b"\1\x42\0\x1e\xff\xe0\0"]
)
def test_what_is_no_record_is_refused(record: bytes) -> None:
    with pytest.raises(ValueError, match=r"record|parameter set"):
        parameter_sets(record)


@given(some.binary(min_size=4, max_size=60))
def test_noise_is_read_or_refused_and_nothing_else(noise: bytes) -> None:
    for read in (lambda: sequence_set(noise), lambda: parameter_sets(b"\1" + noise), lambda: list(units(noise))):
        try:
            read()
        except ValueError:
            continue


def test_units_of_a_sample() -> None:
    sample = b"\0\0\0\2\x65\1" + b"\0\0\0\1\x06"
    assert [(kind, bytes(unit)) for kind, unit in units(sample)] == [(5, b"\x65\1"), (6, b"\x06")]
    with pytest.raises(ValueError, match="fill"):
        list(units(sample[:-1]))
