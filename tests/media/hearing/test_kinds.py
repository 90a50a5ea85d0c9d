import numpy as np
import pytest

from media.hearing.kinds import kinds, music_spans

pytestmark = pytest.mark.unit


def likely(*parts: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(count, value, np.float32) for value, count in parts])


def test_stretches_are_named_by_what_is_mostly_heard():
    music, voice = likely((0.9, 10), (0.1, 20)), likely((0.0, 10), (0.9, 10), (0.0, 10))
    assert kinds(music, voice, (), 30.0) == ((0.0, 10.0, "music"), (10.0, 20.0, "speech"), (20.0, 30.0, "other"))


def test_a_moment_of_something_else_belongs_to_what_is_around_it():
    music, voice = likely((0.9, 20)), likely((0.0, 8), (0.9, 2), (0.0, 10))
    assert kinds(music, voice, (), 20.0) == ((0.0, 20.0, "music"),)


def test_silences_are_left_out_and_do_not_interrupt():
    music, voice = likely((0.1, 20)), likely((0.9, 8), (0.05, 3), (0.9, 9))
    assert kinds(music, voice, ((8.0, 11.0),), 20.0) == ((0.0, 8.0, "speech"), (11.0, 20.0, "speech"))


def test_a_voice_with_pauses_is_speech():
    voice = likely(*[(0.95, 1), (0.3, 1)] * 8)
    quiet = tuple((2 * index + 1.2, 2 * index + 1.9) for index in range(8))
    assert {kind for _, _, kind in kinds(likely((0.1, 16)), voice, quiet, 16.0)} == {"speech"}


def test_breaks_are_part_of_a_piece_and_long_pauses_are_not():
    music = likely((0.9, 20), (0.1, 5), (0.9, 20), (0.1, 15), (0.9, 10))
    assert music_spans(music, (), 70.0) == [(0.0, 45.0), (60.0, 70.0)]


def test_too_little_music_is_none():
    assert music_spans(likely((0.1, 10), (0.9, 2), (0.1, 10)), (), 22.0) == []
