"""Which frames of a coded picture can be copied: stretches that decode by themselves and leave nothing out."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from media.frozen import Frozen


class Coded(NamedTuple):
    """One coded picture, in the order of decoding."""

    slot: int | None
    """The frame it shows, or `None` for one that is hidden, damaged, or stands between two frames."""
    entry: bool
    """Whether decoding can start with it, nothing before it being needed by anything after it (an IDR picture)."""
    size_bytes: int = 0


class Run(Frozen):
    """Frames [start, end) that are copied: as many coded pictures, one after another from an entry on."""

    start: int
    end: int
    delay: int
    """Most frames by which decoding runs ahead of showing in it."""
    size_bytes: int

    @property
    def frames(self) -> int:
        return self.end - self.start


def runs(coded: Sequence[Coded], start: int, end: int) -> Iterator[Run]:
    """The stretches of [start, end) that can be copied, as long as they can be, in order.

    Each begins with an entry and ends after the last picture before which everything shown has been decoded: not only whole
    groups of pictures count but also the beginning of one, for a decoder never needs what follows.
    """
    index = 0
    while index < len(coded):
        slot, entry, _ = coded[index]
        if not entry or slot is None or slot < start:
            index += 1
            continue
        if slot >= end:
            return
        run, taken = _run(coded, index, slot, end)
        if run is not None:
            yield run
            start = run.end
        index += max(1, taken)


def _run(coded: Sequence[Coded], index: int, first: int, end: int) -> tuple[Run | None, int]:
    """The longest run from an entry on, and how many coded pictures it takes."""
    shown: set[int] = set()
    highest, delay, size = first - 1, 0, 0
    best, taken = None, 0
    for count in range(1, len(coded) - index + 1):
        slot, _, size_bytes = coded[index + count - 1]
        if slot is None or slot in shown or not first <= slot < end:
            break
        shown.add(slot)
        highest, size = max(highest, slot), size + size_bytes
        delay = max(delay, count - 1 - (slot - first))
        if highest - first + 1 == count:
            best, taken = Run(start=first, end=highest + 1, delay=delay, size_bytes=size), count
    return best, taken
