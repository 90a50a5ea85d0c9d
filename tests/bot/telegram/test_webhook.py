"""Telegram calls us: who calls is known by the secret, every update is handled once and in order, and none is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.conversation import Conversation
from bot.errors import PlatformError
from bot.localization import Localization
from bot.settings import BotSettings
from bot.telegram import webhook
from bot.telegram.adapter import Telegram, telegram
from bot.telegram.memory import Marks
from bot.web.adapter import web_chat
from bot.web.hooks import PREFIX, Hooks
from tests.bot.conftest import FakeClient
from tests.bot.telegram.conftest import QUICK, Heard, Quickly, adapter, quiet_for, running, until
from tests.bot.telegram.double import TOKEN, BotApi

pytestmark = pytest.mark.unit

SECRET = webhook.secret(TOKEN)


class Server:
    """Our server, as far as it passes webhooks on."""

    def __init__(self) -> None:
        self.hooks = Hooks()
        self.url = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Server"]:
        app = web.Application()
        app.add_routes([web.post(PREFIX + "{name}", self.hooks.handle)])
        runner = web.AppRunner(app, handler_cancellation=False, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield self
        await runner.cleanup()

    def bot(self, api: BotApi, marks: Marks | None = None) -> Telegram:
        return adapter(api, marks=marks, hooks=self.hooks, telegram_webhook=True, public_url=self.url + "/")

    async def call(self, content: Any, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {webhook.HEADER: secret}
        address = f"{self.url}/hooks/telegram"
        async with aiohttp.ClientSession() as session, session.post(address, json=content, headers=headers) as response:
            return response.status


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server().open() as opened:
        yield opened


@pytest.fixture
async def heard(api: BotApi, server: Server) -> AsyncIterator[Heard]:
    ears = Heard()
    async with running(server.bot(api).run(ears.receive)):
        await until(lambda: api.webhook)
        yield ears


async def test_from_a_call_to_the_result(api: BotApi, server: Server, client: FakeClient) -> None:
    api.say("make it a meme", video=api.video(b"the clip"))  # before the bot was there
    async with running(Conversation(client, server.bot(api), clock=Quickly()).run()):
        await until(lambda: client.jobs)
        await until(lambda: not api.unconfirmed)
        assert api.webhook and api.webhook["url"] == f"{server.url}/hooks/telegram" and api.webhook["secret_token"] == SECRET
        assert set(api.webhook["allowed_updates"]) == {"message", "edited_message", "callback_query"}
        client.deliver("job1", products=(client.product(),), actions=("undo",), revision="r1")
        result = (await until(lambda: [m for m in api.posted() if "video" in m]))[0]
        press = api.press(result, "act:undo:r1")
        await until(lambda: press in api.answered and len(client.jobs) == 2)
    assert not api.polls and not api.called("deleteWebhook") and TOKEN.partition(":")[2] not in SECRET


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET + "0", SECRET.upper()])
async def test_strangers_are_turned_away(api: BotApi, server: Server, heard: Heard, secret: str | None) -> None:
    update = {"update_id": 1, "message": api.message("make it a meme")}
    assert await server.call(update, secret) == 403
    assert not heard.wishes
    assert await server.call(update) == 200
    assert [wish.text for wish in heard.wishes] == ["make it a meme"]


@pytest.mark.parametrize("content", [[], {}, "words", {"update_id": "x", "message": 3}, {"update_id": 5, "poll_answer": {}}, 7])
async def test_what_nobody_understands_is_not_asked_for_again(server: Server, heard: Heard, content: Any) -> None:
    assert await server.call(content) == 200
    assert not heard.wishes


async def test_a_call_that_comes_again_is_handled_once(api: BotApi, heard: Heard) -> None:
    heard.hold.clear()
    update = {"update_id": 9000, "message": api.message("make it a meme")}
    api.repeat(update, 3)
    await until(lambda: heard.wishes)
    await quiet_for(0.05)
    assert len(api.unconfirmed) == 3  # nothing is confirmed that is not in the ledger
    heard.hold.set()
    await until(lambda: not api.unconfirmed)
    api.repeat(update)
    await until(lambda: not api.unconfirmed)
    assert len(heard.wishes) == 1


async def test_calls_that_overtook_others_are_put_in_order(api: BotApi, heard: Heard) -> None:
    api.repeat({"update_id": 700, "message": api.message("first")})
    await until(lambda: heard.wishes)
    updates = [{"update_id": 701 + place, "message": api.message(f"wish {place}")} for place in range(6)]
    for place in (2, 1, 4, 0, 5, 3):
        api.repeat(updates[place])
        await asyncio.sleep(0.01)
    await until(lambda: not api.unconfirmed)
    assert [wish.text for wish in heard.wishes] == ["first", *(f"wish {place}" for place in range(6))]


async def test_an_update_that_never_comes_is_not_waited_for(api: BotApi, heard: Heard) -> None:
    api.repeat({"update_id": 100, "message": api.message("one")})
    await until(lambda: heard.wishes)
    api.repeat({"update_id": 150, "message": api.message("two")})
    api.repeat({"update_id": 151, "message": api.message("three")})
    await until(lambda: len(heard.wishes) == 3, 1.0)
    api.repeat({"update_id": 90, "message": api.message("late")})
    await until(lambda: len(heard.wishes) == 4, 1.0)
    assert [wish.text for wish in heard.wishes] == ["one", "two", "three", "late"]


async def test_a_restart_between_a_call_and_its_end_loses_nothing(api: BotApi, server: Server, client: FakeClient) -> None:
    stuck = asyncio.Event()

    async def never(_: object) -> None:
        stuck.set()
        await asyncio.Event().wait()

    async with running(server.bot(api).run(never)):
        await until(lambda: api.webhook)
        api.say("make it a meme", video=api.video())
        await asyncio.wait_for(stuck.wait(), 5)
    await until(lambda: api.refusals)
    assert set(api.refusals) <= {503, 404} and len(api.unconfirmed) == 1
    async with running(Conversation(client, server.bot(api), clock=Quickly()).run()):
        await until(lambda: client.jobs)
        await until(lambda: not api.unconfirmed)
    assert len(client.jobs) == 1


async def test_a_switch_back_to_polling_takes_the_webhook_down(api: BotApi, server: Server) -> None:
    ears = Heard()
    async with running(server.bot(api).run(ears.receive)):
        await until(lambda: api.webhook)
    api.say("between")
    async with running(adapter(api).run(ears.receive)):
        await until(lambda: ears.wishes)
        await until(lambda: not api.unconfirmed)
    assert api.webhook is None and [wish.text for wish in ears.wishes] == ["between"]


async def test_a_webhook_that_somebody_else_took_is_taken_back(
    api: BotApi, server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(webhook, "_LOOK", 0.03)
    ears = Heard()
    async with running(server.bot(api).run(ears.receive)):
        await until(lambda: api.webhook)
        api.webhook = None
        api.fail("getWebhookInfo", 502)
        await until(lambda: api.webhook)
        api.say("make it a meme")
        await until(lambda: ears.wishes)
        ears.hold.clear()
        api.say("and another")
        api.trouble = {"last_error_date": 1_700_000_000, "last_error_message": "Connection refused"}
        await until(lambda: "Telegram does not reach our webhook: Connection refused" in caplog.text)
    assert "another program has set or deleted this bot's webhook" in caplog.text


async def test_an_address_that_telegram_does_not_take_is_no_end(
    api: BotApi, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    api.takes_http = False
    ears = Heard()
    async with running(server.bot(api).run(ears.receive)):
        api.say("make it a meme")
        await until(lambda: ears.wishes)
    assert "https url must be provided" in caplog.text.lower() and not api.webhook
    assert await server.call({"update_id": 1}) == 404


async def test_the_web_chats_server_lets_telegram_through(api: BotApi, client: FakeClient, home: Path) -> None:
    """Under whatever name the server is reached from outside, and without an account of the web chat."""
    hooks = Hooks()
    settings = BotSettings(http_port=0, home=home, public_url="http://127.0.0.1")
    chat = web_chat(settings, client, Localization(), hooks)  # pyright: ignore[reportArgumentType]
    ears = Heard()
    async with running(chat.run(ears.receive)):
        await until(lambda: chat.port)
        bot = adapter(api, hooks=hooks, telegram_webhook=True, public_url=f"http://127.0.0.1:{chat.port}")
        async with running(bot.run(ears.receive)):
            api.say("make it a meme")
            await until(lambda: ears.wishes)
            headers = {webhook.HEADER: SECRET, "Host": "cutroom.example"}
            address = f"http://127.0.0.1:{chat.port}/hooks/telegram"
            update = {"update_id": 9999, "message": api.message("by name")}
            async with aiohttp.ClientSession() as session, session.post(address, json=update, headers=headers) as response:
                assert response.status == 200
    assert [wish.text for wish in ears.wishes] == ["make it a meme", "by name"]


@pytest.mark.parametrize(("public_url", "hooks"), [("", Hooks()), ("https://cutroom.example", None)])
def test_a_webhook_needs_an_address(public_url: str, hooks: Hooks | None) -> None:
    settings = BotSettings(telegram_token=TOKEN, telegram_webhook=True, public_url=public_url)
    with pytest.raises(PlatformError) as refused:
        telegram(settings, Localization(), QUICK, hooks=hooks)
    assert refused.value.code == "webhook-needs-address"
