"""Files that wait for their wish are found over a restart."""

from pathlib import Path

import pytest

from tests.bot.contract.scenarios import FILE
from tests.bot.contract.stage import CLIP, job, message
from tests.bot.contract.stages import open_stage

pytestmark = pytest.mark.unit


async def test_a_file_before_a_restart_and_the_wish_after_it(home: Path) -> None:
    async with open_stage("web", home) as stage:
        await stage.say(files=FILE)
        await message(stage, lambda shown: bool(shown.text))
        await stage.stop()
        await stage.start()
        await stage.say("make it a meme")
        request = stage.client.jobs[await job(stage, 1)].request
        assert [stage.client.store[file.asset] for file in request.attachments] == [CLIP]
