"""Capabilities that work on sound and speech."""

from agent_core.catalogue.capability import Capability, Need, Param
from agent_core.catalogue.shared import (
    AUDIO_OR_VIDEO,
    FORMAT,
    LANGUAGE,
    MOOD,
    TEXT,
    VIDEO,
    VIDEO_OR_AUDIO,
    VOICE,
    welcome,
)

SOUND = (
    Capability(name="extract_audio", group="sound", params=(FORMAT,), needs=(VIDEO,), delivers=("audio",), built=True),
    Capability(
        name="add_music",
        group="sound",
        params=(Param(name="music_volume", type="factor"), MOOD),
        needs=(VIDEO_OR_AUDIO, welcome("audio")),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="loudness",
        group="sound",
        params=(Param(name="lufs", type="number"),),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="denoise",
        group="sound",
        params=(Param(name="strength", type="factor"),),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="separate",
        group="sound",
        params=(Param(name="keep", type="choice", choices=("vocals", "music", "both")),),
        needs=(AUDIO_OR_VIDEO,),
        delivers=("audio",),
    ),
    Capability(
        name="slice",
        group="sound",
        params=(Param(name="max_duration", type="number"),),
        needs=(AUDIO_OR_VIDEO,),
        delivers=("file",),
        built=True,
    ),
    Capability(
        name="voiceover",
        group="sound",
        params=(VOICE, LANGUAGE, TEXT),
        needs=(Need(kinds=("text",), param="text"), welcome("video")),
        delivers=("video", "audio"),
        built=True,
    ),
    Capability(
        name="voice_convert",
        group="sound",
        params=(VOICE, Param(name="singing", type="flag")),
        needs=(AUDIO_OR_VIDEO, welcome("audio")),
        delivers=("same",),
    ),
)
