"""Whether a container is whole, read from its outermost structure without any decoder.

Sources: ISO/IEC 14496-12 (boxes), the RIFF and EBML (RFC 8794) layouts, and the Standard MIDI File chunks.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from media.errors import BadMedia

LOST_SHARE = 0.02
"""Share of its declared content that a file may lack and still pass: a recorder's last frames."""

_ISO_FIRST = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"})
_MOST_BOXES = 200_000
_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"


def check_whole(path: Path) -> None:
    """Raise `BadMedia` with code `truncated` for a file that ends well before its own headers say it does."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(64)
        if head[4:8] in _ISO_FIRST:
            whole = _iso_whole(file, size)
        elif head[:4] == b"RIFF":
            whole = _long_enough(_riff_end(head), size)
        elif head[:4] == _EBML:
            whole = _long_enough(_segment_end(head), size)
        else:
            whole = True
    if not whole:
        raise truncated()


def truncated() -> BadMedia:
    """The error of a file that was cut off."""
    return BadMedia("the file was cut off", code="truncated")


def movie_duration(path: Path) -> float:
    """Seconds that the movie header (`mvhd`) of an MP4 claims, which decoders do not look at; 0 where there is none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(8)[4:] not in _ISO_FIRST:
            return 0.0
        index = next((start for kind, start, _ in _boxes(file, size) if kind == b"moov"), size)
        at = next((start for kind, start, _ in _boxes(file, size, index + 8) if kind == b"mvhd"), size)
        file.seek(at + 8)
        fields = file.read(32)
    if len(fields) < 32:
        return 0.0
    wide = fields[0] == 1  # version 1 has 64-bit times
    scale = int.from_bytes(fields[20:24] if wide else fields[12:16])
    length, unknown = fields[24:32] if wide else fields[16:20], b"\xff" * (8 if wide else 4)
    return 0.0 if length == unknown or scale == 0 else int.from_bytes(length) / scale


def midi_tracks(path: Path) -> int:
    """Tracks of a MIDI file. Raises `BadMedia`: `truncated` for one that was cut off, `no-streams` for one without tracks."""
    size = path.stat().st_size
    at, tracks = 0, 0
    with path.open("rb") as file:
        while at + 8 <= size and tracks < _MOST_BOXES:
            file.seek(at)
            header = file.read(8)
            at += 8 + int.from_bytes(header[4:])
            if at > size:
                raise truncated()
            tracks += header[:4] == b"MTrk"
    if tracks == 0:
        raise BadMedia("a MIDI file without tracks", code="no-streams")
    return tracks


def _iso_whole(file: BinaryIO, size: int) -> bool:
    """The index (`moov`) must be there, whole. How much of the media it names is there, the index itself tells later."""
    return any(kind == b"moov" and end <= size for kind, _, end in _boxes(file, size))


def _boxes(file: BinaryIO, size: int, at: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Type, start and end of the boxes that follow each other from a place on."""
    for _ in range(_MOST_BOXES):
        file.seek(at)
        header = file.read(16)
        if len(header) < 8:
            return
        length = int.from_bytes(header[:4])
        if length == 1 and len(header) == 16:
            length = int.from_bytes(header[8:])
        elif length == 0:
            length = size - at
        if length < 8:
            return
        yield header[4:8], at, at + length
        at += length
        if at >= size:
            return


def _riff_end(head: bytes) -> int | None:
    length = int.from_bytes(head[4:8], "little")
    return length + 8 if 0 < length < 0xFFFF_0000 else None  # recorders that stream leave 0 or the largest number


def _segment_end(head: bytes) -> int | None:
    header_length, at = _ebml_size(head, 4)
    at += header_length or 0
    if head[at : at + 4] != _SEGMENT or len(head) < at + 12:
        return None
    length, start = _ebml_size(head, at + 4)
    return None if length is None else start + length


def _ebml_size(head: bytes, at: int) -> tuple[int | None, int]:
    """An EBML length and the place after it; `None` for the unknown length of a live recording."""
    width = 9 - head[at].bit_length()
    value = int.from_bytes(head[at : at + width]) & ((1 << 7 * width) - 1)
    return (None if value == (1 << 7 * width) - 1 else value), at + width


def _long_enough(end: int | None, size: int) -> bool:
    return end is None or size >= end * (1 - LOST_SHARE)
