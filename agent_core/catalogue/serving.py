"""What will serve each capability that has no tool yet: one signature, or one for each kind of material. Pure data."""

from agent_core.catalogue.shared import DRAWN
from agent_core.catalogue.signature import Signature

_DRAWN = tuple(param.name for param in DRAWN)
_TIMELINE = {"timeline": "Timeline"}
_BANK = {"bank": "MaterialBank"}
_HEARD = ("join", "cut", "voice", "sound", "finish")
"""Layers of the timeline that are heard."""
_SEEN = ("join", "cut", "picture", "words", "finish")
"""Layers of the timeline that are seen."""
_NARRATED = {"timeline": "Timeline", "narration": "Narration", "shots": "ShotList"}

PRODUCTIONS = (
    Signature(
        name="overview",
        serves="overview",
        ports={"timeline": "Timeline", "narration": "Narration"},
        optional={"shots": "ShotList"},
        makes=("Timeline",),
        params=("duration", "aspect", *_DRAWN, "output"),
        only={"output": ("video",)},
        layer="cut",
        gathers=True,
        ending="VideoFile",
    ),
    Signature(
        name="overview_sound",
        serves="overview",
        ports={"narration": "Narration"},
        makes=("AudioFile",),
        params=("duration", "output"),
        only={"output": ("audio",)},
        layer="sound",
        resource="cpu",
        stage="render",
        fixed=1.0,
    ),
    Signature(
        name="commentary",
        serves="commentary",
        ports=_NARRATED,
        makes=("Timeline",),
        params=("duration", "aspect", *_DRAWN),
        layer="cut",
        gathers=True,
    ),
    Signature(
        name="story",
        serves="story",
        ports=_NARRATED,
        makes=("Timeline",),
        params=("duration", "aspect", *_DRAWN),
        layer="cut",
        gathers=True,
    ),
    Signature(
        name="meme_in_style",
        serves="meme",
        ports=_TIMELINE,
        optional={"moment": "Moment", "joke": "Joke"},
        makes=("Timeline",),
        params=("top_text", "bottom_text", "style", *_DRAWN),
        layer="cut",
    ),
    Signature(name="reword", serves="reword", ports={**_TIMELINE, "speech": "NewSpeech"}, makes=("Timeline",), layer="voice"),
    Signature(
        name="dub",
        serves="dub",
        ports={**_TIMELINE, "speech": "NewSpeech"},
        makes=("Timeline",),
        params=("keep_background",),
        layer="voice",
    ),
    Signature(
        name="music_video",
        serves="music_video",
        ports={"vocals": "VocalTrack", "lyrics": "Lyrics", "melody": "Melody"},
        optional={"footage": "Footage"},
        makes=("Timeline",),
        params=("title", "aspect", "music_volume"),
        layer="join",
        ending="VideoFile",
    ),
    *(
        Signature(
            name=name,
            serves=name,
            ports={"performance": "Performance"},
            optional={"footage": "Footage"},
            makes=("Timeline",),
            layer="join",
            ending="VideoFile",
        )
        for name in ("standup", "crosstalk")
    ),
)

PICTURE = (
    Signature(
        name="adjust",
        serves="adjust",
        ports=_TIMELINE,
        makes=("Timeline",),
        params=(
            *("rotate", "flip", "reverse", "mute", "grayscale", "stabilize"),
            *("volume", "brightness", "contrast", "saturation"),
        ),
    ),
    Signature(
        name="title",
        serves="title",
        ports=_TIMELINE,
        makes=("Timeline",),
        params=("text", "start", "end", *_DRAWN),
        layer="words",
    ),
    Signature(
        name="overlay",
        serves="overlay",
        ports={**_TIMELINE, "inset": "Inset"},
        makes=("Timeline",),
        params=("position", "scale", "opacity", "start", "end"),
        layer="words",
    ),
    Signature(name="speed", serves="speed", ports=_TIMELINE, makes=("Timeline",), params=("factor",), layer="cut"),
    Signature(
        name="gif",
        serves="gif",
        ports=_TIMELINE,
        makes=("AnimationFile",),
        params=("start", "duration", "width", "sticker"),
        layer="file",
        carries=_SEEN,
        resource="cpu",
        stage="render",
        fixed=2.0,
    ),
    Signature(name="compress", serves="compress", ports=_TIMELINE, makes=("Timeline",), params=("max_mb",), layer="finish"),
    Signature(
        name="convert", serves="convert", ports=_TIMELINE, makes=("Timeline",), params=("format", "rate_hz"), layer="finish"
    ),
)

SOUND = (
    Signature(
        name="extract_audio",
        serves="extract_audio",
        ports=_TIMELINE,
        makes=("AudioFile",),
        params=("format",),
        layer="file",
        carries=_HEARD,
        resource="cpu",
        stage="render",
        fixed=0.5,
        per_second=0.02,
    ),
    Signature(
        name="add_music",
        serves="add_music",
        ports={**_TIMELINE, "music": "Music"},
        makes=("Timeline",),
        params=("music_volume", "mood"),
        layer="sound",
    ),
    Signature(name="loudness", serves="loudness", ports=_TIMELINE, makes=("Timeline",), params=("lufs",), layer="finish"),
    Signature(
        name="separate",
        serves="separate",
        ports={**_TIMELINE, "stems": "Stems"},
        makes=("Timeline",),
        params=("keep",),
        layer="voice",
        ending="AudioFile",
    ),
    Signature(
        name="voice_convert", serves="voice_convert", ports={**_TIMELINE, "voice": "NewVoice"}, makes=("Timeline",), layer="voice"
    ),
)

CUTTING = (
    Signature(
        name="trim",
        serves="trim",
        ports=_TIMELINE,
        makes=("Timeline",),
        params=("start", "end", "remove", "duration"),
        layer="cut",
    ),
    Signature(
        name="concat",
        serves="concat",
        ports={"clips": "Clips"},
        makes=("Timeline",),
        params=("transition", "aspect"),
        layer="join",
        ending="VideoFile",
    ),
    Signature(
        name="beatsync",
        serves="beatsync",
        ports={**_TIMELINE, **_BANK, "song": "SideAudio", "beats": "Beats"},
        makes=("Timeline",),
        params=("query", "duration", "intensity", "aspect", "transition", "mood", "music_volume"),
        layer="cut",
        gathers=True,
        ending="VideoFile",
    ),
)

SERVING = (*PRODUCTIONS, *PICTURE, *SOUND, *CUTTING)
