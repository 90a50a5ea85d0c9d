"""The whole house with a person at the page: a film goes in, progress is seen, the result plays, is changed and taken back."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.localization import Localization
from tests.bot.web.room import BROWSER, chromium, look
from tests.e2e.house import House

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.redis,
    pytest.mark.timeout(300),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed"),
]
PLAY = """async v => {
    v.muted = true;
    await v.play();
    await new Promise(r => v.ontimeupdate = r);
    return [v.videoWidth, v.duration];
}"""


async def test_from_wish_to_undo_on_the_page(house: House, clip: Path) -> None:
    words = Localization()
    async with chromium() as browser, look(browser, house.url, locale="zh-CN") as (page, problems):
        page.set_default_timeout(90_000)
        expect.set_options(timeout=90_000)
        try:
            await page.set_input_files("#files", str(clip))
            await page.fill("#text", "做成表情包")
            await page.press("#text", "Enter")
            await expect(page.locator("article.status").first).to_be_visible()
            result = page.locator("article.result")
            await expect(result.first.locator("video")).to_be_visible()
            width, duration = await result.first.locator("video").evaluate(PLAY)
            assert width == 640
            assert duration == pytest.approx(4.0, abs=0.2)
            await expect(page.locator("article.status progress")).to_have_count(0)
            await result.first.get_by_role("button", name=words.say("zh", "action-smaller_text")).click()
            await expect(result).to_have_count(2)
            await result.last.get_by_role("button", name=words.say("zh", "web-reply")).click()
            await page.fill("#text", "撤销")
            await page.press("#text", "Enter")
            await expect(result).to_have_count(3)
            first, _, third = [await result.nth(n).locator("video").get_attribute("src") for n in range(3)]
            assert first == third, "going back shows the same film"
            assert problems == []
        finally:
            expect.set_options(timeout=5_000)
