"""A punch line, for a meme whose maker gave no words."""

from agent_core.artifacts import Joke, Moment
from agent_core.languages import Language
from agent_core.punchlines import punch_line
from agent_core.tool import Context, tool
from media.frozen import Frozen


class Input(Frozen):
    """What is known of the moment, and the language of the joke."""

    moment: Moment | None = None
    language: Language | None = None
    wish_language: Language = "en"
    seed: int = 0


class Output(Frozen):
    """Two lines."""

    joke: Joke


@tool(version=1)
async def joke(given: Input, context: Context) -> Output:
    """Write a punch line that fits what stands out in the moment."""
    cues = given.moment.cues if given.moment else ()
    line = punch_line(given.language or given.wish_language, given.seed, cues)
    return Output(joke=Joke(top=line.top, bottom=line.bottom))
