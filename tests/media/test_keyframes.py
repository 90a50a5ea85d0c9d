"""Keyframes: what is copied decodes by itself, lies where it should, and leaves nothing out."""

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.keyframes import Coded, Run, runs

pytestmark = pytest.mark.unit


def _coded(*slots: int | None, entries: tuple[int, ...] = (0,)) -> list[Coded]:
    return [Coded(slot, index in entries, 10) for index, slot in enumerate(slots)]


def _spans(coded: list[Coded], start: int, end: int) -> list[tuple[int, int]]:
    return [(run.start, run.end) for run in runs(coded, start, end)]


def test_pictures_in_order_are_copied_from_the_first_entry_to_the_very_end() -> None:
    coded = _coded(*range(12), entries=(0, 4, 8))
    assert _spans(coded, 0, 12) == [(0, 12)]
    assert _spans(coded, 1, 11) == [(4, 11)]
    assert _spans(coded, 9, 12) == []


def test_a_run_ends_where_all_that_is_shown_before_has_been_decoded() -> None:
    coded = _coded(0, 3, 1, 2, 6, 4, 5, 9, 7, 8)
    assert _spans(coded, 0, 10) == [(0, 10)]
    assert _spans(coded, 0, 9) == [(0, 7)]
    assert _spans(coded, 0, 3) == [(0, 1)]


def test_decoding_ahead_of_showing_is_counted() -> None:
    (run,) = runs(_coded(0, 4, 2, 1, 3), 0, 5)
    assert run == Run(start=0, end=5, delay=2, size_bytes=50)


def test_a_hidden_picture_ends_a_run_and_the_next_entry_begins_another() -> None:
    coded = _coded(0, 1, None, 3, 4, 5, 6, entries=(0, 4))
    assert _spans(coded, 0, 7) == [(0, 2), (4, 7)]


def test_a_hole_is_not_copied_over() -> None:
    assert _spans(_coded(0, 1, 3, 4, entries=(0,)), 0, 5) == [(0, 2)]


def test_leading_pictures_of_an_open_group_are_no_way_in() -> None:
    coded = _coded(0, 1, 5, 3, 4, 6, 7, entries=(0, 2))
    assert _spans(coded, 3, 8) == [(5, 6)]


@given(
    sizes=some.lists(some.integers(1, 6), min_size=1, max_size=8),
    start=some.integers(0, 30),
    length=some.integers(1, 30),
    lost=some.sets(some.integers(0, 40)),
    chance=some.randoms(use_true_random=False),
)
def test_whatever_the_stream_a_run_is_whole_and_within(
    sizes: list[int], start: int, length: int, lost: set[int], chance: Random
) -> None:
    """Groups of pictures decoded in any order, of which some are damaged."""
    coded = [one if index not in lost else one._replace(slot=None) for index, one in enumerate(_shuffled(sizes, chance))]
    reached = start
    for run in runs(coded, start, start + length):
        assert reached <= run.start < run.end <= start + length
        reached = run.end
        first = next(index for index, one in enumerate(coded) if one.slot == run.start)
        slots = [one.slot for one in coded[first : first + run.frames] if one.slot is not None]
        assert coded[first].entry
        assert sorted(slots) == list(range(run.start, run.end))
        assert all(index - (slot - run.start) <= run.delay for index, slot in enumerate(slots))
        assert run.size_bytes == run.frames


def _shuffled(sizes: list[int], chance: Random) -> Iterator[Coded]:
    at = 0
    for size in sizes:
        rest = list(range(at + 1, at + size))
        chance.shuffle(rest)
        yield Coded(at, True, 1)
        yield from (Coded(slot, False, 1) for slot in rest)
        at += size
