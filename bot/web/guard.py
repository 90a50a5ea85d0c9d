"""What every request to the web chat passes: which name it came under, which page it speaks for, who is talking."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from bot.web.hooks import PREFIX as HOOKS
from bot.web.sessions import COOKIE, MAX_AGE, Sessions, is_loopback
from bot.web.wire import refused

USER: web.RequestKey[str] = web.RequestKey("user", str)
"""Who is talking; empty where nobody is known yet."""
LINKS = "/f/"
"""Where sealed links lead."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}
_SAFE = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})
_OPEN = frozenset({"/api/words", "/api/session"})
_OURS = frozenset({"", "same-origin", "none"})
"""What a browser says of a request that no foreign page made; older ones say nothing."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Keeps foreign pages and strangers out."""

    def __init__(self, sessions: Sessions, public_url: str) -> None:
        self._sessions = sessions
        self._public = urlsplit(public_url)

    @web.middleware
    async def pass_on(self, request: web.Request, handler: _Handler) -> Any:
        """The middleware."""
        if not request.path.startswith((HOOKS, LINKS)):
            self._check_name(request)
            self._check_page(request)
            request[USER] = self.user(request)
            if not request[USER] and request.path.startswith("/api/") and request.path not in _OPEN:
                raise refused(web.HTTPUnauthorized, "account-needed")
        response = await handler(request)
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    def _check_name(self, request: web.Request) -> None:
        """No name that was bent to loopback may reach a server that asks for no account."""
        host = urlsplit(f"//{request.host}").hostname or ""
        if not self._sessions.needs_account and not is_loopback(host):
            raise web.HTTPForbidden(text="unknown host")

    def _check_page(self, request: web.Request) -> None:
        """No foreign page may speak for the user."""
        if request.method in _SAFE:
            return
        origin = request.headers.get(hdrs.ORIGIN)
        if origin and urlsplit(origin).netloc not in (request.host, self._public.netloc or request.host):
            raise web.HTTPForbidden(text="foreign origin")
        if request.headers.get("Sec-Fetch-Site", "") not in _OURS:
            raise web.HTTPForbidden(text="foreign page")

    def user(self, request: web.Request) -> str:
        """Who is talking, as of now; empty for nobody known."""
        return self._sessions.user(request.cookies.get(COOKIE)) or ""

    def address(self, request: web.Request) -> str:
        """Under which address the page is reached."""
        if self._public.netloc:
            return self._public.geturl().rstrip("/")
        return f"{self._scheme(request)}://{request.host}"

    def welcome(self, request: web.Request, response: web.Response, user: str) -> None:
        """Give the browser its cookie."""
        secure = self._scheme(request) == "https"
        cookie = self._sessions.new(user)
        response.set_cookie(COOKIE, cookie, max_age=MAX_AGE, httponly=True, samesite="Strict", secure=secure)

    def _scheme(self, request: web.Request) -> str:
        return request.headers.get("X-Forwarded-Proto", request.scheme).partition(",")[0].strip()
