"""What is given, and what to ask for when it is not enough."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from agent_core.intents import Goal
from agent_core.messages import AttachmentKind, Note, Option, Question
from agent_core.planner import Lacks
from agent_core.tool import Tool
from agent_core.workflow import Given
from media.facts import MediaFacts

NAMES: dict[AttachmentKind, str] = {
    "video": "video",
    "image": "image",
    "audio": "audio",
    "subtitle": "subtitle",
    "text": "script",
    "midi": "midi",
}
"""Name of what an attachment of a kind becomes; the second of it is called `video2`."""

_PICTURED: tuple[AttachmentKind, ...] = ("video", "image")

KINDS: Mapping[str, AttachmentKind] = {
    **dict.fromkeys(("SourceVideo", "SideVideo", "Footage", "Clips"), "video"),
    **dict.fromkeys(("SourceImage", "SideImage"), "image"),
    **dict.fromkeys(("SourceAudio", "SideAudio"), "audio"),
    **dict.fromkeys(("SourceSubtitle", "SecondSubtitle"), "subtitle"),
    "SourceText": "text",
    "SourceMidi": "midi",
}
"""The attachment that gives an artifact."""

WORDS = "text"
"""Name of words given in the wish: that of the param they came in."""

_ASKED: Mapping[AttachmentKind, str] = {
    "video": "ask-video",
    "image": "ask-image",
    "subtitle": "ask-subtitle",
    "text": "ask-words",
    "midi": "ask-midi",
    "audio": "ask-audio",
}
"""Code of the question by what is missing, what matters most first."""


def given_files(files: Iterable[MediaFacts]) -> dict[str, Given]:
    """Attachments as sources for ports: `video`, `video2`, `subtitle`, …

    The material is the first video; without one the first picture, and without either the first sound. What else there is to see
    or hear stands beside it. All videos and pictures together, in order, are the `footage`, and where there are several, `clips`.
    """
    known = list(files)
    given: dict[str, Given] = {}
    taken = Counter[str]()
    for facts in known:
        name = NAMES[facts.kind]
        taken[name] += 1
        numbered = name if taken[name] == 1 else f"{name}{taken[name]}"
        given[numbered] = Given(
            artifact=_artifact(facts.kind, taken[name], known), value={"facts": facts.model_dump(mode="json")}
        )
    return {**given, **_sample(given, known), **_together(known)}


def files_of(given: Mapping[str, Given]) -> list[MediaFacts]:
    """The attachments that sources were made of, in order."""
    single = (
        thing.value["facts"]
        for name, thing in given.items()
        if name != _SAMPLE and isinstance(thing.value, dict)
        if "facts" in thing.value
    )
    return [MediaFacts.model_validate(facts) for facts in single]


_SAMPLE = "sample"
"""Name of a sound that may be the material or a voice to take after: beside a script either is meant."""


def _artifact(kind: AttachmentKind, number: int, files: Sequence[MediaFacts]) -> str:
    """What the `number`th file of a kind is among all."""
    kinds = {facts.kind for facts in files}
    first = number == 1
    match kind:
        case "video":
            return "SourceVideo" if first else "SideVideo"
        case "image":
            return "SourceImage" if first and "video" not in kinds else "SideImage"
        case "audio":
            return "SourceAudio" if first and not kinds & set(_PICTURED) else "SideAudio"
        case "subtitle":
            return "SourceSubtitle" if first else "SecondSubtitle"
        case "text":
            return "SourceText"
        case "midi":
            return "SourceMidi"


def _sample(given: Mapping[str, Given], files: Sequence[MediaFacts]) -> dict[str, Given]:
    """The only sound once more as one that stands beside, where there is something else to work from."""
    kinds = [facts.kind for facts in files]
    alone = kinds.count("audio") == 1 and not set(kinds) & set(_PICTURED)
    return (
        {_SAMPLE: given["audio"].model_copy(update={"artifact": "SideAudio"})} if alone and {"text", "midi"} & set(kinds) else {}
    )


def _together(files: Sequence[MediaFacts]) -> dict[str, Given]:
    pictured: list[JsonValue] = [facts.model_dump(mode="json") for facts in files if facts.kind in _PICTURED]
    names = {"footage": "Footage"} if len(pictured) == 1 else {"footage": "Footage", "clips": "Clips"} if pictured else {}
    return {name: Given(artifact=artifact, value={"files": pictured}) for name, artifact in names.items()}


def given_words(goals: Sequence[Goal], tools: Mapping[str, Tool]) -> dict[str, Given]:
    """Words of the wish that are performed, and so are an artifact and not a param of a tool that draws them."""
    for goal in goals:
        text = goal.params.get(WORDS)
        drawn = any(WORDS in spec.params for spec in tools.values() if goal.capability in spec.serves)
        if isinstance(text, str) and not drawn:
            return {WORDS: Given(artifact="Words", value={"text": text})}
    return {}


def which(likely: Sequence[str]) -> Question:
    """Ask what a wish means, with a button for each capability that it may; other words answer too."""
    options = tuple(Option(value=name, label=f"command-{name}") for name in likely)
    return Question(note=Note(code="ask-which"), options=options, wants=("text",))


def question(lacks: Lacks) -> Question:
    """Ask kindly for what a goal lacks."""
    asked = {KINDS[artifact] for artifact in lacks.artifacts if artifact in KINDS}
    kinds: tuple[AttachmentKind, ...] = tuple(kind for kind in NAMES if kind in asked)
    code = next((code for kind, code in _ASKED.items() if kind in asked), "ask-video")
    return Question(note=Note(code=code, values={"capability": lacks.capability}), wants=kinds)
