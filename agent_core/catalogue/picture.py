"""Capabilities that change the picture or its file."""

from agent_core.catalogue.capability import Capability, Need, Param
from agent_core.catalogue.shared import (
    ASPECT,
    CORNERS,
    COUNT,
    DRAWN,
    DURATION,
    END,
    START,
    SUBTITLE_STYLES,
    TEXT,
    VIDEO,
    VIDEO_OR_AUDIO,
    VIDEO_OR_IMAGE,
    welcome,
)

ANY_MEDIA = Need(kinds=("video", "audio", "image"))

PICTURE = (
    Capability(
        name="subtitle",
        group="picture",
        params=(
            Param(name="language", type="languages"),
            Param(name="style", type="choice", choices=SUBTITLE_STYLES),
            *DRAWN,
        ),
        needs=(VIDEO, welcome("subtitle")),
        delivers=("video", "file"),
        built=True,
    ),
    Capability(
        name="reframe",
        group="picture",
        params=(ASPECT, Param(name="fit", type="choice", choices=("crop", "blur", "pad"))),
        needs=(VIDEO,),
        delivers=("video",),
        built=True,
    ),
    Capability(
        name="adjust",
        group="picture",
        params=(
            Param(name="rotate", type="count", choices=("90", "180", "270")),
            Param(name="flip", type="choice", choices=("horizontal", "vertical")),
            *(Param(name=name, type="flag") for name in ("reverse", "mute", "grayscale", "stabilize")),
            *(Param(name=name, type="level") for name in ("volume", "brightness", "contrast", "saturation")),
        ),
        needs=(Need(kinds=("video", "image", "audio")),),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="title",
        group="picture",
        params=(Param(name="text", type="text", required=True), START, END, *DRAWN),
        needs=(VIDEO_OR_IMAGE,),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="overlay",
        group="picture",
        params=(
            Param(name="position", type="choice", choices=CORNERS),
            Param(name="scale", type="number"),
            Param(name="opacity", type="number"),
            START,
            END,
        ),
        needs=(VIDEO_OR_IMAGE, Need(kinds=("image", "video"))),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="speed",
        group="picture",
        params=(Param(name="factor", type="factor"),),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="gif",
        group="picture",
        params=(START, DURATION, Param(name="width", type="count"), Param(name="sticker", type="flag")),
        needs=(VIDEO,),
        delivers=("animation",),
        built=True,
    ),
    Capability(name="thumbnail", group="picture", params=(COUNT, TEXT, *DRAWN), needs=(VIDEO,), delivers=("image",), built=True),
    Capability(
        name="compress",
        group="picture",
        params=(Param(name="max_mb", type="number"),),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="convert",
        group="picture",
        params=(Param(name="format", type="text"), Param(name="rate_hz", type="count")),
        needs=(ANY_MEDIA,),
        delivers=("same",),
        built=True,
    ),
)
