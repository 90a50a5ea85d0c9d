"""What people do in every chat, told once."""

import asyncio
from collections.abc import Awaitable, Callable

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Template
from tests.bot.contract.stage import ANN, BOB, CLIP, WORDS, Shown, Stage, job, message, saying, until
from workers.client import QuotaExceeded

Scenario = Callable[[Stage], Awaitable[None]]

WISHES: dict[Language, tuple[str, str]] = {
    "en": ("make it a meme", "smaller text"),
    "zh": ("做成表情包", "字小一点"),
    "vi": ("làm thành meme", "chữ nhỏ lại"),
}
MADE = b"the finished meme"
FILE = [("clip.mp4", CLIP)]


async def result(stage: Stage, name: str, language: Language, content: bytes = MADE, *, group: bool = False) -> Shown:
    """The workers finish a job; its result in the chat."""
    row = stage.client.deliver(
        name,
        code="done-meme",
        language=language,
        products=(stage.client.product(content),),
        actions=("smaller_text", "undo"),
        revision=f"{name}-r",
    )
    found = await message(stage, lambda shown: content in shown.files, group=group)
    assert found.text == WORDS.say(language, "result-done-meme")
    await until(lambda: _posted(stage, row.id))
    return found


async def _posted(stage: Stage, row: str) -> bool:
    return row in stage.client.posted


async def from_wish_to_undo(stage: Stage, language: Language) -> None:
    wish, change = WISHES[language]
    sent = await stage.say(wish, files=FILE)
    first = await job(stage, 1)
    request = stage.client.jobs[first].request
    assert (request.text, request.origin.user) == (wish, stage.client.jobs[first].request.origin.user)
    assert [stage.client.store[file.asset] for file in request.attachments] == [CLIP]
    stage.client.move(first, "running", stage="render", fraction=0.4, time_left=20)
    status = await saying(stage, "40%")
    assert status.labels == (WORDS.say(language, "button-cancel"),)
    done = await result(stage, first, language)
    assert done.replies_to == sent
    assert done.labels == (WORDS.say(language, "action-smaller_text"), WORDS.say(language, "action-undo"))
    ended = await saying(stage, "✅")
    assert (ended.id, ended.labels) == (status.id, ())

    await stage.say(change, to=done)
    second = await job(stage, 2)
    request = stage.client.jobs[second].request
    assert (request.text, request.attachments) == (change, ())
    assert request.reply_to and await _project(stage, second) == first
    smaller = await result(stage, second, language, b"with smaller words")
    await stage.press(smaller, WORDS.say(language, "action-undo"))
    third = await job(stage, 3)
    request = stage.client.jobs[third].request
    assert request.template == Template(capability="undo")
    assert await _project(stage, third) == second
    stage.client.deliver(third, code="done-undo", language=language, products=(stage.client.product(MADE),), revision="back")
    again = await saying(stage, WORDS.say(language, "result-done-undo"))
    assert again.files == (MADE,)
    assert len([each for each in await stage.shown() if each.files]) == 3


async def _project(stage: Stage, name: str) -> str:
    request = stage.client.jobs[name].request
    found = await stage.client.project_of(request.origin.platform, request.origin.chat, request.reply_to or "")
    return found.job if found else ""


async def a_question_is_answered_by_words_by_button_and_by_file(stage: Stage) -> None:
    for number, how in enumerate(("words", "button", "file", "plain"), 1):
        sent = await stage.say(f"subtitle it {number}")
        name = await job(stage, number)
        stage.client.move(name, "waiting")
        options = [{"value": "zh", "label": "language-zh"}, {"value": "vi", "label": "language-vi"}]
        note = {"code": "ask-subtitle"}
        row = stage.client.deliver(name, "question", code="ask-subtitle", question={"note": note, "options": options})
        await until(lambda row=row: _posted(stage, row.id))
        asked = await message(stage, lambda shown, sent=sent: shown.replies_to == sent and "Vietnamese" in shown.labels)
        assert asked.text == WORDS.say("en", "question-ask-subtitle")
        if how == "words":
            await stage.say("Vietnamese", to=asked)
        elif how == "button":
            await stage.press(asked, "Vietnamese")
        elif how == "file":
            await stage.say(files=[("talk.srt", b"1\n00:00:00,000 --> 00:00:01,000\nhi\n")])
        else:
            await stage.say("tiếng Việt")
        await until(lambda number=number: _answered(stage, number))
    found = [(answer.value, len(answer.attachments)) for _, answer in stage.client.answers]
    assert found == [("vi", 0), ("vi", 0), (None, 1), ("vi", 0)]
    assert len(stage.client.jobs) == 4


async def _answered(stage: Stage, number: int) -> bool:
    return len(stage.client.answers) == number


async def cancelled_in_the_queue(stage: Stage) -> None:
    await stage.say("make it a meme", files=FILE)
    name = await job(stage, 1)
    stage.client.move(name, "queued", queue_place=3)
    await _cancelled(stage, name, await saying(stage, "3 jobs ahead"))


async def cancelled_while_rendering(stage: Stage) -> None:
    await stage.say("make it a meme", files=FILE)
    name = await job(stage, 1)
    stage.client.move(name, "running", stage="render", fraction=0.7)
    await _cancelled(stage, name, await saying(stage, "70%"))


async def _cancelled(stage: Stage, name: str, status: Shown) -> None:
    await stage.press(status, "Cancel")
    ended = await saying(stage, WORDS.say("en", "status-cancelled"))
    assert stage.client.jobs[name].status.state == "cancelled"
    assert (ended.id, ended.labels) == (status.id, ())


async def a_restart_in_the_middle(stage: Stage) -> None:
    await stage.say("make it a meme", files=FILE)
    name = await job(stage, 1)
    stage.client.move(name, "running", stage="render", fraction=0.3)
    status = await saying(stage, "30%")
    await until(lambda: _noted(stage, name))
    await stage.stop()
    stage.client.move(name, "running", stage="render", fraction=0.6)
    await stage.start()
    assert (await saying(stage, "60%")).id == status.id
    await stage.stop()
    stage.client.deliver(name, code="done-meme", products=(stage.client.product(MADE),), revision="r1", actions=("undo",))
    await stage.start()
    done = await message(stage, lambda shown: MADE in shown.files)
    await saying(stage, "✅")
    assert len(await stage.shown()) == 2
    await stage.say("smaller text", to=done)
    assert await _project(stage, await job(stage, 2)) == name
    await stage.press(done, "Undo")
    assert stage.client.jobs[await job(stage, 3)].request.template == Template(capability="undo")


async def _noted(stage: Stage, name: str) -> bool:
    return stage.client.jobs[name].status.status_message is not None


async def a_file_first_and_the_wish_after(stage: Stage) -> None:
    await stage.say(files=FILE)
    hint = (await message(stage, lambda shown: bool(shown.text))).text
    assert hint in {WORDS.say(language, "hint-file") for language in LANGUAGES}
    await stage.say("make it a meme")
    request = stage.client.jobs[await job(stage, 1)].request
    assert [stage.client.store[file.asset] for file in request.attachments] == [CLIP]


async def several_files_are_one_wish(stage: Stage) -> None:
    files = [("a.mp4", CLIP + b"a"), ("talk.srt", b"1\n00:00:00,000 --> 00:00:01,000\nhi\n"), ("tune.mid", b"MThd" + bytes(20))]
    for file in files:
        await stage.say(files=[file])
    await stage.say("put them together")
    request = stage.client.jobs[await job(stage, 1)].request
    assert [stage.client.store[file.asset] for file in request.attachments] == [content for _, content in files]


async def a_preset_is_saved_and_used(stage: Stage) -> None:
    await stage.say("make it a meme", files=FILE)
    done = await result(stage, await job(stage, 1), "en")
    await stage.say("save this as preset Laugh", to=done)
    await saying(stage, "Saved as “Laugh”")
    await stage.say("/preset use laugh", files=FILE)
    request = stage.client.jobs[await job(stage, 2)].request
    assert (request.preset, len(request.attachments)) == ("laugh", 1)


async def no_more_today_is_said_kindly(stage: Stage) -> None:
    stage.client.refuse = QuotaExceeded(values={"limit": 50, "resets": stage.client.clock.unix() + 7200})
    await stage.say("做成表情包", files=FILE)
    assert (await saying(stage, "50")).text == WORDS.say("zh", "error-quota-exceeded", {"limit": 50, "resets": _soon(stage)})


def _soon(stage: Stage) -> float:
    return stage.client.clock.unix() + 7200


async def two_people_in_one_group(stage: Stage) -> None:
    mine = await stage.say("make it a meme", files=FILE, group=True)
    first = await job(stage, 1)
    theirs = await stage.say("做成表情包", files=[("cat.mp4", CLIP + b"bob")], who=BOB, group=True)
    second = await job(stage, 2)
    await stage.say("what a lovely day", group=True, aside=True)
    stage.client.move(first, "running", stage="render", fraction=0.2)
    stage.client.move(second, "running", stage="render", fraction=0.8)
    status = await saying(stage, "20%", group=True)
    await stage.press(status, "Cancel", who=BOB, group=True)
    await until(lambda: _told(stage, WORDS.say("zh", "error-not-allowed"), WORDS.say("en", "error-not-allowed")))
    assert stage.client.jobs[first].status.state == "running"
    one = await result(stage, first, "en", b"ann's meme", group=True)
    two = await result(stage, second, "zh", b"bob's meme", group=True)
    assert (one.replies_to, two.replies_to) == (mine, theirs)
    origins = [entry.request.origin for entry in stage.client.jobs.values()]
    assert len(origins) == 2 and len({origin.user for origin in origins}) == 2 and not origins[0].private
    await stage.say("smaller text", to=one, who=BOB, group=True)
    assert await _project(stage, await job(stage, 3)) == first


async def _told(stage: Stage, *texts: str) -> bool:
    return bool(set(texts) & set(await stage.whispered()))


async def a_group_is_left_in_peace(stage: Stage) -> None:
    before = len(stage.client.store)
    await stage.say("look!", files=FILE, group=True, aside=True)
    await stage.say("make it a meme everybody", group=True, aside=True)
    await asyncio.sleep(0.3)
    assert not await stage.shown(group=True) and not stage.client.jobs and len(stage.client.store) == before


async def a_file_aside_in_a_group_is_found_by_its_senders_wish(stage: Stage) -> None:
    await stage.say("look!", files=FILE, group=True, aside=True)
    await stage.say("make it a meme", who=BOB, group=True)
    await job(stage, 1)
    await stage.say("make it a meme", who=ANN, group=True)
    await job(stage, 2)
    found = [len(entry.request.attachments) for entry in stage.client.jobs.values()]
    assert found == [0, 1]


PRIVATE: tuple[Scenario, ...] = (
    a_question_is_answered_by_words_by_button_and_by_file,
    cancelled_in_the_queue,
    cancelled_while_rendering,
    a_restart_in_the_middle,
    a_file_first_and_the_wish_after,
    several_files_are_one_wish,
    a_preset_is_saved_and_used,
    no_more_today_is_said_kindly,
)
GROUP: tuple[Scenario, ...] = (
    two_people_in_one_group,
    a_group_is_left_in_peace,
    a_file_aside_in_a_group_is_found_by_its_senders_wish,
)
