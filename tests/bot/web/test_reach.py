"""The page for everybody: by keyboard, by ear, in both lights, over bad connections, and behind a door."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Engine
from bot.web.accounts import Accounts
from tests.bot.contract.stage import WORDS
from tests.bot.web.room import BROWSER, PHONE, look, room
from tests.bot.web.test_page import film, until, wish

pytestmark = [
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]

CONTRAST = """() => {
    const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgb = (color, under) => {
        paint.fillStyle = `rgb(${under})`; paint.fillRect(0, 0, 1, 1);
        paint.fillStyle = color; paint.fillRect(0, 0, 1, 1);
        return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const ground = (node) => {
        const colors = [];
        for (let each = node; each; each = each.parentElement) colors.push(getComputedStyle(each).backgroundColor);
        return colors.reverse().reduce((under, color) => rgb(color, under), [255, 255, 255]);
    };
    const light = (color) => {
        const [r, g, b] = color.map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found = [];
    for (const node of document.querySelectorAll("body *")) {
        const words = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
        if (!words || !node.checkVisibility() || node.closest(".unseen, option, #skip, [disabled]")) continue;
        const under = ground(node);
        const [a, b] = [light(rgb(getComputedStyle(node).color, under)), light(under)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) found.push(`${node.tagName}.${node.className} ${node.textContent.slice(0, 20)}: ${ratio.toFixed(2)}`);
    }
    return found;
}"""
NAMELESS = """() => [...document.querySelectorAll("button, a, input, select, textarea, video, audio, img, progress, dialog")]
    .filter((node) => node.checkVisibility() && !(node.getAttribute("aria-label") || node.textContent.trim() || node.alt
        || node.labels?.length || node.getAttribute("aria-labelledby") || node.alt === "" || node.matches("[hidden]")))
    .map((node) => node.outerHTML.slice(0, 120))"""


async def everything(page: Page, opened: Any, clip: Path) -> None:
    """A conversation with all that can stand in one."""
    await wish(page, "make it a meme", clip)
    name = await opened.job(1)
    opened.client.deliver(name, **film(opened, clip))
    result = page.locator("article.result")
    await expect(result).to_be_visible()
    await result.get_by_role("button", name="Reply").click()
    await wish(page, "smaller text")
    opened.client.move(await opened.job(2), "running", stage="render", fraction=0.4, time_left=20)
    await expect(page.locator("article.status progress")).to_be_visible()
    await wish(page, "anew")
    opened.client.deliver(await opened.job(3), "refusal", code="not-understood")
    await expect(page.locator("article.refusal")).to_be_visible()
    await page.locator("article.mine").first.get_by_role("button", name="Reply").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_everything_is_legible_and_has_a_name(browser: Browser, home: Path, clip: Path, theme: Any) -> None:
    async with room(home) as opened, look(browser, opened.url, color_scheme=theme) as (page, problems):
        await expect(page.locator("#welcome")).to_be_visible()
        assert await page.evaluate(CONTRAST) == []
        await everything(page, opened, clip)
        assert await page.evaluate(CONTRAST) == []
        assert await page.evaluate(NAMELESS) == []
        for button in ("#settings", "#ideas", "#rename", "#delete"):
            await page.click(button)
            assert await page.evaluate(CONTRAST) == [], button
            assert await page.evaluate(NAMELESS) == [], button
            await page.keyboard.press("Escape")
            await expect(page.locator("#dialog")).to_be_hidden()
        assert problems == []


async def test_the_appearance_is_chosen_and_kept(browser: Browser, home: Path) -> None:
    async with room(home) as opened, look(browser, opened.url, color_scheme="light") as (page, problems):
        ground = "getComputedStyle(document.body).backgroundColor"
        light = await page.evaluate(ground)
        await page.click("#settings")
        await page.select_option("#theme", "dark")
        dark = await page.evaluate(ground)
        assert dark != light
        await page.reload()
        assert await page.evaluate(ground) == dark
        assert problems == []


async def test_by_keyboard_alone(browser: Browser, home: Path, clip: Path) -> None:
    async with room(home) as opened, look(browser, opened.url) as (page, problems):
        await expect(page.locator("#welcome")).to_be_visible()
        await page.keyboard.press("Tab")
        await expect(page.locator("#skip")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#text")).to_be_focused()
        await page.keyboard.type("make it")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("a meme")
        await page.keyboard.press("Enter")
        name = await opened.job(1)
        assert opened.client.jobs[name].request.text == "make it\na meme"
        opened.client.move(name, "running", stage="render", fraction=0.2)
        cancel = page.locator("article.status").get_by_role("button", name="Cancel", exact=True)
        await cancel.focus()
        opened.client.move(name, "running", stage="render", fraction=0.6)
        await expect(page.locator("article.status .text")).to_contain_text("60%")
        await expect(cancel).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("article.status .text")).to_have_text(WORDS.say("en", "status-cancelled"))
        await page.locator("#messages").focus()
        await page.keyboard.press("/")
        await expect(page.locator("#text")).to_be_focused()
        await expect(page.locator("#text")).to_have_value("")
        assert problems == []


async def test_progress_and_results_are_said_but_not_every_percent(browser: Browser, home: Path, clip: Path) -> None:
    async with room(home) as opened, look(browser, opened.url) as (page, problems):
        await expect(page.locator("#welcome")).to_be_visible()
        await page.evaluate("""() => {
            window.said = [];
            const hear = (all) => all.forEach((each) => each.addedNodes.forEach((node) => said.push(node.textContent)));
            new MutationObserver(hear).observe(document.querySelector("#announce"), { childList: true });
        }""")
        await wish(page, "make it a meme")
        name = await opened.job(1)
        for percent in range(10, 100, 5):
            opened.client.move(name, "running", stage="render", fraction=percent / 100)
            await expect(page.locator("article.status .text")).to_contain_text(f"{percent}%")
        opened.client.deliver(name, **film(opened, clip))
        await expect(page.locator("#announce")).to_contain_text(WORDS.say("en", "result-done-meme"))
        said = await page.evaluate("said")
        assert 3 <= len([text for text in said if "%" in text]) <= 5, said
        assert await page.locator("#list").get_attribute("aria-live") == "off", "or every change would be read"
        assert problems == []


async def test_who_wants_less_motion_gets_none(browser: Browser, home: Path) -> None:
    async with room(home) as opened, look(browser, opened.url, reduced_motion="reduce", **PHONE) as (page, _):
        moving = "[...document.querySelectorAll('*')].filter(n => parseFloat(getComputedStyle(n).transitionDuration) > 0).length"
        assert await page.evaluate(moving) == 0


async def test_an_upload_over_a_bad_connection_goes_on_and_can_be_stopped(browser: Browser, home: Path, tmp_path: Path) -> None:
    big = tmp_path / "big.bin"
    big.write_bytes(bytes(range(256)) * 4 * 4096 * 3)  # twelve megabytes: three parts
    calls: list[str] = []

    async def shaky(route: Route) -> None:
        calls.append(route.request.method)
        if route.request.method == "PATCH" and calls.count("PATCH") == 2:
            await route.abort("connectionreset")
        else:
            await route.continue_()

    async with room(home) as opened, look(browser, opened.url) as (page, _):
        await expect(page.locator("#welcome")).to_be_visible()
        await page.route("**/api/uploads/*", shaky)
        await page.set_input_files("#files", str(big))
        await expect(page.locator("#attached li.done")).to_be_visible()
        assert calls.count("PATCH") == 4 and "HEAD" in calls, "one part was sent again, and no more"
        await wish(page, "convert this")
        request = opened.client.jobs[await opened.job(1)].request
        assert opened.client.store[request.attachments[0].asset] == big.read_bytes()
        await page.unroute("**/api/uploads/*")
        gate = asyncio.Event()

        async def held(route: Route) -> None:
            if route.request.method == "PATCH":
                await gate.wait()
            await route.continue_()

        await page.route("**/api/uploads/*", held)
        await page.set_input_files("#files", str(big))
        await expect(page.locator("#attached progress")).to_be_visible()
        await page.locator("#attached").get_by_role("button", name="Remove").click()
        await expect(page.locator("#attached li")).to_have_count(0)
        gate.set()
        await until(lambda: not list((home / "web" / "uploads").iterdir()))


async def test_a_wish_written_before_the_page_has_its_conversation_is_sent(browser: Browser, home: Path) -> None:
    async with room(home) as opened, look(browser, "about:blank") as (page, problems):
        gate = asyncio.Event()

        async def held(route: Route) -> None:
            await gate.wait()
            await route.continue_()

        await page.route("**/api/session", held)
        await page.goto(opened.url)
        await expect(page.locator("#text")).to_have_attribute("placeholder", WORDS.say("en", "web-placeholder"))
        await wish(page, "make it a meme")
        await expect(page.locator("#text")).to_have_value("make it a meme")
        gate.set()
        assert opened.client.jobs[await opened.job(1)].request.text == "make it a meme"
        await expect(page.locator("#text")).to_have_value("")
        assert problems == []


async def test_a_wish_is_spoken(browser: Browser, home: Path) -> None:
    async with room(home) as opened, look(browser, opened.url, permissions=["microphone"]) as (page, problems):
        await expect(page.locator("#welcome")).to_be_visible()
        await page.click("#voice")
        await expect(page.locator("#voice")).to_have_attribute("aria-label", WORDS.say("en", "web-voice-stop"))
        await page.wait_for_timeout(400)
        await page.click("#voice")
        await expect(page.locator("#attached li.done")).to_contain_text("voice.webm")
        opened.client.heard = [Engine(port="transcriber", name="double", found=True, languages=LANGUAGES)]
        await page.click("#send")
        [spoken] = opened.client.jobs[await opened.job(1)].request.attachments
        assert spoken.voice and spoken.content_type == "audio/webm" and spoken.size_bytes > 100
        await expect(page.locator("article.mine audio")).to_be_visible()
        assert problems == []


async def test_a_file_that_is_too_large_is_said_so(browser: Browser, home: Path, tmp_path: Path) -> None:
    async with room(home) as opened, look(browser, opened.url, locale="vi") as (page, _):
        await expect(page.locator("#welcome")).to_be_visible()

        async def full(route: Route) -> None:
            await route.fulfill(status=413, content_type="application/json", body='{"code": "too-large"}')

        await page.route("**/api/uploads", full)
        (tmp_path / "a.mp4").write_bytes(b"x")
        await page.set_input_files("#files", str(tmp_path / "a.mp4"))
        await expect(page.locator("#attached li.failed")).to_contain_text(WORDS.say("vi", "error-web-too-large"))


@pytest.mark.parametrize("language", ["zh"])
async def test_one_enters_by_an_invitation_or_with_the_token(browser: Browser, home: Path, language: Language) -> None:
    def say(key: str) -> str:
        return WORDS.say(language, key)

    secret = Accounts(home / "web").invite(name="Ann")
    async with room(home, http_token="open sesame") as opened:
        async with look(browser, opened.url, locale=language) as (page, _):
            dialog = page.locator("#dialog")
            await expect(dialog.locator("h2")).to_have_text(say("web-login"))
            await page.keyboard.press("Escape")
            await expect(dialog).to_be_visible()
            await dialog.locator("input").fill("guess")
            await page.keyboard.press("Enter")
            await expect(dialog.get_by_role("alert")).to_have_text(say("error-web-wrong-token"))
            await dialog.locator("input").fill("open sesame")
            await page.keyboard.press("Enter")
            await expect(dialog).to_be_hidden()
            await expect(page.locator("#welcome")).to_be_visible()
            await page.click("#settings")
            await dialog.get_by_role("button", name=say("web-invite")).click()
            await dialog.locator("input").first.fill("Bob")
            await page.keyboard.press("Enter")
            link = await dialog.locator(".joined input").input_value()
            assert link.startswith(f"{opened.url}#invite=")
        async with look(browser, link, locale=language) as (page, problems):
            await expect(page.locator("#welcome")).to_be_visible()
            assert page.url == opened.url, "the secret does not stay in the address"
            await page.click("#settings")
            await expect(page.locator("#dialog")).to_contain_text("Bob")
            await expect(page.locator("#dialog").get_by_role("button", name=say("web-invite"))).to_have_count(0)
            assert problems == []
        async with look(browser, f"{opened.url}#invite={secret}") as (page, _):
            await expect(page.locator("#welcome")).to_be_visible()
        async with look(browser, link, locale=language) as (page, _):
            await expect(page.locator("#dialog").get_by_role("alert")).to_have_text(say("error-web-invite-gone"))
