"""A video as the user gave it, on a timeline."""

from fractions import Fraction

from agent_core.artifacts import SourceVideo
from agent_core.edits import bounded
from agent_core.tool import Context, tool
from media.facts import MediaFacts
from media.frozen import Frozen
from media.timeline import DEFAULT_RATE, Clip, Timeline

FASTEST = Fraction(60)
SLOWEST = Fraction(10)


class Input(Frozen):
    """A video."""

    source: SourceVideo


class Output(Frozen):
    """The whole of it, in its own size and frame rate."""

    timeline: Timeline


@tool(version=1)
async def place_video(given: Input, context: Context) -> Output:
    """Lay a video on a timeline from its first frame to its last."""
    facts = given.source.facts
    rate = steady_rate(facts)
    width, height = bounded(facts.width or 2, facts.height or 2)
    frames = max(1, int(Fraction(facts.duration or 0.0).limit_denominator(1_000_000) * rate))
    clip = Clip(source=facts, at=0, frames=frames)
    return Output(timeline=Timeline(rate=rate.as_integer_ratio(), width=width, height=height, video=(clip,)))


def steady_rate(facts: MediaFacts) -> Fraction:
    """The timeline's frame rate for a video: its own within what players like; variable rates become a steady 30."""
    if facts.rate is None or facts.variable_rate or facts.rate[1] == 0:
        return DEFAULT_RATE
    rate = Fraction(*facts.rate)
    return rate if SLOWEST <= rate <= FASTEST else DEFAULT_RATE if rate < SLOWEST else FASTEST
