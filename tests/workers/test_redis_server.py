"""The embedded Redis: found, private, on a Unix socket, keeping what it is told."""

import stat
from pathlib import Path

import pytest
from redis.asyncio import Redis

from workers import redis_server
from workers.errors import Unavailable
from workers.redis_server import RedisServer, find_server, redis_url, socket_path
from workers.settings import WorkerSettings

pytestmark = pytest.mark.redis


async def test_keeps_data_over_a_restart_and_opens_no_port(home: Path) -> None:
    async with RedisServer(home) as server, Redis.from_url(server.url) as redis:
        await redis.set("kept", "yes")
        assert (await redis.config_get("port"))["port"] == "0"
        assert (await redis.config_get("appendonly"))["appendonly"] == "yes"
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    async with RedisServer(home) as server, Redis.from_url(server.url) as redis:
        assert await redis.get("kept") == b"yes"


async def test_a_deep_home_uses_a_short_private_folder(tmp_path: Path) -> None:
    home = tmp_path / ("deep" * 30)
    assert len(str(socket_path(home))) <= 100
    assert socket_path(home) == socket_path(home)
    async with RedisServer(home) as server:
        assert await server.answers()
        assert stat.S_IMODE(server.socket.parent.stat().st_mode) == 0o700
        assert list((home / "redis").glob("appendonly*"))
    server.socket.unlink(missing_ok=True)
    server.socket.parent.rmdir()


async def test_a_left_over_server_is_ended_before_the_next_start(home: Path) -> None:
    async with RedisServer(home) as left_over:
        async with RedisServer(home) as server:
            assert await server.answers()
        assert left_over._process is not None
        assert await left_over._process.wait() == 0


def test_everybody_gets_the_same_address(home: Path) -> None:
    settings = WorkerSettings(home=home, redis_url="")
    assert redis_url(settings) == RedisServer(home).url
    assert redis_url(WorkerSettings(home=home, redis_url="redis://example:1")) == "redis://example:1"


def test_order_of_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    valkey = tmp_path / "valkey-server"
    valkey.write_text("#!/bin/sh\n")
    valkey.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_server() == valkey
    valkey.unlink()
    bundled = find_server()
    assert bundled.name == "redis-server" and bundled.is_file()
    monkeypatch.setattr(redis_server, "_bundled_server", lambda: None)
    with pytest.raises(Unavailable, match="CUTROOM_REDIS_URL"):
        find_server()


def test_a_strangers_folder_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(Unavailable):
            redis_server._private_folder(tmp_path / name)
