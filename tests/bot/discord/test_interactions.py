"""Commands, menus, windows and buttons: what Discord is answered at once, and what the conversation hears."""

import time
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.discord.adapter import Discord
from bot.localization import Localization
from bot.platform import Button, Outgoing, anchor
from tests.bot.discord.conftest import CLIP, content, heard, mention, product, shown
from tests.bot.discord.strict import Strictness

pytestmark = pytest.mark.unit
words = Localization()
LOCALES = [("en-US", "en"), ("en-GB", "en"), ("zh-CN", "zh"), ("zh-TW", "zh"), ("vi", "vi"), ("fr", "en")]


async def meme(alice: Any, channel: Any, **options: Any) -> Any:
    return await alice.slash(channel, "meme", file=("clip.mp4", CLIP), **options)


@pytest.mark.parametrize(("locale", "language"), LOCALES)
async def test_the_first_answer_is_in_the_persons_language(
    platform: Discord, channel: Any, alice: Any, strict: Strictness, locale: str, language: Any
) -> None:
    strict.locale = locale
    done = await meme(alice, channel)
    assert done.response.content == words.say(language, "status-received")
    assert heard(platform)[0].locale == language


async def test_the_status_takes_the_place_of_the_first_words_and_the_result_is_new(
    platform: Discord, channel: Any, alice: Any
) -> None:
    done = await meme(alice, channel, wish="funny", style="zoom", caption_size=1.5)
    [wish] = heard(platform)
    assert wish.template and wish.template.params == {"style": "zoom", "caption_size": 1.5}
    assert (wish.text, await content(wish)) == ("funny", [CLIP])
    cancel = [[Button("Cancel", "cancel:j1")]]
    [status] = await platform.post(wish.origin, Outgoing("Rendering", buttons=cancel, kind="status"))
    assert status == str(done.response.id)
    assert len(channel.history()) == 1
    await platform.edit(wish.origin, status, Outgoing("Done", kind="status"))
    [result] = await platform.post(wish.origin, Outgoing("Here", [product()], kind="result", nonce="n1"))
    assert result != status
    posted = shown(channel, result)
    assert posted.reference and str(posted.reference.message_id) == status
    assert shown(channel, status).content == "Done"


async def test_what_is_over_at_once_takes_that_place_too(platform: Discord, channel: Any, alice: Any) -> None:
    await meme(alice, channel)
    [wish] = heard(platform)
    [result] = await platform.post(wish.origin, Outgoing("Here", [product()], kind="result"))
    [only] = channel.history()
    assert (str(only.id), only.content, len(only.attachments)) == (result, "Here", 1)


async def test_a_first_answer_that_was_deleted_is_no_error(platform: Discord, channel: Any, alice: Any, env: simcord.Env) -> None:
    done = await meme(alice, channel)
    [wish] = heard(platform)
    env.backend.delete_message(channel.id, done.response.id)
    [status] = await platform.post(wish.origin, Outgoing("Rendering", kind="status"))
    assert shown(channel, status).content == "Rendering"


async def test_trouble_is_for_one_person_and_leaves_nothing_behind(platform: Discord, channel: Any, alice: Any, bob: Any) -> None:
    done = await meme(alice, channel)
    [wish] = heard(platform)
    assert await platform.post(wish.origin, Outgoing("No.", kind="refusal", whisper=True)) == []
    assert [(each.content, each.ephemeral) for each in done.followups] == [("No.", True)]
    assert channel.history(viewer=bob) == []


async def test_after_fifteen_minutes_it_is_said_in_the_channel(
    platform: Discord, channel: Any, alice: Any, env: simcord.Env
) -> None:
    await meme(alice, channel)
    [wish] = heard(platform)
    await platform.post(wish.origin, Outgoing("Rendering", kind="status"))
    await env.advance_time(16 * 60)
    [said] = await platform.post(wish.origin, Outgoing("No.", kind="refusal", whisper=True))
    [result] = await platform.post(wish.origin, Outgoing("Here", [product()], kind="result"))
    assert [shown(channel, each).content for each in (said, result)] == ["No.", "Here"]


async def test_help_is_for_the_one_who_asked(platform: Discord, channel: Any, alice: Any, bob: Any) -> None:
    done = await alice.slash(channel, "help")
    assert done.deferred and done.ephemeral
    [wish] = heard(platform)
    assert wish.template and wish.template.capability == "help"
    [said] = await platform.post(wish.origin, Outgoing("I can do this", kind="result"))
    assert (done.response.content, str(done.response.id)) == ("I can do this", said)
    assert channel.history(viewer=bob) == []


async def test_a_capability_that_needs_nothing_works_where_the_bot_may_not_write(platform: Discord, env: simcord.Env) -> None:
    channel = _closed(env, send_messages=False)
    carol = env.guild.add_member(env.create_user("carol"))
    done = await carol.slash(channel, "help")
    [wish] = heard(platform)
    await platform.post(wish.origin, Outgoing("I can do this", kind="result"))
    assert done.response.content == "I can do this"


def _closed(env: simcord.Env, **denied: bool) -> Any:
    guild = env.create_guild()
    overwrite = discord.PermissionOverwrite(**denied)
    return guild.create_text_channel("closed", overwrites={guild.default_role: overwrite})


@pytest.mark.parametrize(
    ("denied", "code"),
    [("send_messages", "may-not-write"), ("read_message_history", "may-not-write"), ("attach_files", "may-not-attach")],
)
async def test_what_the_server_forbids_is_told_to_the_person_alone(
    platform: Discord, env: simcord.Env, denied: str, code: str
) -> None:
    channel = _closed(env, **{denied: False})
    carol = env.guild.add_member(env.create_user("carol"))
    done = await carol.slash(channel, "meme")
    assert done.response.ephemeral and done.response.content == words.say("en", f"error-{code}")
    assert heard(platform) == []


async def test_commands_work_in_private(platform: Discord, env: simcord.Env) -> None:
    carol = env.create_user("carol")
    done = await carol.slash("meme", file=("clip.mp4", CLIP), caption_color="vàng")
    [wish] = heard(platform)
    assert (wish.origin.private, wish.origin.chat) == (True, str(carol.dm_channel.id))
    assert wish.template and wish.template.params == {"caption_color": "yellow"}
    [status] = await platform.post(wish.origin, Outgoing("Rendering", kind="status"))
    assert status == str(done.response.id)


@pytest.mark.simcord(check_errors=False)
async def test_a_command_that_breaks_says_so(
    platform: Discord, channel: Any, alice: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("secret words")

    monkeypatch.setattr(platform.client.files, "remote", broken)
    done = await meme(alice, channel)
    assert done.response.ephemeral and done.response.content == words.say("en", "error-internal")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert any("RuntimeError" in line for line in ours) and not any("secret" in line for line in ours)


# -- menus


async def test_a_menu_takes_the_files_of_the_message(platform: Discord, channel: Any, alice: Any, bob: Any) -> None:
    video = await bob.send(channel, "look", attachments=[("a.mp4", CLIP), ("b.mp4", b"second")])
    done = await alice.context_menu(channel, "Subtitle", video)
    _, wish = heard(platform)
    assert wish.template and wish.template.capability == "subtitle"
    assert await content(wish) == [CLIP, b"second"]
    assert wish.origin.user == str(alice.id)
    assert anchor(wish.origin) == str(done.response.id)


async def test_a_menu_asks_for_the_words_of_a_meme(platform: Discord, channel: Any, alice: Any, strict: Strictness) -> None:
    video = await alice.send(channel, "look", attachments=[("a.mp4", CLIP)])
    heard(platform)
    strict.locale = "vi"
    opened = await alice.context_menu(channel, "Make a meme", video)
    assert opened.modal["title"] == "Làm meme"
    labels = [row["label"] for row in opened.modal["components"]]
    assert labels == [words.say("vi", "option-top_text"), words.say("vi", "option-bottom_text")]
    assert heard(platform) == []
    done = await alice.submit_modal(opened, {"top_text": "3 giờ sáng"})
    [wish] = heard(platform)
    assert wish.template and (wish.template.capability, wish.template.params) == ("meme", {"top_text": "3 giờ sáng"})
    assert await content(wish) == [CLIP]
    assert anchor(wish.origin) == str(done.response.id)


async def test_a_message_that_vanished_while_the_window_was_open(
    platform: Discord, channel: Any, alice: Any, bob: Any, env: simcord.Env
) -> None:
    video = await alice.send(channel, "look", attachments=[("a.mp4", CLIP)])
    heard(platform)
    opened = await alice.context_menu(channel, "Make a meme", video)
    env.backend.delete_message(channel.id, video.id)
    done = await alice.submit_modal(opened, {})
    assert heard(platform) == []
    assert [each.content for each in done.followups] == [words.say("en", "error-file-gone-from-platform")]
    assert channel.history(viewer=bob) == []


async def test_a_menu_on_words_alone_says_so(platform: Discord, channel: Any, alice: Any) -> None:
    text = await alice.send(channel, "hello")
    done = await alice.context_menu(channel, "Make a meme", text)
    assert done.response.ephemeral and done.response.content == words.say("en", "error-no-material")


async def test_a_result_is_saved_as_a_preset_from_its_menu(platform: Discord, channel: Any, alice: Any) -> None:
    await meme(alice, channel)
    [wish] = heard(platform)
    [result] = await platform.post(wish.origin, Outgoing("Here", [product()], kind="result"))
    opened = await alice.context_menu(channel, "Save as preset", shown(channel, result))
    done = await alice.submit_modal(opened, {"name": 'my "best"'})
    [saved] = heard(platform)
    assert (saved.text, saved.reply_to) == ("/preset save \"my 'best'\"", result)
    assert done.deferred and done.ephemeral
    [said] = await platform.post(saved.origin, Outgoing("Saved."))
    assert (done.response.content, str(done.response.id)) == ("Saved.", said)
    other = await alice.send(channel, "hello")
    refused = await alice.context_menu(channel, "Save as preset", other)
    assert refused.response.content == words.say("en", "error-nothing-to-save")


# -- presets


async def test_presets_by_command(platform: Discord, channel: Any, alice: Any) -> None:
    offered = await alice.autocomplete(channel, "preset use", "name", "PRESET")
    assert len(offered) == 25
    assert [row["value"] for row in await alice.autocomplete(channel, "preset delete", "name", "t 39")] == ["preset 39"]
    saved = await alice.slash(channel, "preset save", name="fun", wish="make it a meme")
    listed = await alice.slash(channel, "preset list")
    used = await alice.slash(channel, "preset use", name="fun", file=("a.mp4", CLIP))
    wishes = heard(platform)
    assert [each.text for each in wishes] == ['/preset save "fun" make it a meme', "/preset list", '/preset use "fun"']
    assert [await content(each) for each in wishes] == [[], [], [CLIP]]
    assert [each.ephemeral for each in (saved, listed, used)] == [True, True, False]


async def test_suggestions_are_in_the_persons_language(channel: Any, alice: Any, strict: Strictness) -> None:
    strict.locale = "zh-TW"
    offered = await alice.autocomplete(channel, "reframe", "aspect", "抖音")
    assert [row["value"] for row in offered] == ["9:16"]
    colors = await alice.autocomplete(channel, "meme", "caption_color", "")
    assert len(colors) == 14 and "红色" in colors[3]["name"]


# -- buttons


async def result_of(platform: Discord, alice: Any, channel: Any, *values: str) -> Any:
    await alice.send(channel, f"{mention(platform)} meme")
    [wish] = heard(platform)
    buttons = [[Button(value, value)] for value in values]
    [result] = await platform.post(wish.origin, Outgoing("Here", buttons=buttons, kind="result"))
    return shown(channel, result)


async def test_only_whoever_asked_may_press(platform: Discord, channel: Any, alice: Any, bob: Any, strict: Strictness) -> None:
    message = await result_of(platform, alice, channel, "act:undo:r1", "act:how:r1", "cancel:j1")
    strict.locale = "vi"
    for label in ("act:undo:r1", "cancel:j1"):
        refused = await bob.click(message, label=label)
        assert refused.response.ephemeral and refused.response.content == words.say("vi", "error-not-allowed")
    assert heard(platform) == []
    await bob.click(message, label="act:how:r1")
    await alice.click(message, label="act:undo:r1")
    assert [(each.value, each.origin.user) for each in heard(platform)] == [
        ("act:how:r1", str(bob.id)),
        ("act:undo:r1", str(alice.id)),
    ]


async def test_buttons_of_others_are_left_alone(platform: Discord, env: simcord.Env, channel: Any, alice: Any) -> None:
    for number, custom_id in enumerate(("cutroom:no", "cutroom:abc:act", "other:1:x")):
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label=f"b{number}", custom_id=custom_id))
        sent = await platform.client.get_partial_messageable(channel.id).send("x", view=view)
        await alice.click(sent, label=f"b{number}")
    assert heard(platform) == []


async def question(platform: Discord, alice: Any, channel: Any, language: Any = "en") -> Any:
    await alice.send(channel, f"{mention(platform)} meme")
    [wish] = heard(platform)
    options = [[Button(str(number), f"ans:j1:{number}")] for number in range(5)]
    asked = Outgoing("Which video?", kind="question", buttons=options, job="j1", language=language)
    [posted] = await platform.post(wish.origin, asked)
    return shown(channel, posted)


async def test_a_question_is_answered_in_a_window(platform: Discord, channel: Any, alice: Any, bob: Any) -> None:
    message = await question(platform, alice, channel, "vi")
    label = words.say("vi", "discord-answer")
    assert (await bob.click(message, label=label)).response.ephemeral
    opened = await alice.click(message, label=label)
    assert opened.modal["title"] == "Your answer"
    done = await alice.submit_modal(opened, {"text": "the second one", "files": [("cat.mp4", CLIP)]})
    [answer] = heard(platform)
    assert (answer.value, answer.text, await content(answer)) == ("ans:j1:", "the second one", [CLIP])
    assert done.acknowledged and anchor(answer.origin) == str(message.id)
    empty = await alice.submit_modal(await alice.click(message, label=label), {"text": "  "})
    assert empty.response.ephemeral and empty.response.content == words.say("en", "error-empty-answer")
    assert heard(platform) == []


async def test_a_window_that_was_open_over_a_restart_is_heard(
    platform: Discord, env: simcord.Env, channel: Any, alice: Any, home: Path
) -> None:
    message = await question(platform, alice, channel)
    opened = await alice.click(message, label="Answer…")
    again = Discord("token", "1", words, home, shards=1)
    await env.restart_bot(again.client)
    await alice.submit_modal(opened, {"text": "this one"})
    [answer] = heard(again)
    assert (answer.value, answer.text) == ("ans:j1:", "this one")


# -- time


async def test_many_commands_at_once_are_each_answered_within_a_second(
    platform: Discord, env: simcord.Env, channel: Any, strict: Strictness
) -> None:
    people = [env.guild.add_member(env.create_user(f"user{number}")) for number in range(50)]
    emit, waiting = env.backend.emit, list[tuple[str, Any]]()
    env.backend.emit = lambda *event: waiting.append(event)
    used = [await person.slash(channel, "meme", top_text=str(number)) for person in people for number in range(4)]
    env.backend.emit = emit
    started = time.perf_counter()
    for event in waiting:
        emit(*event)
    await env.settle(timeout=30)
    answered = [at - started for at in strict.answered]
    assert len(used) == len(answered) == len(heard(platform)) == 200
    assert sorted(answered)[-1] < 1.0
