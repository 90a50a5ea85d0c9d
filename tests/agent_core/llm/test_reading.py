"""The language model as a reader: held to the catalogue, bettering the grammar, and never asked about the plain commands."""

import pytest

from agent_core.agent import LanguageHints, Wish
from agent_core.catalogue.listing import capabilities
from agent_core.errors import Impossible, NotUnderstood
from agent_core.intents import Goal, ImplicitGoal, Intent
from agent_core.llm.intents import Heard, instructions, read_by
from agent_core.llm.provider import Call
from agent_core.llm.usage import Spending
from agent_core.messages import Answer, Limits, Note, Origin, Template
from agent_core.projects import Revision
from agent_core.reading import understood
from agent_core.workflow import Step, Workflow
from media.facts import MediaFacts
from tests.agent_core.llm.obedient import Scripted, reading

pytestmark = pytest.mark.unit

VIDEO = MediaFacts(asset="a" * 64, kind="video", container="mp4", size_bytes=9, duration=60.0, width=640, height=360)
MEME = Intent(language="en", goals=(Goal(capability="meme", params={"top_text": "one"}),))


def wished(text: str, **more: object) -> Wish:
    hints = LanguageHints(locale="en")
    return Wish.model_validate({"text": text, "limits": Limits(upload_bytes=1), "languages": hints, **more})


def result(intent: Intent = MEME) -> Revision:
    workflow = Workflow(steps=(Step(id="meme", tool="meme"),), deliver=("meme",))
    return Revision(
        id="r", project="p", parent=None, language="en", intent=intent, workflow=workflow, products=(), note=Note(code="x")
    )


async def read(text: str, *answers: object, files: tuple[MediaFacts, ...] = (VIDEO,), **more: object) -> tuple[Intent, Scripted]:
    llm = Scripted(*answers)
    return await understood(wished(text, **more), files, ["clip.mp4"] * len(files), llm, Spending()), llm


VALUES = [
    ("trim", {"start": "1:20", "end": "-5"}, {"start": 80, "end": -5}),
    ("trim", {"remove": "[[5, 10], [\"0:20\", 25.5]]"}, {"remove": [[5, 10], [20, 25.5]]}),
    ("subtitle", {"language": '["en", "vi"]', "caption_color": "Yellow"}, {"language": ["en", "vi"], "caption_color": "yellow"}),
    ("subtitle", {"language": "zh-CN"}, {"language": "zh"}),
    ("adjust", {"rotate": "90", "mute": "true", "volume": "up"}, {"rotate": 90, "mute": True, "volume": "up"}),
    ("speed", {"factor": "1.5"}, {"factor": 1.5}),
    ("meme", {"top_text": "[không phải danh sách]", "duration": "shorter"},
     {"top_text": "[không phải danh sách]", "duration": "shorter"}),
    ("reword", {"lines": '["Một", "二"]'}, {"lines": ["Một", "二"]}),
]  # fmt: skip


@pytest.mark.parametrize(("capability", "settings", "params"), VALUES)
async def test_settings_come_out_as_the_contract_spells_them(capability: str, settings: dict, params: dict) -> None:
    heard = Heard("do it", "vi", kinds=("video",))
    found = await read_by(Scripted(reading((capability, settings))), heard, Spending())
    assert found and found.goals == (Goal(capability=capability, params=params),)
    assert found.language == "vi" and found.missing == () and found.confidence < 1.0


WRONG = [
    reading(("delete_all", {})),
    reading(("meme", {"quota": "9999"})),
    reading(("meme", {"max_bytes": "99999999999"})),
    reading(("meme", {"caption_size": "900"})),
    reading(("meme", {"top_text": "x" * 30_000})),
    reading(("reframe", {"aspect": "7:3"})),
    reading(*[("meme", {})] * 9),
    reading(("trim", {"remove": "[[1]]"})),
    reading(("edit", {"caption_size": "up"})),
    reading(edit={"caption_size": "up"}),
    reading(("meme", {f"n{number}": "1" for number in range(30)})),
    reading(("meme", {}), understood=False),
    reading(),
    {"understood": True, "goals": [{"capability": "meme", "settings": {"top_text": "x"}}], "edit": []},
    {"goals": []},
    {**reading(("meme", {})), "tool": "shell"},
    "make it a meme",
    [],
]


@pytest.mark.parametrize("answer", WRONG, ids=lambda answer: str(answer)[:60])
async def test_what_does_not_hold_falls_to_the_grammar(answer: object) -> None:
    found, llm = await read("make it vertical", answer)
    assert [goal.capability for goal in found.goals] == ["reframe"] and len(llm.requests) == 1
    assert found == (await read("make it vertical"))[0]


async def test_no_capability_smuggled_into_a_change() -> None:
    found, _ = await read("smaller text", reading(edit={"also": '["meme", "shell"]'}), files=(), replied=result())
    assert found.goals == (Goal(capability="edit"),) and found.edit == {"caption_size": "down"}, "the grammar's reading"


async def test_the_model_finds_what_the_grammar_does_not() -> None:
    text = "qwrtz plmk"
    with pytest.raises(NotUnderstood):
        await understood(wished(text), [VIDEO], [], None, Spending())
    found, _ = await read(text, reading(("meme", {"top_text": "qwrtz"})))
    assert found.goals == (Goal(capability="meme", params={"top_text": "qwrtz"}),)


async def test_when_neither_understands_the_person_is_told() -> None:
    with pytest.raises(NotUnderstood):
        await read("qwrtz plmk", reading(understood=False))


async def test_what_is_not_built_is_refused_and_not_faked() -> None:
    lacking = next((name for name, row in capabilities().items() if not row.built), None)
    if lacking is None:
        return
    with pytest.raises(Impossible) as refused:
        await read("qwrtz plmk", reading((lacking, {})))
    assert refused.value.code == "not-yet" and refused.value.values["capability"] == lacking


PLAIN = [
    ("undo", {"replied": result()}, "undo"),
    ("hoàn tác", {"replied": result()}, "undo"),
    ("重做", {"replied": result()}, "redo"),
    ("", {"template": Template(capability="meme", params={"top_text": "hi"})}, "meme"),
    ("shout it", {"template": Template(capability="meme")}, "meme"),
]


@pytest.mark.parametrize(("text", "more", "capability"), PLAIN)
async def test_plain_commands_ask_no_model(text: str, more: dict, capability: str) -> None:
    found, llm = await read(text, reading(("reframe", {})), files=(), **more)
    assert found.goals[0].capability == capability and llm.requests == []


async def test_an_answer_to_a_question_asks_no_model() -> None:
    origin = Origin(platform="web", account="a", chat="c", message="m", user="u")
    partial = Intent(language="en", goals=(Goal(capability="voiceover"),), missing=("text",))
    answer = Answer(origin=origin, text="Good evening")
    found, llm = await read("voice over", partial=partial, answers=(answer,))
    assert found.goals[0].params["text"] == "Good evening" and llm.requests == []


async def test_a_change_of_a_result() -> None:
    answer = reading(edit={"caption_size": "down", "also": '["reframe"]', "bottom_text": "hết rồi"})
    found, llm = await read("nhỏ chữ lại xíu, thêm dọc nữa", answer, files=(), replied=result())
    assert found.goals == (Goal(capability="edit"),)
    assert found.edit == {"caption_size": "down", "also": ["reframe"], "bottom_text": "hết rồi"}
    assert "replies_to" in str(llm.requests[0].messages)


async def test_a_question_keeps_the_persons_own_words() -> None:
    heard = Heard("Who is the man in the red hat?", "en", kinds=("video",))
    found = await read_by(Scripted(reading(("ask", {"question": "hat man"}))), heard, Spending())
    assert found and found.goals[0].params == {"question": "Who is the man in the red hat?"}


async def test_missing_material_and_unsaid_goals_follow_the_rules() -> None:
    hint = Intent(language="en", goals=(Goal(capability="meme"),), implicit=(
        ImplicitGoal(capability="reframe", params={"aspect": "9:16"}, reason="platform"),
        ImplicitGoal(capability="meme", reason="platform"),
    ))  # fmt: skip
    found = await read_by(Scripted(reading(("meme", {}))), Heard("meme for tiktok", "en", hint=hint), Spending())
    assert found and found.missing == ("video",) and [goal.capability for goal in found.implicit] == ["reframe"]


async def test_the_grammar_is_offered_as_a_hint() -> None:
    _, llm = await read("make it vertical", reading(("reframe", {"aspect": "9:16"})))
    sent = str(llm.requests[0].messages)
    assert "simpler_reader" in sent and '"aspect": "9:16"' in sent and "clip.mp4" in sent


def test_instructions_are_one_text_with_the_whole_catalogue() -> None:
    text = instructions()
    assert text == instructions() and all(f"\n- {name} (" in text for name in capabilities())
    assert 1024 < Call(text, (), 0).input_tokens < 8000, "long enough to be cached, short enough to be cheap"
