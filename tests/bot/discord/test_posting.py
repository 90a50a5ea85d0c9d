"""What the bot posts, as Discord takes it, and what becomes of what it does not take."""

from typing import Any

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.discord import posting
from bot.discord.adapter import Discord
from bot.platform import Button, Outgoing, PostFailed
from tests.bot.discord.conftest import CLIP, heard, mention, product, shown
from tests.bot.discord.strict import Strictness

pytestmark = pytest.mark.unit
MB = 1024 * 1024


async def wish_of(platform: Discord, alice: Any, channel: Any) -> Any:
    await alice.send(channel, f"{mention(platform)} meme")
    return heard(platform)[-1].origin


def boosted(platform: Discord, strict: Strictness, guild: Any, tier: int) -> None:
    """The server's boosts let it take more."""
    cached = platform.client.get_guild(guild.id)
    assert cached
    cached.premium_tier = tier
    strict.limits[guild.id] = cached.filesize_limit


async def test_a_servers_boosts_raise_what_it_takes(
    platform: Discord, env: simcord.Env, channel: Any, alice: Any, strict: Strictness
) -> None:
    origin = await wish_of(platform, alice, channel)
    assert platform.limits_at(origin).upload_bytes < 10 * MB
    with pytest.raises(PostFailed) as refused:
        await platform.post(origin, Outgoing("Here", [product(bytes(12 * MB))], kind="result"))
    assert (refused.value.code, refused.value.retry_after) == ("too-large-to-post", None)
    boosted(platform, strict, env.guild, 2)
    assert 49 * MB < platform.limits_at(origin).upload_bytes < 50 * MB
    await platform.post(origin, Outgoing("Here", [product(bytes(12 * MB))], kind="result"))
    private = origin.model_copy(update={"chat": str(env.create_user("carol").dm_channel.id), "private": True})
    assert platform.limits_at(private) == platform.limits


async def test_many_files_are_several_messages_in_order(platform: Discord, channel: Any, alice: Any) -> None:
    origin = await wish_of(platform, alice, channel)
    files = [product(CLIP, f"{number}.mp4") for number in range(12)]
    undo = [[Button("Undo", "act:undo:r1")]]
    first, last = await platform.post(origin, Outgoing("Here", files, undo, "result", nonce="n" * 25))
    before, after = shown(channel, first), shown(channel, last)
    assert [file.filename for file in (*before.attachments, *after.attachments)] == [f"{n}.mp4" for n in range(12)]
    assert (before.content, after.content) == ("Here", "")
    assert (bool(before.components), bool(after.components)) == (False, True)
    large = [product(bytes(6 * MB), f"{number}.mp4") for number in range(3)]
    assert len(await platform.post(origin, Outgoing("Here", large, kind="result"))) == 3


async def test_the_same_message_is_never_posted_twice(platform: Discord, channel: Any, alice: Any) -> None:
    origin = await wish_of(platform, alice, channel)
    message = Outgoing("Here", [product()], kind="result", nonce="d1")
    assert await platform.post(origin, message) == await platform.post(origin, message)
    assert len([each for each in channel.history() if each.attachments]) == 1


async def test_only_the_one_who_asked_is_pinged_and_only_by_what_matters(
    platform: Discord, channel: Any, alice: Any, env: simcord.Env, bob: Any
) -> None:
    origin = await wish_of(platform, alice, channel)
    text = f"@everyone @here <@{bob.id}>"
    for kind in ("status", "result", "reply"):
        [posted] = await platform.post(origin, Outgoing(text, kind=kind))  # type: ignore[arg-type]
        stored = env.backend.get_message(channel.id, int(posted))
        assert not stored.mention_everyone
        assert list(stored.ping_user_ids) == ([alice.id] if kind == "result" else [])


async def test_words_are_shown_as_they_are(platform: Discord, channel: Any, alice: Any) -> None:
    origin = await wish_of(platform, alice, channel)
    [posted] = await platform.post(origin, Outgoing("my_best_clip *1*.mp4: https://example.org/a_b_c?x=1_2", kind="reply"))
    text = shown(channel, posted).content
    assert text == r"my\_best\_clip \*1\*.mp4: https://example.org/a_b_c?x=1_2"
    assert len(posting.shown("*" * 1999)) == posting.TEXT_CHARS


async def test_a_wish_that_was_deleted_is_answered_all_the_same(platform: Discord, channel: Any, alice: Any) -> None:
    sent = await alice.send(channel, f"{mention(platform)} meme")
    origin = heard(platform)[-1].origin
    await alice.delete(sent)
    [posted] = await platform.post(origin, Outgoing("Here", [product()], kind="result"))
    assert shown(channel, posted).content == "Here"


def closed(env: simcord.Env, channel: Any, **denied: bool) -> None:
    """Somebody takes rights away while a job runs."""
    allow, deny = discord.PermissionOverwrite(**denied).pair()
    everyone = Overwrite(channel.guild.id, OverwriteType.ROLE, allow.value, deny.value)
    env.backend.set_overwrite(channel.id, everyone)


async def test_a_channel_that_closed_meanwhile(platform: Discord, env: simcord.Env, channel: Any, alice: Any) -> None:
    origin = await wish_of(platform, alice, channel)
    closed(env, channel, send_messages=False)
    await env.settle()
    with pytest.raises(PostFailed) as refused:
        await platform.post(origin, Outgoing("Here", [product()], kind="result"))
    assert (refused.value.code, refused.value.retry_after) == ("may-not-write", None)
    [told] = await platform.post(origin, Outgoing("I may not write there.", kind="failure"))
    assert [(str(each.id), each.content) for each in alice.user.dm_channel.history()] == [(told, "I may not write there.")]
    env.inject_error("POST", f"/channels/{alice.user.dm_channel.id}/messages", status=403, code=50007)
    with pytest.raises(PostFailed):
        await platform.post(origin, Outgoing("I may not write there.", kind="failure"))


async def test_a_channel_that_takes_no_files_any_more(platform: Discord, env: simcord.Env, channel: Any, alice: Any) -> None:
    origin = await wish_of(platform, alice, channel)
    closed(env, channel, attach_files=False)
    await env.settle()
    with pytest.raises(PostFailed) as refused:
        await platform.post(origin, Outgoing("Here", [product()], kind="result"))
    assert refused.value.code == "may-not-attach"
    assert await platform.post(origin, Outgoing("Here, without it", kind="failure"))


async def test_a_channel_that_is_gone(platform: Discord, env: simcord.Env, channel: Any, alice: Any) -> None:
    origin = await wish_of(platform, alice, channel)
    env.backend.delete_channel(channel.id)
    await env.settle()
    with pytest.raises(PostFailed) as refused:
        await platform.post(origin, Outgoing("Here", kind="result"))
    assert refused.value.retry_after is None
