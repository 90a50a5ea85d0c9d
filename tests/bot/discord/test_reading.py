"""What people write and send, as the conversation hears it."""

from typing import Any

import discord
import pytest
import simcord

from agent_core.messages import KeptFile
from bot.discord.adapter import Discord
from bot.errors import FileRefused
from bot.localization import Localization
from tests.bot.discord.cdn import FileServer
from tests.bot.discord.conftest import CLIP, content, heard, mention

pytestmark = pytest.mark.unit
words = Localization()


async def test_a_forwarded_message_is_material(platform: Discord, channel: Any, alice: Any, bob: Any) -> None:
    video = await bob.send(channel, "look at my cat", attachments=[("cat.mp4", CLIP)])
    forwarded = await alice.forward(video, channel)
    kept = heard(platform)[-1]
    assert (kept.addressed, kept.origin.user, await content(kept)) == (False, str(alice.id), [CLIP])
    await bob.send(channel, f"{mention(platform)} meme it", reply_to=forwarded)
    wish = heard(platform)[-1]
    assert (wish.addressed, wish.text, await content(wish)) == (True, "meme it", [CLIP])


async def test_a_voice_message_is_known_as_one(env: simcord.Env, platform: Discord) -> None:
    carol = env.create_user("carol")
    [stored] = env.backend.store_attachments(carol.dm_channel.id, [("voice-message.ogg", b"OggS" + bytes(99))])
    await carol.send_dm(attachments=[{**stored, "duration_secs": 2.5, "waveform": "AAAA"}], flags=1 << 13)
    [wish] = heard(platform)
    assert [(file.voice, file.content_type) for file in wish.files] == [(True, "audio/ogg")]


async def test_a_sticker_is_a_message_without_a_wish(env: simcord.Env, platform: Discord, channel: Any) -> None:
    sticker = env.guild.create_sticker("wave")
    carol = env.create_user("carol")
    item = simcord.backend.models.MessageSticker(sticker.id, sticker.name, 1, env.guild.id, "https://x.invalid/s.png")
    await carol.send_dm(stickers=[item])
    [hello] = heard(platform)
    assert (hello.text, list(hello.files), hello.addressed) == ("", [], True)


async def test_the_bots_role_calls_it_too(env: simcord.Env, platform: Discord, channel: Any, alice: Any) -> None:
    guild = platform.client.get_guild(env.guild.id)
    assert guild
    role = env.guild.create_role("TestBot")
    cached = guild.get_role(role.id)
    assert cached
    cached.tags = discord.RoleTags({"bot_id": str(platform.client.user.id)})  # type: ignore[union-attr]
    await alice.send(channel, f"{role.mention} làm meme")
    [wish] = heard(platform)
    assert (wish.text, wish.addressed) == ("làm meme", True)


async def test_a_thread_is_a_chat_of_its_own(env: simcord.Env, platform: Discord, channel: Any, alice: Any) -> None:
    from bot.platform import Outgoing

    made = env.backend.create_thread(channel.id, "cuts", alice.id)
    thread = next(each for each in channel.threads if each.id == made.id)
    await env.settle()
    sent = await alice.send(thread, f"{mention(platform)} meme", attachments=[("a.mp4", CLIP)])
    [wish] = heard(platform)
    assert (wish.origin.chat, wish.origin.private) == (str(thread.id), False)
    [posted] = await platform.post(wish.origin, Outgoing("Here", kind="result"))
    assert [str(each.id) for each in thread.history()] == [str(sent.id), posted]
    done = await alice.slash(thread, "meme", file=("clip.mp4", CLIP))
    assert done.response.channel_id == thread.id
    assert heard(platform)[0].origin.chat == str(thread.id)


@pytest.mark.parametrize(
    ("locale", "text", "language"), [("en-US", "làm meme đi", "vi"), ("zh-CN", "meme", "zh"), ("fr", "meme", "en")]
)
async def test_where_the_bot_may_not_write_it_says_so_in_private(
    platform: Discord, env: simcord.Env, locale: str, text: str, language: Any
) -> None:
    guild = env.create_guild(preferred_locale=locale)
    denied = discord.PermissionOverwrite(send_messages=False)
    human = guild.create_role("people", permissions=discord.Permissions(send_messages=True))
    channel = guild.create_text_channel(
        "closed", overwrites={guild.default_role: denied, human: discord.PermissionOverwrite(send_messages=True)}
    )
    carol = guild.add_member(env.create_user("carol"), roles=[human])
    await carol.send(channel, f"{mention(platform)} {text}")
    assert heard(platform) == []
    assert [each.content for each in carol.user.dm_channel.history()] == [words.say(language, "error-may-not-write")]


async def test_where_private_is_closed_too_it_is_let_go(platform: Discord, env: simcord.Env) -> None:
    guild = env.create_guild()
    channel = guild.create_text_channel(
        "no-files", overwrites={guild.default_role: discord.PermissionOverwrite(attach_files=False)}
    )
    carol = guild.add_member(env.create_user("carol"))
    env.inject_error("POST", f"/channels/{carol.user.dm_channel.id}/messages", status=403, code=50007)
    await carol.send(channel, f"{mention(platform)} meme", attachments=[("a.mp4", CLIP)])
    assert heard(platform) == []
    assert channel.history()[-1].content == words.say("en", "error-may-not-attach")


# -- files


async def test_a_large_file_streams(platform: Discord, channel: Any, alice: Any) -> None:
    large = bytes(range(256)) * 4 * 1024 * 12
    await alice.send(channel, f"{mention(platform)} meme", attachments=[("long.mp4", large)])
    [wish] = heard(platform)
    sizes = [len(chunk) async for chunk in wish.files[0].read()]
    assert sum(sizes) == len(large) == wish.files[0].size_bytes
    assert max(sizes) <= 256 * 1024 and len(sizes) > 40


async def test_nothing_is_fetched_before_a_wish_asks(platform: Discord, channel: Any, alice: Any, cdn: FileServer) -> None:
    await alice.send(channel, "look", attachments=[("a.mp4", CLIP)])
    [kept] = heard(platform)
    assert cdn.served == []
    assert await content(kept) == [CLIP]


async def test_an_expired_address_is_asked_for_anew(
    platform: Discord, channel: Any, alice: Any, cdn: FileServer, env: simcord.Env
) -> None:
    sent = await alice.send(channel, f"{mention(platform)} meme", attachments=[("a.mp4", CLIP)])
    [wish] = heard(platform)
    [old] = [each.url for each in sent.attachments]
    stored = env.backend.get_message(channel.id, sent.id).attachments[0]
    cdn.expired.add(old)
    stored["url"] = old.replace("a.mp4", "signed-anew.mp4")
    env.backend.cdn._blobs[stored["url"]] = CLIP
    assert await content(wish) == [CLIP]
    assert cdn.served == [old, stored["url"]]


async def test_a_file_is_found_again_after_a_restart(platform: Discord, channel: Any, alice: Any) -> None:
    sent = await alice.send(channel, "look", attachments=[("a.mp4", CLIP), ("b.mp4", b"second")])
    [kept] = heard(platform)
    second = kept.files[1]
    record = KeptFile(name=second.name, reference=second.reference, size_bytes=6)
    again = platform.recall(KeptFile.model_validate_json(record.model_dump_json()))
    assert b"".join([chunk async for chunk in again.read()]) == b"second"
    await alice.delete(sent)
    with pytest.raises(FileRefused) as gone:
        await anext(platform.recall(record).read())
    assert gone.value.code == "file-gone-from-platform"


@pytest.mark.parametrize(
    ("statuses", "code"),
    [([404], "file-gone-from-platform"), ([403], "file-gone-from-platform"), ([503], "platform-unreachable")],
)
async def test_a_file_that_is_not_handed_over(
    platform: Discord, channel: Any, alice: Any, cdn: FileServer, statuses: list[int], code: str
) -> None:
    await alice.slash(channel, "meme", file=("clip.mp4", CLIP))
    [wish] = heard(platform)
    cdn.refuse = statuses
    with pytest.raises(FileRefused) as refused:
        await content(wish)
    assert refused.value.code == code


async def test_a_file_that_breaks_off_is_no_file(platform: Discord, channel: Any, alice: Any, cdn: FileServer) -> None:
    await alice.send(channel, f"{mention(platform)} meme", attachments=[("a.mp4", bytes(200_000))])
    [wish] = heard(platform)
    cdn.broken = True
    with pytest.raises(FileRefused) as refused:
        await content(wish)
    assert refused.value.code == "platform-unreachable"
