"""Who is talking: a signed cookie per browser, given freely on loopback and for the token elsewhere."""

import hashlib
import hmac
import ipaddress
import secrets
from pathlib import Path

COOKIE = "cutroom"
_YEAR = 365 * 24 * 3600
MAX_AGE = _YEAR


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Sessions:
    """Signs and reads the cookie; knows whether a token is asked for."""

    def __init__(self, token: str, folder: Path) -> None:
        self._token = token
        self._key = _key(folder)

    @property
    def needs_token(self) -> bool:
        return bool(self._token)

    def accepts(self, token: str) -> bool:
        """Whether this is the token, compared in constant time."""
        return hmac.compare_digest(token.encode(), self._token.encode())

    def new(self) -> str:
        """A cookie for somebody new."""
        user = secrets.token_hex(12)
        return f"{user}.{self._sign(user)}"

    def user(self, cookie: str | None) -> str | None:
        """The user that a cookie of ours names, or `None`."""
        user, _, mark = (cookie or "").partition(".")
        return user if user.isalnum() and hmac.compare_digest(mark.encode(), self._sign(user).encode()) else None

    def _sign(self, user: str) -> str:
        # the token is part of what is signed: a new token ends the sessions of the old one
        return hmac.new(self._key, f"{user}:{self._token}".encode(), hashlib.sha256).hexdigest()


def _key(folder: Path) -> bytes:
    path = folder / "key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()
