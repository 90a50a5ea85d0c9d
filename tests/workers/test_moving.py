"""What follows a chat that goes on under another id, and what a bot notes for itself."""

import pytest

from agent_core.messages import ChatSettings, KeptFile, KeptFiles
from tests.workers.conftest import Clock
from tests.workers.samples import ASKED, origin, wish
from tests.workers.test_ledger import claimed, finished, running
from workers.ledger.ledger import Ledger
from workers.ledger.marks import KEPT

pytestmark = pytest.mark.sql


async def test_marks_are_kept_changed_and_forgotten(ledger: Ledger, clock: Clock) -> None:
    assert await ledger.mark("test", "bot", "file:a") is None
    await ledger.set_mark("test", "bot", "file:a", "one")
    await ledger.set_mark("test", "bot", "file:a", "two")
    await ledger.set_mark("test", "other", "file:a", "theirs")
    assert await ledger.mark("test", "bot", "file:a") == "two"
    await ledger.set_mark("test", "bot", "file:a", None)
    assert (await ledger.mark("test", "bot", "file:a"), await ledger.mark("test", "other", "file:a")) == (None, "theirs")
    clock.forward(KEPT + 1)
    await ledger.set_mark("test", "bot", "file:b", "new")
    assert await ledger.mark("test", "other", "file:a") is None


async def test_unfinished_work_follows_its_chat_and_new_messages_are_new(ledger: Ledger, clock: Clock) -> None:
    done = await finished(ledger, "m900", chat="old")
    job = await running(ledger, chat="old", message="105")
    await ledger.note_status(job, "106")
    clock.forward(1)
    waiting = (await ledger.submit(wish(chat="old", message="107", user="bob"))).job
    await claimed(ledger, waiting)
    assert await ledger.asked(waiting, "w", ASKED)
    for _ in range(2):
        await ledger.move_chat("test", "bot", "old", "new")

    assert await ledger.queue("test", "old") == []
    places = [(status.job, status.origin.chat, status.origin.message) for status in await ledger.queue("test", "new")]
    assert places == [(job, "new", "105/old"), (waiting, "new", "107/old")]
    assert (await ledger.status(job)).status_message is None
    (asked,) = await ledger.claim_outbox("test", "bot", holder="h")
    assert (asked.job, asked.origin.chat, asked.origin.message) == (waiting, "new", "107/old")
    assert (await ledger.status(done.job)).origin.chat == "old"
    fresh = await ledger.submit(wish(chat="new", message="105"))
    assert not fresh.duplicate and fresh.job != job


async def test_what_a_chat_has_chosen_follows_it(ledger: Ledger) -> None:
    here = origin(chat="old")
    await ledger.set_chat_settings("test", "old", ChatSettings(language="vi"))
    await ledger.save_preset(here, "Laugh", "make it a meme", None, shared=True)
    await ledger.save_preset(origin(chat="new"), "Laugh", "of the new chat", None, shared=True)
    await ledger.save_preset(here, "Mine", "louder", None, shared=False)
    kept = KeptFiles(files=(KeptFile(name="clip.mp4", reference="file1"),), at=1_700_000_000.0)
    await ledger.keep_files(here, kept)
    await ledger.set_chat_settings("test", "elsewhere", ChatSettings(language="zh"))
    await ledger.move_chat("test", "bot", "old", "new")
    assert await ledger.chat_settings("test", "new") == ChatSettings(language="vi")
    assert await ledger.chat_settings("test", "old") == ChatSettings()
    assert await ledger.chat_settings("test", "elsewhere") == ChatSettings(language="zh")
    found = [(preset.name, preset.text) for preset in await ledger.presets("test", "new", "ann")]
    assert found == [("Laugh", "of the new chat"), ("Mine", "louder")]
    assert await ledger.kept_files(origin(chat="new")) == kept and await ledger.kept_files(here) is None
