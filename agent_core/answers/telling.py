"""What is seen, shot by shot, in plain words of the user's language: measured facts, no guesses."""

from collections.abc import Iterator, Sequence

from agent_core.answers.sentences import Sentence, joined
from agent_core.artifacts import Passage
from agent_core.content import content
from agent_core.languages import Language
from media.senses.index import Index, Scene

_MOST = 24
"""Shots told one by one; of more, the shortest are told with the one before."""
_CLOSE, _FAR = 0.4, 0.12
"""Heights of a face that is near and of one that is far."""
_LIVELY, _STILL = 0.12, 0.015
_SHAKY = 0.5
_DARK, _BRIGHT = 0.22, 0.72
_PALE = 0.06
_LETTERS = 90


def described(index: Index, said: Sequence[Sentence], language: Language) -> tuple[Passage, ...]:
    """The shots of a file in order."""
    if index.seen is None:
        return ()
    moving = (index.facts.duration or 0.0) > 0
    return tuple(
        Passage(
            text=_told(index, scene, said, language),
            start=scene.start if moving else None,
            end=scene.end if moving else None,
            asset=index.facts.asset,
            said=False,
        )
        for scene in _fewer(index.seen.scenes)
    )


def shot_at(indexes: Sequence[Index], asset: str, time: float, language: Language) -> str:
    """The shot that stands at a time of a file."""
    index = next((index for index in indexes if index.facts.asset == asset and index.seen), None)
    scenes = index.seen.scenes if index and index.seen else ()
    scene = next((scene for scene in scenes if scene.start <= time < scene.end), None)
    return _told(index, scene, (), language) if index and scene else content(language, "shot-nothing")


def overview(indexes: Sequence[Index], language: Language) -> str:
    """One sentence about all of it."""
    scenes = [scene for index in indexes if index.seen for scene in index.seen.scenes]
    speech = sum(end - start for index in indexes if index.heard for start, end in index.heard.speech)
    music = any(kind == "music" for index in indexes if index.heard for _, _, kind in index.heard.kinds)
    parts = [content(language, "about-shots", count=len(scenes))]
    with_faces = sum(bool(scene.faces) for scene in scenes)
    parts += [content(language, "about-faces", count=with_faces)] if with_faces else []
    parts += [content(language, "about-speech", seconds=round(speech))] if speech >= 1 else []
    parts += [content(language, "about-music")] if music else []
    return _listed(parts, language) + content(language, "shot-stop")


def _told(index: Index, scene: Scene, said: Sequence[Sentence], language: Language) -> str:
    seen = [frame.caption for frame in scene.key_frames[:1] if frame.caption]
    facts = _listed([*_people(scene, language), *_look(scene, language)], language)
    told = [*seen, *([facts[:1].upper() + facts[1:] + content(language, "shot-stop")] if facts else [])]
    written = index.seen.writing if index.seen else ()
    words = [part.text for part in written if part.start < scene.end and part.end > scene.start and not part.subtitle]
    if words:
        told.append(content(language, "shot-text", text=_clipped(" / ".join(dict.fromkeys(words)))))
    spoken = [each.text for each in said if each.asset == index.facts.asset and _within(each, scene)]
    if spoken:
        told.append(content(language, "shot-said", text=_clipped(joined(spoken))))
    return joined(told) or content(language, "shot-nothing")


def _people(scene: Scene, language: Language) -> Iterator[str]:
    """How many faces there are at once, and how near."""
    if not scene.faces:
        return
    most = max(sum(face.start < other.end and other.start < face.end for other in scene.faces) for face in scene.faces)
    near = max(face.size for face in scene.faces)
    if most > 1:
        yield content(language, "shot-people", count=most)
    else:
        yield content(language, "shot-close" if near >= _CLOSE else "shot-far" if near < _FAR else "shot-person")


def _look(scene: Scene, language: Language) -> Iterator[str]:
    if scene.duration > 0 and scene.motion >= _LIVELY:
        yield content(language, "shot-lively")
    elif scene.duration > 0 and scene.motion <= _STILL:
        yield content(language, "shot-still")
    if scene.shake >= _SHAKY:
        yield content(language, "shot-shaky")
    if scene.brightness <= _DARK:
        yield content(language, "shot-dark")
    elif scene.brightness >= _BRIGHT:
        yield content(language, "shot-bright")
    colors = [content(language, f"color-{color}") for color in scene.colors[:2]]
    if scene.saturation < _PALE:
        yield content(language, "shot-gray")
    elif colors:
        yield content(language, "shot-colors", colors=content(language, "shot-and").join(colors))


def _within(sentence: Sentence, scene: Scene) -> bool:
    """Whether a sentence begins in a shot."""
    return sentence.start is not None and scene.start <= sentence.start < scene.end


def _listed(parts: Sequence[str], language: Language) -> str:
    return content(language, "shot-comma").join(parts)


def _clipped(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS].rstrip()}…"


def _fewer(scenes: Sequence[Scene]) -> list[Scene]:
    """At most so many shots: the shortest go with the one before them."""
    kept = [*scenes]
    while len(kept) > _MOST:
        short = min(range(1, len(kept)), key=lambda at: kept[at].duration)
        before = kept[short - 1]
        faces = (*before.faces, *kept[short].faces)
        kept[short - 1 : short + 1] = [before.model_copy(update={"end": kept[short].end, "faces": faces})]
    return kept
