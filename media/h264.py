"""H.264 parameter sets: what a stream says of its pictures, and the box (`avcC`) in which an MP4 keeps them.

Sources: ITU-T H.264 (7.3.2.1 sequence parameter sets, 7.3.2.2 picture parameter sets, E.1.1 VUI), ISO/IEC 14496-15 (5.3.3.1
decoder configuration record).
"""

from collections.abc import Iterator

from media.frozen import Frozen

IDR, SEQUENCE_SET, PICTURE_SET = 5, 7, 8
"""Types of NAL units."""
_FIDELITY = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
"""Profiles whose sets say more about the samples."""
_SQUARE = 1
_EXTENDED_ASPECT = 255
_UNSPECIFIED = 2


class SequenceSet(Frozen):
    """What a sequence parameter set says."""

    id: int
    profile: int
    level: int
    chroma: int = 1
    """Chroma format; 1 is 4:2:0."""
    bits: int = 8
    """Bits of the deeper of luma and chroma."""
    width: int
    height: int
    progressive: bool
    square: bool = True
    """Whether its pixels are square, or nothing is said of them."""
    full_range: bool = False
    primaries: int = _UNSPECIFIED
    transfer: int = _UNSPECIFIED
    matrix: int = _UNSPECIFIED


class ParameterSets(Frozen):
    """A decoder configuration record."""

    sequences: tuple[bytes, ...]
    pictures: tuple[bytes, ...]
    length_size: int = 4
    """Bytes before each NAL unit that say how long it is."""

    @property
    def used_ids(self) -> frozenset[int]:
        """Numbers of all sets."""
        return frozenset(map(_set_id, (*self.sequences, *self.pictures)))

    def joined(self, other: "ParameterSets") -> "ParameterSets":
        """The sets of two streams that are to be one; they must not share numbers."""
        return ParameterSets(sequences=(*self.sequences, *other.sequences), pictures=(*self.pictures, *other.pictures))

    def packed(self) -> bytes:
        """The record. It names the highest profile and level among its sequences, and what all of them are compatible with."""
        highest = max(self.sequences, key=lambda unit: (unit[1] in _FIDELITY, unit[1]))
        compatible = highest[2]
        for unit in self.sequences:
            compatible &= unit[2]
        level = max(unit[3] for unit in self.sequences)
        head = bytes([1, highest[1], compatible, level, 0xFC | self.length_size - 1, 0xE0 | len(self.sequences)])
        packed = head + b"".join(map(_with_length, self.sequences))
        packed += bytes([len(self.pictures)]) + b"".join(map(_with_length, self.pictures))
        if highest[1] in _FIDELITY:
            packed += bytes([0xFC | 1, 0xF8, 0xF8, 0])  # 4:2:0, eight bits
        return packed


def parameter_sets(record: bytes) -> ParameterSets:
    """What a decoder configuration record holds. Raises `ValueError` for anything else."""
    if len(record) < 7 or record[0] != 1:
        raise ValueError("no decoder configuration record")
    sequences, at = _sets(record, 6, record[5] & 0x1F)
    if at >= len(record):
        raise ValueError("a decoder configuration record that ends early")
    pictures, _ = _sets(record, at + 1, record[at])
    if not sequences or not pictures:
        raise ValueError("a decoder configuration record without parameter sets")
    return ParameterSets(sequences=sequences, pictures=pictures, length_size=(record[4] & 3) + 1)


def _sets(record: bytes, at: int, count: int) -> tuple[tuple[bytes, ...], int]:
    units: list[bytes] = []
    for _ in range(count):
        length = int.from_bytes(record[at : at + 2])
        unit = record[at + 2 : at + 2 + length]
        if len(unit) < max(4, length):
            raise ValueError("a parameter set that ends early")
        units.append(unit)
        at += 2 + length
    return tuple(units), at


def _with_length(unit: bytes) -> bytes:
    return len(unit).to_bytes(2) + unit


def units(sample: bytes | memoryview, length_size: int = 4) -> Iterator[tuple[int, bytes | memoryview]]:
    """Type and content of the NAL units of one sample. Raises `ValueError` where their lengths do not add up."""
    at = 0
    while at < len(sample):
        length = int.from_bytes(sample[at : at + length_size])
        at += length_size
        if length == 0 or at + length > len(sample):
            raise ValueError("NAL units that do not fill their sample")
        yield sample[at] & 0x1F, sample[at : at + length]
        at += length


def sequence_set(unit: bytes) -> SequenceSet:
    """A sequence parameter set, read as far as its colours. Raises `ValueError` where it ends early."""
    bits = _Bits(unit[4:])
    read: dict[str, int | bool] = {"profile": unit[1], "level": unit[3], "id": bits.number()}
    if unit[1] in _FIDELITY:
        read |= _read_samples(bits)
    bits.number()  # frame numbers
    _skip_order(bits)
    bits.number()  # reference frames
    bits.take(1)  # gaps
    read |= _read_size(bits, int(read.get("chroma", 1)))
    return SequenceSet.model_validate(read | (_read_usability(bits) if bits.take(1) else {}))


def _read_samples(bits: "_Bits") -> dict[str, int | bool]:
    chroma = bits.number()
    if chroma == 3:
        bits.take(1)
    depth = 8 + max(bits.number(), bits.number())
    bits.take(1)
    if bits.take(1):
        for index in range(8 if chroma != 3 else 12):
            _skip_scaling(bits, 16 if index < 6 else 64)
    return {"chroma": chroma, "bits": depth}


def _skip_scaling(bits: "_Bits", size: int) -> None:
    if not bits.take(1):
        return
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_order(bits: "_Bits") -> None:
    """How pictures are numbered for display."""
    kind = bits.number()
    if kind == 0:
        bits.number()
    elif kind == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(bits.number()):
            bits.signed()


def _read_size(bits: "_Bits", chroma: int) -> dict[str, int | bool]:
    width, rows = (bits.number() + 1) * 16, bits.number() + 1
    progressive = bool(bits.take(1))
    height = rows * 16 * (1 if progressive else 2)
    if not progressive:
        bits.take(1)
    bits.take(1)
    if bits.take(1):
        across, down = (2 if chroma in (1, 2) else 1), (2 if chroma == 1 else 1) * (1 if progressive else 2)
        width -= (bits.number() + bits.number()) * across
        height -= (bits.number() + bits.number()) * down
    return {"width": width, "height": height, "progressive": progressive}


def _read_usability(bits: "_Bits") -> dict[str, int | bool]:
    read: dict[str, int | bool] = {}
    if bits.take(1):
        aspect = bits.take(8)
        read["square"] = aspect <= _SQUARE
        if aspect == _EXTENDED_ASPECT:
            read["square"] = bits.take(16) == bits.take(16)
    if bits.take(1):
        bits.take(1)
    if bits.take(1):
        bits.take(3)
        read["full_range"] = bool(bits.take(1))
        if bits.take(1):
            read |= {"primaries": bits.take(8), "transfer": bits.take(8), "matrix": bits.take(8)}
    return read


def _set_id(unit: bytes) -> int:
    return _Bits(unit[4:] if unit[0] & 0x1F == SEQUENCE_SET else unit[1:]).number()


class _Bits:
    """Bits of a NAL unit's content, freed of the bytes that keep start codes out of it."""

    def __init__(self, content: bytes) -> None:
        plain = content.replace(b"\0\0\3", b"\0\0")
        self._left = len(plain) * 8
        self._value = int.from_bytes(plain)

    def take(self, count: int) -> int:
        """The next bits as a number."""
        self._left -= count
        if self._left < 0:
            raise ValueError("a parameter set that ends early")
        return self._value >> self._left & (1 << count) - 1

    def number(self) -> int:
        """An Exp-Golomb number (9.1)."""
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """A signed Exp-Golomb number (9.1.1)."""
        number = self.number()
        return (number + 1) // 2 if number % 2 else -(number // 2)
