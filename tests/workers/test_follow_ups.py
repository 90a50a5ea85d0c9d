"""What a wish goes on with: results, jobs still at work, wishes that failed; presets; files kept for later."""

import pytest

from agent_core.messages import Attachment, KeptFile, KeptFiles, Note, Template
from tests.workers.conftest import Clock
from tests.workers.samples import ASKED, OUTCOME, PLAN, REFUSED, origin, reply, wish
from workers.errors import WorkerError
from workers.ledger import presets
from workers.ledger.ledger import Ledger

pytestmark = pytest.mark.sql

CLIP = Attachment(asset="c" * 64, name="clip.mp4", size_bytes=9)


async def planned(ledger: Ledger, job: str) -> None:
    assert await ledger.claim(job, "plan", "w", 15.0)
    assert await ledger.planned(job, "w", PLAN)
    assert await ledger.claim(job, "run", "w", 15.0)


async def made(ledger: Ledger, job: str, message: str) -> str:
    """Carry a job to its posted result; the revision."""
    await planned(ledger, job)
    assert await ledger.finished(job, "w", PLAN, OUTCOME)
    [row] = await ledger.claim_outbox("test", "bot", holder="bot")
    await ledger.mark_posted(row.id, [message])
    assert row.revision
    return row.revision


async def test_a_reply_to_a_status_waits_for_the_result_and_goes_on_with_it(ledger: Ledger) -> None:
    first = (await ledger.submit(wish())).job
    await ledger.note_status(first, "status")
    second = (await ledger.submit(wish("vertical please", reply_to="status"))).job
    assert [due.job for due in await ledger.due()] == [first]
    assert await ledger.claim(second, "plan", "early", 15.0) is None
    revision = await made(ledger, first, "result")
    assert [due.job for due in await ledger.due()] == [second]
    taken = await ledger.claim(second, "plan", "w", 15.0)
    assert taken and taken.replied and taken.replied.id == revision
    assert await ledger.planned(second, "w", PLAN)
    assert await ledger.claim(second, "run", "w", 15.0)
    assert await ledger.finished(second, "w", PLAN, OUTCOME)
    reference = await ledger.project_of("test", "room", "result")
    assert reference and reference.project == taken.project


async def test_a_follow_up_of_what_came_to_nothing_has_its_files(ledger: Ledger) -> None:
    first = (await ledger.submit(wish().model_copy(update={"attachments": (CLIP,)}))).job
    await ledger.note_status(first, "status")
    second = (await ledger.submit(wish("a gif then", reply_to="status"))).job
    assert await ledger.claim(first, "plan", "w", 15.0)
    assert await ledger.refused(first, "w", REFUSED)
    taken = await ledger.claim(second, "plan", "w", 15.0)
    assert taken and taken.replied is None and taken.wish.attachments == (CLIP,)


async def test_a_waiting_follow_up_can_be_called_off(ledger: Ledger) -> None:
    first = (await ledger.submit(wish())).job
    await ledger.note_status(first, "status")
    second = (await ledger.submit(wish("vertical please", reply_to="status"))).job
    assert await ledger.cancel(second, "ann")
    assert (await ledger.status(second)).state == "cancelled"


async def test_trying_again_what_failed_is_the_same_wish_again(ledger: Ledger) -> None:
    asked = wish("make it a meme", message="w1").model_copy(update={"attachments": (CLIP,)})
    first = (await ledger.submit(asked)).job
    await planned(ledger, first)
    assert await ledger.failed(first, "w", "en", Note(code="internal"), retryable=False)
    [row] = await ledger.claim_outbox("test", "bot", holder="bot")
    await ledger.mark_posted(row.id, ["failure"])
    again = wish("", reply_to="failure").model_copy(update={"template": Template(capability="retry")})
    taken = await ledger.claim((await ledger.submit(again)).job, "plan", "w", 15.0)
    assert taken
    assert (taken.wish.text, taken.wish.attachments, taken.wish.template) == ("make it a meme", (CLIP,), None)
    assert taken.request.origin == again.origin


async def test_the_open_question_stands_in_the_status(ledger: Ledger) -> None:
    job = (await ledger.submit(wish())).job
    assert await ledger.claim(job, "plan", "w", 15.0)
    assert await ledger.asked(job, "w", ASKED)
    assert (await ledger.status(job)).question == ASKED.question
    assert (await ledger.queue("test", "room"))[0].question == ASKED.question
    await ledger.answer(job, reply())
    assert (await ledger.status(job)).question is None


async def test_a_preset_of_words_is_those_words(ledger: Ledger) -> None:
    saved = await ledger.save_preset(origin(), " My  Style ", "make it vertical", None, shared=False)
    assert (saved.name, saved.text) == ("My Style", "make it vertical")
    request = wish("").model_copy(update={"preset": "my style", "attachments": (CLIP,)})
    taken = await ledger.claim((await ledger.submit(request)).job, "plan", "w", 15.0)
    assert taken and (taken.wish.text, taken.wish.partial, taken.wish.attachments) == ("make it vertical", None, (CLIP,))


async def test_a_preset_of_a_result_is_what_was_wanted_there(ledger: Ledger) -> None:
    await made(ledger, (await ledger.submit(wish())).job, "result")
    saved = await ledger.save_preset(origin(), "笑", "", "result", shared=False)
    assert saved.capabilities == ("meme",)
    request = wish("").model_copy(update={"preset": "笑", "locale": "zh"})
    taken = await ledger.claim((await ledger.submit(request)).job, "plan", "w", 15.0)
    assert taken and taken.wish.partial
    assert taken.wish.partial.goals == PLAN.intent.goals


async def test_presets_of_a_person_go_before_those_of_the_chat(ledger: Ledger) -> None:
    await ledger.save_preset(origin(user="bob"), "Tidy", "bob's", None, shared=True)
    assert [p.text for p in await ledger.presets("test", "room", "ann")] == ["bob's"]
    assert await ledger.presets("test", "elsewhere", "ann") == []
    await ledger.save_preset(origin(), "tidy", "ann's", None, shared=False)
    assert [(p.text, p.shared) for p in await ledger.presets("test", "room", "ann")] == [("ann's", False)]
    assert [p.text for p in await ledger.presets("test", "elsewhere", "ann")] == ["ann's"]
    await ledger.save_preset(origin(), "TIDY", "anew", None, shared=False)
    assert [p.text for p in await ledger.presets("test", "room", "ann")] == ["anew"]
    assert not await ledger.delete_preset("test", "room", "carl", "tidy")
    assert await ledger.delete_preset("test", "room", "ann", "Tidy")
    assert not await ledger.delete_preset("test", "room", "ann", "tidy")
    assert [p.text for p in await ledger.presets("test", "room", "ann")] == ["bob's"]


async def test_presets_that_cannot_be(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    async def code(name: str, text: str = "", message: str | None = None) -> str:
        with pytest.raises(WorkerError) as caught:
            await ledger.save_preset(origin(), name, text, message, shared=False)
        return caught.value.code

    assert await code("x") == await code("x", "  ", "no such message") == "nothing-to-save"
    assert await code(" ", "words") == await code("x" * 41, "words") == "bad-preset-name"
    monkeypatch.setattr(presets, "MOST", 1)
    await ledger.save_preset(origin(), "one", "words", None, shared=False)
    await ledger.save_preset(origin(), "One", "other words", None, shared=False)
    assert await code("two", "words") == "too-many-presets"
    with pytest.raises(WorkerError) as caught:
        await ledger.submit(wish("").model_copy(update={"preset": "three"}))
    assert (caught.value.code, caught.value.values) == ("unknown-preset", {"name": "three"})
    assert (await ledger.quotas("test", "ann"))[0].used == 0


async def test_files_wait_for_their_wish_for_a_day_at_most(ledger: Ledger, clock: Clock) -> None:
    files = KeptFiles(files=(KeptFile(name="a.mp4", reference="r1"),), at=clock.now, hint="m1")
    await ledger.keep_files(origin(), files)
    assert await ledger.kept_files(origin()) == files
    assert await ledger.kept_files(origin(user="bob")) is None
    assert await ledger.kept_files(origin(chat="elsewhere")) is None
    clock.forward(90_000)
    await ledger.keep_files(origin(user="bob"), files.model_copy(update={"at": clock.now}))
    assert await ledger.kept_files(origin()) is None
    await ledger.keep_files(origin(user="bob"), None)
    assert await ledger.kept_files(origin(user="bob")) is None
