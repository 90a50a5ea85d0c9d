"""The web chat's routes, spoken to as its page does."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yarl

from agent_core.messages import Limits, Origin, Product
from bot.localization import Localization
from bot.platform import Button, Incoming, Outgoing, OutgoingFile, PostFailed
from bot.settings import BotSettings
from bot.web.accounts import Accounts
from bot.web.adapter import Web, page_words
from bot.web.hooks import Hooks
from workers.ledger_client import AssetGone
from workers.signing import Seals

pytestmark = pytest.mark.unit
CONTENT = bytes(range(256)) * 40


class Ear:
    """Keeps what the server hands to the conversation."""

    def __init__(self) -> None:
        self.heard: list[tuple[Incoming, list[bytes]]] = []

    async def receive(self, incoming: Incoming) -> None:
        files = [b"".join([chunk async for chunk in file.read()]) for file in incoming.files] if incoming.text else []
        self.heard.append((incoming, files))


class Shop:
    """A store in which every asset is the same film, but for `gone`."""

    async def open(self, asset: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        yield CONTENT[start:end]

    async def size(self, asset: str) -> int:
        if asset == "gone":
            raise AssetGone
        return len(CONTENT)

    async def seal_holds(self, asset: str, name: str, until: int, seal: str) -> bool:
        return (until, seal) == (2_000_000_000, "ours")


@asynccontextmanager
async def serving(
    home: Path, token: str = "", hooks: Hooks | None = None, **settings: Any
) -> AsyncIterator[tuple[Web, Ear, str]]:
    words = Localization()
    asked = BotSettings(http_port=0, http_token=token, home=home, **settings)
    web = Web(asked, Shop(), lambda language: page_words(words, language), hooks)
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
async def browser(base: str, *, enter: bool = True) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(base, cookie_jar=jar, timeout=aiohttp.ClientTimeout(10)) as session:
        if enter:
            assert (await session.get("/api/session")).status == 200
        yield session


def _user(session: aiohttp.ClientSession) -> str:
    return next(cookie.value for cookie in session.cookie_jar).split(".")[0]


async def _upload(session: aiohttp.ClientSession, content: bytes, **values: Any) -> str:
    announced = {"name": "clip.mp4", "size_bytes": len(content), "content_type": "video/mp4"} | values
    answer = await session.post("/api/uploads", json=announced)
    assert answer.status == 201
    begun = await answer.json()
    half = len(content) // 2
    for offset, part in ((0, content[:half]), (half, content[half:])):
        sent = await session.patch(f"/api/uploads/{begun['id']}", data=part, headers={"Upload-Offset": str(offset)})
        assert sent.status == 204
    return begun["id"]


async def _events(session: aiohttp.ClientSession, count: int, path: str = "/api/events?after=0") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(5), session.get(path) as response:
        async for line in response.content:
            if line.startswith(b'data: {"seq"'):
                found.append(json.loads(line[6:])["message"])
                if len(found) == count:
                    break
    return found


async def test_a_wish_with_two_files_reaches_the_conversation_and_the_page(home: Path) -> None:
    async with serving(home) as (web, ear, base), browser(base) as session:
        uploads = [await _upload(session, CONTENT), await _upload(session, b"two", name="two.ogg", content_type="", voice=True)]
        wish = {"id": "u1", "text": "make it a meme", "language": "vi", "uploads": uploads}
        assert (await session.post("/api/messages", json=wish)).status == 204
        [(incoming, files)] = ear.heard
        assert (incoming.text, incoming.locale, incoming.origin.message) == ("make it a meme", "vi", "u1")
        assert (files, [file.voice for file in incoming.files]) == ([CONTENT, b"two"], [False, True])
        product = Product(
            asset="f" * 64, name="meme.mp4", kind="video", content_type="video/mp4", size_bytes=len(CONTENT), thumbnail="e" * 64
        )
        shop = Shop()
        file = OutgoingFile(product, lambda: shop.open(""))
        outgoing = Outgoing("Here you go", [file], [[Button("Undo", "act:undo:1")]], "result", nonce="n1")
        [first] = await web.post(incoming.origin, outgoing)
        assert await web.post(incoming.origin, outgoing) == [first], "the same nonce is the same message"
        mine, result = await _events(session, 2)
        assert (mine["author"], mine["files"][0]["size_bytes"], result["reply_to"]) == ("me", len(CONTENT), "u1")
        assert mine["n"] < result["n"]
        assert result["buttons"] == [{"label": "Undo", "value": "act:undo:1"}]
        assert "nonce" not in result
        assert not list((home / "web" / "uploads").iterdir()), "what the conversation has taken in is dropped"


async def test_a_wish_that_is_sent_again_is_heard_once(home: Path) -> None:
    async with serving(home) as (_, ear, base), browser(base) as session:
        wish = {"id": "u1", "text": "make it a meme", "uploads": [await _upload(session, CONTENT)]}
        for _ in range(3):
            assert (await session.post("/api/messages", json=wish)).status == 204
        assert len(ear.heard) == 1
    async with serving(home) as (_, ear, base), aiohttp.ClientSession(base, cookie_jar=session.cookie_jar) as again:
        assert (await again.post("/api/messages", json=wish)).status == 204
        assert not ear.heard, "after a restart it is known by its files, which are gone"
        lost = wish | {"id": "u2"}
        answer = await again.post("/api/messages", json=lost)
        assert (answer.status, await answer.json()) == (409, {"code": "upload-gone"})


async def test_an_upload_goes_on_where_it_broke_off_and_can_be_stopped(home: Path) -> None:
    async with serving(home) as (_, _, base), browser(base) as session, browser(base) as stranger:
        begun = await (await session.post("/api/uploads", json={"name": "a.mp4", "size_bytes": len(CONTENT)})).json()
        place = f"/api/uploads/{begun['id']}"
        assert (await session.patch(place, data=CONTENT[:100], headers={"Upload-Offset": "0"})).headers["Upload-Offset"] == "100"
        wrong = await session.patch(place, data=CONTENT, headers={"Upload-Offset": "0"})
        assert (wrong.status, wrong.headers["Upload-Offset"]) == (409, "100")
        assert (await session.head(place)).headers["Upload-Offset"] == "100"
        assert (await stranger.head(place)).status == 404
        assert (await session.patch(place, data=b"x")).status == 400
        unfinished = await session.post("/api/messages", json={"id": "u1", "text": "hm", "uploads": [begun["id"]]})
        assert unfinished.status == 409
        assert (await session.delete(place)).status == 204
        assert (await session.head(place)).status == 404


async def test_a_reply_to_ones_own_film_is_about_it_and_to_ones_own_words_about_what_came_of_them(home: Path) -> None:
    async with serving(home) as (web, ear, base), browser(base) as session:
        wish = {"id": "u1", "text": "make it a meme", "uploads": [await _upload(session, CONTENT)]}
        await session.post("/api/messages", json=wish)
        await session.post("/api/messages", json={"id": "u2", "text": "and turn it", "reply_to": "u1"})
        incoming, files = ear.heard[-1]
        assert (incoming.reply_to, [file.name for file in incoming.files], files) == (None, ["clip.mp4"], [CONTENT])
        [answer] = await web.post(incoming.origin, Outgoing("Done", kind="result"))
        await session.post("/api/messages", json={"id": "u3", "text": "shorter", "reply_to": "u2"})
        assert ear.heard[-1][0].reply_to == answer
        await session.post("/api/messages", json={"id": "u4", "text": "shorter", "reply_to": answer})
        assert ear.heard[-1][0].reply_to == answer


async def test_conversations_are_apart(home: Path) -> None:
    async with serving(home) as (web, ear, base), browser(base) as session, browser(base) as stranger:
        second = f"{_user(session)}-2"
        await session.post("/api/messages", json={"id": "u1", "text": "here"})
        await session.post("/api/messages", json={"id": "u2", "text": "there", "chat": second})
        assert [incoming.origin.chat for incoming, _ in ear.heard] == [_user(session), second]
        assert len({incoming.origin.user for incoming, _ in ear.heard}) == 1
        [there] = await _events(session, 1, f"/api/events?chat={second}")
        assert there["text"] == "there"
        for method, path, body in (
            ("get", f"/api/events?chat={second}", None),
            ("get", f"/api/chats/{second}/messages?before=9", None),
            ("patch", f"/api/chats/{second}", {"title": "mine"}),
            ("delete", f"/api/chats/{second}", None),
            ("post", "/api/messages", {"id": "u3", "text": "hm", "chat": second}),
            ("post", "/api/press", {"id": "b", "message": "c", "value": "v", "chat": second}),
        ):
            assert (await stranger.request(method, path, json=body)).status == 404, path
        await web.post(ear.heard[1][0].origin, Outgoing("0 %", buttons=[[Button("Cancel", "cancel:j1")]], kind="status"))
        assert (await session.delete(f"/api/chats/{second}")).status == 204
        assert ear.heard[-1][0].value == "cancel:j1", "what is still made for it is ended"
        assert (await session.get(f"/api/events?chat={second}")).status == 404
        with pytest.raises(PostFailed):
            await web.post(ear.heard[1][0].origin, Outgoing("Done", kind="result"))
        assert (await session.patch(f"/api/chats/{_user(session)}", json={"title": "Cats"})).status == 204


async def test_files_are_served_in_ranges_and_only_to_their_person(home: Path) -> None:
    async with serving(home) as (web, _, base), browser(base) as session, browser(base) as stranger:
        origin = Origin(platform="web", account="web", chat=_user(session), message="u1", user=_user(session))
        facts: dict[str, Any] = {"kind": "video", "content_type": "video/mp4", "size_bytes": len(CONTENT)}
        products = [Product(asset="a" * 64, name="m.mp4", **facts), Product(asset="gone", name="g.mp4", **facts)]
        products.append(Product(asset="b" * 64, name="x.html", kind="file", content_type="text/html", size_bytes=len(CONTENT)))
        shop = Shop()
        await web.post(origin, Outgoing("", [OutgoingFile(p, lambda: shop.open("")) for p in products]))
        path = f"/api/files/{'a' * 64}/m.mp4"
        whole = await session.get(path)
        assert (whole.status, await whole.read(), whole.content_type) == (200, CONTENT, "video/mp4")
        part = await session.get(path, headers={"Range": "bytes=100-199"})
        assert (part.status, await part.read()) == (206, CONTENT[100:200])
        assert part.headers["Content-Range"] == f"bytes 100-199/{len(CONTENT)}"
        tail = await session.get(path, headers={"Range": "bytes=-10"})
        assert await tail.read() == CONTENT[-10:]
        assert (await session.get(path, headers={"Range": "bytes=999999-"})).status == 416
        assert (await session.get(f"{path}?download")).headers["Content-Disposition"] == "attachment"
        head = await session.head(path)
        assert (head.status, head.headers["Content-Length"], await head.read()) == (200, str(len(CONTENT)), b"")
        assert (await stranger.get(path)).status == 404
        assert (await session.get("/api/files/gone/g.mp4")).status == 404
        html = await session.get(f"/api/files/{'b' * 64}/x.html")
        assert (html.content_type, html.headers["Content-Disposition"]) == ("application/octet-stream", "attachment")


async def test_a_film_that_waits_for_its_wish_plays_too(home: Path) -> None:
    async with serving(home) as (_, _, base), browser(base) as session, browser(base) as stranger:
        film = bytes(reversed(CONTENT))
        await session.post("/api/messages", json={"id": "u1", "uploads": [await _upload(session, film)]})
        [mine] = await _events(session, 1)
        path = f"/api/files/{mine['files'][0]['asset']}/clip.mp4"
        part = await session.get(path, headers={"Range": "bytes=10-99"})
        assert (part.status, await part.read(), part.content_type) == (206, film[10:100], "video/mp4")
        assert (await stranger.get(path)).status == 404
        assert (home / "web" / "uploads" / mine["files"][0]["upload"]).exists(), "seen is not taken"


async def test_a_sealed_link_opens_without_a_session_until_it_expires(home: Path) -> None:
    async with serving(home, token="secret") as (_, _, base), browser(base, enter=False) as anybody:
        path = f"/f/{'a' * 64}/m.mp4"
        good = await anybody.get(f"{path}?until=2000000000&seal=ours", headers={"Range": "bytes=0-9"})
        assert (good.status, await good.read(), good.content_type) == (206, CONTENT[:10], "video/mp4")
        assert "sandbox" in good.headers["Content-Security-Policy"]
        for query in ("until=2000000000&seal=x", "until=2000000001&seal=ours", "until=x&seal=ours", ""):
            bad = await anybody.get(f"{path}?{query}", headers={"Accept-Language": "fr, vi;q=0.8"})
            assert (bad.status, await bad.text()) == (403, Localization().say("vi", "error-web-link-gone"))


async def test_the_workers_links_open_here(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seals = Seals(home)

    async def holds(self: Shop, asset: str, name: str, until: int, seal: str) -> bool:
        return seals.holds(asset, name, until, seal, time.time())

    monkeypatch.setattr(Shop, "seal_holds", holds)
    async with serving(home) as (_, _, base), browser(base, enter=False) as anybody:
        for name in ("meme.mp4", "phim của tôi #1 100%.mp4", "我的 视频.webm"):
            link = seals.address(base, "a" * 64, name, int(time.time()) + 60)
            good = await anybody.get(yarl.URL(link, encoded=True))
            assert (good.status, await good.read()) == (200, CONTENT), name
            old = seals.address(base, "a" * 64, name, int(time.time()) - 1)
            assert (await anybody.get(yarl.URL(old, encoded=True))).status == 403


async def test_the_page_is_not_sent_twice(home: Path) -> None:
    async with serving(home) as (_, _, base), browser(base) as session:
        first = await session.get("/static/app.js")
        again = await session.get("/static/app.js", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")


async def test_a_pressed_button_is_heard_as_one(home: Path) -> None:
    async with serving(home) as (_, ear, base), browser(base) as session:
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
        ("post", "/api/messages", {"data": {"wish": "x"}}),
        ("post", "/api/messages", {"json": {"id": "a/b"}}),
        ("post", "/api/uploads", {"json": {"name": "", "size_bytes": 1}}),
        ("get", "/api/events?after=x", {}),
    ],
)
async def test_nonsense_is_refused(home: Path, method: str, path: str, sent: dict[str, Any]) -> None:
    async with serving(home) as (_, ear, base), browser(base) as session:
        assert (await session.request(method, path, **sent)).status == 400
        assert not ear.heard


async def test_strangers_pages_and_bent_names_are_kept_out(home: Path) -> None:
    async with serving(home) as (_, ear, base), browser(base, enter=False) as session:
        assert (await session.get("/api/events")).status == 401
        await session.get("/api/session")
        press = {"id": "b1", "message": "c1", "value": "v"}
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
            assert (await session.post("/api/press", json=press, headers=headers)).status == 403
        assert (await session.get("/", headers={"Host": "evil.example"})).status == 403
        assert (await session.get("/static/..%2fserver.py")).status == 404
        assert (await session.get("/static/app.js")).status == 200
        assert not ear.heard
        page = await session.get("/")
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert "<script>" not in await page.text() and "style=" not in await page.text()


async def test_the_cookie_is_kept_from_scripts_and_foreign_pages(home: Path) -> None:
    async with serving(home) as (_, _, base), browser(base, enter=False) as session:
        plain = (await session.get("/api/session")).headers["Set-Cookie"]
        assert "HttpOnly" in plain and "SameSite=Strict" in plain and "Secure" not in plain
    async with serving(home) as (_, _, base), browser(base, enter=False) as session:
        proxied = await session.get("/api/session", headers={"X-Forwarded-Proto": "https"})
        assert "Secure" in proxied.headers["Set-Cookie"]


async def test_where_others_may_come_one_enters_by_invitation(home: Path) -> None:
    async with (
        serving(home, token="open sesame", public_url="https://cutroom.example") as (web, _, base),
        browser(base, enter=False) as owner,
        browser(base, enter=False) as guest,
    ):
        assert (await owner.get("/api/session")).status == 401
        wrong = await owner.post("/api/session", json={"token": "guess"})
        assert (wrong.status, await wrong.json()) == (401, {"code": "wrong-token"})
        assert (await owner.get("/api/events")).status == 401
        entered = await owner.post("/api/session", json={"token": "open sesame"}, headers={"Origin": "https://cutroom.example"})
        assert await entered.json() == {"user": "owner", "account": True, "name": "", "owner": True}
        link = (await (await owner.post("/api/invites", json={"name": "Ann"})).json())["link"]
        address, _, secret = link.partition("#invite=")
        assert address == "https://cutroom.example/", "the secret stands behind the #, which no server sees"
        invited = await (await guest.post("/api/session", json={"invite": secret})).json()
        assert invited == {"user": _user(guest), "account": True, "name": "Ann", "owner": False}
        assert (await guest.post("/api/invites", json={})).status == 403
        assert (await guest.get("/api/accounts")).status == 403
        device = await (await guest.post("/api/invites", json={"own": True})).json()
        async with browser(base, enter=False) as phone:
            again = await phone.post("/api/session", json={"invite": secret})
            assert (again.status, await again.json()) == (401, {"code": "invite-gone"})
            assert (await phone.post("/api/session", json={"invite": device["link"].partition("=")[2]})).status == 200
            assert _user(phone) == _user(guest) != _user(owner)
        [ann] = await (await owner.get("/api/accounts")).json()
        assert ann["name"] == "Ann"
        stream = await guest.get("/api/events")
        assert (await owner.delete(f"/api/accounts/{ann['id']}")).status == 204
        where = Origin(platform="web", account="web", chat=ann["id"], message="u1", user=ann["id"])
        await web.post(where, Outgoing("not for a stranger's eyes"))
        async with asyncio.timeout(5):
            assert b"eyes" not in await stream.read()
        assert (await guest.get("/api/session")).status == 401


async def test_an_invitation_from_beside_the_server_opens_an_owner_without_a_token(home: Path) -> None:
    secret = Accounts(home / "web").invite(owner=True)
    async with serving(home, http_host="0.0.0.0") as (_, _, base), browser(base, enter=False) as session:
        assert (await session.get("/api/session")).status == 401
        entered = await session.post("/api/session", json={"invite": secret})
        assert (await entered.json())["owner"] is True
        assert (await session.delete("/api/session")).status == 204
        assert (await session.get("/api/session")).status == 401


async def test_a_file_past_the_limit_is_refused_and_not_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Web, "limits", Limits(upload_bytes=1000))
    async with serving(home) as (_, _, base), browser(base) as session:
        answer = await session.post("/api/uploads", json={"name": "a", "size_bytes": 1001})
        assert (answer.status, await answer.json()) == (413, {"code": "too-large"})
        begun = await (await session.post("/api/uploads", json={"name": "a", "size_bytes": 900})).json()
        place = f"/api/uploads/{begun['id']}"
        assert (await session.patch(place, data=CONTENT, headers={"Upload-Offset": "0"})).status == 413
        assert not list((home / "web" / "uploads").iterdir())
