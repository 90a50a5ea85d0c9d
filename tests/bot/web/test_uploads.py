"""Uploads go on where they broke off, over restarts, and never mix."""

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_core.messages import KeptFile
from bot.errors import FileRefused
from bot.web import uploads as module
from bot.web.uploads import NoRoom, Upload, Uploads, WrongOffset
from bot.web.wire import Announced

pytestmark = pytest.mark.unit
CONTENT = bytes(range(256)) * 40
FILM = Announced(name="a.mp4", size_bytes=len(CONTENT), content_type="video/mp4", mark="m")


async def parts(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def read(upload: Upload) -> bytes:
    return b"".join([chunk async for chunk in upload.remote_file().read()])


async def test_parts_go_on_over_a_restart_and_are_hashed(tmp_path: Path) -> None:
    upload = Uploads(tmp_path, 10**6).begin("ann", FILM)
    await upload.take(0, parts(CONTENT[:100], CONTENT[100:300]))
    assert (upload.offset, upload.whole) == (300, False)
    again = Uploads(tmp_path, 10**6)
    broken = again.begin("ann", FILM)
    assert (broken.id, broken.offset) == (upload.id, 300), "the browser finds what broke off"
    await broken.take(300, parts(CONTENT[300:]))
    assert broken.whole
    shown = await broken.shown()
    assert (shown["asset"], shown["kind"]) == (hashlib.sha256(CONTENT).hexdigest(), "video")
    assert await read(broken) == CONTENT
    assert again.begin("ann", FILM).id != upload.id, "a whole one is not taken for a broken one"


async def test_the_same_file_in_another_window_is_an_upload_of_its_own(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, 10**6)
    upload = uploads.begin("ann", FILM)
    await upload.take(0, parts(CONTENT[:100]))
    assert uploads.begin("ann", FILM).id != upload.id


async def test_an_unbroken_upload_is_hashed_as_it_comes(tmp_path: Path) -> None:
    upload = Uploads(tmp_path, 10**6).begin("ann", FILM)
    await upload.take(0, parts(CONTENT))
    assert await upload.asset() == hashlib.sha256(CONTENT).hexdigest()


async def test_a_part_that_begins_elsewhere_or_goes_too_far_is_refused(tmp_path: Path) -> None:
    upload = Uploads(tmp_path, 10**6).begin("ann", FILM)
    await upload.take(0, parts(CONTENT[:10]))
    for offset in (0, 9, 11):
        with pytest.raises(WrongOffset) as refused:
            await upload.take(offset, parts(b"x"))
        assert refused.value.offset == 10
    with pytest.raises(FileRefused):
        await upload.take(10, parts(CONTENT))
    assert upload.offset == 10


async def test_a_newer_part_ends_one_that_hangs(tmp_path: Path) -> None:
    upload = Uploads(tmp_path, 10**6).begin("ann", FILM)
    go_on = asyncio.Event()

    async def hanging() -> AsyncIterator[bytes]:
        yield CONTENT[:50]
        await go_on.wait()
        yield CONTENT[50:60]

    old = asyncio.create_task(upload.take(0, hanging()))
    while upload.offset < 50:
        await asyncio.sleep(0.001)
    await upload.take(50, parts(CONTENT[50:]))
    go_on.set()
    with pytest.raises(WrongOffset):
        await old
    assert await read(upload) == CONTENT


async def test_what_the_conversation_has_read_waits_no_longer(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, 10**6)
    upload = uploads.begin("ann", FILM)
    await upload.take(0, parts(CONTENT))
    uploads.begin("ann", FILM)
    assert uploads.find("ann", upload.id), "not while it waits"
    assert await read(upload) == CONTENT
    uploads.begin("ann", FILM)
    assert uploads.find("ann", upload.id) is None


def test_an_upload_belongs_to_one_person(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, 10**6)
    upload = uploads.begin("ann", FILM)
    assert uploads.find("ann", upload.id) is upload
    assert uploads.find("bob", upload.id) is None
    assert Uploads(tmp_path, 10**6).find("bob", upload.id) is None
    assert uploads.begin("bob", FILM).id != upload.id
    assert uploads.find("ann", "../x") is None


def test_too_large_too_many_and_a_full_disk_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads(tmp_path, 10**6)
    with pytest.raises(FileRefused):
        uploads.begin("ann", Announced(name="x", size_bytes=10**6 + 1))
    monkeypatch.setattr(module, "MOST_WAITING", 2)
    for _ in range(2):
        uploads.begin("ann", Announced(name="x", size_bytes=1))
    with pytest.raises(NoRoom) as refused:
        uploads.begin("ann", Announced(name="x", size_bytes=1))
    assert refused.value.code == "web-too-many-files"
    monkeypatch.setattr(module, "_SPARE_BYTES", 10**18)
    with pytest.raises(NoRoom) as refused:
        uploads.begin("bob", Announced(name="x", size_bytes=1))
    assert refused.value.code == "web-disk-full"


async def test_what_nobody_asked_for_is_swept_and_said_to_be_gone(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path, 10**6)
    upload = uploads.begin("ann", FILM)
    await upload.take(0, parts(CONTENT))
    kept = KeptFile(name="a.mp4", reference=upload.id, size_bytes=len(CONTENT))
    recalled = Uploads(tmp_path, 10**6).recall(kept)
    assert b"".join([chunk async for chunk in recalled.read()]) == CONTENT
    old = time.time() - module.KEPT - 1
    os.utime(tmp_path / upload.id, (old, old))
    uploads.begin("bob", FILM)
    assert len(list(tmp_path.iterdir())) == 2, "only Bob's file and what is said of it"
    with pytest.raises(FileRefused):
        await read(upload)
    with pytest.raises(FileRefused):
        _ = [chunk async for chunk in Uploads(tmp_path, 10**6).recall(kept).read()]
