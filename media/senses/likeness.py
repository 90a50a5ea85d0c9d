# pyright: basic
"""How alike two pictures look: a perceptual hash, and the distance between two."""

import cv2
import numpy as np

from media.senses.picture import Plane

BITS = 64
_SIDE = 32
_KEPT = 8


def hash_of(luma: Plane) -> str:
    """The hash of a picture's luma `uint8[h, w]`: 64 bits, hexadecimal.

    The signs of its lowest frequencies against their median (pHash; Zauner, "Implementation and benchmarking of perceptual image
    hash functions", 2010): it stays when a picture is coded, scaled or made brighter.
    """
    small = cv2.resize(luma, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:_KEPT, :_KEPT].ravel()
    bits = low > np.median(low[1:])
    return np.packbits(bits).tobytes().hex()


def distance(one: str, other: str) -> int:
    """In how many bits two hashes differ, 0 to 64; below about 10 the pictures look alike."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
