"""What is given, and what to ask for when it is not enough."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from agent_core.intents import Goal
from agent_core.messages import AttachmentKind, Note, Question
from agent_core.planner import Lacks
from agent_core.tool import Tool
from agent_core.workflow import Given
from media.facts import MediaFacts

SOURCES: Mapping[AttachmentKind, tuple[str, str]] = {
    "video": ("video", "SourceVideo"),
    "image": ("image", "SourceImage"),
    "audio": ("audio", "SourceAudio"),
    "subtitle": ("subtitle", "SourceSubtitle"),
    "text": ("script", "SourceText"),
}
"""Name and artifact type of what an attachment of a kind becomes."""

_SECOND = {"SourceSubtitle": "SecondSubtitle"}
"""What the second of a kind is, where two of it are for one thing."""

WORDS = "text"
"""Name of words given in the wish: that of the param they came in."""

_ASKED = (
    ("SourceVideo", "ask-video"),
    ("SourceImage", "ask-image"),
    ("SourceSubtitle", "ask-subtitle"),
    ("SourceText", "ask-words"),
    ("SourceAudio", "ask-audio"),
)
"""Code of the question by what is missing, what matters most first."""


def given_files(files: Iterable[MediaFacts]) -> dict[str, Given]:
    """Attachments as sources for ports: `video`, `video2`, `subtitle`, …; kinds that no tool reads yet are left out."""
    given: dict[str, Given] = {}
    taken = Counter[str]()
    for facts in files:
        name, artifact = SOURCES.get(facts.kind, ("", ""))
        if not name:
            continue
        taken[name] += 1
        meant = _SECOND.get(artifact, artifact) if taken[name] == 2 else artifact
        numbered = name if taken[name] == 1 else f"{name}{taken[name]}"
        given[numbered] = Given(artifact=meant, value={"facts": facts.model_dump(mode="json")})
    return given


def given_words(goals: Sequence[Goal], tools: Mapping[str, Tool]) -> dict[str, Given]:
    """Words of the wish that are performed, and so are an artifact and not a param of a tool that draws them."""
    for goal in goals:
        text = goal.params.get(WORDS)
        drawn = any(WORDS in spec.params for spec in tools.values() if goal.capability in spec.serves)
        if isinstance(text, str) and not drawn:
            return {WORDS: Given(artifact="Words", value={"text": text})}
    return {}


def question(lacks: Lacks) -> Question:
    """Ask kindly for what a goal lacks."""
    kinds: tuple[AttachmentKind, ...] = tuple(kind for kind, (_, artifact) in SOURCES.items() if artifact in lacks.artifacts)
    code = next((code for artifact, code in _ASKED if artifact in lacks.artifacts), "ask-video")
    return Question(note=Note(code=code, values={"capability": lacks.capability}), wants=kinds)
