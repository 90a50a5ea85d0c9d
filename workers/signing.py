"""Seals on links: whoever has a sealed address may fetch that one file until it expires, and nobody can make one up."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from urllib.parse import quote, urlencode

_KEY_BYTES = 32


class Seals:
    """Makes and checks seals with the installation's key, a file in the home that is made when it is first needed."""

    def __init__(self, home: Path) -> None:
        self._path = home / "links.key"
        self._key: bytes | None = None

    def address(self, public_url: str, asset: str, name: str, until: int) -> str:
        """Where a file can be fetched until a Unix time, under the name it is saved as."""
        query = urlencode({"until": until, "seal": self.seal(asset, name, until)})
        return f"{public_url.rstrip('/')}/f/{asset}/{quote(name, safe='')}?{query}"

    def seal(self, asset: str, name: str, until: int) -> str:
        """The seal of an address."""
        said = "\n".join((asset, str(until), name)).encode()
        return hmac.new(self._secret(), said, hashlib.sha256).hexdigest()

    def holds(self, asset: str, name: str, until: int, seal: str, now: float) -> bool:
        """Whether a seal is ours and has not expired."""
        return now < until and hmac.compare_digest(self.seal(asset, name, until).encode(), seal.encode())

    def _secret(self) -> bytes:
        if self._key is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._path.exists():
                self._make()
            self._key = self._path.read_bytes()
        return self._key

    def _make(self) -> None:
        """Write a new key whole; where another process was first, its key stays."""
        draft = self._path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        try:
            os.link(draft, self._path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
