"""What a person wants: explicit goals in their order, and unsaid ones with their reasons."""

from pydantic import JsonValue

from agent_core.languages import Language
from agent_core.messages import AttachmentKind
from media.frozen import Frozen


class Goal(Frozen):
    """One capability asked for, with the parameters that the wish names."""

    capability: str
    params: dict[str, JsonValue] = {}


class ImplicitGoal(Frozen):
    """Something unsaid that belongs to the wish."""

    capability: str
    params: dict[str, JsonValue] = {}
    reason: str
    """Code of the reason; its sentence lives in `locales/`."""
    place: str = ""
    """The platform that it is for, by its name."""


class Intent(Frozen):
    """A wish, understood. `edit` holds the changed parameters when the goal is `edit`."""

    language: Language
    goals: tuple[Goal, ...]
    implicit: tuple[ImplicitGoal, ...] = ()
    missing: tuple[AttachmentKind, ...] = ()
    edit: dict[str, JsonValue] = {}
    confidence: float = 1.0
    likely: tuple[str, ...] = ()
    """Capabilities that it may mean, likeliest first, where that has to be asked: `goals` names the first."""
    spoken: Language | None = None
    """The language that is spoken in the material, where the person has said so and it mattered."""
