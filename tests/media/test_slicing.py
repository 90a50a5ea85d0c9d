"""Cuts at pauses, measured on a recording whose pauses are known."""

import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from media.slicing import cuts, levels, pauses, write_pieces

pytestmark = pytest.mark.unit

RATE_HZ = 16_000
SPOKEN = ((0.3, 2.5), (3.3, 5.0), (5.25, 8.0), (9.1, 12.0), (12.5, 20.5), (21.5, 23.0))
"""When somebody speaks, in 24 seconds."""
PAUSES = [(2.5, 3.3), (8.0, 9.1), (20.5, 21.5)]
"""The long ones; between 5.0 and 5.25 s somebody breathes, and between 12.0 and 12.5 s too."""


@pytest.fixture(params=[0.0, 0.01], ids=["clean", "noisy"])
def recording(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    rng = np.random.default_rng(7)
    sound = rng.normal(0, request.param, 24 * RATE_HZ)
    for start, end in SPOKEN:
        first, last = round(start * RATE_HZ), round(end * RATE_HZ)
        time = np.arange(last - first) / RATE_HZ
        sound[first:last] += 0.3 * np.sin(2 * np.pi * 180 * time) * (0.7 + 0.3 * np.sin(2 * np.pi * 4 * time))
    path = tmp_path / "talk.wav"
    _write(path, (np.clip(sound, -1, 1) * 32767).astype(np.int16))
    return path


def _write(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())


def _samples(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def _silent(at: float) -> bool:
    return not any(start < at < end for start, end in SPOKEN)


def test_pauses_are_found_where_they_are(recording: Path) -> None:
    found = [span for span in pauses(levels(recording), 0.6) if 1 < span[0] < 23]
    assert np.array(found) == pytest.approx(np.array(PAUSES), abs=0.03)


def test_without_a_longest_piece_every_pause_is_cut_at_its_middle(recording: Path) -> None:
    assert cuts(levels(recording), None) == pytest.approx([2.9, 8.55, 12.25, 21.0], abs=0.03)


@pytest.mark.parametrize("longest", [9.0, 10.0, 15.0])
def test_no_piece_is_longer_than_asked_and_every_cut_lies_in_a_pause(recording: Path, longest: float) -> None:
    at = cuts(levels(recording), longest)
    bounds = [0.0, *at, 24.0]
    assert max(end - start for start, end in pairwise(bounds)) <= longest
    assert all(_silent(place) for place in at)
    assert len(at) <= 24 / longest + 1, "as few as can be"


def test_who_talks_on_is_cut_nevertheless(recording: Path) -> None:
    bounds = [0.0, *cuts(levels(recording), 4.0), 24.0]
    assert max(end - start for start, end in pairwise(bounds)) <= 4.0
    assert sum(not _silent(place) for place in bounds[1:-1]) <= 2, "only the eight seconds without a pause"


def test_the_pieces_joined_are_the_recording(recording: Path, tmp_path: Path) -> None:
    pieces = write_pieces(recording, cuts(levels(recording), 6.0), tmp_path)
    assert [piece.name for piece in pieces[:2]] == ["01.wav", "02.wav"]
    assert np.array_equal(np.concatenate([_samples(piece) for piece in pieces]), _samples(recording))


def test_silence_and_nothing_have_no_cuts(tmp_path: Path) -> None:
    path = tmp_path / "nothing.wav"
    for samples in (np.zeros(0, np.int16), np.full(RATE_HZ * 3, 0, np.int16)):
        _write(path, samples)
        assert cuts(levels(path), None) == []
