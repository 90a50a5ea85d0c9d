"""How one gets in: sessions, invitations, accounts."""

import asyncio

from aiohttp import web

from bot.web.accounts import Account, Accounts
from bot.web.guard import USER, Guard
from bot.web.sessions import COOKIE, Sessions
from bot.web.wire import Entry, Guest, read_json, refused

_DEVICE_LIFETIME = 15 * 60.0
"""Seconds for which the link for a further device of one's own works."""
_GUESS_PAUSE = 0.5


class Doors:
    """The routes of sessions and accounts."""

    def __init__(self, sessions: Sessions, accounts: Accounts, guard: Guard) -> None:
        self._sessions = sessions
        self._accounts = accounts
        self._guard = guard
        self._guessing = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        """What they answer."""
        return [
            web.get("/api/session", self._session),
            web.post("/api/session", self._enter),
            web.delete("/api/session", self._leave),
            web.post("/api/invites", self._invite),
            web.get("/api/accounts", self._list),
            web.delete("/api/accounts/{id}", self._remove),
        ]

    async def _session(self, request: web.Request) -> web.Response:
        if request[USER]:
            return self._welcome(request, request[USER])  # a cookie that is used does not run out
        if self._sessions.needs_account:
            raise refused(web.HTTPUnauthorized, "account-needed")
        return self._welcome(request, self._sessions.stranger())

    async def _enter(self, request: web.Request) -> web.Response:
        entry = await read_json(Entry, request)
        if entry.invite and (account := self._accounts.redeem(entry.invite)):
            return self._welcome(request, account.id)
        if entry.token and self._sessions.accepts(entry.token):
            return self._welcome(request, "owner")
        async with self._guessing:  # one guess at a time, and slowly; who knows it does not wait
            await asyncio.sleep(_GUESS_PAUSE)
        raise refused(web.HTTPUnauthorized, "invite-gone" if entry.invite else "wrong-token")

    async def _leave(self, request: web.Request) -> web.Response:
        response = web.Response(status=204)
        response.del_cookie(COOKIE)
        return response

    def _welcome(self, request: web.Request, user: str) -> web.Response:
        response = self._who(user)
        self._guard.welcome(request, response, user)
        return response

    def _who(self, user: str) -> web.Response:
        account = self._account(user)
        named = {"name": account.name, "owner": account.owner} if account else {"name": "", "owner": False}
        return web.json_response({"user": user, "account": account is not None, **named})

    def _account(self, user: str) -> Account | None:
        return self._sessions.account(user) if self._sessions.needs_account else None

    async def _invite(self, request: web.Request) -> web.Response:
        guest = await read_json(Guest, request)
        account = self._account(request[USER])
        if account is None or not (guest.own or account.owner):
            raise refused(web.HTTPForbidden, "not-yours")
        if guest.own:
            secret = self._accounts.invite(account=account.id, lifetime=_DEVICE_LIFETIME)
        else:
            secret = self._accounts.invite(name=guest.name)
        # behind the #, so that no server and no log ever sees it
        return web.json_response({"link": f"{self._guard.address(request)}/#invite={secret}"})

    async def _list(self, request: web.Request) -> web.Response:
        self._check_owner(request)
        return web.json_response([account.model_dump() for account in self._accounts.all()])

    async def _remove(self, request: web.Request) -> web.Response:
        self._check_owner(request)
        if not self._accounts.remove(request.match_info["id"]):
            raise web.HTTPNotFound
        return web.Response(status=204)

    def _check_owner(self, request: web.Request) -> None:
        account = self._account(request[USER])
        if account is None or not account.owner:
            raise refused(web.HTTPForbidden, "not-yours")
