"""The content store: bytes under the hash of their content."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from media.frozen import Frozen


class Asset(Frozen):
    """A stored file."""

    id: str
    """SHA-256 of the content, hexadecimal."""
    size_bytes: int


class Store(Protocol):
    """Where content lives. Ids are content hashes, so the same bytes are kept once."""

    async def put(self, content: AsyncIterator[bytes], limit_bytes: int | None = None) -> Asset:
        """Keep what streams in. Raises `BadMedia` with code `too-large` past the limit, and then keeps nothing."""
        ...

    async def adopt(self, path: Path) -> Asset:
        """Keep a finished local file, by moving it where that is possible."""
        ...

    def read(self, asset: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`. Raises `KeyError` for an unknown id."""
        ...

    async def path(self, asset: str) -> Path:
        """A local, read-only file with the content. Raises `KeyError` for an unknown id."""
        ...

    async def recall(self, key: str) -> bytes | None:
        """What was remembered under a key, or `None`."""
        ...

    async def remember(self, key: str, value: bytes) -> None:
        """Keep a small value under a key (the step cache)."""
        ...

    async def delete(self, asset: str) -> None:
        """Forget the content; unknown ids are no error."""
        ...


def open_store(url: str, home: Path) -> Store:
    """The store at `url`; an empty one means the folder `store` under `home`."""
    raise NotImplementedError
