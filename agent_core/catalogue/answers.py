"""Capabilities that answer in words."""

from agent_core.catalogue.capability import Capability, Need, Param
from agent_core.catalogue.shared import (
    BRIEF,
    COUNT,
    LANGUAGE,
    STYLE,
    VIDEO,
    VIDEO_OR_AUDIO,
    VIDEO_OR_IMAGE,
    WORDS,
    welcome,
)

ANSWERS = (
    Capability(name="help", group="answers", delivers=("text",), built=True),
    Capability(
        name="write",
        group="answers",
        built=True,
        params=(BRIEF, Param(name="kind", type="text"), WORDS, STYLE, LANGUAGE),
        needs=(welcome("text", "video"),),
        delivers=("text",),
    ),
    Capability(
        name="ask",
        group="answers",
        built=True,
        params=(Param(name="question", type="text", required=True), LANGUAGE),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("text",),
    ),
    Capability(
        name="summarize",
        group="answers",
        built=True,
        params=(LANGUAGE, WORDS, STYLE, Param(name="points", type="count")),
        needs=(Need(kinds=("video", "audio", "text")),),
        delivers=("text", "file"),
    ),
    Capability(name="chapters", group="answers", params=(COUNT,), needs=(VIDEO_OR_AUDIO,), delivers=("text", "same"), built=True),
    Capability(
        name="transcribe",
        group="answers",
        params=(
            Param(name="format", type="choice", choices=("srt", "vtt", "txt", "ass", "json")),
            LANGUAGE,
            Param(name="word_times", type="flag"),
        ),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("file",),
        built=True,
    ),
    Capability(name="describe", group="answers", params=(LANGUAGE,), needs=(VIDEO_OR_IMAGE,), delivers=("text",), built=True),
    Capability(
        name="find",
        group="answers",
        built=True,
        params=(Param(name="query", type="text", required=True), COUNT),
        needs=(VIDEO,),
        delivers=("text", "video"),
    ),
)
