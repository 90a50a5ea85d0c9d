"""The probing child: reads one stranger's file and prints what it is, as JSON.

It runs as `python -m media.probe_child` under `media.process`' limits, so that whatever a file does to a decoder ends with
this process. The request comes as JSON on standard input (`path`, `name`, the demuxers and protocols allowed, the limits); the
answer is `{"facts": …}` or `{"bad": code, "values": …}`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from media.containers import midi_tracks
from media.errors import BadMedia
from media.probe_still import is_picture, picture_facts
from media.text import LIMIT_BYTES, decode, is_playlist, subtitle_format

_HEAD = 65_536
_MEDIA_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".flv", ".wmv", ".mpg", ".mpeg", ".ts", ".mts", ".3gp", ".ogv"}
    | {".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg", ".oga", ".opus", ".wma", ".amr", ".mid", ".midi"}
    | {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".svg"}
)
"""Endings that promise more than text."""


def examine(path: Path, request: dict[str, Any]) -> dict[str, Any]:
    """The facts of a file. Raises `BadMedia`."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"MThd"):
        midi_tracks(path)
        return {"kind": "midi", "container": "midi"}
    if is_picture(head) and (picture := picture_facts(path, request["max_pixels"])):
        return picture
    if b"\0" not in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        written = _text_facts(path, Path(request["name"]).suffix.lower())
        if written:
            return written
    from media.probe_streams import stream_facts

    return stream_facts(path, request)


def _text_facts(path: Path, suffix: str) -> dict[str, Any] | None:
    with path.open("rb") as file:
        raw = file.read(LIMIT_BYTES + 1)
    text = decode(raw if len(raw) <= LIMIT_BYTES else raw[: raw.rfind(b"\n") + 1])
    if text is None:
        return None
    if is_playlist(text):
        raise BadMedia("a list of other files", code="playlist")
    if suffix in _MEDIA_SUFFIXES:
        raise BadMedia("a text under another name", values={"found": "text"})
    if len(raw) > LIMIT_BYTES:
        size = path.stat().st_size
        raise BadMedia("too much text", code="too-large", values={"size_mb": round(size / 1e6, 1), "limit_mb": LIMIT_BYTES / 1e6})
    if not text.strip():
        raise BadMedia("a text without words", code="empty-file")
    subtitles = subtitle_format(text)
    return {"kind": "subtitle" if subtitles else "text", "container": subtitles or ("md" if suffix == ".md" else "txt")}


def main() -> None:
    """Answer the request on standard input."""
    request = json.load(sys.stdin)
    try:
        answer = {"facts": examine(Path(request["path"]), request)}
    except BadMedia as bad:
        answer = {"bad": bad.code, "values": bad.values}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
