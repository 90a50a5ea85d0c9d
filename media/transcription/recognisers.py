"""The recognisers of an installation in order of preference: the first that knows a language is asked, the next when it fails."""

import logging
from collections.abc import Callable, Sequence

from media.errors import MediaError
from media.transcription.guards import guarded
from media.transcription.port import Recording, Transcriber
from media.transcription.sentences import in_sentences
from media.transcription.transcript import Transcript

log = logging.getLogger(__name__)


class Recognisers:
    """Engines in order of preference; without any, nothing is heard. Safe to use from several tasks at once."""

    def __init__(self, engines: Sequence[Transcriber] = ()) -> None:
        self.engines = tuple(engines)

    @property
    def identity(self) -> str:
        """Names and models of all, in order: part of the keys of what is cached of what they heard."""
        return "; ".join(engine.identity for engine in self.engines)

    @property
    def finds_language(self) -> bool:
        """Whether one of them finds out by itself which language is spoken."""
        return any(engine.finds_language for engine in self.engines)

    def hearing(self, language: str | None) -> tuple[Transcriber, ...]:
        """Those that understand a language; with `None`, those that find it out."""
        if language is None:
            return tuple(engine for engine in self.engines if engine.finds_language)
        return tuple(engine for engine in self.engines if language in engine.languages)

    async def hear(
        self, recording: Recording, asset: str, language: str | None, report: Callable[[float], None]
    ) -> Transcript | None:
        """What is said in the source `asset`, whose sound the recording is; `None` where nobody speaks or none here understands.

        Raises what the last engine raised, where all failed.
        """
        engines = self.hearing(language) if recording.speech else ()
        for number, engine in enumerate(engines, start=1):
            try:
                return await _heard(engine, recording, asset, language, report)
            except MediaError as error:
                if number == len(engines):
                    raise
                log.warning("%s heard nothing (%s), the next one is asked", engine.name, error.code)
        return None


async def _heard(
    engine: Transcriber, recording: Recording, asset: str, language: str | None, report: Callable[[float], None]
) -> Transcript:
    understood = await engine.hear(recording, language, report)
    return Transcript(
        asset=asset,
        language=understood.language,
        lines=in_sentences(guarded(understood.lines, recording.speech, recording.duration)),
        engine=engine.name,
        origin="heard",
        rough=engine.rough,
    )
