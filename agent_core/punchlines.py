"""Punch lines for a meme whose maker gave no words: native templates, picked by mood and seed."""

import random
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from agent_core.languages import Language
from media.frozen import Frozen

ANY = "any"


class PunchLine(Frozen):
    """Two lines of a meme; either may be empty."""

    top: str = ""
    bottom: str = ""


@cache
def templates(language: Language) -> dict[str, tuple[PunchLine, ...]]:
    """Templates by mood, the mood `any` among them."""
    moods = tomllib.loads(files("locales").joinpath(language, "punchlines.toml").read_text("utf-8"))
    return {mood: tuple(PunchLine(top=top, bottom=bottom) for top, bottom in lines) for mood, lines in moods.items()}


def punch_line(language: Language, seed: int, cues: Sequence[str] = ()) -> PunchLine:
    """A punch line in `language` for a moment with `cues` (`loud`, `motion`, `face`, `still`, `speech`, strongest first).

    The same seed and cues give the same line. Two times in three it answers the strongest cue, else any line that fits always.
    """
    chance = random.Random(seed)
    moods = templates(language)
    mood = next((cue for cue in cues if cue in moods), None)
    if mood is None or chance.random() < 1 / 3:
        mood = ANY
    return chance.choice(moods[mood])
