"""Links in wishes: what is followed, what is refused, and that nobody is led into our own house."""

import asyncio
import ipaddress
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from agent_core.agent import Wish
from agent_core.messages import Answer, Attachment, Limits
from media.store import FileStore
from tests.workers.samples import INTENT, origin
from workers import fetching
from workers.errors import WorkerError
from workers.fetching import Guard, LinkBlocked, LinkFailed, fetched, public
from workers.links import LinkIsPage, Links, LinksOff, found
from workers.settings import WorkerSettings

pytestmark = pytest.mark.unit

CLIP = b"\x00\x00\x00\x18ftypmp42" + bytes(5000)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255",
        "224.0.0.1", "240.0.0.1", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fec0::1", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1",
        "2002:7f00:1::1", "2002:c0a8:101::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:db8::1", "100::1",
    ],
)  # fmt: skip
def test_addresses_of_private_networks(address: str) -> None:
    assert not public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_internet(address: str) -> None:
    assert public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/x.mp4", "http://2130706433/x.mp4", "http://0177.0.0.1/x.mp4", "http://0x7f000001/x.mp4", "http://127.1/x.mp4",
        "http://[::1]/x.mp4", "http://[::ffff:127.0.0.1]/x.mp4", "http://[64:ff9b::7f00:1]/x.mp4", "http://localhost/x.mp4",
        "http://①②⑦.⓪.⓪.①/x.mp4", "http://0/x.mp4", "https://169.254.169.254/latest/meta-data",
        "http://example.org:22/x.mp4", "http://example.org:8080/x.mp4", "ftp://example.org/x.mp4", "file:///etc/passwd",
        "http://user:secret@example.org/x.mp4", "https://example.org:notaport/", "http:///x.mp4",
    ],
)  # fmt: skip
async def test_no_link_leads_into_our_own_house(link: str) -> None:
    with pytest.raises(LinkFailed) as caught:
        async with asyncio.timeout(10), fetched(link, Guard(), 1000):
            pass
    assert caught.value.code == "link-blocked", link


class Loopback(Guard):
    """Tests alone may reach this machine, at the port of their own server; everything else stays shut."""

    def __init__(self, port: int) -> None:
        self._port = port

    def port(self, scheme: str, port: int | None) -> bool:
        return (scheme == "http" and port == self._port) or super().port(scheme, port)

    def address(self, address: fetching.Address) -> bool:
        return str(address) == "127.0.0.1" or super().address(address)


@pytest.fixture
async def site() -> AsyncIterator[tuple[str, list[str]]]:
    """A server with files, pages and traps; its address, and what it was asked for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        match request.path.split("/")[1:]:
            case ["clip.mp4" | "clip.exe" | "clip"]:
                assert request.headers["Accept-Encoding"] == "identity" and "Cookie" not in request.headers
                return web.Response(body=CLIP, content_type="application/octet-stream")
            case ["page"]:
                return web.Response(text="<html>", content_type="text/html")
            case ["round", left]:
                raise web.HTTPFound(f"/round/{int(left) - 1}" if int(left) else "/clip.mp4", headers={"Set-Cookie": "a=b"})
            case ["inside"]:
                raise web.HTTPFound("http://[::1]/secret.mp4")
            case ["meta"]:
                raise web.HTTPFound("http://169.254.169.254/latest/meta-data")
            case ["endless"]:
                response = web.StreamResponse()
                await response.prepare(request)
                while True:
                    await response.write(bytes(4096))
            case ["slow"]:
                await asyncio.sleep(30)
        raise web.HTTPNotFound

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", asked
    await runner.cleanup()


def wish(text: str, **values: object) -> Wish:
    return Wish.model_validate({"text": text, "limits": Limits(upload_bytes=1)} | values)


def following(home: Path, url: str, **settings: object) -> Links:
    known = WorkerSettings.model_validate({"home": home, "max_upload_bytes": 100_000} | settings)
    return Links(known, FileStore(home / "store"), Loopback(int(url.rpartition(":")[2])))


async def test_a_link_becomes_an_attachment_once(home: Path, site: tuple[str, list[str]]) -> None:
    url, asked = site
    links = following(home, url)
    for _ in range(2):
        got = await links.followed("j1", wish(f"turn {url}/clip.mp4 into a meme"))
        assert got.text == "turn into a meme"
        [file] = got.attachments
        assert (file.name, file.size_bytes) == ("link-1.mp4", len(CLIP))
    assert asked == ["/clip.mp4"]
    assert await FileStore(home / "store").path(file.asset)


async def test_names_of_strangers_are_not_believed(home: Path, site: tuple[str, list[str]]) -> None:
    url, _ = site
    got = await following(home, url).followed("j1", wish(f"{url}/clip.exe meme {url}/clip"))
    assert [file.name for file in got.attachments] == ["link-1", "link-2"]


async def test_redirects_are_followed_so_far_and_carry_nothing_along(home: Path, site: tuple[str, list[str]]) -> None:
    url, asked = site
    links = following(home, url)
    assert (await links.followed("j1", wish(f"meme {url}/round/4"))).attachments[0].size_bytes == len(CLIP)
    assert len(asked) == 6
    with pytest.raises(LinkFailed):
        await links.followed("j2", wish(f"meme {url}/round/5"))


@pytest.mark.parametrize("trap", ["inside", "meta"])
async def test_a_redirect_leads_into_no_house_either(home: Path, site: tuple[str, list[str]], trap: str) -> None:
    url, _ = site
    with pytest.raises(LinkBlocked) as caught:
        await following(home, url).followed("j1", wish(f"meme {url}/{trap}"))
    assert caught.value.values == {"site": "127.0.0.1"}


async def test_what_has_no_end_is_cut_off_and_kept_nowhere(home: Path, site: tuple[str, list[str]]) -> None:
    url, _ = site
    with pytest.raises(WorkerError) as caught:
        await following(home, url).followed("j1", wish(f"meme {url}/endless"))
    assert caught.value.code == "too-large"
    assert not [path for path in (home / "store").rglob("*") if path.is_file()]


async def test_who_does_not_answer_is_not_waited_for(
    home: Path, site: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = site
    monkeypatch.setattr(fetching, "TOTAL", 0.3)
    with pytest.raises(LinkFailed):
        async with asyncio.timeout(5):
            await following(home, url).followed("j1", wish(f"meme {url}/slow"))


async def test_a_page_is_no_file(home: Path, site: tuple[str, list[str]]) -> None:
    url, _ = site
    with pytest.raises(LinkIsPage):
        await following(home, url).followed("j1", wish(f"meme {url}/page"))


async def test_a_link_beside_material_that_leads_to_none_is_just_words(home: Path, site: tuple[str, list[str]]) -> None:
    url, _ = site
    clip = Attachment(asset="a" * 64, name="clip.mp4", size_bytes=1)
    got = await following(home, url).followed("j1", wish(f"write {url}/page below", attachments=(clip,)))
    assert got.text == f"write {url}/page below" and got.attachments == (clip,)


async def test_a_link_answers_the_question_for_a_file(home: Path, site: tuple[str, list[str]]) -> None:
    url, _ = site
    answer = Answer(origin=origin(), text=f"{url}/clip.mp4")
    got = await following(home, url).followed("j1", wish("a meme please", partial=INTENT, answers=(answer,)))
    assert [file.name for file in got.answers[0].attachments] == ["link-1.mp4"]


async def test_links_can_be_switched_off(home: Path, site: tuple[str, list[str]]) -> None:
    url, asked = site
    with pytest.raises(LinksOff):
        await following(home, url, links=False).followed("j1", wish(f"meme {url}/clip.mp4"))
    assert not asked


async def test_pages_are_looked_through_by_a_program_where_that_is_switched_on(
    home: Path, site: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = site
    program = home / "bin" / "yt-dlp"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != "--output" ]; do shift; done\n'
        'name=$(echo "$2" | sed "s/%(ext)s/webm/")\necho "$4" > "$name"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(LinkIsPage):
        await following(home, url).followed("j1", wish(f"meme {url}/page"))
    got = await following(home, url, page_links=True).followed("j1", wish(f"meme {url}/page"))
    assert got.attachments[0].name == "link-1.webm"
    path = await FileStore(home / "store").path(got.attachments[0].asset)
    assert path.read_text().strip() == f"{url}/page"
    assert not list((home / "work").iterdir())


@pytest.mark.parametrize(
    ("text", "rest", "links"),
    [
        ("make it a meme", "make it a meme", ()),
        ("把 https://example.org/a.mp4，做成表情包", "把 ，做成表情包", ("https://example.org/a.mp4",)),
        ("https://example.org/a.mp4?x=1&y=2#t", "", ("https://example.org/a.mp4?x=1&y=2#t",)),
        ("lấy (http://example.org/a.mp4). Làm meme", "lấy (). Làm meme", ("http://example.org/a.mp4",)),
        ("write “https://example.org” below", "write “https://example.org” below", ()),
        ("http://a.org/1.mp4 http://a.org/1.mp4", "", ("http://a.org/1.mp4",)),
    ],
)
def test_links_in_words(text: str, rest: str, links: tuple[str, ...]) -> None:
    assert found(text) == (rest, links)
