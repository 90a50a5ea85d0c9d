"""Cookies are ours or nothing, and loopback is loopback."""

from pathlib import Path
from typing import Any

import pytest

from bot.settings import BotSettings
from bot.web.accounts import OWNER, Accounts
from bot.web.sessions import MAX_AGE, Sessions, exposed, is_loopback

pytestmark = pytest.mark.unit


def _sessions(home: Path, clock: float = 1000.0, **settings: Any) -> Sessions:
    return Sessions(BotSettings(home=home, **settings), Accounts(home / "web"), lambda: clock)


def test_a_cookie_is_read_back_and_a_forged_one_is_not(home: Path) -> None:
    sessions = _sessions(home)
    cookie = sessions.new(sessions.stranger())
    user = sessions.user(cookie)
    assert user
    assert _sessions(home).user(cookie) == user, "the key outlives the process"
    issued, mark = cookie.split(".")[1:]
    forged = cookie[:-1] + ("0" if cookie[-1] != "0" else "1")
    bent = (f"{user}..", f"{user}.{issued}.", f"{user}.{int(issued) + 1}.{mark}", "..", f"../x.{issued}.{mark}")
    for other in (forged, "", None, *bent):
        assert sessions.user(other) is None
    assert _sessions(home, clock=1000.0 + MAX_AGE + 1).user(cookie) is None


def test_where_an_account_is_needed_only_accounts_come_in(home: Path) -> None:
    stranger = _sessions(home).new("a1")
    accounts = Accounts(home / "web")
    ann = accounts.redeem(accounts.invite(name="Ann"))
    assert ann
    sessions = _sessions(home, http_host="0.0.0.0")
    assert sessions.needs_account
    assert sessions.user(stranger) is None
    cookie = sessions.new(ann.id)
    assert sessions.user(cookie) == ann.id
    assert not ann.owner
    chosen = _sessions(home, http_host="0.0.0.0", owners=f"telegram:1, web:{ann.id}").account(ann.id)
    assert chosen and chosen.owner
    accounts.remove(ann.id)
    assert sessions.user(cookie) is None


def test_a_new_token_ends_the_owners_old_sessions(home: Path) -> None:
    cookie = _sessions(home, http_token="one").new(OWNER)
    assert _sessions(home, http_token="one").user(cookie) == OWNER
    assert _sessions(home, http_token="two").user(cookie) is None
    assert _sessions(home, http_host="0.0.0.0").user(_sessions(home, http_host="0.0.0.0").new(OWNER)) is None
    assert _sessions(home, http_token="one").accepts("one")
    assert not _sessions(home, http_token="one").accepts("tăng")
    assert not _sessions(home).accepts("")


def test_loopback() -> None:
    assert all(is_loopback(host) for host in ("localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "::", "localhost.example.com", "10.0.0.1", ""))


@pytest.mark.parametrize(
    ("settings", "reached"),
    [
        ({}, False),
        ({"public_url": "http://localhost:8080"}, False),
        ({"public_url": "https://cutroom.example"}, True),
        ({"http_host": "0.0.0.0"}, True),
        ({"http_token": "secret"}, True),
    ],
)
def test_a_chat_that_others_may_reach_asks_for_an_account(home: Path, settings: dict[str, str], reached: bool) -> None:
    assert exposed(BotSettings(home=home, **settings)) is reached  # pyright: ignore[reportArgumentType]
