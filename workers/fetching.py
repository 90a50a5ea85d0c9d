"""Fetching a stranger's address without being led into our own house.

Scheme, port and name are looked at before anything is sent, and once more at every redirect. What counts is the address that a
socket is about to connect to: it is checked there, after the name was resolved, so that a name that answers differently a second
time, a number written in octal or an IPv4 address inside an IPv6 one come no further than any other.
"""

import contextlib
import ipaddress
import re
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from pydantic import JsonValue

from workers.errors import WorkerError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS: Mapping[str, frozenset[int]] = {"http": frozenset({80}), "https": frozenset({443})}
HOPS = 5
"""Redirects that are followed."""
TOTAL = 300.0
"""Seconds for one file from the first address to the last byte."""
_SILENCE = 20.0
_CHUNK = 1 << 18
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_OURS = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10", "::/96", "100::/64", "2001:db8::/32")))
"""Ranges that lead into somebody's own network, or nowhere, whatever Python says of them."""
_IPV4 = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_HEADERS = {"User-Agent": "Cutroom", "Accept": "*/*", "Accept-Encoding": "identity"}


class LinkFailed(WorkerError):
    """The link could not be fetched: `link-failed` with value `site`, or `too-large` with `limit_mb`."""

    code = "link-failed"

    def __init__(self, *, code: str = "link-failed", values: Mapping[str, JsonValue] | None = None) -> None:
        super().__init__(code, values=values)
        self.code = code


class LinkBlocked(LinkFailed):
    """The link leads where no stranger may send us; value: `site`."""

    def __init__(self, *, values: Mapping[str, JsonValue] | None = None) -> None:
        super().__init__(code="link-blocked", values=values)


def public(address: Address) -> bool:
    """Whether an address belongs to the open internet, seen through every form of IPv4 inside IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return public(inner)
        if any(address in network for network in _OURS):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


class Guard:
    """What may be reached. Tests open loopback by a guard of their own; nothing else does."""

    def port(self, scheme: str, port: int | None) -> bool:
        """Whether a port may be asked for; `None` is the scheme's own."""
        return scheme in PORTS and (port is None or port in PORTS[scheme])

    def address(self, address: Address) -> bool:
        """Whether an address may be connected to."""
        return public(address)


@dataclass(frozen=True)
class Answer:
    """What an address answered with."""

    path: str
    """Of the last address; for its ending."""
    page: bool
    """It is a page to look at, not a file."""
    content: AsyncIterator[bytes]


@contextlib.asynccontextmanager
async def fetched(link: str, guard: Guard, limit_bytes: int) -> AsyncGenerator[Answer]:
    """The answer of a link, while it streams. Raises `LinkBlocked`, and `LinkFailed` from here or while it is read."""
    import aiohttp

    refused: list[Address] = []
    connector = aiohttp.TCPConnector(socket_factory=partial(_socket, guard, refused), force_close=True, limit=2)
    timeout = aiohttp.ClientTimeout(total=TOTAL, sock_connect=10.0, sock_read=_SILENCE)
    named, link = _site(link), link.strip()
    with _told(named, refused):
        async with aiohttp.ClientSession(
            connector=connector,
            timeout=timeout,
            headers=_HEADERS,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        ) as session:
            for _ in range(HOPS + 1):
                _check(link, guard, named)
                async with session.get(link, allow_redirects=False) as response:
                    if response.status in (301, 302, 303, 307, 308) and "Location" in response.headers:
                        link = urljoin(link, response.headers["Location"])
                        continue
                    _check_answer(named, response.status, response.content_length, limit_bytes)
                    page = response.content_type in ("text/html", "application/xhtml+xml")
                    yield Answer(urlsplit(link).path, page, response.content.iter_chunked(_CHUNK))
                    return
        raise LinkFailed(values={"site": named})


def _check(link: str, guard: Guard, named: str) -> None:
    """Raises `LinkBlocked` for an address that may not even be asked."""
    try:
        parts = urlsplit(link)
        fits = guard.port(parts.scheme, parts.port) and _nameable(parts.hostname or "") and parts.username is None
    except ValueError:
        fits = False
    if not fits:
        raise LinkBlocked(values={"site": named})


def _nameable(host: str) -> bool:
    """A name, or an address in full: one number, octal and hexadecimal parts are only written to slip by."""
    last = host.rstrip(".").rpartition(".")[2]
    return bool(host) and (_IPV4.fullmatch(host) is not None or not _NUMBER.fullmatch(last))


def _check_answer(named: str, status: int, size: int | None, limit_bytes: int) -> None:
    if status != 200:
        raise LinkFailed(values={"site": named})
    if size is not None and size > limit_bytes:
        raise LinkFailed(code="too-large", values={"limit_mb": limit_bytes // 1_000_000})


def _socket(guard: Guard, refused: list[Address], info: Any) -> socket.socket:
    """A socket for a resolved address, if that address may be reached; others are noted in `refused`. Raises `OSError`."""
    family, kind, protocol, _, place = info
    address = ipaddress.ip_address(str(place[0]).partition("%")[0])
    if not guard.address(address):
        refused.append(address)
        raise OSError("this address is not for strangers")
    return socket.socket(family, kind, protocol)


@contextlib.contextmanager
def _told(named: str, refused: list[Address]) -> Generator[None]:
    """Errors of the library, whose words hold the address, as ours."""
    import aiohttp

    try:
        yield
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        raise (LinkBlocked if refused else LinkFailed)(values={"site": named}) from None


def _site(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "?")[:60]
    except ValueError:
        return "?"
