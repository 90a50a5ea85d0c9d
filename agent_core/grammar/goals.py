"""From phrases found to goals with their settings."""

from collections.abc import Sequence

from pydantic import JsonValue

from agent_core.catalogue.capability import Capability
from agent_core.catalogue.listing import capabilities
from agent_core.catalogue.values import coerce
from agent_core.grammar.finding import Found, longest, once
from agent_core.grammar.material import Material
from agent_core.grammar.times import STRETCH, TAKERS, timed
from agent_core.grammar.wording import words_for
from agent_core.intents import Goal, ImplicitGoal
from agent_core.messages import AttachmentKind

PLATFORM_REASON = "platform"
_BESIDE = 2
"""Letters between an aspect and the piece it describes ("vertical highlights")."""
_RELATIVE = ("up", "down", "shorter", "longer")
"""What a number in the same wish makes exact."""
_LAST_WINS = ("aspect",)
"""Of two in one wish the last is meant: "turn my landscape clip into a vertical one"."""


def with_settings(
    goals: Sequence[Found], settings: Sequence[Found], platforms: Sequence[Found], material: Material
) -> tuple[tuple[Goal, ...], tuple[ImplicitGoal, ...]]:
    """Goals in the order of the wish, each with the settings it takes, and what the named platform adds unsaid."""
    framed = _with_trim(_with_reframe(goals, settings), settings)
    params: list[dict[str, JsonValue]] = [{} for _ in framed]
    for setting in settings:
        taker = _taker(setting, framed)
        if taker is not None:
            _put(params[taker], _known(framed[taker]), setting)
    stretched: dict[int, list[JsonValue]] = {}
    for setting in settings:
        if setting.name == STRETCH and (taker := _timed_taker(setting, framed)) is not None:
            stretched.setdefault(taker, []).append(setting.value)
    for index, (goal, own) in enumerate(zip(framed, params, strict=True)):
        own.update({**timed(stretched.get(index, ()), goal.name), **own, **words_for(goal.name, material)})
    implicit = _platform(framed, params, platforms)
    return tuple(Goal(capability=goal.name, params=own) for goal, own in zip(framed, params, strict=True)), implicit


def drawn(goals: Sequence[Found], material: Material) -> list[Found]:
    """Goals less those that only the words for a picture suggest: words above and below make a meme and no title, a line that
    shall "say" something is not spoken, and dictated narration is no commentary to be written."""
    placed = {"top_text", "bottom_text"} & material.said.keys()
    spoken = material.loose or material.dictated or not placed
    told = [goal._replace(name="voiceover") if goal.name == "commentary" and material.dictated else goal for goal in goals]
    kept = once(goal for goal in told if goal.name != "voiceover" or spoken)
    if any(goal.name == "meme" for goal in kept):
        return [goal for goal in kept if goal.name != "title"]
    return [goal._replace(name="meme") if len(placed) > 1 and goal.name == "title" else goal for goal in kept]


def settled(goals: Sequence[Found], *, inquiry: bool) -> list[Found]:
    """Goals less what a question only mentions, or a wish only asks by the way: the whole wish is a question about the material,
    or it is none."""
    answers = [goal for goal in goals if goal.name == "ask"]
    if inquiry and answers:
        return answers
    acts = [goal for goal in goals if goal.name not in ("ask", "help")]
    return acts or list(goals[:1])


def missing(goals: Sequence[Goal], kinds: Sequence[AttachmentKind]) -> tuple[AttachmentKind, ...]:
    """Kinds of attachment that the goals need and the wish came without."""
    absent: dict[AttachmentKind, None] = {}
    for goal in goals:
        for need in capabilities()[goal.capability].needs:
            there = sum(kind in need.kinds for kind in kinds)
            if not need.optional and there < need.count and not (need.param and need.param in goal.params):
                absent[need.kinds[0]] = None
    return tuple(absent)


def merged(found: Sequence[Found], capability: Capability) -> dict[str, JsonValue]:
    """Settings that a capability takes, as a mapping; values that do not fit are left out."""
    params: dict[str, JsonValue] = {}
    for setting in found:
        _put(params, capability, setting)
    return params


def _put(params: dict[str, JsonValue], capability: Capability, setting: Found) -> None:
    param = capability.param(setting.name)
    if param is None:
        return
    try:
        value = coerce(param, setting.value)
    except (ValueError, TypeError):
        return
    known = params.get(setting.name)
    if param.type == "languages" and known is not None and known != value:
        params[setting.name] = [known, value] if not isinstance(known, list) else known
    elif known is None or (known in _RELATIVE and value not in _RELATIVE) or setting.name in _LAST_WINS:
        params[setting.name] = value


def _known(goal: Found) -> Capability:
    return capabilities()[goal.name]


def _with_reframe(goals: Sequence[Found], settings: Sequence[Found]) -> list[Found]:
    """An aspect that is asked for and belongs to no other goal is a goal of its own, at its place."""
    if any(goal.name == "reframe" for goal in goals):
        return list(goals)
    aspects = [found for found in settings if found.name in ("aspect", "fit") and not _described(found, goals)]
    asked = [Found(found.start, found.end, "reframe") for found in aspects]
    return sorted((*goals, *once(asked)))


def _with_trim(goals: Sequence[Found], settings: Sequence[Found]) -> list[Found]:
    """A stretch that shall go or stay, and belongs to no other goal, is cut out or kept by a goal of its own, at its place."""
    if any(goal.name == "trim" for goal in goals):
        return list(goals)
    cut = [setting for setting in settings if setting.name == STRETCH and _cuts(setting, goals)]
    return sorted((*goals, *once(Found(found.start, found.end, "trim") for found in cut)))


def _cuts(stretch: Found, goals: Sequence[Found]) -> bool:
    fate = _fate(stretch)
    return fate == "drop" or not goals or (fate is not None and not any(goal.name in TAKERS for goal in goals))


def _fate(stretch: Found) -> JsonValue:
    return stretch.value[2] if isinstance(stretch.value, list) else None


def _timed_taker(stretch: Found, goals: Sequence[Found]) -> int | None:
    """Index of the goal a stretch belongs to: what is dropped is trimmed, else the nearest goal that takes one."""
    takers = [index for index, goal in enumerate(goals) if goal.name in TAKERS]
    if _fate(stretch) == "drop":
        takers = [index for index in takers if goals[index].name == "trim"]
    return min(takers, key=lambda index: _distance(goals[index], stretch), default=None)


def _described(aspect: Found, goals: Sequence[Found]) -> Found | None:
    """The goal that takes an aspect and stands right beside it."""
    takers = (goal for goal in goals if _known(goal).param(aspect.name))
    return next((goal for goal in takers if _distance(goal, aspect) <= _BESIDE), None)


def _distance(one: Found, other: Found) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _taker(setting: Found, goals: Sequence[Found]) -> int | None:
    """Index of the goal a setting belongs to: the nearest of those that take it."""
    takers = [index for index, goal in enumerate(goals) if _known(goal).param(setting.name)]
    if setting.name == "aspect" and any(goals[index].name == "reframe" for index in takers):
        return next(index for index in takers if goals[index].name == "reframe")
    return min(takers, key=lambda index: _distance(goals[index], setting), default=None)


def _platform(
    goals: Sequence[Found], params: Sequence[dict[str, JsonValue]], platforms: Sequence[Found]
) -> tuple[ImplicitGoal, ...]:
    if not platforms:
        return ()
    aspect = longest(platforms)[0].value
    for goal, own in zip(goals, params, strict=True):
        if goal.name == "reframe":
            own.setdefault("aspect", aspect)
            return ()
    if any("aspect" in own for own in params) or not any("video" in _known(goal).delivers for goal in goals):
        return ()
    return (ImplicitGoal(capability="reframe", params={"aspect": aspect}, reason=PLATFORM_REASON),)
