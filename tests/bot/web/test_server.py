"""The web chat's routes, spoken to as its page does."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent_core.messages import Limits, Origin, Product
from bot.platform import Button, Incoming, Outgoing, OutgoingFile
from bot.settings import BotSettings
from bot.web.adapter import Web
from bot.web.hooks import Hooks

pytestmark = pytest.mark.unit
CONTENT = bytes(range(256)) * 40


class Ear:
    """Keeps what the server hands to the conversation."""

    def __init__(self) -> None:
        self.heard: list[tuple[Incoming, list[bytes]]] = []

    async def receive(self, incoming: Incoming) -> None:
        files = [b"".join([chunk async for chunk in file.read()]) for file in incoming.files] if incoming.text else []
        self.heard.append((incoming, files))


async def _read(asset: str, start: int, end: int | None) -> AsyncIterator[bytes]:
    yield CONTENT[start:end]


@asynccontextmanager
async def serving(home: Path, token: str = "", hooks: Hooks | None = None) -> AsyncIterator[tuple[Web, Ear, str]]:
    web = Web(
        BotSettings(http_port=0, http_token=token, home=home),
        _read,
        lambda language: {"words": {"send": language}, "examples": []},
        hooks,
    )
    ear = Ear()
    task = asyncio.create_task(web.run(ear.receive))
    for _ in range(200):
        if web.port:
            break
        await asyncio.sleep(0.01)
    try:
        yield web, ear, f"http://127.0.0.1:{web.port}"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def browser(base: str) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(base, cookie_jar=jar, timeout=aiohttp.ClientTimeout(10)) as session:
        yield session


def _form(wish: dict[str, Any], *files: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("wish", json.dumps(wish))
    for index, content in enumerate(files):
        form.add_field("file", content, filename=f"{index}.mp4", content_type="video/mp4")
    return form


def _announce(content: bytes) -> dict[str, Any]:
    return {"name": "clip.mp4", "size_bytes": len(content), "content_type": "video/mp4", "kind": "video", "preview": "p"}


async def _events(session: aiohttp.ClientSession, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(5), session.get("/api/events?after=0") as response:
        async for line in response.content:
            if line.startswith(b"data: "):
                found.append(json.loads(line[6:])["message"])
                if len(found) == count:
                    break
    return found


async def test_a_wish_with_two_files_reaches_the_conversation_and_the_page(home: Path) -> None:
    async with serving(home) as (web, ear, base), browser(base) as session:
        assert (await session.get("/api/session")).status == 204
        wish = {"id": "u1", "text": "make it a meme", "language": "vi", "files": [_announce(CONTENT), _announce(b"two")]}
        assert (await session.post("/api/messages", data=_form(wish, CONTENT, b"two"))).status == 204
        [(incoming, files)] = ear.heard
        assert (incoming.text, incoming.locale, incoming.origin.message) == ("make it a meme", "vi", "u1")
        assert files == [CONTENT, b"two"]
        product = Product(
            asset="f" * 64, name="meme.mp4", kind="video", content_type="video/mp4", size_bytes=len(CONTENT), thumbnail="e" * 64
        )
        outgoing = Outgoing(
            "Here you go",
            [OutgoingFile(product, lambda: _read("", 0, None))],
            [[Button("Undo", "act:undo:1")]],
            "result",
            nonce="n1",
        )
        [first] = await web.post(incoming.origin, outgoing)
        assert await web.post(incoming.origin, outgoing) == [first], "the same nonce is the same message"
        mine, result = await _events(session, 2)
        assert (mine["author"], mine["files"][0]["size_bytes"], result["reply_to"]) == ("me", len(CONTENT), "u1")
        assert result["buttons"] == [{"label": "Undo", "value": "act:undo:1"}]
        assert "nonce" not in result


async def test_files_are_served_in_ranges_and_only_to_their_chat(home: Path) -> None:
    async with serving(home) as (web, _, base), browser(base) as session, browser(base) as stranger:
        await session.get("/api/session")
        await stranger.get("/api/session")
        chat = next(cookie.value for cookie in session.cookie_jar).split(".")[0]
        origin = Origin(platform="web", account="web", chat=chat, message="u1", user=chat)
        product = Product(asset="a" * 64, name="m.mp4", kind="video", content_type="video/mp4", size_bytes=len(CONTENT))
        page = Product(asset="b" * 64, name="x.html", kind="file", content_type="text/html", size_bytes=len(CONTENT))
        await web.post(origin, Outgoing("", [OutgoingFile(p, lambda: _read("", 0, None)) for p in (product, page)]))
        path = f"/api/files/{'a' * 64}/m.mp4"
        whole = await session.get(path)
        assert (whole.status, await whole.read(), whole.content_type) == (200, CONTENT, "video/mp4")
        part = await session.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status, await part.read()) == (206, CONTENT[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(CONTENT)}"
        tail = await session.get(path, headers={"Range": "bytes=-10"})
        assert await tail.read() == CONTENT[-10:]
        assert (await session.get(path, headers={"Range": "bytes=999999-"})).status == 416
        assert (await stranger.get(path)).status == 404
        html = await session.get(f"/api/files/{'b' * 64}/x.html")
        assert (html.content_type, html.headers["Content-Disposition"]) == ("application/octet-stream", "attachment")


async def test_a_pressed_button_is_heard_as_one(home: Path) -> None:
    async with serving(home) as (_, ear, base), browser(base) as session:
        await session.get("/api/session")
        press = {"id": "b1", "message": "c1", "value": "cancel:j1", "language": "zh"}
        assert (await session.post("/api/press", json=press)).status == 204
        [(incoming, _)] = ear.heard
        assert (incoming.value, incoming.reply_to, incoming.origin.message) == ("cancel:j1", "c1", "c1/b1")


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("post", "/api/press", {"json": {"id": "../x", "message": "c", "value": "v"}}),
        ("post", "/api/press", {"json": [1]}),
        ("post", "/api/press", {"data": b"x", "headers": {"Content-Type": "text/plain"}}),
        ("post", "/api/messages", {"json": {}}),
        ("post", "/api/messages", {"data": _form({"id": "a/b"})}),
        ("get", "/api/events?after=x", {}),
    ],
)
async def test_nonsense_is_refused(home: Path, method: str, path: str, sent: dict[str, Any]) -> None:
    async with serving(home) as (_, ear, base), browser(base) as session:
        await session.get("/api/session")
        assert (await session.request(method, path, **sent)).status == 400
        assert not ear.heard


async def test_strangers_pages_and_bent_names_are_kept_out(home: Path) -> None:
    async with serving(home) as (_, ear, base), browser(base) as session:
        assert (await session.get("/api/events")).status == 401
        await session.get("/api/session")
        press = {"id": "b1", "message": "c1", "value": "v"}
        assert (await session.post("/api/press", json=press, headers={"Origin": "https://evil.example"})).status == 403
        assert (await session.get("/", headers={"Host": "evil.example"})).status == 403
        assert (await session.get("/static/..%2fserver.py")).status == 404
        assert not ear.heard


async def test_with_a_token_nothing_opens_without_it(home: Path) -> None:
    async with serving(home, token="open sesame") as (_, _, base), browser(base) as session:
        assert (await session.get("/api/session")).status == 401
        assert (await session.post("/api/session", json={"token": "guess"})).status == 401
        assert (await session.get("/api/events")).status == 401
        assert (await session.post("/api/session", json={"token": "open sesame"})).status == 204
        assert (await session.get("/api/session")).status == 204


async def test_a_file_past_the_limit_is_refused_and_not_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Web, "limits", Limits(upload_bytes=1000))
    async with serving(home) as (_, ear, base), browser(base) as session:
        await session.get("/api/session")
        wish = {"id": "u1", "text": "hm", "files": [_announce(CONTENT)]}
        assert (await session.post("/api/messages", data=_form(wish, CONTENT))).status == 413
        assert not ear.heard
        assert not list((home / "web" / "uploads").iterdir())
