"""Discord through the real discord.py: what people do in servers and private chats, and what they get to see."""

import asyncio
import base64
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from agent_core.catalogue.listing import built
from bot.discord.adapter import BadToken, Discord, account_of, discord_chat
from bot.discord.wording import Translator
from bot.localization import Localization
from bot.platform import Button, Incoming, Outgoing, PostFailed, anchor
from bot.settings import BotSettings
from tests.bot.discord.conftest import CLIP, content, heard, mention, product

pytestmark = pytest.mark.unit


async def test_a_mention_with_a_file_is_a_wish(env: simcord.Env, platform: Discord, channel: Any, alice: Any) -> None:
    sent = await alice.send(channel, f"{mention(platform)} làm meme giúp mình", attachments=[("clip.mp4", CLIP)])
    [wish] = heard(platform)
    assert (wish.text, wish.origin.message, wish.origin.private) == ("làm meme giúp mình", str(sent.id), False)
    assert await content(wish) == [CLIP]


async def test_groups_are_left_in_peace(env: simcord.Env, platform: Discord, channel: Any, alice: Any) -> None:
    other = env.guild.add_member(env.create_user("bob"))
    await alice.send(channel, "make this a meme", attachments=[("clip.mp4", CLIP)])
    await alice.send(channel, f"<@{other.id}> make this a meme")
    await env.guild.add_member(env.create_user("robot", bot=True)).send(channel, f"{mention(platform)} hi")
    assert [(each.addressed, each.text) for each in heard(platform)] == [(False, "make this a meme")]


async def test_a_reply_to_somebodys_video_takes_that_video(platform: Discord, channel: Any, alice: Any, env: simcord.Env) -> None:
    bob = env.guild.add_member(env.create_user("bob"))
    video = await bob.send(channel, "look at my cat", attachments=[("cat.mp4", CLIP)])
    await alice.send(channel, f"{mention(platform)} meme it", reply_to=video)
    _, wish = heard(platform)
    assert (await content(wish), wish.reply_to) == ([CLIP], None)


async def test_in_private_plain_words_do(env: simcord.Env, platform: Discord) -> None:
    carol = env.create_user("carol")
    stored = env.backend.store_attachments(carol.dm_channel.id, [("clip.mp4", CLIP)])
    await carol.send_dm("做成梗图", attachments=stored)
    [wish] = heard(platform)
    assert (wish.text, wish.origin.private, wish.origin.user) == ("做成梗图", True, str(carol.id))


async def test_status_result_and_reply(platform: Discord, channel: Any, alice: Any) -> None:
    sent = await alice.send(channel, f"{mention(platform)} meme", attachments=[("clip.mp4", CLIP)])
    [wish] = heard(platform)
    cancel = [[Button("Cancel", "cancel:j1")]]
    [status] = await platform.post(wish.origin, Outgoing("Rendering 10 %", buttons=cancel, kind="status", fraction=0.1))
    await platform.edit(wish.origin, status, Outgoing("Done", kind="status", fraction=1.0))
    undo = [[Button("Undo", "act:undo:r1")]]
    [result] = await platform.post(wish.origin, Outgoing("Here it is @everyone", [product()], undo, "result", nonce="n1"))
    shown = {str(message.id): message for message in channel.history()}
    assert (shown[status].content, shown[status].components) == ("Done", [])
    message = shown[result]
    assert [file.filename for file in message.attachments] == ["meme.mp4"]
    assert await message.attachments[0].read() == CLIP
    assert message.reference and message.reference.message_id == sent.id
    assert not message.mention_everyone
    await alice.send(channel, "smaller text", reply_to=message)
    [follow_up] = heard(platform)
    assert (follow_up.text, follow_up.reply_to) == ("smaller text", result)


async def test_a_press_is_heard_even_after_a_restart(
    env: simcord.Env, platform: Discord, channel: Any, alice: Any, home: Path
) -> None:
    await alice.send(channel, f"{mention(platform)} meme")
    [wish] = heard(platform)
    [result] = await platform.post(wish.origin, Outgoing("Here", buttons=[[Button("Undo", "act:undo:r1")]], kind="result"))
    again = Discord("token", "1", Localization(), home, shards=1)
    await env.restart_bot(again.client)
    pressed = await alice.click(next(m for m in channel.history() if str(m.id) == result), label="Undo")
    assert pressed.acknowledged
    [press] = heard(again)
    assert (press.value, press.reply_to, press.origin.user) == ("act:undo:r1", result, str(alice.id))
    before = len(channel.history())
    assert await again.post(press.origin, Outgoing("Only the one who asked may do that.", whisper=True)) == []
    assert pressed.followups[0].ephemeral
    assert len(channel.history()) == before, "a whisper is for one person"


async def test_slash_meme_answers_at_once_and_carries_its_options(
    env: simcord.Env, platform: Discord, channel: Any, alice: Any
) -> None:
    done = await alice.slash(channel, "meme", file=("clip.mp4", CLIP), top_text="me at 3am", bottom_text="still here")
    assert done.acknowledged
    [wish] = heard(platform)
    assert wish.template
    assert wish.template.capability == "meme"
    assert wish.template.params == {"top_text": "me at 3am", "bottom_text": "still here"}
    assert await content(wish) == [CLIP]
    assert done.response
    assert anchor(wish.origin) == str(done.response.id)


async def test_every_capability_that_takes_material_has_its_command(platform: Discord, channel: Any, alice: Any) -> None:
    wanted = {name for name, row in built().items() if row.group != "revisions"}
    wanted |= {f"preset {verb}" for verb in ("save", "share", "use", "list", "delete")}
    assert set(alice.available_commands(channel)) == wanted
    for command in platform.client.tree.get_commands(type=discord.AppCommandType.chat_input):
        payload = await command.get_translated_payload(platform.client.tree, platform.client.tree.translator or Translator())
        assert set(payload["description_localizations"]) >= {"vi", "zh-CN"}
        for option in payload.get("options", []):
            assert set(option["description_localizations"]) >= {"vi", "zh-CN"}


async def test_commands_are_told_only_when_they_changed(env: simcord.Env, platform: Discord, home: Path) -> None:
    def syncs() -> int:
        return sum(entry.method == "PUT" and entry.path.endswith("/commands") for entry in env.http_requests)

    assert syncs() == 1
    await env.restart_bot(Discord("token", "1", Localization(), home, shards=1).client)
    assert syncs() == 1


async def test_commands_that_discord_does_not_take_are_tried_again(
    env: simcord.Env, home: Path, platform: Discord, caplog: pytest.LogCaptureFixture
) -> None:
    (home / "discord" / "commands-1").unlink()
    env.inject_error("PUT", "/applications/*/commands", status=400, code=50035)
    again = Discord("token", "1", Localization(), home, shards=1)
    await env.restart_bot(again.client)
    assert "does not take the commands" in caplog.text and not (home / "discord" / "commands-1").exists()
    await env.restart_bot(Discord("token", "1", Localization(), home, shards=1).client)
    assert (home / "discord" / "commands-1").exists()


async def test_without_leave_to_read_all_it_serves_who_calls_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = Discord("token", "1", Localization(), home, shards=1)
    tried: list[bool] = []

    async def start(client: Any, token: str) -> None:
        tried.append(client.intents.message_content)
        await client._async_setup_hook()
        if client.intents.message_content:
            raise discord.PrivilegedIntentsRequired(None)
        raise discord.LoginFailure

    async def receive(incoming: Incoming) -> None: ...

    monkeypatch.setattr(discord.AutoShardedClient, "start", start)
    with pytest.raises(ExceptionGroup) as ended:
        await platform.run(receive)
    assert tried == [True, False] and ended.group_contains(BadToken)


async def test_many_shards_are_one_bot(home: Path) -> None:
    platform = Discord("token", "1", Localization(), home, shards=2)
    async with simcord.run(platform.client) as env:
        for shard in (0, 1):
            guild = env.create_guild(shard_id=shard)
            channel = guild.create_text_channel("general")
            carol = guild.add_member(env.create_user(f"carol{shard}"))
            await carol.send(channel, f"{mention(platform)} meme {shard}")
            [wish] = heard(platform)
            await platform.post(wish.origin, Outgoing("Here", [product()], kind="result"))
            assert (wish.text, len(channel.history())) == (f"meme {shard}", 2)


@pytest.mark.parametrize(
    ("status", "code", "again"), [(500, 0, True), (403, 50013, False), (404, 10003, False), (413, 40005, False)]
)
async def test_what_discord_refuses(
    env: simcord.Env,
    platform: Discord,
    channel: Any,
    alice: Any,
    status: int,
    code: int,
    again: bool,
    no_pauses: None,
) -> None:
    await alice.send(channel, f"{mention(platform)} meme")
    [wish] = heard(platform)
    env.inject_error("POST", "/channels/*/messages", status=status, code=code, times=None)
    with pytest.raises(PostFailed) as failed:
        await platform.post(wish.origin, Outgoing("Here", [product()], kind="result"))
    assert (failed.value.retry_after is not None) == again


async def test_a_vanished_status_is_let_go(env: simcord.Env, platform: Discord, channel: Any, alice: Any) -> None:
    await alice.send(channel, f"{mention(platform)} meme")
    [wish] = heard(platform)
    await platform.edit(wish.origin, "123456789", Outgoing("Done", kind="status"))


async def test_wishes_reach_the_conversation(platform: Discord, channel: Any, alice: Any) -> None:
    got: asyncio.Queue[Incoming] = asyncio.Queue()
    task = asyncio.create_task(platform.hand_on(got.put))
    await alice.send(channel, f"{mention(platform)} help")
    assert (await asyncio.wait_for(got.get(), 5)).text == "help"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_tokens() -> None:
    good = base64.b64encode(b"123456789012345678").decode().rstrip("=") + ".x.y"
    assert account_of(good) == "123456789012345678"
    for bad in ("", "hello", "aGVsbG8.x.y", "ção"):
        with pytest.raises(BadToken):
            account_of(bad)
    assert discord_chat(BotSettings(discord_token=good), Localization()).account == "123456789012345678"
    assert isinstance(discord_chat(BotSettings(discord_token=good), Localization()).client, discord.Client)
