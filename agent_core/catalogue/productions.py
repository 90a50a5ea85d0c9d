"""Capabilities that make a piece of its own out of the material."""

from agent_core.catalogue.capability import Capability, Need, Param
from agent_core.catalogue.shared import (
    ASPECT,
    BRIEF,
    DRAWN,
    DURATION,
    LANGUAGE,
    MEME_STYLES,
    SCRIPT_OR_AUDIO,
    STYLE,
    VIDEO,
    VIDEO_OR_AUDIO,
    VIDEO_OR_IMAGE,
    VOICE,
    WORDS,
    welcome,
)

NARRATED = (WORDS, STYLE, LANGUAGE, VOICE, DURATION, ASPECT, *DRAWN)
MINUTES = Param(name="minutes", type="number")

PRODUCTIONS = (
    Capability(
        name="overview",
        group="productions",
        params=(*NARRATED, Param(name="output", type="choice", choices=("video", "audio"))),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("video", "audio"),
    ),
    Capability(
        name="commentary",
        group="productions",
        params=NARRATED,
        needs=(VIDEO, welcome("text")),
        delivers=("video",),
    ),
    Capability(
        name="story",
        group="productions",
        params=NARRATED,
        needs=(Need(kinds=("text",)), VIDEO),
        delivers=("video",),
    ),
    Capability(
        name="meme",
        group="productions",
        params=(
            Param(name="top_text", type="text"),
            Param(name="bottom_text", type="text"),
            Param(name="style", type="choice", choices=MEME_STYLES),
            *DRAWN,
            DURATION,
        ),
        needs=(VIDEO_OR_IMAGE,),
        delivers=("video", "image"),
        built=True,
    ),
    Capability(
        name="reword",
        group="productions",
        params=(BRIEF, Param(name="lines", type="lines"), Param(name="keep", type="lines"), VOICE),
        needs=(VIDEO, welcome("text")),
        delivers=("video",),
    ),
    Capability(
        name="dub",
        group="productions",
        params=(
            Param(name="language", type="language", required=True),
            VOICE,
            Param(name="keep_background", type="flag"),
        ),
        needs=(VIDEO, welcome("subtitle")),
        delivers=("video",),
    ),
    Capability(
        name="music_video",
        group="productions",
        params=(BRIEF, VOICE, Param(name="title", type="text"), ASPECT),
        needs=(Need(kinds=("midi",)), Need(kinds=("text",)), welcome("audio"), welcome("video")),
        delivers=("video",),
    ),
    Capability(
        name="standup",
        group="productions",
        params=(BRIEF, LANGUAGE, VOICE, MINUTES),
        needs=(SCRIPT_OR_AUDIO, welcome("video"), welcome("audio")),
        delivers=("video", "audio"),
    ),
    Capability(
        name="crosstalk",
        group="productions",
        params=(BRIEF, LANGUAGE, Param(name="voices", type="lines"), MINUTES),
        needs=(SCRIPT_OR_AUDIO, welcome("video"), welcome("audio")),
        delivers=("video", "audio"),
    ),
)
