"""Key frames: whether each scene has some, and whether they show it well."""

from collections import Counter
from itertools import pairwise
from statistics import mean

from benchmarks.looked import FIRST, Clock, looked
from benchmarks.rolls import roll
from benchmarks.shots import SIZE
from media.senses.likeness import distance


def measure(count: int) -> None:
    """Print the figures."""
    clock, bad = Clock(), Counter[str]()
    numbers: list[int] = []
    apart: list[int] = []
    for seed in range(FIRST, FIRST + count):
        film = roll(seed)
        looks = looked(film.pictures, SIZE, film.scenes, clock)
        for scene in looks.scenes:
            numbers.append(len(scene.key_frames))
            apart += [distance(one.hash, other.hash) for one, other in pairwise(scene.key_frames)]
            for frame in scene.key_frames:
                bad.update({why for start, end, why in film.bad if start <= frame.time < end})
    worst = ", ".join(
        f"{bad[why]} {name}" for why, name in (("joint", "amid a joint"), ("blur", "out of focus"), ("blink", "in a blink"))
    )
    print(
        f"key frames: {sum(numbers)} of {len(numbers)} scenes, {sum(number == 0 for number in numbers)} without; {worst}; "
        f"neighbours differ by {mean(apart) if apart else 0:.0f} of 64 bits; {clock.share * 1000:.0f} ms a second"
    )
