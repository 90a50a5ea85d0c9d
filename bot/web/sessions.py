"""Who is talking: a signed cookie per browser, given freely on loopback and to accounts elsewhere."""

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings import BotSettings
from bot.web.accounts import OWNER, Account, Accounts

COOKIE = "cutroom"
MAX_AGE = 180 * 24 * 3600
"""Seconds that a session lasts."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def exposed(settings: BotSettings) -> bool:
    """Whether others than this machine may reach the web chat: by its address, through a proxy, or as a token says."""
    public = urlsplit(settings.public_url).hostname
    return bool(settings.http_token) or not is_loopback(settings.http_host) or not is_loopback(public or "localhost")


class Sessions:
    """Signs and reads the cookie; knows whether an account is asked for."""

    def __init__(self, settings: BotSettings, accounts: Accounts, clock: Callable[[], float] = time.time) -> None:
        self._token = settings.http_token
        self._owners = {name.strip() for name in settings.owners.split(",")}
        self._accounts = accounts
        self._key = _key(settings.home / "web")
        self._clock = clock
        self.needs_account = exposed(settings)

    def accepts(self, token: str) -> bool:
        """Whether this is the owner's token, compared in constant time."""
        return bool(self._token) and hmac.compare_digest(token.encode(), self._token.encode())

    def stranger(self) -> str:
        """A name for somebody new."""
        return secrets.token_hex(12)

    def new(self, user: str) -> str:
        """A cookie for somebody."""
        issued = int(self._clock())
        return f"{user}.{issued}.{self._sign(user, issued)}"

    def user(self, cookie: str | None) -> str | None:
        """The user that a cookie of ours names, or `None`: a forged one, one too old, or of an account that is gone."""
        user, issued, mark = [*(cookie or "").split("."), "", "", ""][:3]
        if not user.isalnum() or not issued.isdecimal() or len(issued) > 12:
            return None
        if not hmac.compare_digest(mark.encode(), self._sign(user, int(issued)).encode()):
            return None
        if self._clock() - int(issued) > MAX_AGE:
            return None
        return user if not self.needs_account or self.account(user) else None

    def account(self, user: str) -> Account | None:
        """The account behind a user, or `None` for one of a web chat that is open to this machine."""
        account = self._accounts.get(user) if user != OWNER or self._token else None
        chosen = account and f"web:{user}" in self._owners
        return account.model_copy(update={"owner": True}) if account and chosen else account

    def _sign(self, user: str, issued: int) -> str:
        # the token is part of what is signed for its owner: a new token ends the sessions of the old one
        scope = self._token if user == OWNER else ""
        return hmac.new(self._key, f"{user}:{issued}:{scope}".encode(), hashlib.sha256).hexdigest()


def _key(folder: Path) -> bytes:
    path = folder / "key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()
