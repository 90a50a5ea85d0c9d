"""Words read aloud."""

from typing import Literal

from agent_core.artifacts import Narration, Words
from agent_core.languages import Language, from_script
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.probe import probe


class Input(Frozen):
    """Words, and the voice to read them in."""

    words: Words
    voice: Literal["female", "male", "child", "deep", "robot", "chipmunk"] = "female"
    language: Language | None = None
    wish_language: Language = "en"


class Output(Frozen):
    """The words, spoken."""

    narration: Narration


@tool(version=1, resource="cpu", stage="speak", engines=("speaker",), cost=Cost(fixed=1.0))
async def speak(given: Input, context: Context) -> Output:
    """Read the words aloud, in the language they are written in."""
    language = given.language or language_of(given.words.text, given.wish_language)
    target = context.work / "narration.wav"
    await context.speaker.speak(given.words.text, language, given.voice, target)
    asset = await context.store.adopt(target)
    facts = await probe(await context.store.path(asset.id), asset.id, target.name, context.settings)
    return Output(narration=Narration(facts=facts))


def language_of(text: str, wish: Language) -> Language:
    """The language that words are written in: their script tells; plain Latin letters in a Chinese wish are English."""
    return from_script(text) or ("en" if wish == "zh" else wish)
