"""Bad files get a clear sentence of their own, in the person's language, and leave nothing running."""

import struct
import zlib
from pathlib import Path

import pytest

from agent_core.languages import LANGUAGES
from tests.e2e.house import House, Person

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg, pytest.mark.redis]

WISHES = {"en": "make this a meme", "zh": "做成梗图", "vi": "chế meme giúp mình"}


def _huge_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def _without_streams() -> bytes:
    header = _box(b"mvhd", bytes(12) + struct.pack(">II", 1000, 1000) + bytes(80))
    return _box(b"ftyp", b"isom\0\0\2\0isommp41") + _box(b"moov", header) + _box(b"mdat", b"data")


def _ten_hours(whole: bytes) -> bytes:
    at = whole.index(b"mvhd") + 16
    scale = struct.unpack(">I", whole[at : at + 4])[0]
    return whole[: at + 4] + struct.pack(">I", 36_000 * scale) + whole[at + 8 :]


async def test_each_bad_file_has_its_own_sentence(house: House, somebody: Person, clip: Path, tmp_path: Path) -> None:
    whole = clip.read_bytes()
    files = {
        "empty.mp4": b"",
        "text.mp4": b"this is no video at all, only words in a file\n" * 20,
        "truncated.mp4": whole[: len(whole) // 3],
        "list.mp4": b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        "concat.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        "huge.png": _huge_png(),
        "none.mp4": _without_streams(),
        "long.mp4": _ten_hours(whole),
    }
    said: dict[tuple[str, str], str] = {}
    for name, content in files.items():
        path = tmp_path / name
        path.write_bytes(content)
        for language in LANGUAGES:
            answer = await somebody.answer(await somebody.send(WISHES[language], [path], language=language), within=30)
            assert answer["kind"] == "refusal", (name, answer)
            assert not answer["files"]
            said[name, language] = answer["text"]
    for language in LANGUAGES:
        sentences = {name: said[name, language] for name in files if name != "concat.mp4"}
        assert len(set(sentences.values())) == len(sentences), sentences
        assert said["list.mp4", language].replace("list", "") == said["concat.mp4", language].replace("concat", "")
    assert not house.children("ffmpeg"), "nothing is left running"
    assert not house.children("media.probe"), "nothing is left running"
