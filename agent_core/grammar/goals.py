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
from agent_core.intents import Goal
from agent_core.messages import AttachmentKind

_BESIDE = 2
"""Letters between an aspect and the piece it describes ("vertical highlights")."""
_RELATIVE = ("up", "down", "shorter", "longer")
"""What a number in the same wish makes exact."""
NARRATED = frozenset({"commentary", "story", "overview", "reword", "standup", "crosstalk", "dub"})
"""What speaks already: a voice named beside it is its own."""
IN_OTHER_UNITS = {"minutes": 60.0, "max_duration": 1.0}
"""Lengths by other names than `duration`, with the seconds they count in."""
ADJUSTMENTS = frozenset(param.name for param in capabilities()["adjust"].params)
SOUNDS = frozenset({"mp3", "wav", "flac", "ogg", "m4a", "opus", "aac"})
_LAST_WINS = ("aspect", "format", "voice", "keep", "duration")
"""Of two in one wish the last is meant: "turn my landscape clip into a vertical one"."""
_PART_OF = {
    "concat": frozenset({"beatsync"}),
    "summarize": frozenset({"overview"}),
    "find": frozenset({"highlights", "beatsync", "thumbnail"}),
    "highlights": frozenset({"beatsync"}),
    "title": frozenset({"meme", "thumbnail", "music_video"}),
    "voice_convert": frozenset({"music_video", "reword"}),
    "voiceover": frozenset({"reword"}),
}
"""What another goal of the same wish does of itself ("cut these clips together to the beat")."""
_TURNED = frozenset({"standup", "crosstalk"})
"""Of these the last is meant: the first one is what it is made of."""


def with_settings(
    goals: Sequence[Found], settings: Sequence[Found], platforms: Sequence[Found], material: Material
) -> tuple[Goal, ...]:
    """Goals in the order of the wish, each with the settings it takes."""
    goals = _yielding(goals, settings)
    framed = _with_reframe(_with_trim(_with_adjust(goals, settings), settings), settings)
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
    _shaped(framed, params, platforms)
    return tuple(Goal(capability=goal.name, params=own) for goal, own in zip(framed, params, strict=True))


def drawn(goals: Sequence[Found], material: Material) -> list[Found]:
    """Goals less those that only the words for a picture suggest: words above and below make a meme and no title, a line that
    shall "say" something is not spoken, and dictated narration is no commentary to be written."""
    placed = {"top_text", "bottom_text"} & material.said.keys()
    spoken = material.loose or material.dictated or not placed
    told = [goal._replace(name="voiceover") if goal.name == "commentary" and material.dictated else goal for goal in goals]
    told = [goal for goal in told if goal.name != "voiceover" or spoken]
    if not (material.loose or material.dictated or material.said) and any(goal.name in NARRATED for goal in told):
        told = [goal for goal in told if goal.name != "voiceover"]
    kept = _whole(once(told))
    return [goal._replace(name="meme") if len(placed) > 1 and goal.name == "title" else goal for goal in kept]


def _whole(goals: Sequence[Found]) -> list[Found]:
    """Goals less those that are a part of another one, or only its material."""
    names = {goal.name for goal in goals}
    turned = [goal for goal in goals if goal.name in _TURNED]
    return [goal for goal in goals if not (_PART_OF.get(goal.name, frozenset()) & names or goal in turned[:-1])]


def settled(goals: Sequence[Found], *, inquiry: bool) -> list[Found]:
    """Goals less what a question about the material only mentions."""
    answers = [goal for goal in goals if goal.name == "ask"]
    return answers if inquiry and answers else [*goals]


def fitted(goals: Sequence[Found], kinds: Sequence[AttachmentKind]) -> list[Found]:
    """Goals as the material makes them: the sound of what is sound already is no more than another format, and written words
    have no voice yet that could be changed."""
    heard = "audio" in kinds and "video" not in kinds
    written = {*kinds} == {"text"}
    other = {"extract_audio": "convert"} if heard else {"voice_convert": "voiceover"} if written else {}
    return once(goal._replace(name=other.get(goal.name, goal.name)) for goal in goals)


def sounding(goals: Sequence[Found], settings: Sequence[Found], kinds: Sequence[AttachmentKind]) -> list[Found]:
    """A video converted to a format of sound has its sound taken out; at another sample rate it is another format."""
    formats = {str(setting.value) for setting in settings if setting.name == "format"}
    heard = "video" in kinds and formats and formats <= SOUNDS and not any(setting.name == "rate_hz" for setting in settings)
    return once(goal._replace(name="extract_audio") if heard and goal.name == "convert" else goal for goal in goals)


def missing(goals: Sequence[Goal], kinds: Sequence[AttachmentKind]) -> tuple[AttachmentKind, ...]:
    """Kinds of attachment that the goals need and the wish came without."""
    absent: dict[AttachmentKind, None] = {}
    for goal in goals:
        free: list[AttachmentKind] = [*kinds]
        for need in (need for need in capabilities()[goal.capability].needs if not need.optional):
            fitting: list[AttachmentKind] = [kind for kind in need.kinds for held in free if held == kind]
            given = fitting[: need.count]
            free = _less(free, given)
            if len(given) < need.count and not (need.param and need.param in goal.params):
                absent[need.kinds[0]] = None
    return tuple(absent)


def _less(kinds: Sequence[AttachmentKind], taken: Sequence[AttachmentKind]) -> list[AttachmentKind]:
    """The attachments that are left when those taken are gone, each once."""
    left: list[AttachmentKind] = [*kinds]
    for kind in taken:
        del left[left.index(kind)]
    return left


def merged(found: Sequence[Found], capability: Capability) -> dict[str, JsonValue]:
    """Settings that a capability takes, as a mapping; values that do not fit are left out."""
    params: dict[str, JsonValue] = {}
    for setting in found:
        _put(params, capability, setting)
    return params


def _put(params: dict[str, JsonValue], capability: Capability, setting: Found) -> None:
    setting = _as_taken(setting, capability)
    param = capability.param(setting.name)
    if param is None:
        return
    several = param.name == "voices" and isinstance(setting.value, str)
    said: JsonValue = [*str(setting.value).split()] if several else setting.value
    try:
        value = coerce(param, said)
    except (ValueError, TypeError):
        return
    known = params.get(setting.name)
    if param.type == "languages" and known is not None and known != value:
        params[setting.name] = [known, value] if not isinstance(known, list) else known
    elif param.type == "lines" and isinstance(known, list) and isinstance(value, list):
        params[setting.name] = [*known, *value]
    elif known is None or _tells_more(value, known) or setting.name in _LAST_WINS or _is_goal(setting.name, value, known):
        params[setting.name] = value


def _tells_more(value: JsonValue, known: JsonValue) -> bool:
    """A number says more than "faster", and "blurred sides" more than "don't crop"."""
    return (known in _RELATIVE and value not in _RELATIVE) or (known, value) == ("pad", "blur")


def _is_goal(name: str, value: JsonValue, known: JsonValue) -> bool:
    """Of two sizes of a file the smaller one is wanted, and the other what it has ("it is 300 MB, make it 40")."""
    return name == "max_mb" and isinstance(value, int | float) and isinstance(known, int | float) and value < known


def _as_taken(setting: Found, capability: Capability) -> Found:
    """A setting by the name and in the unit that the capability has for it."""
    if capability.param(setting.name) is not None:
        return setting
    if setting.name == "voice":
        return setting._replace(name="voices", value=[setting.value])
    unit = next((name for name in IN_OTHER_UNITS if capability.param(name)), None)
    if setting.name == "duration" and unit and isinstance(setting.value, int | float):
        length = setting.value / IN_OTHER_UNITS[unit]
        return setting._replace(name=unit, value=int(length) if length == int(length) else length)
    return setting


def _takes(goal: Found, setting: Found) -> bool:
    return _known(goal).param(_as_taken(setting, _known(goal)).name) is not None


def _known(goal: Found) -> Capability:
    return capabilities()[goal.name]


def _with_reframe(goals: Sequence[Found], settings: Sequence[Found]) -> list[Found]:
    """An aspect that is asked for and belongs to no other goal is a goal of its own, at its place."""
    if any(goal.name == "reframe" for goal in goals):
        return list(goals)
    telling = ("aspect",) if goals else ("aspect", "fit")
    aspects = [found for found in settings if found.name in telling and not _described(found, goals)]
    asked = [Found(found.start, found.end, "reframe") for found in aspects]
    return sorted((*goals, *once(asked)))


def _yielding(goals: Sequence[Found], settings: Sequence[Found]) -> list[Found]:
    """Goals less a trim that is only the length of what another one makes ("cut it to the beat, make it 15 seconds")."""
    lengths = [setting for setting in settings if setting.name == "duration"]
    made = any(goal.name != "trim" and _takes(goal, length) for goal in goals for length in lengths)
    return [goal for goal in goals if not (made and goal.name == "trim" and any(_held(length, [goal]) for length in lengths))]


def _with_trim(goals: Sequence[Found], settings: Sequence[Found]) -> list[Found]:
    """A stretch that shall go or stay, and belongs to no other goal, is cut out or kept by a goal of its own, at its place."""
    if any(goal.name == "trim" for goal in goals):
        return list(goals)
    cut = [setting for setting in settings if setting.name == STRETCH and _cuts(setting, goals)]
    return sorted((*goals, *once(Found(found.start, found.end, "trim") for found in cut)))


def _with_adjust(goals: Sequence[Found], settings: Sequence[Found]) -> list[Found]:
    """What only an adjustment sets ("upside down", "brighter") asks for one at its place, unless other goals' words hold it."""
    if any(goal.name == "adjust" for goal in goals):
        return list(goals)
    asked = [
        found for found in settings if found.name in ADJUSTMENTS and not (_held(found, goals) or _shared(found, settings, goals))
    ]
    return sorted((*goals, *once(Found(found.start, found.end, "adjust") for found in asked)))


def _shared(found: Found, settings: Sequence[Found], goals: Sequence[Found]) -> bool:
    """Whether the very same words set something of a goal ("with music, but softer")."""
    others = (other for other in settings if other[:2] == found[:2] and other.name not in ADJUSTMENTS)
    return any(_takes(goal, other) for other in others for goal in goals)


def _held(setting: Found, goals: Sequence[Found]) -> bool:
    return any(goal.start <= setting.start and setting.end <= goal.end for goal in goals)


def taken_by(goals: Sequence[Found]) -> set[str]:
    """Names of the settings that may mean something beside these goals."""
    named = {param.name for goal in goals for param in _known(goal).params}
    if "voices" in named:
        named.add("voice")
    renamed = {"duration"} if named & IN_OTHER_UNITS.keys() else set[str]()
    return named | ADJUSTMENTS | renamed | {"aspect", "fit", STRETCH, "voice"}


def _cuts(stretch: Found, goals: Sequence[Found]) -> bool:
    fate = _fate(stretch)
    return fate == "drop" or not goals or (fate is not None and not any(goal.name in TAKERS for goal in goals))


def _fate(stretch: Found) -> JsonValue:
    return stretch.value[2] if isinstance(stretch.value, list) else None


def _timed_taker(stretch: Found, goals: Sequence[Found]) -> int | None:
    """Index of the goal a stretch belongs to: the nearest that takes one; what is dropped is trimmed unless another is nearer."""
    takers = [index for index, goal in enumerate(goals) if goal.name in TAKERS]
    dropped = _fate(stretch) == "drop"
    if dropped and not any(goals[index].name == "trim" for index in takers):
        return None
    return min(takers, key=lambda index: (_distance(goals[index], stretch), goals[index].name != "trim"), default=None)


def _described(aspect: Found, goals: Sequence[Found]) -> Found | None:
    """The goal that takes an aspect and stands right beside it."""
    takers = (goal for goal in goals if _known(goal).param(aspect.name))
    return next((goal for goal in takers if _distance(goal, aspect) <= _BESIDE), None)


def _distance(one: Found, other: Found) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


def _taker(setting: Found, goals: Sequence[Found]) -> int | None:
    """Index of the goal a setting belongs to: the nearest of those that take it."""
    takers = [index for index, goal in enumerate(goals) if _takes(goal, setting)]
    if setting.name == "aspect" and any(goals[index].name == "reframe" for index in takers):
        return next(index for index in takers if goals[index].name == "reframe")
    return min(takers, key=lambda index: _distance(goals[index], setting), default=None)


def _shaped(goals: Sequence[Found], params: Sequence[dict[str, JsonValue]], platforms: Sequence[Found]) -> None:
    """A new shape that is asked for is that of the named platform, where the wish names no other."""
    for goal, own in zip(goals, params, strict=True) if platforms else ():
        if goal.name == "reframe":
            own.setdefault("aspect", longest(platforms)[0].value)
