"""What nobody asked for, really made: it is there and told, and goes where it cannot be made or is not wanted."""

from collections.abc import Awaitable, Callable

import pytest

from agent_core.agent import Plan, Wish
from agent_core.editor import Editor
from tests.agent_core.conftest import nothing, revision

pytestmark = pytest.mark.ffmpeg

Give = Callable[..., Awaitable[Wish]]


async def planned(editor: Editor, wish: Wish) -> Plan:
    found = await editor.plan(wish, nothing)
    assert isinstance(found, Plan), found
    return found


async def test_a_film_for_a_platform_comes_in_its_shape_is_told_so_and_goes_back(editor: Editor, give: Give):
    plan = await planned(editor, await give("speed it up 2x, it's for TikTok", "clip.mp4"))
    outcome = await editor.run(plan, await give("", "clip.mp4"), nothing)
    product = outcome.products[0]
    assert product.width and product.height and round(product.width / product.height, 2) == 0.56
    told = outcome.note.values["unasked"]
    assert isinstance(told, list)
    assert [(row["capability"], row["place"]) for row in told if isinstance(row, dict)] == [
        ("reframe", "TikTok"),
        ("loudness", "TikTok"),
    ]
    first = revision(plan, outcome)
    back = await planned(editor, await give("keep its shape", replied=first, revisions=(first,)))
    assert [goal.capability for goal in back.intent.implicit] == ["loudness"]
    assert back.workflow and "reframe" not in {step.tool for step in back.workflow.steps}
    wide = await planned(editor, await give("keep it horizontal", replied=first, revisions=(first,)))
    assert [goal.capability for goal in wide.intent.goals] == ["speed", "reframe"]
    assert [goal.capability for goal in wide.intent.implicit] == ["loudness"], "what is named outright is unsaid no more"


async def test_captions_that_cannot_be_shown_do_not_keep_back_the_film(editor: Editor, give: Give):
    plan = await planned(editor, await give("cut off the first 2.9 seconds for TikTok", "clip.mp4", "lines.srt"))
    assert [goal.capability for goal in plan.intent.implicit] == ["reframe", "subtitle", "loudness"]
    outcome = await editor.run(plan, await give("", "clip.mp4", "lines.srt"), nothing)
    assert [product.kind for product in outcome.products] == ["video"]
    assert outcome.intent and [goal.capability for goal in outcome.intent.implicit] == ["reframe", "loudness"]
    assert outcome.workflow and "subtitle" not in {step.tool for step in outcome.workflow.steps}
