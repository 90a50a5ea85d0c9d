"""Cookies are ours or nothing, and loopback is loopback."""

from pathlib import Path

import pytest

from bot.settings import BotSettings
from bot.web.adapter import TokenNeeded, Web
from bot.web.sessions import Sessions, is_loopback

pytestmark = pytest.mark.unit


def test_a_cookie_is_read_back_and_a_forged_one_is_not(tmp_path: Path) -> None:
    sessions = Sessions("", tmp_path)
    cookie = sessions.new()
    user = sessions.user(cookie)
    assert user
    assert Sessions("", tmp_path).user(cookie) == user, "the key outlives the process"
    forged = cookie[:-1] + ("0" if cookie[-1] != "0" else "1")
    for other in (forged, f"{user}.", "", None, ".", f"../x.{cookie.split('.')[1]}"):
        assert sessions.user(other) is None


def test_a_new_token_ends_old_sessions(tmp_path: Path) -> None:
    cookie = Sessions("one", tmp_path).new()
    assert Sessions("two", tmp_path).user(cookie) is None
    assert Sessions("one", tmp_path).accepts("one")
    assert not Sessions("one", tmp_path).accepts("tăng")


def test_loopback() -> None:
    assert all(is_loopback(host) for host in ("localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "localhost.example.com", "10.0.0.1", ""))


def test_beyond_loopback_a_token_is_needed(tmp_path: Path) -> None:
    async def read(asset: str, start: int, end: int | None):
        yield b""

    with pytest.raises(TokenNeeded):
        Web(BotSettings(http_host="0.0.0.0", home=tmp_path), read, lambda language: {})
    Web(BotSettings(http_host="0.0.0.0", http_token="secret", home=tmp_path), read, lambda language: {})
