"""A voice message is a wish, where somebody understands it."""

from collections.abc import Callable

import pytest

from agent_core.agent import Plan
from agent_core.editor import Editor
from agent_core.settings import AgentSettings
from media.settings import MediaSettings
from media.store import Store
from media.transcription.port import Recording, Understood
from media.transcription.recognisers import Recognisers
from media.transcription.transcript import Line
from tests.agent_core.conftest import attach, nothing

pytestmark = pytest.mark.ffmpeg


class Ears:
    """An engine that hears the same in everything."""

    name = identity = "ears"
    languages = ("en", "zh", "vi")
    finds_language = word_times = True
    rough = False

    def __init__(self, words: str) -> None:
        self._words = words

    async def hear(self, recording: Recording, language: str | None, report: Callable[[float], None]) -> Understood:
        lines = (Line(start=0.1, end=recording.duration - 0.1, text=self._words),) if self._words else ()
        return Understood(lines=lines, language="en")


@pytest.fixture
def spoken(settings: MediaSettings, store: Store, give, material, monkeypatch: pytest.MonkeyPatch):
    async def planned(words: str):
        monkeypatch.setattr("agent_core.editor.recognisers", lambda agent, media: Recognisers([Ears(words)]))
        wish = await give("", "clip.mp4")
        voice = (await attach(store, material["clip.mp4"])).model_copy(update={"voice": True, "name": "voice.ogg"})
        wish = wish.model_copy(update={"attachments": (*wish.attachments, voice)})
        return await Editor(AgentSettings(), settings, store).plan(wish, nothing)

    return planned


async def test_its_words_are_the_wish_and_it_is_no_material(spoken):
    plan = await spoken("rotate it 90 degrees")
    assert isinstance(plan, Plan) and plan.workflow
    assert [goal.capability for goal in plan.intent.goals] == ["adjust"]
    assert {thing.artifact for thing in plan.workflow.given.values()} == {"SourceVideo", "Footage"}


async def test_one_without_words_is_not_guessed_at(spoken):
    assert not isinstance(await spoken(""), Plan)
