"""Webhooks of other platforms pass through the web chat's server, whatever name it is reached under."""

from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.web.hooks import Hooks
from tests.bot.web.test_server import serving

pytestmark = pytest.mark.unit


async def test_a_hook_is_passed_on_while_it_hangs(home: Path) -> None:
    hooks = Hooks()

    async def first(request: web.Request) -> web.Response:
        return web.Response(text=f"first {await request.text()}")

    async def second(request: web.Request) -> web.Response:
        return web.Response(text="second")

    async with (
        serving(home, hooks=hooks) as (_, _, base),
        aiohttp.ClientSession(base, timeout=aiohttp.ClientTimeout(5)) as caller,
    ):
        assert (await caller.post("/hooks/telegram", data="x")).status == 404
        hooks.put("telegram", first)
        answer = await caller.post("/hooks/telegram", data="update", headers={"Host": "cutroom.example"})
        assert (answer.status, await answer.text()) == (200, "first update")
        hooks.put("telegram", second)
        hooks.drop("telegram", first)
        assert await (await caller.post("/hooks/telegram")).text() == "second"
        hooks.drop("telegram", second)
        assert (await caller.post("/hooks/telegram")).status == 404
