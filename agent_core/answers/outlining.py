"""Chapters and outlines: the topics of a talk, each under a title of its own words."""

from collections.abc import Sequence
from math import ceil

from agent_core.answers.naming import named
from agent_core.answers.segmenting import segmented
from agent_core.answers.sentences import Sentence
from agent_core.answers.summarizing import Length, summarized
from agent_core.languages import Language
from media.frozen import Frozen


class Topic(Frozen):
    """A part of a talk."""

    title: str
    sentences: tuple[Sentence, ...]


def topics(
    sentences: Sequence[Sentence], language: Language, count: int | None = None, cuts: Sequence[float] = ()
) -> tuple[Topic, ...]:
    """The topics in order; `count` of them where that is given."""
    parts = [tuple(sentences[start:end]) for start, end in segmented(sentences, language, count, cuts)]
    titles = named([[sentence.text for sentence in part] for part in parts], language)
    return tuple(Topic(title=title, sentences=part) for title, part in zip(titles, parts, strict=True))


def outline(sentences: Sequence[Sentence], language: Language, words: int | None = None) -> str:
    """Topics with what is said about each, as Markdown."""
    found = topics(sentences, language)
    each = ceil(words / len(found)) if words and found else None
    lines: list[str] = []
    for topic in found:
        kept = summarized(topic.sentences, language, Length(words=each, points=None if each else 2))
        lines += [f"## {topic.title}", *(f"- {sentence.text}" for sentence in kept), ""]
    return "\n".join(lines).strip()
