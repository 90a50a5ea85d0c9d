"""A finished file and all that is known of how it should be: what the criteria of the check look at."""

from dataclasses import dataclass
from typing import NamedTuple

from agent_core.artifacts import File
from agent_core.flaws import Flaws
from agent_core.tool import Tool
from agent_core.workflow import Step
from media.captions import PlacedCaption
from media.facts import MediaFacts
from media.frozen import Frozen
from media.timeline import Timeline


class Work(NamedTuple):
    """A step, the tool that did it, and what it gave."""

    step: Step
    spec: Tool
    output: Frozen | None = None


@dataclass(frozen=True)
class Measured:
    """What came out of a step that delivers."""

    file: File
    facts: MediaFacts
    """The file, probed."""
    timeline: Timeline | None
    """What was rendered, where there was a timeline."""
    work: Work
    """What made it."""
    before: tuple[Work, ...] = ()
    """What that stands on."""
    captions: tuple[PlacedCaption, ...] = ()
    """Its captions as they were drawn."""
    missing_glyphs: int = 0
    """Letters of its captions that no font draws."""
    flaws: Flaws | None = None
    """What of it nobody asked for; `None` where that was not looked for."""
