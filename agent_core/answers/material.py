"""What of the material can be quoted: what is said, what stands on the screen, what the eye saw."""

from collections.abc import Sequence

from agent_core.answers.sentences import Sentence, joined, language_of, spoken
from agent_core.artifacts import MaterialBank, Passage
from agent_core.languages import Language
from agent_core.surveys import index_of
from media.frozen import Frozen
from media.senses.index import Index
from media.store import Store
from media.transcription.transcript import Transcript


class Known(Frozen):
    """The material as the writer reads it."""

    said: tuple[Sentence, ...]
    shown: tuple[Sentence, ...]
    """Words on the screen, and captions of pictures."""
    indexes: tuple[Index, ...]
    language: Language
    """What is spoken; English where nothing is."""
    rough: bool
    """Whether it was understood by an engine that errs often."""

    @property
    def cuts(self) -> tuple[float, ...]:
        """Times at which another picture or another kind of sound begins, where there is one file alone."""
        if len(self.indexes) != 1:
            return ()
        seen, heard = self.indexes[0].seen, self.indexes[0].heard
        scenes = [scene.start for scene in seen.scenes] if seen else []
        return tuple(sorted({*scenes, *(start for start, _, _ in (heard.kinds if heard else ()))}))


async def known(bank: MaterialBank, store: Store) -> Known:
    """The material of a bank. Raises as `index_of` does."""
    indexes = [await index_of(file, store) for file in bank.files]
    transcripts = owned(bank)
    return Known(
        said=spoken(transcripts),
        shown=tuple(sentence for index in indexes for sentence in _shown(index)),
        indexes=tuple(indexes),
        language=language_of(transcripts),
        rough=any(transcript.rough for transcript in transcripts),
    )


def passage(sentence: Sentence) -> Passage:
    """A sentence as a passage of an answer."""
    return Passage(text=sentence.text, start=sentence.start, end=sentence.end, asset=sentence.asset, said=sentence.said)


def excerpt(sentences: Sequence[Sentence], title: str) -> Passage:
    """A stretch of several sentences, under a title."""
    first, last = sentences[0], sentences[-1]
    return Passage(text=title, start=first.start, end=last.end, asset=first.asset, said=False)


def owned(bank: MaterialBank) -> list[Transcript]:
    """Transcripts that know their file: subtitles that came without one belong to the first."""
    first = bank.files[0].facts.asset if bank.files else ""
    return [each if each.asset else each.model_copy(update={"asset": first}) for each in bank.transcripts if each.lines]


def _shown(index: Index) -> list[Sentence]:
    if index.seen is None:
        return []
    asset = index.facts.asset
    words = [
        Sentence(text=joined(part.text.split("\n")), start=part.start, end=part.end, asset=asset)
        for part in index.seen.writing
        if not part.subtitle
    ]
    told = [
        Sentence(text=frame.caption, start=frame.time, end=scene.end, asset=asset, said=False)
        for scene in index.seen.scenes
        for frame in scene.key_frames[:1]
        if frame.caption
    ]
    return [*words, *told]
