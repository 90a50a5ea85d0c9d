# pyright: basic
"""Pictures that stand for a scene: sharp ones, unlike each other, and none from the middle of a change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2

from media.senses.index import KeyFrame, Span
from media.senses.likeness import distance, hash_of
from media.senses.look import Look

_WINDOW = 2.0
"""Seconds of which the best picture is kept."""
_OTHER = 14
"""Bits by which a picture differs that belongs to another window."""
_SAME = 4
"""Bits by which a picture may differ from the one kept before and still be nothing new."""
_UNLIKE = 9
"""Bits by which key frames of one scene differ at least."""
_CLEARER = 1.3
_STALE = 20.0
"""Seconds after which a picture is kept even where nothing changed."""
_JPEG_QUALITY = 88
_FLAT, _DARK, _LIGHT = 7.0, 14.0, 242.0
"""Standard deviation and mean of luma, in grey levels, beyond which a picture shows nothing."""
_BLURRED = 0.45
"""Share of a scene's usual sharpness below which a picture is a blurred one."""
_EDGE = 0.35
"""Seconds from a scene's ends in which a picture may still belong to the change."""
_COUNTS = ((3.0, 1), (10.0, 2), (30.0, 3))
_MOST = 4


@dataclass(frozen=True, slots=True)
class Card:
    """A picture that may become a key frame."""

    time: float
    sharpness: float
    hash: str
    empty: bool
    """It is black, white or of one colour."""
    name: str = ""

    def frame(self) -> KeyFrame:
        """As part of a scene."""
        return KeyFrame(time=round(self.time, 3), sharpness=round(self.sharpness, 1), hash=self.hash, asset=self.name)


class KeyFrames:
    """Keeps the best picture of every stretch that looks alike, as a JPEG in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cards: list[Card] = []
        self._best: Card | None = None
        self._picture: Any = None
        self._first: tuple[float, str] | None = None
        self._count = 0
        self._parted = True

    def look(self, look: Look) -> None:
        """Take the next picture, in order of time."""
        card = self._card(look)
        if self._first and (card.time - self._first[0] >= _WINDOW or distance(card.hash, self._first[1]) >= _OTHER):
            self._close()
        if self._best is None or (self._best.empty, -self._best.sharpness) > (card.empty, -card.sharpness):
            self._best, self._picture = card, look.card()
        self._first = self._first or (card.time, card.hash)

    def part(self) -> None:
        """What comes is another shot."""
        self._close()
        self._parted = True

    def finish(self, scenes: Sequence[Span]) -> list[tuple[KeyFrame, ...]]:
        """The key frames of each scene, one to four by its length and its variety."""
        self._close()
        return [tuple(card.frame() for card in _chosen(self._within(*scene), scene)) for scene in scenes]

    def _card(self, look: Look) -> Card:
        mean, spread = (float(part[0, 0]) for part in cv2.meanStdDev(look.picture.luma))
        empty = spread < _FLAT or not _DARK < mean < _LIGHT
        return Card(look.time, look.sharpness, hash_of(look.picture.luma), empty)

    def _close(self) -> None:
        best, self._best, self._first = self._best, None, None
        if best is None or not self._is_new(best):
            return
        best = replace(best, name=f"key-{self._count}.jpg")
        if not cv2.imwrite(str(self._folder / best.name), self._picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]):
            raise OSError("a key frame could not be written")
        self._cards.append(best)
        self._count += 1
        self._parted = False

    def _is_new(self, card: Card) -> bool:
        if self._parted or card.time - self._cards[-1].time > _STALE:
            return True
        before = self._cards[-1]
        return distance(card.hash, before.hash) > _SAME or card.sharpness > _CLEARER * before.sharpness

    def _within(self, start: float, end: float) -> list[Card]:
        last = max(end, start + 1e-3)
        return [card for card in self._cards if start <= card.time < last]


def _chosen(cards: Sequence[Card], scene: Span) -> list[Card]:
    """The best card of a scene, and then those most unlike what is chosen, as many as it deserves."""
    start, end = scene
    edge = min(_EDGE, (end - start) / 4)
    full = [card for card in cards if not card.empty] or list(cards)
    inner = [card for card in full if start + edge <= card.time <= end - edge] or full
    usual = _upper(sorted(card.sharpness for card in inner))
    clear = [card for card in inner if card.sharpness >= _BLURRED * usual] or inner
    chosen: list[Card] = []
    count = next((count for length, count in _COUNTS if end - start < length), _MOST)
    while clear and len(chosen) < count:
        best = max(clear, key=lambda card: _worth(card, chosen, usual))
        if chosen and min(distance(best.hash, other.hash) for other in chosen) < _UNLIKE:
            break
        chosen.append(best)
        clear = [card for card in clear if card is not best]
    return sorted(chosen, key=lambda card: card.time)


def _upper(values: Sequence[float]) -> float:
    return values[len(values) * 3 // 4] if values else 0.0


def _worth(card: Card, chosen: Sequence[Card], usual: float) -> float:
    sharp = min(1.5, card.sharpness / max(usual, 1e-6))
    return sharp * (1.0 if not chosen else min(distance(card.hash, other.hash) for other in chosen))
