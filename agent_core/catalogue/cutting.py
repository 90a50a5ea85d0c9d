"""Capabilities that choose and order stretches of the material."""

from agent_core.catalogue.capability import Capability, Need, Param
from agent_core.catalogue.shared import (
    ASPECT,
    COUNT,
    DURATION,
    END,
    INTENSITY,
    MOOD,
    QUERY,
    START,
    TRANSITION,
    VIDEO,
    VIDEO_OR_AUDIO,
)

CUTTING = (
    Capability(
        name="trim",
        group="cutting",
        params=(START, END, Param(name="remove", type="ranges"), DURATION),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="tighten",
        group="cutting",
        params=(Param(name="margin", type="number"), Param(name="threshold", type="number")),
        needs=(VIDEO_OR_AUDIO,),
        delivers=("same",),
        built=True,
    ),
    Capability(
        name="highlights",
        group="cutting",
        params=(DURATION, COUNT, QUERY, ASPECT, MOOD),
        needs=(VIDEO,),
        delivers=("video",),
        built=True,
    ),
    Capability(
        name="concat",
        group="cutting",
        params=(TRANSITION, ASPECT),
        needs=(Need(kinds=("video", "image"), count=2),),
        delivers=("video",),
        built=True,
    ),
    Capability(
        name="beatsync",
        group="cutting",
        params=(QUERY, DURATION, INTENSITY, ASPECT, TRANSITION, MOOD),
        needs=(VIDEO, Need(kinds=("audio",))),
        delivers=("video",),
    ),
)
