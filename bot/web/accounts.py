"""Who may use a web chat beyond loopback: accounts, made by invitations that work once. All of it is files in one folder, so that
a command beside the running server can invite."""

import hashlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

OWNER = "owner"
"""The account of whoever knows the server's token."""
DAY = 24 * 3600.0


class Account(BaseModel):
    """Somebody who was invited."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str = ""
    owner: bool = False
    """May invite others and take accounts away."""
    created: float = 0.0


class Invite(BaseModel):
    """An open invitation; the link's secret is not in it, only its hash is the file's name."""

    model_config = ConfigDict(frozen=True)

    expires: float
    """Unix time."""
    name: str = ""
    owner: bool = False
    account: str | None = None
    """The account that is opened on a further device; `None` for somebody new."""


class Accounts:
    """The folder of accounts and open invitations."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._accounts = folder / "accounts"
        self._invites = folder / "invites"
        self._clock = clock

    def invite(self, *, name: str = "", owner: bool = False, account: str | None = None, lifetime: float = 7 * DAY) -> str:
        """Make an invitation; its secret."""
        self._sweep()
        secret = secrets.token_urlsafe(24)
        kept = Invite(expires=self._clock() + lifetime, name=name, owner=owner, account=account)
        _write(self._invite(secret), kept)
        return secret

    def redeem(self, secret: str) -> Account | None:
        """The account that an invitation opens, made now where it is for somebody new; `None` for one that is used or too old."""
        path = self._invite(secret)
        try:
            kept = Invite.model_validate_json(path.read_bytes())
            path.unlink()  # of two at the same time only one gets past this
        except (OSError, ValueError):
            return None
        if kept.expires < self._clock():
            return None
        return self.get(kept.account) if kept.account else self._new(kept)

    def _new(self, invite: Invite) -> Account:
        account = Account(id=secrets.token_hex(8), name=invite.name, owner=invite.owner, created=self._clock())
        _write(self._accounts / f"{account.id}.json", account)
        return account

    def get(self, name: str) -> Account | None:
        """An account, or `None`. The server's owner always has one."""
        if name == OWNER:
            return Account(id=OWNER, owner=True)
        try:
            return Account.model_validate_json((self._accounts / f"{name}.json").read_bytes()) if name.isalnum() else None
        except (OSError, ValueError):
            return None

    def all(self) -> list[Account]:
        """Everybody who was invited and came, the first one first."""
        found = [account for path in self._accounts.glob("*.json") if (account := self.get(path.stem))]
        return sorted(found, key=lambda account: account.created)

    def remove(self, name: str) -> bool:
        """End an account and its sessions; false when there is none."""
        if not name.isalnum() or not (self._accounts / f"{name}.json").exists():
            return False
        (self._accounts / f"{name}.json").unlink(missing_ok=True)
        return True

    def _invite(self, secret: str) -> Path:
        return self._invites / f"{hashlib.sha256(secret.encode()).hexdigest()}.json"

    def _sweep(self) -> None:
        for path in self._invites.glob("*.json"):
            try:
                old = Invite.model_validate_json(path.read_bytes()).expires < self._clock()
            except (OSError, ValueError):
                continue
            if old:
                path.unlink(missing_ok=True)


def _write(path: Path, content: BaseModel) -> None:
    """Write a file whole, readable for us alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(content.model_dump_json(), "utf-8")
    draft.replace(path)
