"""Pictures: what their header says. Runs in the probing child; nothing is decoded before the size was checked."""

import struct
from pathlib import Path
from typing import Any

from media.containers import truncated
from media.errors import BadMedia

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*")
_ORIENTATION = 0x0112
_CLOCKWISE = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_TAIL = 65_536
_MOST_FRAMES = 100_000


def is_picture(head: bytes) -> bool:
    """Whether a file starts as a picture does."""
    return head.startswith(_SIGNATURES) or head[:4] + head[8:12] == b"RIFFWEBP" or head[4:12] in (b"ftypavif", b"ftypavis")


def picture_facts(path: Path, max_pixels: int) -> dict[str, Any] | None:
    """The facts of a still picture or an animated WebP; `None` for other animations, which are probed as videos.

    Raises `BadMedia`: `too-many-pixels`, `truncated`, `not-media`.
    """
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked below, with the numbers its message needs
    try:
        with Image.open(path, formats=_FORMATS) as image:
            check_pixels(*image.size, max_pixels)
            if image.format == "WEBP" and getattr(image, "is_animated", False):
                return _animation(path, *image.size)
            if getattr(image, "is_animated", False) and image.format in ("GIF", "PNG", "AVIF"):
                return None
            _check_whole(path, image)
            return _facts(image)
    except UnidentifiedImageError as error:
        raise BadMedia("no picture behind the signature", values={"found": "picture"}) from error
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise truncated() from error


def check_pixels(width: int, height: int, max_pixels: int) -> None:
    """Raise `BadMedia` with code `too-many-pixels` for a picture past the limit."""
    if width * height > max_pixels:
        values = {"width": width, "height": height, "limit_megapixels": round(max_pixels / 1e6)}
        raise BadMedia("the picture is too large", code="too-many-pixels", values=values)


def _facts(image: Any) -> dict[str, Any]:
    orientation = image.getexif().get(_ORIENTATION, 1)
    width, height = image.size if orientation not in (5, 6, 7, 8) else reversed(image.size)
    return {
        "kind": "image",
        "container": str(image.format).lower(),
        "width": width,
        "height": height,
        "rotation": _CLOCKWISE.get(orientation, 0),
    }


def _check_whole(path: Path, image: Any) -> None:
    """Believe the end mark of a JPEG or PNG; without one, decode to see whether the picture is complete."""
    mark = {"JPEG": b"\xff\xd9", "MPO": b"\xff\xd9", "PNG": b"IEND"}.get(image.format)
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        if mark and mark in file.read():
            return
    image.load()


def _animation(path: Path, width: int, height: int) -> dict[str, Any]:
    """An animated WebP, by its `ANMF` chunks (RIFF container of RFC 9649)."""
    delays = list(_webp_delays(path))
    duration = sum(delays) / 1000
    return {
        "kind": "video",
        "container": "webp",
        "width": width,
        "height": height,
        "duration": duration or None,
        "rate": (len(delays) * 1000, sum(delays)) if duration else None,
        "variable_rate": len(set(delays)) > 1,
        "video_codec": "webp",
    }


def _webp_delays(path: Path) -> list[int]:
    """Milliseconds that each frame stays."""
    delays: list[int] = []
    with path.open("rb") as file:
        file.seek(12)
        while len(header := file.read(8)) == 8 and len(delays) < _MOST_FRAMES:
            length = int.from_bytes(header[4:], "little")
            body = file.read(16) if header[:4] == b"ANMF" else b""
            if len(body) == 16:
                delays.append(int.from_bytes(body[12:15], "little"))
            file.seek(length + length % 2 - len(body), 1)
    return delays
