"""The web chat's server: one page, its files, and the routes that the page calls. aiohttp only."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from aiohttp import hdrs, web

from agent_core.languages import DEFAULT_LANGUAGE, Language, from_locale
from bot.web.accounts import Accounts
from bot.web.chats import Chats
from bot.web.doors import Doors
from bot.web.guard import Guard
from bot.web.hooks import PREFIX as HOOKS
from bot.web.hooks import Hooks
from bot.web.sessions import Sessions
from bot.web.shelf import Shelf, Stock
from bot.web.spool import Spool
from bot.web.talk import Receive, Talk
from bot.web.uploads import Uploads

Words = Callable[[Language], dict[str, Any]]
"""The page's own words and example wishes in a language."""

_PAGE = files("bot.web") / "page"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html"}


@dataclass(frozen=True)
class House:
    """What the routes stand on."""

    chats: Chats
    uploads: Uploads
    accounts: Accounts
    sessions: Sessions
    stock: Stock
    words: Words
    hooks: Hooks
    public_url: str = ""


def application(house: House, receive: Receive) -> web.Application:
    """The aiohttp application; `receive` gets every wish."""
    guard = Guard(house.sessions, house.public_url)
    app = web.Application(middlewares=[guard.pass_on])
    app.add_routes([web.get("/", _page), web.get("/static/{name}", _static), web.get("/api/words", _speaking(house.words))])
    app.add_routes(Doors(house.sessions, house.accounts, guard).routes())
    app.add_routes(Talk(house.chats, house.uploads, house.stock.open, receive, guard).routes())
    app.add_routes(Spool(house.uploads).routes())
    app.add_routes(
        Shelf(house.chats, house.uploads, house.stock, lambda language: house.words(language)["problems"]["link-gone"]).routes()
    )
    app.add_routes([web.post(HOOKS + "{name}", house.hooks.handle)])
    app.on_shutdown.append(_closing(house.chats))  # or streams would hold up the end
    return app


def _closing(chats: Chats) -> Callable[[web.Application], Awaitable[None]]:
    async def close(app: web.Application) -> None:
        chats.close()

    return close


def _speaking(words: Words) -> Callable[[web.Request], Any]:
    async def speak(request: web.Request) -> web.Response:
        language = from_locale(request.query.get("language")) or DEFAULT_LANGUAGE
        return web.json_response(words(language), headers={"Cache-Control": "no-cache"})

    return speak


async def _page(request: web.Request) -> web.Response:
    return _file("index.html", request)


async def _static(request: web.Request) -> web.Response:
    return _file(request.match_info["name"], request)


def _file(name: str, request: web.Request) -> web.Response:
    """A file of the page; one that the browser has already is not sent again."""
    path = _PAGE / name
    suffix = Path(name).suffix
    if suffix not in _TYPES or "/" in name or not path.is_file():
        raise web.HTTPNotFound
    content = path.read_bytes()
    mark = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"Cache-Control": "no-cache", "ETag": mark}
    if request.headers.get(hdrs.IF_NONE_MATCH) == mark:
        return web.Response(status=304, headers=headers)
    return web.Response(body=content, content_type=_TYPES[suffix], charset="utf-8", headers=headers)
