"""What artifacts can be had: from what was given, and by the tools that prepare others."""

from collections.abc import Mapping

from agent_core.intents import Goal
from agent_core.tool import Tool
from agent_core.workflow import GIVEN, Given

TIMELINE = "Timeline"
GATHERED = "Clips"
"""All videos and pictures that were given, where there are several."""
_MINUTE = 60.0


class Finder:
    """Answers whether artifacts can be had, and by which tool."""

    def __init__(self, given: Mapping[str, Given], tools: Mapping[str, Tool]) -> None:
        self.given = given
        self.tools = tools
        self._names: dict[str, str] = {}
        for name, thing in given.items():
            self._names.setdefault(thing.artifact, name)
        self._makers: dict[str, list[Tool]] = {}
        for spec in tools.values():
            for artifact in () if spec.serves else spec.makes.values():
                self._makers.setdefault(artifact, []).append(spec)

    def serving(self, capability: str) -> list[Tool]:
        """The tools that fulfil a capability."""
        return [spec for spec in self.tools.values() if capability in spec.serves]

    def named(self, artifact: str) -> str | None:
        """The source of the first thing given of a type."""
        return f"{GIVEN}{self._names[artifact]}" if artifact in self._names else None

    def makers(self, artifact: str, goal: Goal | None, *, gathers: bool = False) -> list[Tool]:
        """Tools that prepare an artifact for a goal and serve none by themselves: first those that take the goal's
        values, are made for that very capability, are written, and cost the least."""
        found = (spec for spec in self._makers.get(artifact, ()) if _prepares(spec, goal))
        return sorted(found, key=lambda spec: (_gathers(spec) != gathers, *_preference(spec, goal)))

    def maker(
        self, artifact: str, goal: Goal | None, trail: frozenset[str] = frozenset(), *, gathers: bool = False
    ) -> Tool | None:
        """The first of them that can be fed."""
        found = self.makers(artifact, goal, gathers=gathers)
        return next((spec for spec in found if spec.name not in trail and self.feedable(spec, goal, trail)), None)

    def had(self, artifact: str, goal: Goal | None, trail: frozenset[str] = frozenset()) -> bool:
        return artifact in self._names or self.maker(artifact, goal, trail) is not None

    def feedable(self, spec: Tool, goal: Goal | None, trail: frozenset[str] = frozenset()) -> bool:
        """Whether every port that must be fed can be."""
        return not self.unfed(spec, goal, trail)

    def unfed(self, spec: Tool, goal: Goal | None, trail: frozenset[str] = frozenset()) -> list[str]:
        """Artifact types of the ports that cannot be fed."""
        beyond = trail | {spec.name}
        return [port.artifact for port in spec.ports.values() if port.required and not self.had(port.artifact, goal, beyond)]

    def roots(self, artifact: str, goal: Goal | None, trail: frozenset[str] = frozenset()) -> frozenset[str]:
        """What a user could give so that an artifact can be had, less what is given already."""
        makers = [spec for spec in self.makers(artifact, goal) if spec.name not in trail]
        if not makers:
            return frozenset() if artifact in self._names else frozenset({artifact})
        ports = ((spec.name, port) for spec in makers for port in spec.ports.values() if port.required)
        return frozenset[str]().union(*(self.roots(port.artifact, goal, trail | {name}) for name, port in ports))


def _prepares(spec: Tool, goal: Goal | None) -> bool:
    return not spec.helps or (goal is not None and goal.capability in spec.helps)


def _gathers(spec: Tool) -> bool:
    return any(port.artifact == GATHERED for port in spec.ports.values())


def _preference(spec: Tool, goal: Goal | None) -> tuple[bool, bool, bool, float, int, str]:
    unfit = goal is not None and spec.faulty(goal.params) is not None
    cost = spec.cost.fixed + spec.cost.per_second * _MINUTE
    return unfit, not spec.helps, not spec.built, cost, len(spec.ports), spec.name
