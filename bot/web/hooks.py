"""Webhooks of other platforms through the web chat's server: each platform hangs its handler up under a name of its own."""

from collections.abc import Awaitable, Callable

from aiohttp import web

PREFIX = "/hooks/"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Hooks:
    """Handlers by name, under `/hooks/NAME`. Whoever hangs one up checks who calls: no session is asked for here."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def put(self, name: str, handler: Handler) -> None:
        """Take a name; a platform that was made anew takes the place of what it was before."""
        self._handlers[name] = handler

    def drop(self, name: str, handler: Handler) -> None:
        """Give a name back, unless somebody else has taken it since."""
        if self._handlers.get(name) == handler:
            del self._handlers[name]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Pass a request on."""
        handler = self._handlers.get(request.match_info["name"])
        if handler is None:
            raise web.HTTPNotFound
        return await handler(request)
