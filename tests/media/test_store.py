import asyncio
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from media.errors import BadMedia, EngineMissing
from media.store import FileStore, open_store

pytestmark = pytest.mark.unit


async def chunks(*parts: bytes):
    for part in parts:
        yield part


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "store")


async def content(store, asset, *span):
    return b"".join([chunk async for chunk in store.read(asset, *span)])


async def test_content_is_kept_once_under_its_hash(store, tmp_path):
    asset = await store.put(chunks(b"ab", b"cd"))
    again = await store.put(chunks(b"abcd"))
    assert asset == again
    assert asset.id == hashlib.sha256(b"abcd").hexdigest()
    assert asset.size_bytes == 4
    assert await content(store, asset.id) == b"abcd"
    assert _files(tmp_path) == [Path("store/assets") / asset.id[:2] / asset.id]


async def test_kept_files_are_read_only(store):
    asset = await store.put(chunks(b"abcd"))
    assert (await store.path(asset.id)).stat().st_mode & 0o222 == 0


@pytest.mark.parametrize(("span", "expected"), [((1,), b"bcd"), ((1, 3), b"bc"), ((0, 99), b"abcd"), ((4,), b""), ((2, 2), b"")])
async def test_a_range_is_read(store, span, expected):
    asset = await store.put(chunks(b"abcd"))
    assert await content(store, asset.id, *span) == expected


async def test_large_content_comes_in_pieces(store):
    raw = os.urandom(3_000_000)
    asset = await store.put(chunks(raw))
    pieces = [len(piece) async for piece in store.read(asset.id)]
    assert sum(pieces) == len(raw)
    assert max(pieces) <= 1 << 20


async def test_past_the_limit_nothing_is_kept(store, tmp_path):
    with pytest.raises(BadMedia) as refused:
        await store.put(chunks(b"x" * 700_000, b"x" * 700_000), limit_bytes=1_000_000)
    assert refused.value.code == "too-large"
    assert refused.value.values == {"size_mb": 1.4, "limit_mb": 1.0}
    assert _files(tmp_path) == []


async def test_a_broken_upload_leaves_nothing(store, tmp_path):
    async def breaks():
        yield b"abc"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await store.put(breaks())
    assert _files(tmp_path) == []


async def test_a_finished_file_is_adopted(store, tmp_path):
    source = tmp_path / "made.mp4"
    source.write_bytes(b"film")
    asset = await store.adopt(source)
    assert await content(store, asset.id) == b"film"
    assert not source.exists()


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "/etc/passwd", "a" * 64])
async def test_only_known_hashes_are_found(store, name):
    with pytest.raises(KeyError):
        await store.path(name)
    with pytest.raises(KeyError):
        await content(store, name)
    await store.delete(name)


async def test_deleted_content_is_gone(store):
    asset = await store.put(chunks(b"abcd"))
    await store.delete(asset.id)
    with pytest.raises(KeyError):
        await store.path(asset.id)


async def test_values_are_remembered_under_any_key(store, tmp_path):
    for key in ("step", "../../escape", "键" * 300):
        assert await store.recall(key) is None
        await store.remember(key, b"one")
        await store.remember(key, key.encode())
        assert await store.recall(key) == key.encode()
    assert all(path.is_relative_to(Path("store/memory")) for path in _files(tmp_path))


async def test_many_writers_of_the_same_content_agree(store):
    assets = await asyncio.gather(*(store.put(chunks(b"x" * 50_000)) for _ in range(20)))
    assert len(set(assets)) == 1
    assert len(await content(store, assets[0].id)) == 50_000


async def test_stores_are_opened_by_address(tmp_path):
    asset = await open_store("", tmp_path).put(chunks(b"abcd"))
    assert await content(open_store(f"file://{tmp_path}/store", Path("/nowhere")), asset.id) == b"abcd"
    for address in ("s3://bucket", "file://elsewhere/path", "plain/path"):
        with pytest.raises(EngineMissing) as missing:
            open_store(address, tmp_path)
        assert missing.value.code == "unknown-store"


def test_the_store_brings_nothing_heavy():
    program = "import sys, media.store; print([name for name in ('numpy', 'av', 'PIL', 'cv2') if name in sys.modules])"
    asked = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert asked.stdout.strip() == "[]"


def _files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
