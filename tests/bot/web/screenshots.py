"""Pictures of the web chat for its documentation: three languages, desktop and phone, light and dark.

`python -m tests.bot.web.screenshots OUT DOCS` takes what `make demo` has left in OUT and writes PNG files into DOCS.
"""

import argparse
import asyncio
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, StorageState, expect

from agent_core.catalogue.examples import examples
from agent_core.languages import LANGUAGES, Language
from bot.demo import script
from tests.bot.web.room import Room, chromium, room
from tests.bot.web.test_page import wish

CODES: dict[Language, str] = {"en": "done-meme", "zh": "done-several", "vi": "done-voiceover"}
CHANGES: dict[Language, str] = {
    "en": "smaller text, and a bit faster",
    "zh": "字再大一点，再快一点",
    "vi": "chữ to hơn, nhanh hơn một chút",
}
BEFORE = ("subtitle", "reframe", "speed")
DEVICES = {
    "desktop": {"viewport": {"width": 1180, "height": 860}},
    "phone": {"viewport": {"width": 390, "height": 780}, "device_scale_factor": 1.5, "has_touch": True},
}


async def talk(opened: Room, page: Page, demo: Path, language: Language) -> None:
    """A short conversation: a wish, its result, and a change on its way; others before it."""
    client = opened.client
    for number, capability in enumerate(BEFORE, 1):
        await page.click("#new-chat")
        await wish(page, examples(language, capability)[0])
        await opened.job(number)
    await page.click("#new-chat")
    await wish(page, script(language).lines[0].text, demo / "sample" / "mochi.mp4")
    first = await opened.job(len(BEFORE) + 1)
    made = next(demo.glob(f"{language}-1-*.mp4"))
    width, height = (360, 640) if "reframe" in made.name else (640, 360)
    poster = client.product(made.with_name(f"{made.stem}-poster.jpg").read_bytes()).asset
    name = made.name.split("-", 2)[2]
    product = client.product(made.read_bytes(), name=name, width=width, height=height, duration=6.0, thumbnail=poster)
    values = {"capabilities": ["trim", "reframe", "subtitle"]} if language == "zh" else {}
    actions = ("smaller_text", "vertical", "shorter", "undo", "how")
    client.deliver(
        first, code=CODES[language], note_values=values, products=(product,), actions=actions, language=language, revision="r1"
    )
    result = page.locator("article.result")
    await expect(result).to_be_visible()
    await result.get_by_role("button").last.click()
    await wish(page, CHANGES[language])
    second = await opened.job(len(BEFORE) + 2)
    client.move(second, "running", stage="render", fraction=0.62, time_left=9)
    await expect(page.locator("article.status progress").last).to_have_js_property("value", 0.62)


async def shoot(browser: Browser, opened: Room, language: Language, state: StorageState, target: Path) -> None:
    """The conversation on each device, light and dark."""
    for device, options in DEVICES.items():
        profile = await browser.new_context(locale=language, storage_state=state, **options)
        page = await profile.new_page()
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            await page.goto(opened.url)
            await expect(page.locator("article.status progress")).to_be_visible()
            await page.wait_for_timeout(1500)  # players have their first picture
            keep(await page.screenshot(), target / f"web-{language}-{device}-{theme}.png")
        await profile.close()


def keep(picture: bytes, path: Path) -> None:
    """Write a picture with as many colours as it needs, and no more than a palette holds."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


async def main(demo: Path, target: Path, languages: Sequence[Language]) -> None:
    """All pictures."""
    async with chromium() as browser:
        for language in languages:
            with tempfile.TemporaryDirectory() as folder:
                async with room(Path(folder)) as opened:
                    profile = await browser.new_context(locale=language)
                    page = await profile.new_page()
                    await page.goto(opened.url)
                    await expect(page.locator("#welcome h2")).to_be_visible()
                    await talk(opened, page, demo, language)
                    await shoot(browser, opened, language, await profile.storage_state(), target)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("demo", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--lang", choices=LANGUAGES, action="append")
    given = parser.parse_args()
    asyncio.run(main(given.demo, given.target, given.lang or LANGUAGES))
