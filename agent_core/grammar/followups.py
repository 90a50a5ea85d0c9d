"""Replies to a result: changes of it, additions to it, and what is to go."""

from collections.abc import Sequence

from pydantic import JsonValue

from agent_core.catalogue.listing import capabilities
from agent_core.grammar.finding import Found, follows, goals_in, longest, nouns_in, platforms_in, related, settings_in
from agent_core.grammar.goals import ADJUSTMENTS, IN_OTHER_UNITS, drawn, merged
from agent_core.grammar.lexicon import Lexicon
from agent_core.grammar.material import ROLES, Material
from agent_core.grammar.times import STRETCH, timed

_WORDY = frozenset({"write", "ask", "summarize", "transcribe", "describe", "overview", "commentary", "story"})
"""Results whose length is counted in words."""
_SPOKEN = ("voice", "language")
"""What is changed, and not added, by "read it in Chinese" where the result speaks already."""
_GENERAL = frozenset(
    {"caption_size", "caption_color", "caption_outline", "caption_position", "aspect", "fit", "duration", "voice", "language"}
    | {"words", "factor", "music_volume", "style"}
)
"""Params that may belong to any step of a result, whatever it was first asked for."""
_RELATIVE = ("up", "down", "shorter", "longer")
_INSTEAD = {
    "max_mb": ("caption_size",),  # it is the file that is to be smaller
    "width": ("caption_size",),
    "scale": ("caption_size",),
    "intensity": ("factor",),  # a faster rhythm is no faster film
    "count": ("duration",),  # a longer list of chapters has more of them
}
"""What a more exact change of a result makes of a relative one in the same words."""
_DRAWN = frozenset({"caption_size", "caption_color", "caption_outline", "caption_position"})


def changes(
    text: str, material: Material, replied_to: str, lexicons: Sequence[Lexicon]
) -> tuple[dict[str, JsonValue], tuple[str, ...]]:
    """What a reply changes, param by param, and the capabilities it asks for that answer in words and so change nothing."""
    settings = _named(settings_in(text, lexicons, reply=True, taken=_changeable(replied_to)), replied_to)
    asked = [goal for goal in drawn(goals_in(text, lexicons), material) if not _inside(goal, settings)]
    changing = [found for found in _nearest(settings, replied_to) if found.name in _GENERAL or _has(replied_to, found.name)]
    known = (capabilities()["edit"], capabilities()[replied_to])
    edit = {**_new_words(material, replied_to), **{name: value for row in known for name, value in merged(changing, row).items()}}
    edit = {**timed([found.value for found in settings if found.name == STRETCH], replied_to), **edit}
    platforms = platforms_in(text, lexicons)
    if platforms and "aspect" not in edit:
        edit["aspect"] = platforms[0].value
    for name, others in _INSTEAD.items():
        if name in edit and (name == "max_mb" or _has(replied_to, name)):
            less_exact = {other for other in others if name == "max_mb" or not _has(replied_to, other)}
            edit = {other: value for other, value in edit.items() if other not in less_exact or value not in _RELATIVE}
    if edit.keys() & IN_OTHER_UNITS.keys():
        edit.pop("duration", None)
    _remove(edit, text, settings, lexicons)
    gone = [noun for noun in nouns_in(text, lexicons) if goes(text, noun, lexicons)]
    asked = [goal for goal in asked if not any(_inside(noun, [goal]) for noun in gone)]
    also = [goal.name for goal in asked if _adds(goal.name, replied_to, edit) and not goes(text, goal, lexicons)]
    also += [noun.name for noun in _added_nouns(text, settings, lexicons) if noun.name not in also and noun.name != replied_to]
    adjusted = [found for found in settings_in(text, lexicons, taken=ADJUSTMENTS) if not _inside(found, settings)]
    adjusted = [found for found in adjusted if found.name != "volume" or "music_volume" not in edit]
    if adjusted and replied_to != "adjust" and "adjust" not in also:
        also.append("adjust")
        edit.update(merged(adjusted, capabilities()["adjust"]))
    gone = edit.get("without")
    also = [name for name in dict.fromkeys(also) if not (isinstance(gone, list) and name in gone)]
    if also:
        edit["also"] = [*also]
    answers = tuple(goal.name for goal in asked if _answers(goal.name))
    return edit, answers


def another(text: str, material: Material, replied_to: str, lexicons: Sequence[Lexicon]) -> list[Found]:
    """The goals of a reply that wants a thing of another kind made from the result ("now a GIF of it"), and no change of it."""
    settings = settings_in(text, lexicons, reply=True, taken=_changeable(replied_to))
    asked = [goal for goal in drawn(goals_in(text, lexicons), material) if not _inside(goal, settings)]
    changing = {found.name for found in settings if capabilities()[replied_to].param(found.name)}
    gone = [noun for noun in nouns_in(text, lexicons) if goes(text, noun, lexicons)]
    return [
        goal
        for goal in asked
        if _differs(goal.name, replied_to, changing)
        and not any(_inside(noun, [goal]) for noun in gone)
        and not related(text, goal.start, "also", lexicons)
        and not goes(text, goal, lexicons)
    ]


def _changeable(replied_to: str) -> set[str]:
    """Names of the settings that a reply to such a result can change."""
    rows = (capabilities()[replied_to], capabilities()["edit"])
    return {param.name for row in rows for param in row.params} | _GENERAL | {"length", STRETCH}


def _differs(capability: str, replied_to: str, changing: set[str]) -> bool:
    """Whether it makes a thing of another kind, and not a change that the result itself can take."""
    row = capabilities()[capability]
    kept = {"same", "video"} & {*row.delivers}
    makes = row.group in ("answers", "productions") or not kept or capability == "highlights"
    takes = all(row.param(name) and not (kept and capabilities()[replied_to].param(name)) for name in changing)
    return makes and takes and capability not in ("ask", "help", "export", replied_to) and row.group != "revisions"


def _has(capability: str, param: str) -> bool:
    return capabilities()[capability].param(param) is not None


def _nearest(settings: Sequence[Found], replied_to: str) -> list[Found]:
    """Of several things that the same words may set ("smaller"), the one that the result has itself, else the first."""
    places: dict[tuple[int, int], list[Found]] = {}
    for setting in settings:
        places.setdefault(setting[:2], []).append(setting)
    chosen = ([found for found in here if _has(replied_to, found.name)] or here[:1] for here in places.values())
    return [found for here in chosen for found in here]


def _named(settings: Sequence[Found], replied_to: str) -> list[Found]:
    """Lengths under the name that the result counts them by."""
    found: list[Found] = []
    timed_by = any(setting.name == "duration" and isinstance(setting.value, int | float) for setting in settings)
    for setting in settings:
        if setting.name in ("length", "duration") and setting.value in ("shorter", "longer"):
            name = "words" if replied_to in _WORDY and not timed_by else "duration"
            found.append(setting._replace(name=name))
        else:
            found.append(setting)
    return found


def _inside(goal: Found, settings: Sequence[Found]) -> bool:
    """The word is part of a change ("bigger captions"), and asks for nothing anew."""
    return any(setting.start <= goal.start and goal.end <= setting.end for setting in settings)


def _answers(capability: str) -> bool:
    row = capabilities()[capability]
    return row.group == "answers" or row.group == "revisions"


def _adds(capability: str, replied_to: str, edit: dict[str, JsonValue]) -> bool:
    if capability == "reframe" and "aspect" in edit:
        return False
    if capability == "title" or (capability == "trim" and edit.keys() & {"start", "end", "remove", "duration", "words"}):
        return False
    known, named = capabilities()[replied_to], capabilities()[capability]
    if any(param in edit and known.param(param) and named.param(param) for param in _SPOKEN):
        return False
    return capability != replied_to and not _answers(capability)


def _new_words(material: Material, replied_to: str) -> dict[str, JsonValue]:
    """The words that take the place of those in the result."""
    words: dict[str, JsonValue] = {**material.said}
    free = [*material.loose, *([material.dictated] if material.dictated else [])]
    if not words and len(free) == 1:
        words["text"] = free[0]
    elif not words and len(free) == 2:
        old_new = replied_to != "meme"
        words.update({"text": free[1]} if old_new else {"top_text": free[0], "bottom_text": free[1]})
    return words


def _remove(edit: dict[str, JsonValue], text: str, settings: Sequence[Found], lexicons: Sequence[Lexicon]) -> None:
    """Put what is to go into the change: a line of the caption becomes empty, a capability goes to `without`."""
    for lexicon in lexicons:
        for role, phrase in lexicon.labels.items():
            for match in phrase.finditer(text):
                if goes(text, Found(*match.span(), role), lexicons) and role not in edit and role != "text":
                    edit[role] = ""
                    edit.pop("caption_position", None)
    gone = [
        noun.name
        for noun in nouns_in(text, lexicons)
        if goes(text, noun, lexicons) and not _inside(noun, [found for found in settings if found.name not in _DRAWN])
    ]
    if gone and not any(edit.get(role) == "" for role in ROLES):
        edit["without"] = [*dict.fromkeys(gone)]


def goes(text: str, found: Found, lexicons: Sequence[Lexicon]) -> bool:
    """Whether the wish wants to be rid of it."""
    before = any(related(text, found.start, relation, lexicons) for relation in ("without", "not"))
    return before or follows(text, found.end, "away", lexicons)


def _added_nouns(text: str, settings: Sequence[Found], lexicons: Sequence[Lexicon]) -> list[Found]:
    return [
        noun
        for noun in longest(nouns_in(text, lexicons))
        if related(text, noun.start, "also", lexicons) and not goes(text, noun, lexicons) and not _inside(noun, settings)
    ]
