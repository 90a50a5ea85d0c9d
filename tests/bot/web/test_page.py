"""The web chat in a real browser: what people do in every chat, from wish to undo."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Template
from tests.bot.contract.scenarios import WISHES
from tests.bot.contract.stage import WORDS
from tests.bot.web.room import BROWSER, PHONE, Room, look, room

pytestmark = [
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]


async def wish(page: Page, words: str, *files: Path) -> None:
    """Write and send, with files."""
    if files:
        await page.set_input_files("#files", [str(file) for file in files])
    await page.fill("#text", words)
    await page.press("#text", "Enter")


def film(opened: Room, clip: Path, **values: Any) -> dict[str, Any]:
    """A finished film, as the workers deliver it."""
    product = opened.client.product(clip.read_bytes(), width=320, height=180, duration=2.0)
    return {"code": "done-meme", "products": (product,), "actions": ("smaller_text", "undo")} | values


async def until(look: Any) -> None:
    for _ in range(500):
        if look():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("waited in vain")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_wish_to_progress_to_result_to_follow_up_to_undo(
    browser: Browser, home: Path, clip: Path, language: Language
) -> None:
    def say(key: str) -> str:
        return WORDS.say(language, key)

    words, change = WISHES[language]
    async with room(home) as opened, look(browser, opened.url, locale=language) as (page, problems):
        client = opened.client
        await expect(page.locator("#welcome h2")).to_have_text(say("web-welcome"))
        await expect(page.locator("#text")).to_have_attribute("placeholder", say("web-placeholder"))
        await wish(page, words, clip)
        name = await opened.job(1)
        assert [client.store[file.asset] for file in client.jobs[name].request.attachments] == [clip.read_bytes()]
        client.move(name, "running", stage="render", fraction=0.4, time_left=20)
        status = page.locator("article.status")
        await expect(status.locator("progress")).to_have_js_property("value", 0.4)
        await expect(status.locator(".text")).to_contain_text("40%")
        await expect(status.get_by_role("button", name=say("button-cancel"))).to_be_visible()
        client.deliver(name, **film(opened, clip, language=language, revision="r1"))
        result = page.locator("article.result")
        await expect(result.locator(".text")).to_have_text(say("result-done-meme"))
        await expect(status.locator("progress")).to_have_count(0)
        played = await result.locator("video").evaluate(
            "async v => { v.muted = true; await v.play(); await new Promise(r => v.ontimeupdate = r); return v.videoWidth }"
        )
        assert played == 320
        await result.get_by_role("button", name=say("web-reply")).click()
        await expect(page.locator("#replying")).to_contain_text(say("result-done-meme"))
        await wish(page, change)
        second = await opened.job(2)
        replied = client.jobs[second].request.reply_to or ""
        project = await client.project_of("web", client.jobs[second].request.origin.chat, replied)
        assert project and project.job == name
        client.deliver(second, **film(opened, clip, code="done-edit", language=language, revision="r2"))
        await expect(result).to_have_count(2)
        await result.nth(1).get_by_role("button", name=say("action-undo")).click()
        third = await opened.job(3)
        assert client.jobs[third].request.template == Template(capability="undo")
        client.deliver(third, **film(opened, clip, code="done-undo", language=language, revision="r1"))
        await expect(result.nth(2).locator(".text")).to_have_text(say("result-done-undo"))
        await page.reload()
        await expect(result).to_have_count(3)
        await expect(page.locator("article.mine .text").first).to_have_text(words)
        assert problems == []


async def test_a_question_is_answered_by_a_button(browser: Browser, home: Path) -> None:
    async with room(home) as opened, look(browser, opened.url) as (page, problems):
        await wish(page, "subtitle it")
        name = await opened.job(1)
        opened.client.move(name, "waiting")
        options = [{"value": "zh", "label": "language-zh"}, {"value": "vi", "label": "language-vi"}]
        question = {"note": {"code": "ask-subtitle"}, "options": options}
        opened.client.deliver(name, "question", code="ask-subtitle", question=question)
        asked = page.locator("article.question")
        await expect(asked.locator(".text")).to_have_text(WORDS.say("en", "question-ask-subtitle"))
        await asked.get_by_role("button", name="Vietnamese").click()
        await until(lambda: opened.client.answers)
        assert opened.client.answers[0][1].value == "vi"
        assert problems == []


@pytest.mark.parametrize(
    ("state", "told"), [({"state": "queued", "queue_place": 3}, "3 jobs ahead"), ({"state": "running", "fraction": 0.7}, "70%")]
)
async def test_a_job_is_cancelled_in_the_queue_and_while_rendering(
    browser: Browser, home: Path, state: dict[str, Any], told: str
) -> None:
    async with room(home) as opened, look(browser, opened.url) as (page, problems):
        await wish(page, "make it a meme")
        name = await opened.job(1)
        opened.client.move(name, **state)
        status = page.locator("article.status")
        await expect(status.locator(".text")).to_contain_text(told)
        await status.get_by_role("button", name="Cancel").click()
        await expect(status.locator(".text")).to_have_text(WORDS.say("en", "status-cancelled"))
        await expect(status.get_by_role("button", name="Cancel", exact=True)).to_have_count(0)
        assert opened.client.jobs[name].status.state == "cancelled"
        assert problems == []


async def test_a_restart_in_the_middle_loses_nothing(browser: Browser, home: Path, clip: Path) -> None:
    async with room(home) as opened, look(browser, opened.url) as (page, _):
        client = opened.client
        await wish(page, "make it a meme", clip)
        name = await opened.job(1)
        client.move(name, "running", stage="render", fraction=0.3)
        await expect(page.locator("article.status .text")).to_contain_text("30%")
        await until(lambda: client.jobs[name].status.status_message)
        await opened.stop()
        await expect(page.locator("#offline")).to_be_visible()
        client.move(name, "running", stage="render", fraction=0.6)
        await wish(page, "and then turn it")
        await expect(page.locator("article.mine").last).to_contain_text(WORDS.say("en", "web-waiting"))
        await opened.start()
        await expect(page.locator("article.status .text").first).to_contain_text("60%")
        await expect(page.locator("#offline")).to_be_hidden()
        second = await opened.job(2)
        assert client.jobs[second].request.text == "and then turn it"
        client.deliver(name, **film(opened, clip, revision="r1"))
        await expect(page.locator("article.result video")).to_be_visible()
        await expect(page.locator("article.mine")).to_have_count(2)
        assert len(client.jobs) == 2, "sent again and again, it is one wish"


async def test_files_are_dropped_and_pasted(browser: Browser, home: Path) -> None:
    gather = """(kind) => {
        const data = new DataTransfer();
        data.items.add(new File(["1\\n00:00:00,000 --> 00:00:01,000\\nhi\\n"], `${kind}.srt`));
        const fire = (name, event) => document.querySelector("#messages").dispatchEvent(new event(name,
            { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data }));
        if (kind === "pasted") return fire("paste", ClipboardEvent);
        fire("dragenter", DragEvent);
        const seen = !document.querySelector("#drop").hidden;
        fire("drop", DragEvent);
        return seen && document.querySelector("#drop").hidden;
    }"""
    async with room(home) as opened, look(browser, opened.url) as (page, problems):
        await expect(page.locator("#welcome")).to_be_visible()
        assert await page.evaluate(gather, "dropped")
        await page.evaluate(gather, "pasted")
        await expect(page.locator("#attached li.done")).to_have_count(2)
        await wish(page, "burn these in")
        request = opened.client.jobs[await opened.job(1)].request
        assert [file.name for file in request.attachments] == ["dropped.srt", "pasted.srt"]
        await expect(page.locator("#attached li")).to_have_count(0)
        await expect(page.locator("article.mine .file")).to_have_count(2)
        assert problems == []


async def test_several_conversations(browser: Browser, home: Path) -> None:
    async with room(home) as opened, look(browser, opened.url) as (page, problems):
        await wish(page, "make it a meme")
        first = await opened.job(1)
        await page.fill("#text", "half a thought")
        await page.keyboard.press("Alt+n")
        await expect(page.locator("#welcome")).to_be_visible()
        await expect(page.locator("#text")).to_have_value("")
        await wish(page, "turn it")
        second = await opened.job(2)
        await expect(page.locator("article.status")).to_be_visible()
        names = page.locator("#chats .name")
        await expect(names).to_have_text(["turn it", "make it a meme"])
        origins = [opened.client.jobs[name].request.origin for name in (first, second)]
        assert len({origin.chat for origin in origins}) == 2 and len({origin.user for origin in origins}) == 1
        opened.client.deliver(first, code="done-meme", products=(opened.client.product(),))
        await expect(page.locator("#chats .dot")).to_have_count(1)
        await expect(page.locator("article.result")).to_have_count(0)
        await page.get_by_role("button", name="make it a meme").click()
        await expect(page.locator("article.result")).to_have_count(1)
        await expect(page.locator("#text")).to_have_value("half a thought")
        await expect(page.locator("#chats .dot")).to_have_count(0)
        await page.click("#rename")
        await page.fill("#dialog input", "Cats")
        await page.keyboard.press("Enter")
        await expect(page.locator("#title")).to_have_text("Cats")
        await page.reload()
        await expect(page.locator("#title")).to_have_text("Cats")
        await page.keyboard.press("Alt+ArrowDown")
        await expect(page.locator("#title")).to_have_text("turn it")
        await page.click("#delete")
        await page.locator("#dialog").get_by_role("button", name="Delete").click()
        await expect(names).to_have_text(["Cats"])
        assert opened.client.jobs[second].status.state == "cancelled", "nobody is left to see it"
        assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_a_phone(browser: Browser, home: Path, clip: Path, language: Language) -> None:
    async with room(home) as opened, look(browser, opened.url, locale=language, **PHONE) as (page, problems):
        await expect(page.locator("#welcome h2")).to_be_visible()
        await page.locator("#examples button").first.click()
        assert await page.input_value("#text")
        await wish(page, WISHES[language][0] + " " + "a" * 60, clip)
        name = await opened.job(1)
        opened.client.move(name, "running", stage="render", fraction=0.4, time_left=200)
        await expect(page.locator("article.status progress")).to_be_visible()
        opened.client.deliver(name, **film(opened, clip, language=language))
        await expect(page.locator("article.result video")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, "nothing sticks out sideways"
        assert await page.evaluate("document.querySelector('#messages').scrollWidth") <= 360
        await expect(page.locator("#new-chat")).not_to_be_in_viewport()
        await page.click("#open-side")
        await expect(page.locator("#new-chat")).to_be_in_viewport()
        await expect(page.locator("#new-chat")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#new-chat")).not_to_be_in_viewport()
        await page.click("#open-side")
        await page.select_option("#language", "zh")
        await expect(page.locator("#new-chat")).to_have_text(WORDS.say("zh", "web-new-chat"))
        await page.click("#new-chat")
        await expect(page.locator("#welcome h2")).to_have_text(WORDS.say("zh", "web-welcome"))
        assert problems == []


async def test_what_people_write_is_never_markup(browser: Browser, home: Path) -> None:
    async with room(home) as opened, look(browser, opened.url) as (page, problems):
        await wish(page, "<img src=x onerror=document.title='taken'>")
        await expect(page.locator("article.mine .text")).to_have_text("<img src=x onerror=document.title='taken'>")
        assert await page.title() == "Cutroom"
        await wish(page, "from https://example.org/a?b=1，please")
        link = page.locator("article.mine .text a")
        await expect(link).to_have_attribute("href", "https://example.org/a?b=1")
        await wish(page, "javascript:alert(1)")
        await expect(page.locator("article.mine")).to_have_count(3)
        await expect(link).to_have_count(1)
        assert problems == []


async def test_a_long_conversation_is_read_page_by_page(browser: Browser, home: Path) -> None:
    async with room(home) as opened, look(browser, opened.url) as (page, problems):
        await wish(page, "/preset")
        await expect(page.locator("article.reply")).to_have_count(1)
        await page.evaluate("""async () => {
            const chat = JSON.parse(localStorage.getItem("cutroom.chat"));
            const headers = { "Content-Type": "application/json" };
            const send = (n) => fetch("/api/messages",
                { method: "POST", headers, body: JSON.stringify({ id: `x${n}`, chat, text: "/preset" }) });
            await Promise.all([...Array(70).keys()].map(send));
        }""")
        await page.reload()
        await expect(page.locator("article")).to_have_count(60)
        await page.click("#earlier")
        await expect(page.locator("article")).to_have_count(120)
        await page.click("#earlier")
        await expect(page.locator("article")).to_have_count(142)
        await expect(page.locator("#earlier")).to_be_hidden()
        order = await page.locator("article").evaluate_all("all => all.map(each => Number(each.dataset.n))")
        assert order == sorted(order)
        assert problems == []
