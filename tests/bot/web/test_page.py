"""The web chat's page in a real browser: a wish with a file, progress, a result that plays, a reply, three languages."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from agent_core.languages import LANGUAGES
from agent_core.messages import Product
from bot.localization import Localization
from bot.platform import Button, Incoming, Outgoing, OutgoingFile
from bot.settings import BotSettings
from bot.web.adapter import Web, _page_words  # pyright: ignore[reportPrivateUsage]
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
ASSET = "a" * 64


class Studio:
    """Answers every wish with progress that a test moves on, and then the clip."""

    def __init__(self, clip: bytes) -> None:
        self.clip = clip
        self.heard: list[Incoming] = []
        self.go_on = asyncio.Event()
        self.web: Web

    async def read(self, asset: str, start: int, end: int | None) -> AsyncIterator[bytes]:
        yield self.clip[start:end]

    async def receive(self, incoming: Incoming) -> None:
        for file in incoming.files:
            async for _ in file.read():
                pass
        self.heard.append(incoming)
        asyncio.get_running_loop().create_task(self._work(incoming))

    async def _work(self, incoming: Incoming) -> None:
        cancel = [[Button("Cancel", "cancel:j1")]]
        [status] = await self.web.post(incoming.origin, Outgoing("Rendering · 40 %", buttons=cancel, kind="status", fraction=0.4))
        await self.go_on.wait()
        await self.web.edit(incoming.origin, status, Outgoing("Done", kind="status", fraction=1.0))
        size = len(self.clip)
        product = Product(
            asset=ASSET,
            name="meme.mp4",
            kind="video",
            content_type="video/mp4",
            size_bytes=size,
            width=320,
            height=180,
            duration=1,
        )
        file = OutgoingFile(product, lambda: self.read(ASSET, 0, None))
        await self.web.post(incoming.origin, Outgoing("Here you go!", [file], [[Button("Undo", "act:undo:r1")]], "result"))


@asynccontextmanager
async def studio(home: Path) -> AsyncIterator[Studio]:
    clip = home / "clip.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30:duration=1"]
    await FFmpeg(MediaSettings()).run([*source, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(clip)])
    scripted, words = Studio(clip.read_bytes()), Localization()
    scripted.web = Web(BotSettings(http_port=0, home=home), scripted.read, lambda language: _page_words(words, language))
    task = asyncio.create_task(scripted.web.run(scripted.receive))
    while not scripted.web.port:
        await asyncio.sleep(0.01)
    try:
        yield scripted
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def browsing(scripted: Studio, **context: Any) -> AsyncIterator[tuple[Page, list[str]]]:
    problems: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=list(QUIET))
        page = await (await browser.new_context(**context)).new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(f"http://127.0.0.1:{scripted.web.port}/")
        try:
            yield page, problems
        finally:
            await browser.close()


async def test_a_wish_from_the_page(home: Path) -> None:
    async with studio(home) as scripted, browsing(scripted, locale="en-GB") as (page, problems):
        await expect(page.locator("#welcome h2")).to_be_visible()
        await page.set_input_files("#files", str(home / "clip.mp4"))
        await page.fill("#text", "make this a meme")
        await page.press("#text", "Enter")
        await expect(page.locator("article.status progress")).to_be_visible()
        await expect(page.locator("article.status", has_text="Cancel")).to_be_visible()
        await expect(page.locator("article.mine video")).to_be_visible()
        scripted.go_on.set()
        video = page.locator("article.result video")
        await expect(video).to_be_visible()
        await expect(page.locator("article.status progress")).to_have_count(0)
        played = await video.evaluate(
            "async v => { v.muted = true; await v.play(); await new Promise(r => v.ontimeupdate = r); return v.videoWidth }"
        )
        assert played == 320
        await page.get_by_role("button", name="Undo").click()
        await page.get_by_role("button", name="Reply").first.click()
        await expect(page.locator("#replying")).to_contain_text("Here you go!")
        await page.fill("#text", "smaller text")
        await page.click("#send")
        for _ in range(100):
            if len(scripted.heard) == 3:
                break
            await asyncio.sleep(0.05)
        first, press, reply = scripted.heard
        assert (first.text, [file.name for file in first.files]) == ("make this a meme", ["clip.mp4"])
        assert press.value == "act:undo:r1"
        assert reply.reply_to == press.reply_to
        await page.reload()
        await expect(page.locator("article.result video").first).to_be_visible()
        assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_speaks_the_browsers_language_on_a_phone(home: Path, language: str) -> None:
    async with (
        studio(home) as scripted,
        browsing(scripted, locale=language, viewport={"width": 360, "height": 700}) as (page, problems),
    ):
        words = Localization()
        await expect(page.locator("#welcome h2")).to_have_text(words.say(language, "web-welcome"))  # pyright: ignore[reportArgumentType]
        await expect(page.locator("#text")).to_have_attribute("placeholder", words.say(language, "web-placeholder"))  # pyright: ignore[reportArgumentType]
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360, "nothing sticks out sideways"
        await page.locator("#examples button").first.click()
        assert await page.input_value("#text")
        await page.select_option("#language", "zh")
        await expect(page.locator("#welcome h2")).to_have_text(words.say("zh", "web-welcome"))
        assert problems == []


async def test_what_people_write_is_never_markup(home: Path) -> None:
    async with studio(home) as scripted, browsing(scripted) as (page, problems):
        scripted.go_on.set()
        await page.fill("#text", "<img src=x onerror=document.title='taken'>")
        await page.press("#text", "Enter")
        await expect(page.locator("article.mine .text")).to_have_text("<img src=x onerror=document.title='taken'>")
        assert await page.title() == "Cutroom"
        assert problems == []
